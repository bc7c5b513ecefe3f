"""What was kept is read back bit by bit, or noticed to be something else."""

from __future__ import annotations

import json
import logging
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from econsim.atomic_files import is_set_aside
from econsim.errors import RunError
from econsim.runs.digests import numbers_digest
from econsim.runs.replicate_files import AGENTS, EPOCHS, ReplicateFiles, SavedAgents
from econsim.simulation.invariants import InvariantLog
from econsim.simulation.recorder import ReplicateResult


def replicate(number: int) -> ReplicateResult:
    draws = np.random.default_rng(number)
    minus_nan = np.copysign(np.nan, -1.0)
    series = pd.DataFrame(
        {"bonded_uakt": draws.integers(2**62, size=3), "price": [draws.standard_normal(), minus_nan, -0.0]},
        index=pd.MultiIndex.from_arrays([range(3), pd.date_range("2023-08-31", periods=3)], names=["epoch", "date"]),
    )
    agents = pd.DataFrame(
        {"id": [0, 1], "group": ["décile 1", "1-10"], "usd": [0.1, np.nan], "is_captive": [True, False]}
    )
    return ReplicateResult(1, number, series, agents, InvariantLog(checked=30))


@pytest.fixture
def files(tmp_path: Path) -> ReplicateFiles:
    made = ReplicateFiles(tmp_path / "run", "a key")
    for number in (0, 1):
        made.save(replicate(number), "mainnet6")
    return made


def test_what_is_read_back_is_what_was_kept_to_the_last_bit(files: ReplicateFiles) -> None:
    kept, original = files.load(1), replicate(1)
    assert kept is not None
    assert kept.invariants == original.invariants
    for name in original.series:
        read, written = (frame[name].to_numpy() for frame in (kept.series, original.series))
        there = ~np.isnan(written)
        assert read.dtype == written.dtype
        assert np.array_equal(np.isnan(read), ~there)
        assert read[there].tobytes() == written[there].tobytes()
    assert numbers_digest(kept.series) == numbers_digest(original.series)
    pd.testing.assert_frame_equal(files.agents(1).drop(columns="replicate"), original.agents)
    assert files.numbers() == [0, 1]


@pytest.mark.parametrize("part", [EPOCHS, AGENTS])
def test_a_number_that_does_not_exist_is_null_so_that_no_tool_sorts_it_above_all_others(
    files: ReplicateFiles, part: str
) -> None:
    table = pq.read_table(files.path(part, 1))
    assert {name: table[name].null_count for name in table.column_names if table[name].null_count} == (
        {"price": 1} if part == EPOCHS else {"usd": 1}
    )
    floats = [
        name for name, kind in zip(table.schema.names, table.schema.types, strict=True) if pa.types.is_floating(kind)
    ]
    assert not any(pc.any(pc.is_nan(table[name])).as_py() for name in floats)
    draws = replicate(1).series["price"].iloc[0]
    if part == EPOCHS:
        above = table.filter(pc.field("price") > min(draws, 0.0) - 1.0)  # both prices that exist, and no third
        assert above.num_rows == 2


def test_a_series_that_never_exists_is_still_a_series_of_numbers(tmp_path: Path) -> None:
    empty = replicate(0)
    empty.series["price"] = np.nan
    ReplicateFiles(tmp_path, "a key").save(empty, "mainnet6")
    read = ReplicateFiles(tmp_path, "a key").series(0)["price"]
    assert read.dtype == np.float64
    assert read.isna().all()


def test_the_digest_of_an_answer_goes_by_the_names_of_columns_and_not_by_their_order() -> None:
    answer = pd.DataFrame({"bought": [1, 2], "sold": [3, 4]})
    assert numbers_digest(answer[["sold", "bought"]]) == numbers_digest(answer)
    assert numbers_digest(answer.rename(columns={"bought": "sold", "sold": "bought"})) != numbers_digest(answer)


def test_the_digest_of_an_answer_does_not_depend_on_which_nan_it_holds() -> None:
    frames = [pd.DataFrame({"price": [1.0, np.copysign(np.nan, sign)]}) for sign in (1.0, -1.0)]
    assert numbers_digest(frames[0]) == numbers_digest(frames[1])
    assert numbers_digest(pd.DataFrame({"price": [1.0, 2.0]})) != numbers_digest(frames[0])


def test_a_replicate_that_is_not_there_is_nothing_to_complain_about(
    files: ReplicateFiles, caplog: pytest.LogCaptureFixture
) -> None:
    assert files.load(7) is None
    assert not caplog.records


def test_any_tool_reads_the_files_and_numbers_are_split_by_byte(files: ReplicateFiles) -> None:
    frame = pd.read_parquet(files.path(EPOCHS, 1))
    assert list(frame) == ["scenario", "replicate", "epoch", "date", "bonded_uakt", "price"]
    assert frame["replicate"].unique() == [1]
    assert frame["scenario"].unique() == ["mainnet6"]
    assert frame["date"].tolist() == [pd.Timestamp(2023, 8, 31), pd.Timestamp(2023, 9, 1), pd.Timestamp(2023, 9, 2)]
    columns = pq.ParquetFile(files.path(EPOCHS, 1)).metadata.row_group(0)
    for place, name in ((4, "bonded_uakt"), (5, "price")):
        column = columns.column(place)
        assert (column.path_in_schema, column.compression) == (name, "LZ4")
        assert "BYTE_STREAM_SPLIT" in column.encodings


def flipped(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("part", [EPOCHS, AGENTS])
def test_a_single_flipped_bit_is_noticed_wherever_it_is(files: ReplicateFiles, part: str) -> None:
    path = files.path(part, 0)
    whole = path.read_bytes()
    for place in range(0, len(whole), 37):
        flipped(path, place)
        assert files.load(0) is None, place
        path.write_bytes(whole)
    assert files.load(0) is not None


@pytest.mark.parametrize("length", [0, 3, 500, -1])
def test_a_file_that_was_cut_off_is_set_aside_and_told(
    files: ReplicateFiles, length: int, caplog: pytest.LogCaptureFixture
) -> None:
    path = files.path(EPOCHS, 0)
    path.write_bytes(path.read_bytes()[:length])
    with caplog.at_level(logging.WARNING, logger="econsim"):
        assert files.load(0) is None
    (told,) = caplog.messages
    assert told.startswith(f"{path} is not as it was written: set aside as _set_aside_1_")
    assert [found.name for found in path.parent.iterdir() if is_set_aside(found)] == [
        "_set_aside_1_replicate=0000.parquet.damaged"
    ]


def test_a_number_edited_by_a_tool_that_keeps_the_label_is_noticed(files: ReplicateFiles) -> None:
    path = files.path(EPOCHS, 0)
    table = pq.read_table(path)
    edited = table.set_column(4, "bonded_uakt", [[1, 2, 3]])
    pq.write_table(edited.replace_schema_metadata(table.schema.metadata), path)
    assert list(pd.read_parquet(path)["bonded_uakt"]) == [1, 2, 3]
    assert files.load(0) is None


def test_a_table_of_somebody_else_is_noticed(files: ReplicateFiles) -> None:
    pd.read_parquet(files.path(AGENTS, 0)).to_parquet(files.path(AGENTS, 0))
    assert files.load(0) is None
    assert files.load(1) is not None


def test_a_file_of_another_replicate_part_or_run_is_noticed(files: ReplicateFiles, tmp_path: Path) -> None:
    other = ReplicateFiles(tmp_path / "other", "another key")
    other.save(replicate(0), "mainnet6")
    for source in (files.path(EPOCHS, 1), files.path(AGENTS, 0), other.path(EPOCHS, 0)):
        shutil.copy(source, files.path(EPOCHS, 0))
        assert files.load(0) is None


def test_agents_are_read_when_they_are_looked_at_and_damage_since_is_told(files: ReplicateFiles) -> None:
    agents = SavedAgents(files, range(2))
    assert [len(frame) for frame in agents] == [2, 2]
    flipped(files.path(AGENTS, 1), 50)
    with pytest.raises(RunError, match="is not as it was written; run the same command again"):
        agents[1]
    files.path(AGENTS, 1).unlink()
    with pytest.raises(RunError, match="is not there"):
        agents[1]


def test_units_stand_with_the_columns_and_come_back_with_the_numbers(tmp_path: Path) -> None:
    """In the metadata of the field, as attrs that pandas reads by itself, and as JSON in those of the file."""
    told = replicate(0)
    told.series.attrs["units"] = {"bonded_uakt": "uakt", "price": "USD", "of_another_column": "1"}
    files = ReplicateFiles(tmp_path, "a key")
    files.save(told, "mainnet6")
    path, units = files.path(EPOCHS, 0), {"bonded_uakt": "uakt", "price": "USD"}
    schema = pq.read_schema(path)
    assert {one.name: one.metadata[b"unit"].decode() for one in schema if one.metadata} == units
    assert pd.read_parquet(path).attrs == {"units": units}
    assert json.loads(pq.read_metadata(path).metadata[b"PANDAS_ATTRS"]) == {"units": units}
    assert files.series(0).attrs == {"units": units}
