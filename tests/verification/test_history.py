"""The replay of 2023, its nuisance numbers, the step at Prop 211, and files of one's own.

Numbers that are expected come from the documentation of the data: 9.8 ppm, a starting inflation of .1030, an unlock of
8.81 million AKT, 20 ppm where a year is thought to have 6,311,520 blocks.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

import econsim.mechanisms.mint.rules as mint
from econsim.errors import UsageError
from econsim.model_version import PACKAGE
from econsim.verification import history
from econsim.verification.supply_path import read_supply_path
from tests.as_written import run_as_written

OBSERVATIONS = PACKAGE / "data" / "observations"


def shipped() -> list[dict[str, str]]:
    """Return the shipped supply and path, row under row, as one file would hold them."""
    rows: list[dict[str, str]] = []
    for name in ("akt_supply_2023_10day", "bonded_ratio_inferred_2023"):
        with (OBSERVATIONS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file)
    return rows


def written(path: Path, rows: list[dict[str, str]]) -> Path:
    columns = ["date", "implied_supply_akt", "bonded_ratio_knot"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def fit() -> history.Fit:
    return history.fitted(read_supply_path(None), {})


def test_the_supply_of_2023_is_replayed_to_ten_parts_in_a_million(fit: history.Fit) -> None:
    assert fit.errors.size == 28
    assert fit.rms == pytest.approx(9.8e-6, abs=1e-7)
    assert fit.inflation == pytest.approx(0.1030, abs=1e-4)
    assert fit.unlocked_akt == pytest.approx(8_807_836, abs=3_500)


def test_the_numbers_say_what_they_do_not_prove(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "_NEVER_IN_FORCE", {"blocks_per_year": 6_311_520})
    supply, step, by_the_engine, refit = history.check()
    assert [result.status for result in (supply, step, by_the_engine, refit)] == ["passed"] * 4
    assert "inferred from the same series" in supply.detail
    assert step.measured["step_per_year"] == pytest.approx(0.0045, abs=1e-3)
    assert refit.measured["rms_relative_error"] == pytest.approx(20e-6, rel=0.05)
    assert "times as large" in refit.detail


def test_a_parameter_that_fits_as_well_as_the_one_in_force_fails(
    fit: history.Fit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "fitted", lambda *given, **free: fit)
    assert history._refit(read_supply_path(None), fit, "inflation_max", 0.16).status == "failed"


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("_step", lambda ratio, law: (1 - ratio / law.goal_bonded) / 2 / law.blocks_per_year),
        ("_clamp", lambda rate, law: min(rate, law.inflation_max)),
    ],
)
def test_a_mistake_in_the_mint_turns_the_replay_red(
    name: str, wrong: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_as_written(monkeypatch, mint)
    rows = written(tmp_path / "rows.csv", shipped())
    assert "failed" not in {result.status for result in history.check(rows)}
    monkeypatch.setattr(mint, name, wrong)
    assert "failed" in {result.status for result in history.check(rows)}


def test_a_supply_off_by_a_few_parts_in_ten_thousand_fails(tmp_path: Path) -> None:
    rows = shipped()
    rows[15]["implied_supply_akt"] = str(int(int(rows[15]["implied_supply_akt"]) * 1.0002))
    (supply, *_) = history.check(written(tmp_path / "wrong.csv", rows))
    assert supply.status == "failed"
    assert supply.measured["largest_relative_error"] == pytest.approx(2e-4, rel=0.3)


def test_one_file_two_files_and_json_are_the_same(fit: history.Fit, tmp_path: Path) -> None:
    rows = shipped()
    one = written(tmp_path / "one.csv", rows)
    folder = tmp_path / "two"
    folder.mkdir()
    written(folder / "supply.csv", rows[:28])
    written(folder / "path.csv", rows[28:])
    listed = tmp_path / "rows.json"
    listed.write_text(json.dumps(rows))
    for path in (one, folder, listed):
        read = read_supply_path(path)
        np.testing.assert_array_equal(read.supply_akt, read_supply_path(None).supply_akt)
        np.testing.assert_array_equal(read.knots, read_supply_path(None).knots)


def test_later_dates_with_a_path_of_their_own_have_one_nuisance_number(tmp_path: Path) -> None:
    """Five months at a bonded ratio of .67 keep inflation where it is: S grows by e^(k I) a year, k = .9929."""
    growth = 0.0829 * 31_557_600 / 6.047 / 5_256_000
    rows = [
        {"date": date, "implied_supply_akt": str(220e6 * np.exp(growth * days / 365.25)), "bonded_ratio_knot": "0.67"}
        for date, days in (("2023-10-09", 0), ("2023-10-19", 10), ("2023-11-08", 30), ("2023-12-28", 80))
    ]
    (supply,) = history.check(written(tmp_path / "later.csv", rows[::-1]))
    assert supply.status == "passed"
    assert supply.measured["rms_relative_error"] < 1e-7
    assert "starting inflation 0.0829" in supply.detail
    assert "unlock" not in supply.detail


def test_props_240_and_241_lift_inflation_to_thirteen_percent(tmp_path: Path) -> None:
    dates = ("2023-12-01", "2023-12-31", "2024-01-30", "2024-02-29")
    rows = [{"date": date, "implied_supply_akt": "225000000", "bonded_ratio_knot": "0.67"} for date in dates]
    observed = read_supply_path(written(tmp_path / "later.csv", rows))
    supply = history.replay(observed, 0.10, 0.0, observed.knots, {})
    yearly = np.log(supply[1:] / supply[:-1]) * 365.25 / 30 * 6.047 * 5_256_000 / 31_557_600
    assert yearly == pytest.approx([0.10, 0.13, 0.13], rel=1e-4)


def test_a_file_without_a_path_is_replayed_along_the_shipped_one(tmp_path: Path) -> None:
    (supply, *_) = history.check(written(tmp_path / "supply.csv", shipped()[10:20]))
    assert supply.status == "passed"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("2023-13-01,1,", "expected YYYY-MM-DD"),
        ("2023-06-01,many,", "implied_supply_akt is 'many'"),
        ("2023-06-01,nan,", "implied_supply_akt is 'nan'"),
        ("2023-06-01,-5,", "implied_supply_akt is '-5'"),
        ("2023-06-01,,68", "bonded_ratio_knot is '68'"),
        ("2023-06-01,7,", "two values"),
        ("2023-12-01,219000000,", "give knots at or beyond both ends"),
    ],
)
def test_a_line_that_cannot_be_used_is_refused_by_its_place(line: str, says: str, tmp_path: Path) -> None:
    file = written(tmp_path / "mine.csv", shipped())
    file.write_text(file.read_text("utf-8") + line + "\n")
    with pytest.raises(UsageError, match=says) as error:
        history.check(file)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("text", ["", "date\n2023-01-01\n", "when,what\n1,2\n", "[", "[3]", "{}", "\x00"])
def test_a_file_that_holds_no_supply_is_refused_in_one_line(text: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(text)
    with pytest.raises(UsageError, match=r"mine\.csv[^\n]*$"):
        history.check(file)


def test_a_folder_without_tables_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(UsageError):
            history.check(path)
