"""Whole epochs of a small world, uncompiled: Python's own whole numbers and records say what compiled code has to."""

from __future__ import annotations

from pathlib import Path

from econsim.networks.akash_model import AkashModel
from tests.small_world import small
from tests.uncompiled import uncompiled


def test_uncompiled_every_series_is_the_same_to_the_last_bit(tmp_path: Path) -> None:
    told = uncompiled(f"from tests.simulation.test_uncompiled import told_of; print(told_of({str(tmp_path)!r}))")
    assert told == told_of(tmp_path)


def told_of(folder: Path | str) -> str:
    """Return every series of two epochs, a line each, its numbers to the last bit."""
    series = AkashModel(small(Path(folder)), seed=1, epochs=2).run(2).series
    return "\n".join(f"{name} {[float(number).hex() for number in series[name]]}" for name in series)
