"""Break-even prices by hand: cost over what the k-th best earning validator gets a month by commission."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

import econsim
from econsim.analysis.break_even import break_even
from econsim.measures.break_even import SERIES, akt_a_month, break_even_sensitivity, break_even_usd
from econsim.simulation.recorder import Recorder
from econsim.units import SECONDS_PER_DAY, UAKT_PER_AKT, dec18
from econsim.world.series import Moment
from econsim.world.validators import BONDED, UNBONDED
from tests.analysis.hand_made import hand_made_run
from tests.mechanisms.staking_worlds import AKT, staking_world

MONTH = 30.4375  # days


def test_a_cost_of_300_and_400_akt_a_month_break_even_at_75_cents() -> None:
    assert break_even_usd(np.array([400.0]), 1, 300.0) == 0.75


def test_the_k_th_best_decides_and_where_fewer_earn_there_is_no_price() -> None:
    income = np.array([100.0, 400.0, 0.0, 200.0])
    assert [break_even_usd(income, rank, 300.0) for rank in (1, 2, 3)] == [0.75, 1.5, 3.0]
    assert math.isnan(break_even_usd(income, 4, 300.0))


def test_thirty_days_of_commission_are_30_4375_thirtieths_of_it_a_month() -> None:
    assert akt_a_month(np.array([30.0 * UAKT_PER_AKT]), 30.0) == pytest.approx([MONTH])


def world_of(rates: list[float], costs: list[float]):
    """Return a world of validators with these rates and costs, each with a delegator of its own."""
    n = len(rates)
    world = staking_world({(who, who): 10 * AKT for who in range(n)}, n_validators=n, wallets=(0,) * n)
    world.validators.commission_rate_dec18[:] = [dec18(rate) for rate in rates]
    world.validators.operating_cost_usd_per_month[:] = costs
    world.validators.status[:] = BONDED
    world.epoch_seconds, world.akt_price_usd = SECONDS_PER_DAY, 1.0
    return world


def measured(world, earned_akt) -> dict[str, float]:
    """Return the series after epochs in which each validator earned this much by commission [AKT]."""
    recorder = Recorder(SimpleNamespace(add=lambda world: None), len(earned_akt), 0, 0)
    for earned in earned_akt:
        world.validators.commission_accrued_uakt = earned * float(UAKT_PER_AKT)
        recorder.epoch(SERIES, Moment(world, None, None, None))
    return recorder.values_of(-1)


def test_captives_and_those_that_charge_nothing_stand_apart_and_are_counted() -> None:
    """Ten earn 10 AKT a day or more: the tenth of them 10 AKT a day, 304.375 a month, 300 / 304.375 USD."""
    world = world_of([0.05] * 10 + [1.0, 0.0, 0.05], [250.0] * 13)
    world.validators.is_captive[10] = True
    world.validators.status[12] = UNBONDED
    found = measured(world, [np.array([*range(10, 20), 1_000, 0, 1_000])] * 3)
    assert found["break_even_10_usd"] == pytest.approx(300.0 / (10 * MONTH))
    assert math.isnan(found["break_even_33_usd"])
    assert (found["n_captive"], found["n_without_commission"]) == (1, 1)
    # at 0.50 USD 250 a month wants 16.4 AKT a day: 17, 18 and 19 pay; at 1 USD 8.2: all ten
    assert found["n_covering_cost_at_50_cents"] == 3
    assert found["n_covering_cost_at_100_cents"] == found["n_covering_cost_at_350_cents"] == 10


def test_only_the_last_thirty_epochs_count_and_weeks_are_seven_days() -> None:
    """100 epochs of nothing, then 30 of 70 AKT a week each: 10 AKT a day."""
    world = world_of([0.05] * 10, [300.0] * 10)
    world.epoch_seconds = 7.0 * SECONDS_PER_DAY
    found = measured(world, [np.full(10, 70.0 * (epoch >= 100)) for epoch in range(130)])
    assert found["break_even_10_usd"] == pytest.approx(300.0 / (10 * MONTH))


def test_income_and_cost_are_those_of_the_active_set_over_the_epoch() -> None:
    """Two bonded ones earn 3 and 4 AKT at 1.50 USD and cost 250 and 350 USD a month of which the week is a part."""
    world = world_of([0.05] * 3, [250.0, 350.0, 999.0])
    world.validators.status[2] = UNBONDED
    world.epoch_seconds, world.akt_price_usd = 7.0 * SECONDS_PER_DAY, 1.5
    found = measured(world, [np.array([3.0, 4.0, 100.0])])
    assert found["validator_income_usd"] == pytest.approx(10.5)
    assert found["validator_cost_usd"] == pytest.approx(600.0 * 7 / MONTH)


def test_the_table_has_each_cost_in_proportion_and_no_price_where_a_replicate_has_none() -> None:
    run = hand_made_run(replicates=2)
    last = run.series.index.get_level_values("epoch") == run.epochs - 1
    run.series.loc[last, "break_even_33_usd"] = [0.5, 0.7]
    run.series.loc[last, "break_even_80_usd"] = [0.9, np.nan]
    prices = {(row.rank, row.cost_usd_per_month): row.usd for row in break_even(run).prices}
    assert [prices[33, cost] for cost in (150, 300, 600)] == pytest.approx([0.3, 0.6, 1.2])
    assert prices[80, 300] is None
    assert sorted({rank for rank, _ in prices}) == [10, 33, 50, 67, 80]


def test_a_run_records_what_its_validators_earned() -> None:
    """Three days of mainnet6: the tenth largest commission of those in line, from the validators' own accounts."""
    model = econsim.AkashModel("mainnet6", epochs=3).run(3)
    validators = model.world.validators
    earned = (validators.commission_earned_uakt + validators.commission_uakt)[
        validators.is_bonded & ~validators.is_captive & (validators.commission_rate_dec18 > 0)
    ]
    tenth = np.sort(earned)[::-1][9] / UAKT_PER_AKT / 3 * MONTH
    assert model.series["break_even_10_usd"].iloc[-1] == pytest.approx(300.0 / tenth, rel=1e-6)


@pytest.mark.parametrize(
    ("rate", "sensitivity"),
    [(0.005, 51.1685576221), (0.01, 40.2359478109), (0.02, 30.5430243958), (0.04, 22.3143551314), (0.0, None)],
)
def test_a_floor_hurts_a_small_validator_above_the_break_even_sensitivity(rate, sensitivity) -> None:
    """Held against ln(f / c) / (f - c), worked out elsewhere to twelve digits; from nothing one can only gain."""
    found = break_even_sensitivity(rate, 0.05)
    assert found == (sensitivity if sensitivity is None else pytest.approx(sensitivity, rel=1e-9))


@pytest.mark.parametrize("rate", [0.05, 0.06, -0.01])
def test_a_rate_that_a_floor_does_not_lift_has_no_break_even_sensitivity(rate) -> None:
    with pytest.raises(ValueError, match="expected 0 to below the floor"):
        break_even_sensitivity(rate, 0.05)
