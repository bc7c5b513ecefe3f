"""The targets of a calibration: those that ship, those of a file, and what is refused in one line."""

from __future__ import annotations

import math

import pytest

from econsim.analysis.calibration.targets import sought, targets_of
from econsim.errors import UsageError
from econsim.networks.catalogue import load_scenario
from econsim.networks.targets import targets

HEAD = "name,series,aggregation,period_start,period_end,value,standard_error,discrepancy_sd"
GOOD = "x,bonded_ratio,mean,2023-09-08,,0.65,0.003,0.004"


def test_a_run_is_held_against_what_it_covers():
    bonding, history = load_scenario("akash_2023_bonding"), load_scenario("history_2023_24")
    assert [one.value for one in targets_of(None, bonding, 241)] == [0.7364, 0.7081, 0.683, 0.68, 0.6561]
    assert [one.name for one in targets_of(None, bonding, 120)] == [
        "bonded_ratio_2023_02_10",
        "bonded_ratio_2023_03_20",
        "bonded_ratio_2023_05_01",
    ]
    known = {one.name: one for one in targets()}
    shipped = targets_of(None, history, 489)
    assert len(shipped) == 8
    for one in shipped:
        assert one.value == known[one.name].low
        assert one.measure.series == known[one.name].series


def test_error_and_discrepancy_add_up_as_variances(tmp_path):
    (tmp_path / "mine.csv").write_text(f"{HEAD}\n{GOOD}\n", encoding="utf-8")
    found = sought(targets_of(tmp_path / "mine.csv", load_scenario("mainnet7"), 30))
    assert found.values.tolist() == [0.65]
    assert found.sd.tolist() == [pytest.approx(math.sqrt(0.003**2 + 0.004**2))]


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("x,bonded_ratio,mean,2023-09-08,,nan,0.003,0", "row 1: value is 'nan'; expected a finite number"),
        ("x,bonded_ratio,mean,2023-09-08,,0.65,-1,0", "row 1: standard_error is '-1'; expected a number, 0 or more"),
        ("x,bonded_ratio,mean,2023-09-08,,0.65,0,0", "row 1: standard_error and discrepancy_sd are both 0"),
        ("x,bonded_ratio,mean,soon,,0.65,1,0", "row 1: period_start is 'soon'; expected YYYY-MM-DD"),
        ("x,bonded_ratio,mean,2023-09-08,2023-09-01,0.65,1,0", "row 1: period_end is 2023-09-01; expected 2023-09-08"),
        ("x,bonded_ratio,median,2023-09-08,,0.65,1,0", "row 1: aggregation is 'median'; expected mean, sum"),
        ("new_leases_204,,,,,,1,0", "row 1: has no series; .*; did you mean new_leases_2024"),
        (f"{GOOD}\n{GOOD}", "x is there twice"),
        (
            "x,bonded_ratio,mean,2022-09-08,,0.65,1,0",
            "x is of 2022-09-08 to 2022-09-08, which mainnet7, 30 epochs, does",
        ),
        ("", "holds no target; columns are name, series"),
        (
            f"{GOOD}\n\nbr1,bonded_ratio,mean,2023-09-08,,0,75,0.003,0.01",
            r"row 2 \(line 4\): cells: 9, of the header: 8; write a decimal point, not a comma",
        ),
        ("x,bonded_ratio,mean,2023-09-08,,0.65,0.003", r"row 1 \(line 2\): cells: 7, of the header: 8"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_line(tmp_path, row, complaint):
    (tmp_path / "mine.csv").write_text(f"{HEAD}\n{row}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=complaint) as caught:
        targets_of(tmp_path / "mine.csv", load_scenario("mainnet7"), 30)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_named_with_what_could_stand_there():
    with pytest.raises(
        UsageError, match=r"--targets gone.csv: cannot be read: .*; expected a file, or one of staking_2"
    ):
        targets_of("gone.csv", load_scenario("mainnet7"), 30)


def test_a_run_that_covers_nothing_that_ships_is_told_how_to_go_on():
    with pytest.raises(UsageError, match=r"covers none of the targets that ship .*: give targets of your own"):
        targets_of(None, load_scenario("mainnet7"), 30)


@pytest.mark.parametrize(
    ("column", "complaint"),
    [
        ("aggregaton", "aggregaton: no such column; did you mean aggregation?"),
        ("period_stop", "period_stop: no such column; did you mean period_"),
        ("xyz", "xyz: no such column; columns are name, series, period_start"),
    ],
)
def test_a_column_that_is_none_is_refused_and_not_taken_for_left_out(tmp_path, column, complaint):
    (tmp_path / "mine.csv").write_text(f"{HEAD},{column}\n{GOOD},last\n", encoding="utf-8")
    with pytest.raises(UsageError, match=complaint):
        targets_of(tmp_path / "mine.csv", load_scenario("mainnet7"), 30)


def test_a_factor_of_0_is_refused_as_no_run_could_be_told_from_another(tmp_path):
    (tmp_path / "mine.csv").write_text(f"{HEAD},factor\n{GOOD},0\n", encoding="utf-8")
    with pytest.raises(UsageError, match="row 1: factor is 0; every run would give 0"):
        targets_of(tmp_path / "mine.csv", load_scenario("mainnet7"), 30)
