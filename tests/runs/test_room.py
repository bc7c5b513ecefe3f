"""Room for large tables: the same numbers in a file as in memory, and no memory held that nobody looks at."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from econsim.runs import room
from econsim.runs.joined_series import JoinedSeries
from econsim.runs.room import Room, let_go

SHAPES = {np.dtype(np.int64): (3, 4, 5), np.dtype(np.float64): (2, 4, 5)}


@pytest.fixture
def no_table_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_SMALL", 0)


def filled(folder: Path | None) -> Room:
    """Return a room with numbers of every kind for four replicates, entered out of order."""
    made = Room(SHAPES, folder)
    for place in (2, 0, 3, 1):
        draws = np.random.default_rng(place)
        for kind, (n_columns, _, n_epochs) in SHAPES.items():
            made.enter(kind, place, draws.integers(-9, 9, (n_epochs, n_columns)).astype(kind).T)
    return made


@pytest.mark.usefixtures("no_table_is_small")
def test_a_file_gives_back_what_memory_does(tmp_path: Path) -> None:
    on_disk, in_memory = filled(tmp_path).arrays(), filled(None).arrays()
    for kind in SHAPES:
        let_go(on_disk[kind])
        np.testing.assert_array_equal(on_disk[kind], in_memory[kind])
        assert on_disk[kind].dtype == kind


@pytest.mark.usefixtures("no_table_is_small")
def test_a_folder_that_holds_such_a_file_shows_none(tmp_path: Path) -> None:
    made = filled(tmp_path)
    assert made.arrays()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("no_table_is_small")
def test_where_no_file_can_be_the_numbers_are_kept_in_memory(tmp_path: Path) -> None:
    arrays = filled(tmp_path / "nowhere").arrays()
    for kind, expected in filled(None).arrays().items():
        np.testing.assert_array_equal(arrays[kind], expected)


@pytest.mark.usefixtures("no_table_is_small")
def test_a_joined_table_on_disk_is_the_one_in_memory_and_may_be_written_to(tmp_path: Path) -> None:
    def joined(folder: Path | None) -> pd.DataFrame:
        made = JoinedSeries([4, 7], folder)
        for number in (7, 4):
            index = pd.MultiIndex.from_arrays([[0, 1], [3, 4]], names=["epoch", "date"])
            made.enter(number, pd.DataFrame({"a": [number, 2], "b": [0.5, np.nan], "c": [3, number]}, index=index))
        return made.frame()

    frame = joined(tmp_path)
    pd.testing.assert_frame_equal(frame, joined(None))
    frame.loc[(4, 0, 3), "a"] = 11
    let_go(frame["a"].to_numpy())
    assert frame["a"].tolist() == [11, 2, 7, 2]


@pytest.mark.skipif(sys.platform != "linux", reason="what a process holds is told in other words there")
def test_a_process_holds_one_column_and_not_the_table(tmp_path: Path) -> None:
    """200 MB, of which a column is 2: read column by column, the most that is held stays far below the table."""
    words = "import sys; from tests.runs.test_room import held; print(held(sys.argv[1]))"
    found = subprocess.run(
        [sys.executable, "-c", words, str(tmp_path)], check=True, capture_output=True, text=True
    ).stdout
    assert float(found) < 60.0


def held(folder: str) -> float:
    """Return how much more a process holds, at most, for filling and reading a table of 200 MB [MB]."""
    kind = np.dtype(np.float64)
    begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    made = Room({kind: (100, 50, 5_000)}, Path(folder))
    for place in range(50):
        made.enter(kind, place, np.full((100, 5_000), float(place)))
    table = made.arrays()[kind]
    for column in table:
        let_go(column)
        assert column.sum() == 5_000 * 49 * 25
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - begun) / 1_000
