"""What a comparison hands to pandas and to files: outcomes, winners, paths, the runs of its arms."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from econsim.analysis.compare import compare, compared
from econsim.analysis.comparison import Comparison, load_comparison
from econsim.analysis.metrics import metrics
from econsim.analysis.sweep_result import PointMetric
from econsim.errors import UsageError
from tests.analysis.hand_made import EPOCHS, MINTED_UAKT, hand_made_arms


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compared(hand_made_arms(shifts={"net_apr": -0.002}, moved_uakt=5_000_000))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    return compare("mainnet6", "mainnet7", replicates=2, epochs=3, workers=1, out=tmp_path_factory.mktemp("results"))


def test_a_row_of_the_frame_has_both_means_and_both_intervals(comparison: Comparison) -> None:
    row = comparison.frame().loc[("mainnet7", "net_apr")]
    assert row["difference"] == pytest.approx(-0.002)
    assert row["mean"] - row["baseline"] == pytest.approx(-0.002)
    assert row["ci_low"] < row["mean"] < row["ci_high"]
    assert row["ci_high"] - row["ci_low"] > 100 * (row["difference_ci_high"] - row["difference_ci_low"])


def test_the_dataset_of_a_comparison_has_the_columns_of_a_sweeps(comparison: Comparison) -> None:
    of_a_sweep = [field.name for field in dataclasses.fields(PointMetric)]
    assert list(comparison.frame().columns)[: len(of_a_sweep)] == of_a_sweep


def test_files_hold_the_frame_with_nulls_for_what_is_undefined(comparison: Comparison, tmp_path: Path) -> None:
    comparison.write(tmp_path)
    table, frame = pq.read_table(tmp_path / "comparison.parquet"), comparison.frame().reset_index()
    assert table.column_names == list(frame.columns)
    assert table["baseline_drift"].null_count == int(frame["baseline_drift"].isna().sum()) > 0
    assert table.schema.field("window_days").metadata == {b"unit": b"days"}
    text = pd.read_csv(tmp_path / "comparison.csv")
    for name in ("mean", "difference", "difference_ci_low", "baseline_drift"):
        assert np.array_equal(table[name].to_numpy(), frame[name].to_numpy(), equal_nan=True)
        assert np.array_equal(text[name].to_numpy(), frame[name].to_numpy(), equal_nan=True)


def test_winners_are_told_in_akt_a_year(comparison: Comparison) -> None:
    """40 days of 1,000 AKT minted a day are 365,250 a year; what validators gain the largest delegators lose."""
    found = comparison.winners().set_index(["table", "who"])
    assert found.loc[("net creation", "minted in all"), "mean"] == pytest.approx(MINTED_UAKT / 1e6 * 365.25)
    gain = 5.0 / EPOCHS * 365.25
    assert found.loc[("mint", "validators, rank 11-33"), "difference"] == pytest.approx(gain)
    assert found.loc[("mint", "delegators, decile 10"), "difference"] == pytest.approx(-gain)
    units = found["unit"].droplevel("who").to_dict()
    assert (units["mint"], units["market"]) == ("AKT/year", "USD/year")


def test_winners_say_which_part_of_a_group_is_better_off() -> None:
    """A good thirtieth of what the largest delegators get goes to the lifted validators."""
    found = compared(hand_made_arms(moved_uakt=10**9)).winners().set_index(["table", "who"])
    told = found.loc["mint", ["better_off", "worse_off"]].T.to_dict("list")
    assert told["delegators, decile 10"] == [0.0, 1.0]
    assert told["validators, rank 11-33"] == [1.0, 0.0]
    assert told["delegators, decile 2"] == [0.0, 0.0]


def test_what_tenants_pay_for_an_hour_stays_a_price(comparison: Comparison) -> None:
    found = comparison.winners().set_index("who")
    assert found.loc["GPU-hours leased", "unit"] == "GPU-hours/year"
    price = found.loc["price per GPU-hour"]
    prices = comparison.runs[comparison.variants[0]].series["gpu_price_usd_per_hour_all"]
    assert price["unit"] == "USD/GPU-hour"
    assert prices.min() * (1 - 1e-12) <= price["mean"] <= prices.max() * (1 + 1e-12)


def test_paths_of_any_series_have_a_mean_between_their_bands(comparison: Comparison) -> None:
    for name in ("net_apr", "minted_uakt", "delegator_rewards_accrued_uakt"):
        found = comparison.paths(name)
        assert found.index.names == ["arm", "date"]
        assert len(found) == 2 * EPOCHS
        assert (found["low_90"] <= found["low_50"]).all()
        assert (found["low_50"] <= found["high_50"]).all()
        assert (found["high_50"] <= found["high_90"]).all()
    first = comparison.paths("minted_uakt").loc["mainnet6"].iloc[0]
    assert set(first) == {float(MINTED_UAKT)}


def test_a_series_that_is_not_there_is_told_with_the_nearest_name(comparison: Comparison) -> None:
    with pytest.raises(UsageError, match=r"^net_aprr: no such metric or series; did you mean net_apr\?$"):
        comparison.paths("net_aprr")
    with pytest.raises(UsageError, match=r"^a list is given; expected the name of one metric or series, such as"):
        comparison.paths(["net_apr"])


def test_runs_are_read_again_from_their_folders(kept: Comparison) -> None:
    assert kept.directory is not None
    again = load_comparison(kept.directory)
    assert list(again.runs) == ["mainnet6", "mainnet7"]
    for names in again.background.arms:
        assert again.runs[names.label].results_digest == names.results_digest
        assert len(again.runs[names.label].agents_by_replicate) == 2
    assert again.runs["mainnet7"].series.attrs["units"]["net_apr"] == "1/year"
    assert len(again.frame()) == len(metrics())


def test_a_folder_that_was_moved_with_its_runs_still_finds_them(kept: Comparison, tmp_path: Path) -> None:
    assert kept.directory is not None
    shutil.copytree(kept.directory.parent, tmp_path / "moved")
    runs = load_comparison(tmp_path / "moved" / kept.directory.name).runs
    assert {run.directory.parent for run in runs.values() if run.directory} == {tmp_path / "moved"}


def test_runs_that_are_not_kept_are_refused_with_the_way_to_keep_them(kept: Comparison, tmp_path: Path) -> None:
    assert kept.directory is not None
    shutil.copytree(kept.directory, tmp_path / "alone")
    numbers = dataclasses.replace(kept.numbers, run_dirs={"mainnet6": str(tmp_path / "gone"), "mainnet7": None})
    lonely = dataclasses.replace(kept, numbers=numbers, directory=tmp_path / "alone")
    with pytest.raises(UsageError, match=r"the run of mainnet6 is not in .* nor in .*; compare again with out=FOLDER"):
        _ = lonely.runs


def test_a_comparison_that_nothing_was_kept_of_still_has_its_runs(comparison: Comparison) -> None:
    assert [run.replicates for run in comparison.runs.values()] == [6, 6]


def test_a_comparison_writes_its_report_with_the_words_of_the_public_one(
    comparison: Comparison, tmp_path: Path
) -> None:
    comparison.report(out=tmp_path / "report.html")
    assert "mainnet7" in (tmp_path / "report.html").read_text("utf-8")
    with pytest.raises(UsageError, match="kept in no folder: say where with"):
        comparison.report()
