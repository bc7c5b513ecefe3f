"""Whole epochs of a small world, uncompiled: Python's own whole numbers and records say what compiled code has to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from econsim.networks.akash_model import AkashModel
from tests.small_world import small

ROOT = Path(__file__).resolve().parents[2]


def test_uncompiled_every_series_is_the_same_to_the_last_bit(tmp_path: Path) -> None:
    uncompiled = subprocess.run(
        [
            sys.executable,
            "-W",
            "error",
            "-c",
            f"from tests.simulation.test_uncompiled import told; told({str(tmp_path)!r})",
        ],
        cwd=ROOT,
        env=os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert uncompiled.returncode == 0, uncompiled.stderr
    assert uncompiled.stdout.splitlines() == series_of(tmp_path)


def told(folder: str) -> None:
    print(*series_of(Path(folder)), sep="\n")


def series_of(folder: Path) -> list[str]:
    """Return every series of two epochs, its numbers to the last bit."""
    series = AkashModel(small(folder), seed=1, epochs=2).run(2).series
    return [f"{name} {[float(number).hex() for number in series[name]]}" for name in series]
