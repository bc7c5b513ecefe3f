"""Operation of validators: what is noted of costs, who gives up and who comes in, held against hand arithmetic."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from econsim.mechanisms.operation.rules import (
    CAME_IN,
    GAVE_UP,
    count_days_covered,
    remember_downtime,
    run_validators,
)
from econsim.mechanisms.staking.money import LEAVING, NEW_STAKE, words
from econsim.mechanisms.staking.rules import update_validator_set
from econsim.units import DAYS_PER_MONTH
from econsim.world.ledger import Account
from econsim.world.signing import Faults
from econsim.world.validators import BONDED, UNBONDED
from tests.mechanisms.staking_worlds import AKT, DAY, check_everything, set_clock, staking_law, staking_world


def operated(world, *, unjailing=(), spending=np.nan, leaving=(), entering=()):
    n = len(world.validators)
    return SimpleNamespace(
        is_unjailing=np.isin(np.arange(n), unjailing),
        spending=np.broadcast_to(np.array(spending, np.float64), n),
        is_leaving=np.isin(np.arange(n), leaving),
        is_entering=np.isin(np.arange(n), entering),
    )


def three_validators():
    """Return two seats taken by 100 and 50 AKT, and a candidate with 10 AKT; operators hold 5, 5 and 10 of it."""
    stakes = {(0, 0): 5 * AKT, (3, 0): 95 * AKT, (1, 1): 5 * AKT, (3, 1): 45 * AKT, (2, 2): 10 * AKT}
    world = staking_world(stakes, n_validators=3, wallets=(0, 0, 0, 1_000 * AKT), rates=0.05)
    world.validators.min_self_delegation_uakt[:] = 1
    world.validators.status[2] = UNBONDED
    world.ledger.move(Account("delegators.wallet_uakt", 3), Account("outside_uakt"), 1_000 * AKT, "test")
    return world


def test_what_is_spent_is_kept_until_something_new_is_said() -> None:
    world = three_validators()
    run_validators(world, staking_law(), operated(world, spending=[0.25, np.nan, 1.0]))
    run_validators(world, staking_law(), operated(world))
    assert world.validators.saved_share.tolist() == [0.75, 0.0, 0.0]


def test_who_asks_for_its_release_is_let_out_and_nobody_else() -> None:
    world = three_validators()
    world.validators.is_jailed[:] = True
    run_validators(world, staking_law(), operated(world, unjailing=[1]))
    assert world.validators.is_jailed.tolist() == [True, False, True]


def test_who_gives_up_takes_its_own_bond_away_and_is_jailed() -> None:
    world, law = three_validators(), staking_law(max_validators=2)
    run_validators(world, law, operated(world, leaving=[1]))
    update_validator_set(world, law)
    assert world.validators.is_jailed.tolist() == [False, True, False]
    assert world.validators.is_bonded.tolist() == [True, False, True]
    assert world.validators.tokens_uakt.tolist() == [100 * AKT, 45 * AKT, 10 * AKT]
    assert world.journal.money[words(LEAVING), "uakt"] == 5 * AKT
    assert world.journal.counts[GAVE_UP] == 1
    run_validators(world, law, operated(world, leaving=[1]))
    assert world.journal.counts[GAVE_UP] == 1
    check_everything(world)


def test_a_candidate_brings_one_akt_more_than_the_last_seat_has() -> None:
    world, law = three_validators(), staking_law(max_validators=2)
    run_validators(world, law, operated(world, entering=[2]))
    update_validator_set(world, law)
    assert world.validators.tokens_uakt.tolist() == [100 * AKT, 50 * AKT, 51 * AKT]
    assert world.validators.is_bonded.tolist() == [True, False, True]
    assert world.journal.money[words(NEW_STAKE), "uakt"] == 41 * AKT
    assert world.journal.counts[CAME_IN] == 1
    check_everything(world)


def test_a_seat_that_is_free_takes_no_more_than_an_akt() -> None:
    world = three_validators()
    run_validators(world, staking_law(max_validators=3), operated(world, entering=[2]))
    assert world.validators.tokens_uakt[2] == 10 * AKT


@pytest.mark.parametrize("state", ["bonded", "jailed"])
def test_nobody_comes_in_who_is_there_or_in_jail(state) -> None:
    world = three_validators()
    world.validators.is_jailed[2], world.validators.status[2] = (
        state == "jailed",
        BONDED if state == "bonded" else UNBONDED,
    )
    before = world.validators.tokens_uakt.copy()
    run_validators(world, staking_law(max_validators=2), operated(world, entering=[2]))
    np.testing.assert_array_equal(world.validators.tokens_uakt, before)


def earning(commission_uakt):
    """Return the three: a commission of the first two on 15 AKT, 2 USD an AKT, costs of a USD a day."""
    world = three_validators()
    set_clock(world, DAY)
    world.akt_price_usd = 2.0
    validators = world.validators
    validators.commission_accrued_uakt[:2], validators.allocated_uakt[:2] = commission_uakt, [10e6, 5e6]
    validators.operating_cost_usd_per_month = DAYS_PER_MONTH
    validators.bonded_height = validators.unbonding_height = world.height - 1
    return world


def test_days_covered_go_on_while_commission_pays_and_begin_anew_when_it_no_longer_does() -> None:
    """A USD is half an AKT: .5 covers, .499999 does not."""
    world = earning([500_000.0, 499_999.0])
    for days in ([1.0, -1.0], [2.0, -2.0]):
        count_days_covered(world)
        assert world.validators.days_covered[:2].tolist() == days
    world.validators.commission_accrued_uakt[:2] = [0.0, 1e6]
    count_days_covered(world)
    assert world.validators.days_covered[:2].tolist() == [-1.0, 1.0]


@pytest.mark.parametrize(("rate", "rebate", "days"), [(0.10, 0.0, 1.0), (0.099, 0.0, -1.0), (0.2, 0.5, 1.0)])
def test_a_candidate_reckons_with_what_the_last_seat_would_have_earned_at_its_own_rate(rate, rebate, days) -> None:
    """50 of 150 AKT earn 5 of 15 AKT, of which a tenth is half an AKT."""
    world = earning([0.0, 0.0])
    world.validators.commission_rate_dec18[2], world.validators.rebate_share[2] = round(rate * 10**18), rebate
    count_days_covered(world)
    assert world.validators.days_covered[2] == days


def test_who_enters_or_leaves_the_set_begins_to_count_anew() -> None:
    world = earning([1e6, 1e6])
    world.validators.days_covered[:] = 50.0
    world.validators.bonded_height[1] = world.height
    count_days_covered(world)
    assert world.validators.days_covered[:2].tolist() == [51.0, 1.0]


def test_blocks_offline_add_up_and_half_of_what_is_remembered_fades_in_a_half_life() -> None:
    """A quarter of a day offline, single misses apart, in an epoch of a half-life: an eighth is remembered."""
    world = three_validators()
    set_clock(world, DAY)
    world.downtime_half_life_days = 1.0
    n = world.n_blocks
    absent = np.array([[1, 0, n // 4 - 1, 1], [1, n // 2, n // 2, 0], [2, 0, n - 1, 1]])
    remember_downtime(world, Faults(absent, np.zeros((0, 3), np.int64), np.zeros(3, np.bool_)))
    assert world.validators.blocks_offline.tolist() == [0, n // 4, n]
    np.testing.assert_allclose(world.validators.remembered_downtime, [0.0, 0.125, 0.5])
    remember_downtime(world, None)
    assert world.validators.blocks_offline.tolist() == [0, n // 4, n]
    np.testing.assert_allclose(world.validators.remembered_downtime, [0.0, 0.0625, 0.25])
