"""Series of staking by hand: six validators, one of them unbonded, one captive, under a floor of 5 %."""

from __future__ import annotations

import pytest

from econsim.mechanisms.distribution.rules import distribute
from econsim.mechanisms.distribution.series import SERIES as OF_DISTRIBUTION
from econsim.mechanisms.staking.rules import delegate, redelegate, undelegate
from econsim.mechanisms.staking.series import SERIES as OF_STAKING
from econsim.units import dec18
from econsim.world.series import Moment
from econsim.world.validators import UNBONDED
from tests import readings
from tests.mechanisms.changed_law import changed_law
from tests.mechanisms.staking_worlds import AKT, add_fees, ids, staking_law, staking_world, taxed

LAW = changed_law(release="v0.24.0", staking={"min_commission_rate": 0.05})
RATES = [0.0, 0.02, 0.05, 0.10, 1.0, 0.03]
STAKES = [10, 20, 30, 40, 50, 10]


def world_of():
    """Return a world in which 160 of 200 AKT are staked, 150 of them with bonded validators."""
    stakes = {(6, v): stake * AKT for v, stake in enumerate(STAKES)}
    world = staking_world(stakes, n_validators=6, wallets=(0,) * 6 + (40 * AKT,), rates=RATES)
    world.validators.max_change_rate_dec18[:] = dec18(0.01)
    world.validators.status[5] = UNBONDED
    world.validators.is_captive[4] = True
    return world


def read(series, world, law=LAW) -> dict[str, float]:
    return readings.read(series, Moment(world, law, None, None))


def test_stake_and_rates_are_those_of_the_active_set() -> None:
    """(.02 x 20 + .05 x 30 + .1 x 40 + 50) / 150 on average, 5.9 / 100 without the captive one, the third of five."""
    found = read(OF_STAKING, world_of())
    assert (found["bonded_uakt"], found["bonded_ratio"]) == (150 * AKT, 0.75)
    assert found["commission_rate_mean"] == pytest.approx(55.9 / 150)
    assert found["commission_rate_mean_not_captive"] == pytest.approx(0.059)
    assert found["commission_rate_median"] == 0.05


def test_stake_divides_into_what_is_below_at_and_above_the_floor() -> None:
    found = read(OF_STAKING, world_of())
    parts = [found[f"stake_{where}_floor_ratio"] for where in ("below", "at", "above")]
    assert parts == [30 / 150, 30 / 150, 90 / 150]
    assert found["n_below_floor"] == 3  # the unbonded one, too


def test_locked_in_is_who_cannot_reach_the_floor_in_one_step_where_the_release_knows_it() -> None:
    """From 0, 2 and 3 % one point leads below 5 %; with three points the second gets there."""
    world = world_of()
    assert read(OF_STAKING, world)["n_locked_in"] == 3
    world.validators.max_change_rate_dec18[1] = dec18(0.03)
    assert read(OF_STAKING, world)["n_locked_in"] == 2
    assert read(OF_STAKING, world, changed_law(LAW, "v0.20.0"))["n_locked_in"] == 0


def test_flows_of_stake_are_read_by_their_reasons() -> None:
    world, law = world_of(), staking_law()
    world.journal.begin()
    delegate(world, ids(6, 6), ids(2, 3), ids(3 * AKT, 99 * AKT))
    redelegate(world, law, ids(6), ids(0), ids(1), ids(4 * AKT))
    undelegate(world, law, ids(6), ids(3), ids(5 * AKT))
    found = read(OF_STAKING, world)
    flows = [found[f"{name}_uakt"] for name in ("delegated", "redelegated", "undelegated", "unbonding", "restaked")]
    assert flows == [3 * AKT, 4 * AKT, 5 * AKT, 5 * AKT, 0]
    assert (found["bonded_uakt"], found["staking_messages_refused"]) == (148 * AKT, 1)


def test_commission_and_rewards_add_up_to_what_is_distributed_and_the_lifted_have_their_part() -> None:
    """Of 1,500,000 a hundredth of a uakt a uakt staked: 100,000, 200,000, 300,000, 400,000 and 500,000."""
    world = world_of()
    world.validators.is_below_floor_at_start[[1, 2]] = True
    world.journal.begin()
    add_fees(world, 2_000_000)
    distribute(world, taxed(0.25))
    found = read(OF_DISTRIBUTION, world)
    assert found["commission_accrued_uakt"] == pytest.approx(4_000 + 15_000 + 40_000 + 500_000)
    assert found["commission_lifted_uakt"] == pytest.approx(19_000)
    assert found["delegator_rewards_accrued_uakt"] == pytest.approx(1_500_000 - 559_000)
    assert found["community_pool_uakt"] == pytest.approx(500_000, abs=5)
