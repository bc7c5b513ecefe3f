"""Delegations come, go and move by the chain's rules; a refused message leaves everything as it was."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from econsim.mechanisms.distribution.rules import distribute
from econsim.mechanisms.staking.rules import delegate, mature, redelegate, undelegate
from econsim.mechanisms.staking.shares import issue_shares, shares_to_remove, tokens_of_shares
from econsim.units import DEC18
from econsim.world.validators import UNBONDED, UNBONDING
from tests.mechanisms.staking_worlds import (
    AKT,
    DAY,
    add_fees,
    check_everything,
    ids,
    pending_dec18,
    set_clock,
    shares_of,
    slash,
    staking_law,
    staking_world,
    taxed,
)

LAW = staking_law()


def two_validators():
    """Delegator 2 has 100 AKT with validator 0 and 50 liquid, delegator 3 has 300 AKT with each validator."""
    stakes = {(2, 0): 100 * AKT, (3, 0): 300 * AKT, (3, 1): 300 * AKT}
    return staking_world(stakes, n_validators=2, wallets=(0, 0, 50 * AKT, 0))


def state(world) -> dict[str, list]:
    tables = (world.validators, world.delegators, world.delegations, world.unbondings, world.redelegations)
    return {
        f"{type(table).__name__}.{name}": column.tolist()
        for table in tables
        for name, column in table.columns().items()
    }


def earn(world, fees: int) -> None:
    add_fees(world, fees)
    distribute(world, taxed(0.0))


# --- delegate ----------------------------------------------------------------------------------------------


def test_a_delegation_moves_money_from_the_wallet_and_issues_as_many_shares():
    world = two_validators()
    assert delegate(world, ids(2, 2), ids(0, 1), ids(10 * AKT, 5 * AKT)).tolist() == [True, True]
    assert world.delegators.wallet_uakt[2] == 35 * AKT
    assert (shares_of(world, 2, 0), shares_of(world, 2, 1)) == (110 * AKT, 5 * AKT)
    assert world.validators.tokens_uakt.tolist() == [410 * AKT, 305 * AKT]
    check_everything(world)


@pytest.mark.parametrize("amount", [0, -1, 50 * AKT + 1])
def test_a_delegation_of_nothing_or_of_more_than_the_wallet_holds_is_refused(amount):
    world = two_validators()
    before = state(world)
    assert delegate(world, ids(2), ids(0), ids(amount)).tolist() == [False]
    assert state(world) == before


def test_messages_are_paid_in_their_order_as_far_as_the_wallet_goes():
    world = two_validators()
    amounts = ids(30 * AKT, 30 * AKT, 20 * AKT, 1)
    assert delegate(world, ids(2, 2, 2, 2), ids(0, 1, 0, 1), amounts).tolist() == [True, False, True, False]
    assert world.delegators.wallet_uakt[2] == 0
    assert shares_of(world, 2, 0) == 150 * AKT


def test_rewards_withdrawn_by_a_delegation_can_pay_for_it():
    """Delegator 2 holds a quarter of four sevenths of the stake: 2 of 14 AKT, less what is cut."""
    world = two_validators()
    earn(world, 14 * AKT)
    assert delegate(world, ids(2, 2, 2), ids(1, 0, 0), ids(51 * AKT, 51 * AKT, AKT)).tolist() == [False, True, False]
    assert world.delegators.wallet_uakt[2] == AKT - 1
    assert world.delegators.rewards_uakt[2] == 2 * AKT - 1
    check_everything(world)


def test_touching_a_delegation_withdraws_its_rewards_and_no_others():
    world = two_validators()
    earn(world, 700)
    assert delegate(world, ids(3), ids(1), ids(1)).all()
    assert world.delegators.wallet_uakt[3] == 298
    assert world.delegators.rewards_uakt.tolist() == [0, 0, 0, 299]  # 3/7 of 700, cut at 18 decimals
    assert pending_dec18(world, 3, 1) == 0
    assert pending_dec18(world, 3, 0) // DEC18 == 299


def test_a_new_delegation_starts_at_the_index_of_today():
    world = two_validators()
    earn(world, 10 * AKT)
    delegate(world, ids(2), ids(1), ids(AKT))
    assert pending_dec18(world, 2, 1) == 0
    row = world.delegations.find(ids(2), ids(1))
    assert world.delegations.start_index_dec18[row] == world.validators.reward_index_dec18[1] > 0


def test_a_validator_without_shares_gives_one_share_a_uakt_unless_it_was_removed():
    world = staking_world({(2, 0): AKT}, n_validators=2, wallets=(0, 0, 9))
    assert delegate(world, ids(2), ids(1), ids(9)).all()
    assert shares_of(world, 2, 1) == 9
    world = staking_world({(2, 0): AKT}, n_validators=2, wallets=(0, 0, 9))
    world.validators.status[1] = UNBONDED
    assert not delegate(world, ids(2), ids(1), ids(9)).any()


def test_a_validator_whose_tokens_were_all_slashed_takes_no_stake():
    world = two_validators()
    slash(world, 0, 400 * AKT)
    before = state(world)
    assert not delegate(world, ids(2), ids(0), ids(AKT)).any()
    assert not redelegate(world, LAW, ids(3), ids(1), ids(0), ids(AKT)).any()
    assert not undelegate(world, LAW, ids(2), ids(0), ids(1)).any()
    assert state(world) == before


# --- undelegate --------------------------------------------------------------------------------------------


def test_an_undelegation_leaves_at_once_and_is_paid_when_the_unbonding_time_is_over():
    world = two_validators()
    assert undelegate(world, LAW, ids(2), ids(0), ids(40 * AKT)).all()
    assert world.validators.tokens_uakt[0] == 360 * AKT
    assert shares_of(world, 2, 0) == 60 * AKT
    assert world.unbondings.balance_uakt.tolist() == [40 * AKT]
    assert world.unbondings.initial_balance_uakt.tolist() == [40 * AKT]
    assert world.unbondings.creation_height.tolist() == [1_000]
    for seconds, wallet in ((21 * DAY - 1, 50 * AKT), (21 * DAY, 90 * AKT)):
        set_clock(world, seconds)
        mature(world)
        assert world.delegators.wallet_uakt[2] == wallet
    assert len(world.unbondings) == 0
    check_everything(world)


def test_stake_that_unbonds_earns_nothing():
    world = two_validators()
    undelegate(world, LAW, ids(2), ids(0), ids(100 * AKT))
    earn(world, 600)
    assert pending_dec18(world, 3, 0) == 300 * DEC18
    assert pending_dec18(world, 2, 0) == 0


@pytest.mark.parametrize(
    ("delegator", "validator", "amount"), [(2, 0, 100 * AKT + 1), (2, 1, 1), (2, 0, 0), (2, 0, -5), (0, 0, 1)]
)
def test_undelegating_what_is_not_there_is_refused(delegator, validator, amount):
    world = two_validators()
    earn(world, 700)
    before = state(world)
    assert not undelegate(world, LAW, ids(delegator), ids(validator), ids(amount)).any()
    assert state(world) == before


def test_a_validator_without_stake_has_nothing_to_give():
    world = staking_world({(2, 0): AKT}, n_validators=2, wallets=(0, 0, 0))
    assert not undelegate(world, LAW, ids(2, 0), ids(1, 1), ids(1, 1)).any()
    assert not redelegate(world, LAW, ids(2), ids(1), ids(0), ids(1)).any()


def test_later_messages_see_what_earlier_ones_took():
    world = two_validators()
    amounts = ids(60 * AKT, 60 * AKT, 40 * AKT)
    assert undelegate(world, LAW, ids(2, 2, 2), ids(0, 0, 0), amounts).tolist() == [True, False, True]
    assert shares_of(world, 2, 0) == 0
    assert world.delegations.delegator.tolist() == [3, 3]


def test_the_last_delegator_of_an_unbonded_validator_removes_it_and_its_rewards_find_their_owners():
    world = staking_world({(2, 0): 7 * AKT, (3, 1): AKT}, n_validators=2, wallets=(0,) * 4, rates=0.5)
    earn(world, 1_001)
    world.validators.status[0] = UNBONDED
    assert undelegate(world, LAW, ids(2), ids(0), ids(7 * AKT)).all()
    assert world.validators.outstanding_uakt[0] == 0
    assert world.delegators.wallet_uakt[0] == world.validators.commission_earned_uakt[0] == 437  # 7/8 of 1001, half
    assert world.delegators.wallet_uakt[2] == 437
    assert world.ledger.total("community_pool_uakt") == 1_001 - 2 * 437 - 125
    assert not delegate(world, ids(2), ids(0), ids(1)).any()
    check_everything(world)


# --- redelegate --------------------------------------------------------------------------------------------


def test_a_redelegation_moves_at_once_and_stands_for_the_unbonding_time():
    world = two_validators()
    set_clock(world, DAY)
    earn(world, 7_000)
    assert redelegate(world, LAW, ids(2), ids(0), ids(1), ids(30 * AKT)).all()
    assert (shares_of(world, 2, 0), shares_of(world, 2, 1)) == (70 * AKT, 30 * AKT)
    assert world.validators.tokens_uakt.tolist() == [370 * AKT, 330 * AKT]
    assert world.delegators.rewards_uakt[2] == 999  # 1/7 of 7000, cut at 18 decimals
    entry = {name: column.tolist() for name, column in world.redelegations.columns().items()}
    assert entry == {
        "delegator": [2],
        "source": [0],
        "destination": [1],
        "initial_balance_uakt": [30 * AKT],
        "destination_shares": [30 * AKT],
        "creation_height": [15_400],
        "completion_seconds": [22 * DAY],
    }
    check_everything(world)


@pytest.mark.parametrize(
    ("delegator", "source", "destination", "amount"),
    [(2, 0, 0, AKT), (2, 0, 1, 0), (2, 0, 1, -1), (2, 0, 1, 100 * AKT + 1), (2, 1, 0, AKT)],
)
def test_a_redelegation_to_itself_of_nothing_or_of_too_much_is_refused(delegator, source, destination, amount):
    world = two_validators()
    before = state(world)
    assert not redelegate(world, LAW, ids(delegator), ids(source), ids(destination), ids(amount)).any()
    assert state(world) == before


def test_stake_that_has_just_moved_may_not_hop_on_until_its_entry_is_complete():
    world = staking_world({(3, 0): 9 * AKT, (3, 1): 9 * AKT}, n_validators=3, wallets=(0,) * 4)
    hops = redelegate(world, LAW, ids(3, 3, 3), ids(0, 1, 0), ids(1, 2, 2), ids(AKT, AKT, AKT))
    assert hops.tolist() == [True, False, True]
    set_clock(world, 21 * DAY - 1)
    mature(world)
    assert not redelegate(world, LAW, ids(3), ids(1), ids(2), ids(AKT)).any()
    set_clock(world, 21 * DAY)
    mature(world)
    assert len(world.redelegations) == 0
    assert redelegate(world, LAW, ids(3), ids(1), ids(2), ids(AKT)).all()


def test_from_an_unbonding_source_the_entry_stands_until_that_validators_own_time():
    world = two_validators()
    world.validators.status[0] = UNBONDING
    world.validators.unbonding_seconds[0], world.validators.unbonding_height[0] = 5 * DAY, 777
    set_clock(world, 2 * DAY)
    assert redelegate(world, LAW, ids(2), ids(0), ids(1), ids(AKT)).all()
    assert world.redelegations.completion_seconds.tolist() == [5 * DAY]
    assert world.redelegations.creation_height.tolist() == [777]


def test_from_an_unbonded_source_there_is_no_entry_so_the_stake_may_hop_on():
    world = staking_world({(3, 0): 9 * AKT, (3, 1): 9 * AKT}, n_validators=3, wallets=(0,) * 4)
    world.validators.status[0] = UNBONDED
    hops = redelegate(world, LAW, ids(3, 3), ids(0, 1), ids(1, 2), ids(4 * AKT, 13 * AKT))
    assert hops.tolist() == [True, True]
    assert world.redelegations.source.tolist() == [1]
    assert [shares_of(world, 3, v) for v in range(3)] == [5 * AKT, 0, 13 * AKT]
    check_everything(world)


def test_what_the_last_delegator_takes_from_an_unbonded_source_may_not_hop_on():
    """The chain has removed the source when it asks for its status, and takes it for bonded: x/staking getBeginInfo."""
    world = staking_world({(3, 0): 9 * AKT, (3, 1): 9 * AKT}, n_validators=3, wallets=(0,) * 4)
    world.validators.status[0] = UNBONDED
    set_clock(world, 2 * DAY)
    hops = redelegate(world, LAW, ids(3, 3), ids(0, 1), ids(1, 2), ids(9 * AKT, AKT))
    assert hops.tolist() == [True, False]
    assert world.redelegations.source.tolist() == [0]
    assert world.redelegations.completion_seconds.tolist() == [2 * DAY + LAW.unbonding_time]
    check_everything(world)


def test_entries_are_counted_by_pair_and_by_triple():
    world = staking_world({(3, 0): 9 * AKT, (4, 0): 9 * AKT}, n_validators=3, wallets=(0,) * 5)
    law, zeros = staking_law(max_entries=2), np.zeros(4, np.int64)
    assert undelegate(world, law, ids(3, 3, 3, 4), zeros, ids(1, 1, 1, 1)).tolist() == [True, True, False, True]
    moved = redelegate(world, law, ids(3, 3, 3, 3), zeros, ids(1, 1, 1, 2), ids(1, 1, 1, 1))
    assert moved.tolist() == [True, True, False, True]
    assert not undelegate(world, law, ids(3), ids(0), ids(1)).any()  # entries of earlier batches count


# --- shares that are not worth one uakt --------------------------------------------------------------------


def test_after_a_loss_an_undelegation_still_returns_the_amount_named():
    world = two_validators()
    slash(world, 0, 20 * AKT + 13)  # 400 AKT of shares are now worth 379,999,987 uakt
    assert undelegate(world, LAW, ids(2, 3), ids(0, 0), ids(77_777_777, 123)).all()
    assert world.unbondings.balance_uakt.tolist() == [77_777_777, 123]
    assert shares_of(world, 2, 0) == 100 * AKT - 81_871_348  # 77,777,777 x 400,000,000 / 379,999,987 rounded up
    check_everything(world)


def test_after_a_loss_a_delegation_buys_whole_shares_at_the_price_of_the_day():
    world = two_validators()
    slash(world, 0, 100 * AKT)
    assert delegate(world, ids(2, 2), ids(0, 0), ids(10, 11)).all()
    assert shares_of(world, 2, 0) == 100 * AKT + 13 + 14  # 13.33 and 14.67 cut
    check_everything(world)


def test_a_delegation_can_be_undelegated_whole_at_its_worth_and_no_dearer():
    world = two_validators()
    slash(world, 0, 100 * AKT + 1)  # delegator 2's quarter is worth 74,999,999.75
    assert not undelegate(world, LAW, ids(2), ids(0), ids(75 * AKT)).any()
    assert undelegate(world, LAW, ids(2), ids(0), ids(74_999_999)).all()
    assert undelegate(world, LAW, ids(3), ids(0), ids(224_999_999)).all()
    assert world.validators.tokens_uakt[0] + world.unbondings.balance_uakt.sum() == 300 * AKT - 1
    check_everything(world)


def test_the_last_shares_take_all_tokens():
    assert tokens_of_shares(101, 100, 100) == 101
    assert tokens_of_shares(101, 100, 99) == 99


LOSSES = st.fractions(Fraction(1, 10), 1, max_denominator=1_000)
TRADES = st.lists(st.tuples(st.booleans(), st.integers(0, 2), st.integers(1, 10**13)), max_size=12)


@given(st.integers(1, 10**13), LOSSES, TRADES)
def test_at_any_price_below_one_nobody_gains_from_rounding_and_amounts_are_exact(shares, left, trades):
    tokens, held = int(shares * left) or 1, {0: shares, 1: 0, 2: 0}
    for buys, delegator, amount in trades:
        if not tokens or not shares:
            continue
        if buys:
            issued = int(issue_shares(tokens, shares, amount))
            assert issued >= amount  # a share is worth at most one uakt
            assert issued * tokens <= amount * shares
            more_tokens, more_shares = amount, issued
        elif amount * shares > held[delegator] * tokens:
            assert shares_to_remove(tokens, shares, held[delegator], amount) == 0
            continue
        else:
            removed = int(shares_to_remove(tokens, shares, held[delegator], amount))
            given_back = int(tokens_of_shares(tokens, shares, removed))
            assert given_back == (tokens if removed == shares else amount)
            assert 0 < removed <= held[delegator]
            more_tokens, more_shares = -given_back, -removed
        held[delegator] += more_shares
        assert 0 <= tokens + more_tokens <= shares + more_shares == sum(held.values())
        if tokens + more_tokens and shares + more_shares:  # those who stay never lose
            assert (tokens + more_tokens) * shares >= tokens * (shares + more_shares)
        tokens, shares = tokens + more_tokens, shares + more_shares
