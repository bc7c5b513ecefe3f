"""The reader of observations: both forms of a file, what it passes over, and what it tells of that."""

from __future__ import annotations

from datetime import date

import pytest

from econsim.analysis.backtest.observations import read_observations
from econsim.errors import UsageError

SERIES = ["bonded_ratio", "leases_started"]


def test_amounts_are_told_per_day_intervals_by_their_middle_and_bounds_are_passed_over(tmp_path):
    head = "period_start,period_end,metric,value,low,high"
    rows = ["2024-01-01,2024-01-31,new_leases,3100,,", "2024-01-01,2024-01-31,bonded_ratio,,0.5,0.7"]
    rows += ["2025-01-01,2025-03-31,lease_revenue,,1000000,", ",,new_leases,5,,"]
    (tmp_path / "seen.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    found = read_observations([tmp_path / "seen.csv"], SERIES)
    assert [(one.metric, one.value) for one in found.found] == [("bonded_ratio", 0.6), ("new_leases", 100.0)]
    assert found.found[0].standard_error == pytest.approx(0.2 / 12**0.5)
    assert [line.split(": ")[1] for line in found.passed_over] == [
        "lease_revenue has one bound alone",
        "new_leases has no day",
    ]


def test_a_wide_file_has_a_column_for_each_metric_and_months_may_stand_for_days(tmp_path):
    (tmp_path / "wide.csv").write_text("month,price_usd_monthly_avg\n2024-02,3.0\n2024-03,\n", encoding="utf-8")
    (one,) = read_observations([tmp_path / "wide.csv"], SERIES).found
    assert (one.metric, one.start, one.end, one.value) == (
        "price_usd_monthly_avg",
        date(2024, 2, 1),
        date(2024, 2, 29),
        3.0,
    )


def test_a_wide_file_may_name_series_and_the_error_of_one_metric_and_other_columns_are_told(tmp_path):
    file = tmp_path / "wide.csv"
    file.write_text("date,leases_started,standard_error,mood\n2024-02-01,3,0.5,good\n", encoding="utf-8")
    read = read_observations([file], SERIES)
    assert [(one.metric, one.value, one.standard_error) for one in read.found] == [("leases_started", 3.0, 0.5)]
    assert read.passed_over == [f"{file}: the column mood is nothing that econsim has a series of"]
    file.write_text("date,leases_started,bonded_ratio,standard_error\n2024-02-01,3,0.7,0.5\n", encoding="utf-8")
    read = read_observations([file], SERIES)
    assert [one.standard_error for one in read.found] == [0.0, 0.0]
    assert "the column standard_error could be of leases_started, bonded_ratio" in read.passed_over[0]


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("mine.yaml", r"mine\.yaml is no table but a scenario by its name; expected a CSV file"),
        ("akash_history", r"akash_history: cannot be read: .*; a scenario is given by --scenario$"),
        ("gone.csv", r"gone\.csv: cannot be read: [^;]*$"),
    ],
)
def test_a_scenario_in_place_of_observations_is_told_where_it_belongs(tmp_path, name, complaint):
    (tmp_path / "mine.yaml").write_text("schema: 1\nextends: mainnet7\n", encoding="utf-8")
    with pytest.raises(UsageError, match=complaint):
        read_observations([tmp_path / name], SERIES)
