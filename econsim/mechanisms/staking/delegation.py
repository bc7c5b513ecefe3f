"""Staking messages, one at a time in compiled code: delegate, undelegate, redelegate, as rules.py describes them."""

from __future__ import annotations

import numpy as np

from econsim.compiled import njit
from econsim.mechanisms.distribution.withdrawals import SHORT, close_if_gone, settle
from econsim.mechanisms.staking import money
from econsim.mechanisms.staking.money import Record
from econsim.mechanisms.staking.records import Records, Stake, Terms
from econsim.mechanisms.staking.shares import issue_shares, shares_to_remove, takes_stake, tokens_of_shares
from econsim.units import DEC18, BoolArray, IntArray, exact_divmod
from econsim.world.pairs import END, add_pair, drop_pair, find_pair
from econsim.world.validators import UNBONDED, UNBONDING

_MOST_SHARES = 2**62


@njit
def delegate(stake: Stake, delegator: int, validator: int, amount: int, why: int) -> bool:
    """Delegate an amount from a wallet; return whether it was accepted."""
    to, wallet = stake.validators[validator], stake.delegators[delegator].wallet_uakt
    if amount <= 0 or not takes_stake(to):
        return False
    row = find_pair(stake.first, stake.pairs, delegator, validator)
    if amount > wallet and (row == END or amount - wallet > _pending(to, stake.pairs[row])):
        return False
    issued = issue_shares(to.tokens_uakt, to.delegator_shares, amount)
    if not 0 <= issued <= _MOST_SHARES - to.delegator_shares or not _is_settled(stake, row):
        return False
    money.stake(stake.books, why, stake.delegators[delegator], to, amount)
    _add_shares(stake, row, delegator, validator, issued)
    return True


@njit
def undelegate(
    stake: Stake, entries: Records, size: IntArray, delegator: int, validator: int, amount: int, why: int, terms: Terms
) -> bool:
    """Begin to unbond an amount, with an entry for which there must be room; return whether it was accepted."""
    row = find_pair(stake.first, stake.pairs, delegator, validator)
    if row == END:
        return False
    source = stake.validators[validator]
    removed, given = _taken(source, stake.pairs[row].shares, amount)
    if given <= 0 or not _is_settled(stake, row):
        return False
    entry = entries[size[0]]
    size[0] += 1
    entry.delegator = delegator
    entry.validator = validator
    entry.initial_balance_uakt = given
    entry.creation_height = terms.height
    entry.completion_seconds = terms.seconds + terms.unbonding_time
    entry.is_leaving = why == money.LEAVING
    money.begin_to_unbond(stake.books, why, source, entry, given)
    _remove_shares(stake, row, removed)
    return True


@njit
def redelegate(
    stake: Stake, entries: Records, size: IntArray, delegator: int, source: int, to: int, amount: int, terms: Terms
) -> bool:
    """Move an amount from one validator to another, with an entry for which there must be room."""
    row = find_pair(stake.first, stake.pairs, delegator, source)
    if row == END or source == to or not takes_stake(stake.validators[to]):
        return False
    left, joined = stake.validators[source], stake.validators[to]
    removed, given = _taken(left, stake.pairs[row].shares, amount)
    issued = issue_shares(joined.tokens_uakt, joined.delegator_shares, given)
    if given <= 0 or not 0 <= issued <= _MOST_SHARES - joined.delegator_shares:
        return False
    row_joined = find_pair(stake.first, stake.pairs, delegator, to)
    if not _is_settled(stake, row) or not _is_settled(stake, row_joined):
        return False
    money.move_tokens(stake.books, left, joined, given)
    _add_shares(stake, row_joined, delegator, to, issued)
    if left.status != UNBONDED:
        entry = entries[size[0]]
        size[0] += 1
        entry.delegator = delegator
        entry.source = source
        entry.destination = to
        entry.initial_balance_uakt = given
        entry.destination_shares = issued
        is_unbonding = left.status == UNBONDING
        entry.creation_height = left.unbonding_height if is_unbonding else terms.height
        completion = terms.seconds + terms.unbonding_time
        entry.completion_seconds = left.unbonding_seconds if is_unbonding else completion
    _remove_shares(stake, row, removed)
    return True


@njit
def _pending(validator: Record, pair: Record) -> int:
    """Return the whole uakt of rewards that a pair could withdraw now."""
    return exact_divmod(validator.reward_index_dec18 - pair.start_index_dec18, pair.shares, DEC18)[0]


@njit
def _taken(validator: Record, held: int, amount: int) -> tuple[int, int]:
    """Return the shares that an amount takes of those held and the uakt that they give; zeros if it is not there."""
    removed = shares_to_remove(validator.tokens_uakt, validator.delegator_shares, held, amount)
    if removed == 0:
        return 0, 0
    return removed, tokens_of_shares(validator.tokens_uakt, validator.delegator_shares, removed)


@njit
def _is_settled(stake: Stake, row: int) -> bool:
    """Withdraw the rewards of a pair, if there is one; return whether they were covered."""
    return row == END or settle(stake, row, money.REWARDS_TOUCHED) != SHORT


@njit
def _add_shares(stake: Stake, row: int, delegator: int, validator: int, shares: int) -> None:
    """Add shares to a pair whose rewards are withdrawn; a new one (no row) starts at the current reward index."""
    if row == END:
        row = add_pair(stake.first, stake.pairs, stake.n_pairs, delegator, validator)
        stake.pairs[row].start_index_dec18 = stake.validators[validator].reward_index_dec18
    stake.pairs[row].shares += shares
    stake.validators[validator].delegator_shares += shares


@njit
def _remove_shares(stake: Stake, row: int, shares: int) -> None:
    """Take shares away; a pair without shares is forgotten, an unbonded validator without shares removed."""
    pair = stake.pairs[row]
    validator = pair.validator
    pair.shares -= shares
    stake.validators[validator].delegator_shares -= shares
    if pair.shares == 0:
        drop_pair(stake.first, stake.pairs, stake.n_pairs, row)
    close_if_gone(stake, validator)


@njit
def who_waits(entries: Records, size: IntArray, n_delegators: int) -> BoolArray:
    """Return which delegators have entries that still stand."""
    waits = np.zeros(n_delegators, np.bool_)
    for place in range(size[0]):
        waits[entries[place].delegator] = True
    return waits


@njit
def n_unbonding(entries: Records, size: IntArray, delegator: int, validator: int) -> int:
    """Return how many entries of a delegator leave a validator."""
    n_entries = 0
    for place in range(size[0]):
        entry = entries[place]
        n_entries += entry.delegator == delegator and entry.validator == validator
    return n_entries


@njit
def may_hop(entries: Records, size: IntArray, delegator: int, source: int, to: int, max_entries: int) -> bool:
    """Return whether no stake came to the source by an entry that stands, and the way has room for one more."""
    n_entries = 0
    for place in range(size[0]):
        entry = entries[place]
        if entry.delegator == delegator:
            if entry.destination == source:
                return False
            n_entries += entry.source == source and entry.destination == to
    return n_entries < max_entries
