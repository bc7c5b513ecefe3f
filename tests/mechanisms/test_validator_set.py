"""The end of the block: which validators are bonded, and what becomes of those that leave the set."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from econsim.mechanisms.distribution.rules import distribute
from econsim.mechanisms.staking.rules import active_set, delegate, mature, undelegate, update_validator_set
from econsim.world.validators import BONDED, STATUS, UNBONDED, UNBONDING
from tests.mechanisms.staking_worlds import (
    AKT,
    DAY,
    add_fees,
    check_everything,
    fresh_validators,
    ids,
    set_clock,
    staking_law,
    staking_world,
    taxed,
)

LAW = staking_law()


def test_the_strongest_by_whole_akt_are_bonded_and_ties_go_to_the_lower_id():
    assert active_set(ids(5 * AKT, 7 * AKT, 5 * AKT + 999_999, AKT - 1, 7 * AKT), 3).tolist() == [1, 4, 0]
    assert active_set(ids(0, AKT - 1, AKT), 100).tolist() == [2]


@given(
    st.lists(st.tuples(st.integers(0, 2), st.sampled_from([BONDED, UNBONDED])), min_size=2, max_size=4),
    st.integers(1, 3),
)
def test_whatever_was_bonded_before_the_strongest_are_bonded_after(validators, max_validators):
    """Also where the set looks as if it could stand: with ties, too few, or one without power in it."""
    world = staking_world({}, n_validators=len(validators), wallets=(0,) * len(validators))
    world.validators.tokens_uakt = [power * AKT for power, _ in validators]
    world.validators.status = [status for _, status in validators]
    update_validator_set(world, staking_law(max_validators=max_validators))
    strongest = active_set(world.validators.tokens_uakt, max_validators)
    assert np.flatnonzero(world.validators.is_bonded).tolist() == sorted(strongest.tolist())


def moves_of_the_set(world) -> tuple[int, int]:
    """Return how many validators have entered the active set in the epoch, and left it."""
    return world.journal.counts["validators_entered"], world.journal.counts["validators_left"]


def test_a_validator_that_leaves_the_set_unbonds_matures_and_may_come_back():
    stakes = {(3, 0): 5 * AKT, (3, 1): 4 * AKT, (3, 2): 3 * AKT}
    world = staking_world(stakes, n_validators=3, wallets=(0, 0, 0, 9 * AKT))
    law = staking_law(max_validators=2)
    fresh_validators(world)
    update_validator_set(world, law)
    assert world.validators.status.tolist() == [BONDED, BONDED, UNBONDED]
    world.journal.begin()
    update_validator_set(world, law)
    assert moves_of_the_set(world) == (0, 0)
    set_clock(world, DAY)
    delegate(world, ids(3), ids(2), ids(2 * AKT))
    update_validator_set(world, law)
    assert moves_of_the_set(world) == (1, 1)
    assert world.validators.status.tolist() == [BONDED, UNBONDING, BONDED]
    assert world.validators.unbonding_seconds[1] == 22 * DAY
    assert world.validators.unbonding_height[1] == 15_400
    for day, status in ((21, UNBONDING), (22, UNBONDED)):
        set_clock(world, day * DAY)
        mature(world)
        update_validator_set(world, law)
        assert world.validators.status[1] == status
    delegate(world, ids(3), ids(1), ids(2 * AKT))
    update_validator_set(world, law)
    assert world.validators.status.tolist() == [BONDED, BONDED, UNBONDING]


def test_an_unbonding_validator_without_shares_is_removed_when_it_matures():
    world = staking_world({(2, 0): 2 * AKT, (2, 1): 2 * AKT}, n_validators=2, wallets=(0, 0, 9), rates=0.10)
    add_fees(world, 40)
    distribute(world, taxed(0.0))
    undelegate(world, LAW, ids(2), ids(0), ids(2 * AKT))
    update_validator_set(world, LAW)
    assert world.validators.status[0] == UNBONDING
    assert world.validators.commission_uakt[0] == 2
    set_clock(world, 21 * DAY)
    mature(world)
    assert STATUS[world.validators.status[0]] == "unbonded"
    assert world.delegators.wallet_uakt[0] == 2
    assert world.validators.outstanding_uakt[0] == 0
    check_everything(world)
