"""Money of staking: a reason moves what it says from one account to another, and nothing is taken that is not there."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.errors import BrokenBooks
from econsim.mechanisms.distribution.rules import distribute, withdraw_commission, withdraw_rewards
from econsim.mechanisms.staking import money
from econsim.mechanisms.staking.rules import delegate
from econsim.world.tables import record_type, records
from tests.mechanisms.staking_worlds import AKT, add_fees, ids, staking_world, taxed

HOLDER = record_type(  # of whatever account a reason names
    fee_collector_uakt=np.int64,
    community_pool_uakt=np.int64,
    outside_uakt=np.int64,
    outstanding_uakt=np.int64,
    commission_uakt=np.int64,
    tokens_uakt=np.int64,
    wallet_uakt=np.int64,
    balance_uakt=np.int64,
)
MOVES = [  # reason, how it is posted, given books and two holders, debit of the first, credit of the second
    (money.ALLOCATED, lambda b, x, y: money.allocate_fees(b, x, y, 7), "fee_collector", "outstanding"),
    (
        money.REWARDS_CLAIMED,
        lambda b, x, y: money.pay_rewards(b, money.REWARDS_CLAIMED, x, y, 7),
        "outstanding",
        "wallet",
    ),
    (money.REWARD_FRACTIONS, lambda b, x, y: money.send_fractions(b, y, x, 7), "outstanding", "community_pool"),
    (money.SOLD_BY_DELEGATORS, lambda b, x, y: money.sell(b, y, x, 7), "wallet", "outside"),
    (money.RESTAKED, lambda b, x, y: money.stake(b, money.RESTAKED, x, y, 7), "wallet", "tokens"),
    (money.NEW_STAKE, lambda b, x, y: money.bring_new_stake(b, x, y, 7), "outside", "wallet"),
    (money.NEW_STAKE_REFUSED, lambda b, x, y: money.return_new_stake(b, y, x, 7), "wallet", "outside"),
    (money.LEAVING, lambda b, x, y: money.begin_to_unbond(b, money.LEAVING, x, y, 7), "tokens", "balance"),
    (money.REDELEGATED, lambda b, x, y: money.move_tokens(b, x, y, 7), "tokens", "tokens"),
    (money.LEFT_STAKING, lambda b, x, y: money.leave_staking(b, y, x, 7), "wallet", "outside"),
]


@pytest.mark.parametrize(("reason", "post", "source", "destination"), MOVES, ids=lambda value: str(value)[:20])
def test_a_reason_debits_and_credits_the_same_amount_and_adds_it_to_its_total(reason, post, source, destination):
    books, holders = money.new_books(), records(HOLDER, 2)
    giver, taker = holders[0], holders[1]
    giver[f"{source}_uakt"] = 100
    post(books, giver, taker)
    assert (giver[f"{source}_uakt"], taker[f"{destination}_uakt"]) == (93, 7)
    assert sum(int(holders[name].sum()) for name in HOLDER.names) == 100
    assert books["moved"].tolist() == [7 if why == reason else 0 for why in range(len(money.REASONS))]


def earning():
    """Return a world in which delegator 1 has earned 75 uakt and the operator a commission of 25."""
    world = staking_world({(1, 0): 100 * AKT}, wallets=(0, 10 * AKT), rates=0.25)
    add_fees(world, 100)
    distribute(world, taxed(0.0))
    return world


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        (
            lambda world: withdraw_rewards(world, ids(1)),
            r"rewards claimed: validators.outstanding_uakt\[0\] would be -5",
        ),
        (lambda world: withdraw_commission(world, ids(0)), r"commission withdrawn: .*outstanding_uakt\[0\] would be -"),
        (
            lambda world: delegate(world, ids(1), ids(0), ids(AKT)),
            r"rewards withdrawn by .*outstanding_uakt\[0\] would be -",
        ),
    ],
)
def test_what_is_not_outstanding_is_not_paid_and_nothing_else_moves(claim, words):
    world = earning()
    world.validators.outstanding_uakt[0] = 20
    before = [table.rows.tobytes() for table in (world.delegators, world.validators, world.delegations)]
    with pytest.raises(BrokenBooks, match=words):
        claim(world)
    assert [table.rows.tobytes() for table in (world.delegators, world.validators, world.delegations)] == before


def test_fractions_that_the_pool_does_not_hold_are_not_carried():
    """Three thirds of a uakt are whole in the third epoch, and the pool, which held the fractions, has lost them."""
    stakes = {(3, v): 10 * AKT for v in range(3)}
    world = staking_world(stakes, n_validators=3, wallets=(0, 0, 0, 0))
    for _ in range(3):
        add_fees(world, 1)
        distribute(world, taxed(0.0))
    world.ledger.pots["community_pool_uakt"][0] = 0
    add_fees(world, 1)
    before = world.validators.rows.tobytes()
    with pytest.raises(BrokenBooks, match=r"carried fractions: community_pool_uakt\[0\] would be -2"):
        distribute(world, taxed(0.0))
    assert world.validators.rows.tobytes() == before
