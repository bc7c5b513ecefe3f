"""A shock by which arms differ: while it lasts, after it, and the days until its difference is back."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from scipy import stats

from econsim.analysis.arms import FinishedArm
from econsim.analysis.compare import compared
from econsim.analysis.comparison import Comparison
from econsim.analysis.metrics import metrics
from econsim.analysis.shock_data import Mean
from econsim.networks.catalogue import load_scenario
from econsim.report.document import Table
from econsim.report.parts.apart import shocks_section
from econsim.report.written import text
from tests.analysis.hand_made import hand_made_run

PULSE = "shocks.gpu_demand.boom={kind: pulse, start_day: 10, days: 20, size: 1.0}"
STEP = "shocks.gpu_demand.boom={kind: step, start_day: 10, size: 1.0}"
EPOCH, REPLICATE = np.tile(np.arange(40), 6), np.repeat(np.arange(6), 40)
USE = "gpu_utilisation_all"
WENT = np.select([EPOCH < 10, EPOCH < 30, EPOCH < 34], [0.0, 0.2, 0.05], 0.0)


def two_arms(*, old=(), new=(PULSE,), difference=WENT, column=USE, more=None) -> list[FinishedArm]:
    """Return arms whose runs differ by some numbers in one column, by epoch and replicate."""
    arms = []
    for label, changes, added in (("now", old, 0.0), ("then", new, difference)):
        run = hand_made_run(load_scenario("mainnet7", changes))
        for name, values in (more or {}).items():
            run.series[name] = values
        run.series[column] = 0.5 + added
        arms.append(FinishedArm(label, None, run.scenario, run))
    return arms


def found(arms, metric="gpu_utilisation", model=None):
    (shock,) = compared(arms).background.shocks["then"]
    return shock, next(row for row in shock.rows if (row.metric, row.gpu_model) == (metric, model))


def shown(made: Comparison) -> Table:
    """Return the table of the only shock."""
    (section,) = shocks_section(made)
    return section.blocks[0]


def cells(table: Table) -> dict[str, list[str]]:
    """Return what stands in the rows of a table, by their first cell."""
    return {text(row.cells[0]): [text(cell) for cell in row.cells[1:]] for row in table.rows}


def test_differences_are_means_over_the_shocks_days_and_over_those_after_it() -> None:
    """Days 10 to 30 at +.2; then four days at +.05 of the ten that are left: .02."""
    shock, row = found(two_arms())
    assert (shock.path, shock.baseline, shock.variant) == (
        "shocks.gpu_demand.boom",
        None,
        "GPU demand 2 times its base for 20 days",
    )
    assert (shock.begin, shock.end) == ("2023-09-10T15:45:00Z", "2023-09-30T15:45:00Z")
    assert (shock.days_during, shock.days_after) == (20.0, 10.0)
    assert dataclasses.astuple(row.during) == pytest.approx((0.2, 0.2, 0.2))
    assert dataclasses.astuple(row.after) == pytest.approx((0.02, 0.02, 0.02))


def test_it_is_back_once_the_mean_of_a_week_is_within_what_matters() -> None:
    """What matters is .01. From the end on weeks hold .20, .15, .10, .05 in all; 7 x .01 = .07: three days."""
    assert metrics()["gpu_utilisation"].smallest_effect == 0.01
    _, row = found(two_arms())
    assert (row.days_until_back, row.n_back, row.n) == (Mean(3.0, 3.0, 3.0), 6, 6)


def test_days_are_told_of_each_pair_with_their_interval() -> None:
    """Pair r stays .05 off for r + 1 days: the week that holds but one of them is back, r days after the end."""
    stays = np.where((EPOCH >= 30) & (30 + np.minimum(REPLICATE, 3) >= EPOCH), 0.05, 0.0)
    _, row = found(two_arms(difference=stays))
    days = np.array([0, 1, 2, 3, 3, 3])
    low, high = stats.t.interval(0.95, 5, loc=days.mean(), scale=stats.sem(days))
    assert dataclasses.astuple(row.days_until_back) == pytest.approx((2.0, low, high))


def test_a_pair_that_is_not_back_within_the_run_leaves_no_number_of_days() -> None:
    stays = np.where((EPOCH >= 10) & (REPLICATE == 4), 0.3, 0.0)
    _, row = found(two_arms(difference=stays))
    assert (row.days_until_back, row.n_back, row.n) == (None, 5, 6)
    table = shown(compared(two_arms(difference=stays)))
    assert cells(table)["GPU utilisation, points"][4:] == ["1 of 6 not back", "–"]


def test_a_shock_that_outlasts_the_run_has_no_time_after_it() -> None:
    shock, row = found(two_arms(new=(STEP,)))
    assert (shock.end, shock.days_during, shock.days_after) == (None, 30.0, 0.0)
    assert (row.after, row.days_until_back, row.n) == (None, None, 0)


def test_swapping_the_arms_turns_the_signs_and_leaves_the_days() -> None:
    _, row = found(two_arms())
    swapped = compared(list(reversed([dataclasses.replace(arm) for arm in two_arms()]))).background.shocks["now"][0]
    other = next(one for one in swapped.rows if one.metric == "gpu_utilisation")
    assert (swapped.baseline, swapped.variant) == ("GPU demand 2 times its base for 20 days", None)
    assert other.during.mean == -row.during.mean
    assert other.after.mean == -row.after.mean
    assert other.days_until_back == row.days_until_back


def test_a_shock_that_both_arms_share_is_nothing_to_tell_and_one_of_another_size_is() -> None:
    assert compared(two_arms(old=(PULSE,))).background.shocks["then"] == ()
    (shock,) = compared(two_arms(old=(PULSE.replace("1.0", "0.5"),))).background.shocks["then"]
    assert shock.baseline == "GPU demand 1.5 times its base for 20 days"
    longer = compared(two_arms(old=(PULSE.replace("days: 20", "days: 25"),))).background.shocks["then"]
    assert longer[0].days_during == 25.0


def test_a_shock_that_the_run_does_not_reach_is_nothing_to_tell() -> None:
    late = PULSE.replace("start_day: 10", "start_day: 40")
    assert compared(two_arms(new=(late,))).background.shocks["then"] == ()


def test_a_shock_on_a_date_is_told_with_its_hour_and_one_on_a_day_is_not() -> None:
    """A date is 00:00 UTC, within the epoch that began at 15:45; whole days after the start are boundaries."""
    dated = PULSE.replace("start_day: 10", "date: 2023-09-11")
    for change, days in ((PULSE, "2023-09-10 to 2023-09-30"), (dated, "2023-09-11 00:00 UTC to 2023-10-01 00:00 UTC")):
        told = " ".join(text(note) for note in shown(compared(two_arms(new=(change,)))).notes)
        assert f"During: {days}, " in told


def test_gpu_models_have_rows_of_their_own() -> None:
    more = {"gpus_h100": 8, "gpu_utilisation_h100": 0.5, "gpus_in_use_h100": 4.0}
    _, row = found(two_arms(column="gpu_utilisation_h100", more=more), model="h100")
    assert row.during.mean == pytest.approx(0.2)


def test_days_without_a_number_have_no_say() -> None:
    """Two of the four days after the end have no number: the week holds .10 in five days, and 5 x .01 is less."""
    gone = np.where((EPOCH == 30) | (EPOCH == 31), np.nan, WENT)
    _, row = found(two_arms(difference=gone))
    assert row.days_until_back == Mean(3.0, 3.0, 3.0)


def test_the_table_tells_what_moved_and_names_what_did_not() -> None:
    made = compared(two_arms(more={"gpu_fill_ratio_all": 0.5}))
    table = shown(made)
    assert cells(table)["GPU utilisation, points"] == ["+20.0", "+20.0 to +20.0", "+2.0", "+2.0 to +2.0", "3", "3 to 3"]
    assert "share of GPU orders filled" in text(table.notes[-1])
