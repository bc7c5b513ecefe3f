"""Commission that is handed back: a lifted validator whose delegators get what the old rate would have left them."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from econsim.mechanisms.distribution.rebates import HANDED_BACK, agree_on_rebates, hand_back_commission
from econsim.mechanisms.distribution.rules import distribute, withdraw_commission, withdraw_rewards
from tests.mechanisms.staking_worlds import AKT, add_fees, check_everything, staking_world, taxed

STAKES = {(0, 0): 10 * AKT, (2, 0): 90 * AKT, (3, 1): 100 * AKT}
FEES = 10_000_000


def paid(rate: float, rebate_share: float):
    """Return a world with an epoch's fees at a rate and a rebate of the first validator."""
    world = staking_world(STAKES, n_validators=2, wallets=(0,) * 4, rates=(rate, 0.05))
    agree_on_rebates(world, SimpleNamespace(rebate_share=np.array([rebate_share, np.nan])))
    add_fees(world, FEES)
    distribute(world, taxed(0.0))
    hand_back_commission(world)
    return world


def withdrawn(world):
    """Return the commission of the first validator, and what each delegation gets."""
    commission = withdraw_commission(world, np.array([0]))[0]
    return int(commission), withdraw_rewards(world, np.array([0, 2, 3])).uakt.tolist()


def test_three_fifths_of_five_per_cent_handed_back_leave_what_two_per_cent_would() -> None:
    """5,000,000 uakt to the validator: 250,000 commission, of which 150,000 go back, to its own bond a tenth."""
    world = paid(0.05, 0.6)
    assert world.journal.money[HANDED_BACK, "uakt"] == 150_000
    assert world.validators.rebates_uakt.tolist() == [150_000, 0]
    assert withdrawn(world) == (100_000, [490_000, 4_410_000, 4_750_000])
    assert withdrawn(paid(0.02, 0.0)) == (100_000, [490_000, 4_410_000, 4_750_000])


@pytest.mark.parametrize("rebate_share", [0.0, 0.3, 1.0])
def test_the_books_balance_and_what_is_told_adds_up(rebate_share) -> None:
    world = paid(0.05, rebate_share)
    check_everything(world)
    accrued = world.validators.commission_accrued_uakt + world.validators.rewards_accrued_uakt
    np.testing.assert_array_equal(accrued, world.validators.allocated_uakt)
    assert world.validators.commission_accrued_uakt[0] == 250_000 * (1 - rebate_share)


def test_who_has_not_agreed_on_anything_new_keeps_to_what_was_agreed() -> None:
    world = paid(0.05, 0.6)
    agree_on_rebates(world, SimpleNamespace(rebate_share=np.array([np.nan, np.nan])))
    assert world.validators.rebate_share.tolist() == [0.6, 0.0]
