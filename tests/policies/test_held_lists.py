"""What some delegators hold is found without everybody's, and is the same."""

from __future__ import annotations

import numpy as np

from econsim.columns import cut
from econsim.policies.delegators.view import own_delegators
from tests.mechanisms.staking_worlds import AKT, staking_world


def test_the_holdings_of_some_are_those_cut_out_of_everybody_s():
    """By hand: delegator 1 holds with two, 2 with none, 3 with three, by validator whatever came first."""
    stakes = {(0, 0): 5, (1, 1): 7, (3, 2): 1, (3, 0): 2, (1, 0): 4, (3, 1): 3}
    world = staking_world({pair: akt * AKT for pair, akt in stakes.items()}, n_validators=3)
    some = cut(own_delegators(world), np.array([1, 2, 3]))
    assert some.held_row.tolist() == [0, 0, 2, 2, 2]
    assert some.held_validator.tolist() == [0, 1, 0, 1, 2]
    assert some.held_uakt.tolist() == [4 * AKT, 7 * AKT, 2 * AKT, 3 * AKT, 1 * AKT]
    assert some.held_tranches.size == 5
    once_more = cut(some, np.array([2]))
    assert (once_more.ids.tolist(), once_more.held_row.tolist()) == ([3], [0, 0, 0])
    assert once_more.held_uakt.tolist() == [2 * AKT, 3 * AKT, 1 * AKT]


def test_there_is_room_for_as_many_holdings_as_there_are():
    """Forty delegators with three validators each are more than the room at first."""
    stakes = {(who, validator): (who + 1) * AKT for who in range(40) for validator in range(3)}
    world = staking_world(stakes, n_validators=3)
    some = cut(own_delegators(world), np.arange(1, 40))
    assert some.held_row.tolist() == np.repeat(np.arange(39), 3).tolist()
    assert some.held_uakt.tolist() == np.repeat(np.arange(2, 41) * AKT, 3).tolist()
