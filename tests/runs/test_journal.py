"""The journal of a sweep: what is there whole is read, whatever became of the rest."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from econsim.runs.journal import Journal, Row, rows_in
from econsim.simulation.invariants import InvariantLog

ROWS = [
    Row(point, 0, f"{point:032x}", InvariantLog(5, 0, point), np.array([0.1 * point, np.nan, 1e300]))
    for point in range(3)
]


def _written(path: Path, rows: list[Row]) -> bytes:
    journal = Journal(path, "key")
    for row in rows:
        journal.append(row)
    journal.close()
    return path.read_bytes()


def _same(found: list[Row], wanted: list[Row]) -> bool:
    return [row[:4] for row in found] == [row[:4] for row in wanted] and all(
        one.values.tobytes() == other.values.tobytes() for one, other in zip(found, wanted, strict=True)
    )


def test_rows_come_back_bit_for_bit(tmp_path: Path) -> None:
    _written(tmp_path / "sweep" / "journal", ROWS)
    assert _same(list(rows_in(tmp_path / "sweep" / "journal", "key")), ROWS)
    assert list(rows_in(tmp_path / "nowhere", "key")) == []
    assert list(rows_in(tmp_path / "sweep" / "journal", "another question")) == []


def test_a_journal_that_was_cut_off_anywhere_keeps_what_was_whole_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    whole = _written(path, ROWS)
    ends = [0] + [place + 1 for place, byte in enumerate(whole) if byte == ord("\n")]
    for cut in range(0, len(whole), 7):
        path.write_bytes(whole[:cut])
        n_whole = sum(end - 1 <= cut for end in ends[1:])  # the end of the line itself may be missing
        assert _same(list(rows_in(path, "key")), ROWS[:n_whole]), cut
        _written(path, ROWS[n_whole:])
        assert _same(list(rows_in(path, "key")), ROWS), cut


@pytest.mark.parametrize("place", [3, 40, 90])
def test_a_line_in_which_a_byte_was_changed_is_passed_over(tmp_path: Path, place: int) -> None:
    path = tmp_path / "journal"
    whole = bytearray(_written(path, ROWS))
    whole[place] ^= 1
    path.write_bytes(whole)
    assert _same(list(rows_in(path, "key")), ROWS[1:])
