"""Staking messages, one at a time in compiled code: delegate, undelegate, redelegate, as rules.py describes them."""

from __future__ import annotations

from econsim.compiled import njit_borrowing as njit
from econsim.mechanisms.distribution.withdrawals import SHORT, close, is_gone, settle
from econsim.mechanisms.staking import money
from econsim.mechanisms.staking.money import Record
from econsim.mechanisms.staking.records import Entries, Stake, Terms
from econsim.mechanisms.staking.shares import issue_shares, shares_to_remove, takes_stake, tokens_of_shares
from econsim.units import WIDE_DEC18, exact_divmod
from econsim.world.pairs import END, add_pair, drop_pair, find_pair
from econsim.world.validators import UNBONDED, UNBONDING

_MOST_SHARES = 2**62
_REFUSED = -1


@njit
def delegate(stake: Stake, delegator: int, validator: int, amount: int, why: int) -> bool:
    """Delegate an amount from a wallet; return whether it was accepted."""
    who, to = stake.delegators[delegator], stake.validators[validator]
    row = find_pair(stake.first, stake.pairs, delegator, validator)
    if row == END:
        if amount > who.wallet_uakt or _shares_for(to, amount) == _REFUSED:
            return False
        row = _new_pair(stake, delegator, validator)
    return add_stake(stake.books, stake.pots, stake.pairs[row], who, to, amount, why)


@njit
def add_stake(
    books: Record, pots: Record, pair: Record, delegator: Record, validator: Record, amount: int, why: int
) -> bool:
    """Delegate an amount to a validator where the delegator has a delegation; return whether it was accepted."""
    issued = _shares_for(validator, amount)
    wallet = delegator.wallet_uakt
    if issued == _REFUSED or (amount > wallet and amount - wallet > _pending(validator, pair)):
        return False
    if settle(books, pots, pair, delegator, validator, money.REWARDS_TOUCHED) == SHORT:
        return False
    money.stake(books, why, delegator, validator, amount)
    pair.shares += issued
    validator.delegator_shares += issued
    return True


@njit
def undelegate(
    stake: Stake, entries: Entries, delegator: int, validator: int, amount: int, why: int, terms: Terms
) -> bool:
    """Begin to unbond an amount, with an entry for which there must be room; return whether it was accepted."""
    row = find_pair(stake.first, stake.pairs, delegator, validator)
    if row == END:
        return False
    pair, source, books = stake.pairs[row], stake.validators[validator], stake.books
    removed, given = _taken(source, pair.shares, amount)
    if given <= 0:
        return False
    if settle(books, stake.pots, pair, stake.delegators[delegator], source, money.REWARDS_TOUCHED) == SHORT:
        return False
    jail_below_minimum(source, pair, removed)
    entry = entries.rows[entries.size[0]]
    entries.size[0] += 1
    entry.delegator = delegator
    entry.validator = validator
    entry.initial_balance_uakt = given
    entry.creation_height = terms.height
    entry.completion_seconds = terms.seconds + terms.unbonding_time
    entry.is_leaving = why == money.LEAVING
    money.begin_to_unbond(books, why, source, entry, given)
    remove_shares(stake, row, removed)
    return True


@njit
def redelegate(stake: Stake, entries: Entries, delegator: int, source: int, to: int, amount: int, terms: Terms) -> bool:
    """Move an amount from one validator to another, with an entry for which there must be room."""
    row = find_pair(stake.first, stake.pairs, delegator, source)
    if row == END or source == to:
        return False
    pair, left, joined = stake.pairs[row], stake.validators[source], stake.validators[to]
    removed, given = _taken(left, pair.shares, amount)
    issued = _shares_for(joined, given)
    if issued == _REFUSED:
        return False
    who, books, pots = stake.delegators[delegator], stake.books, stake.pots
    if settle(books, pots, pair, who, left, money.REWARDS_TOUCHED) == SHORT:
        return False
    row_joined = find_pair(stake.first, stake.pairs, delegator, to)
    if row_joined == END:
        row_joined = _new_pair(stake, delegator, to)
    elif settle(books, pots, stake.pairs[row_joined], who, joined, money.REWARDS_TOUCHED) == SHORT:
        return False
    jail_below_minimum(left, pair, removed)
    money.move_tokens(books, left, joined, given)
    stake.pairs[row_joined].shares += issued
    joined.delegator_shares += issued
    is_removed = left.status == UNBONDED and removed == left.delegator_shares
    if left.status != UNBONDED or is_removed:  # of one that is gone the chain cannot tell that it was unbonded
        entry = entries.rows[entries.size[0]]
        entries.size[0] += 1
        entry.delegator = delegator
        entry.source = source
        entry.destination = to
        entry.initial_balance_uakt = given
        entry.destination_shares = issued
        is_unbonding = left.status == UNBONDING
        entry.creation_height = left.unbonding_height if is_unbonding else terms.height
        completion = terms.seconds + terms.unbonding_time
        entry.completion_seconds = left.unbonding_seconds if is_unbonding else completion
    remove_shares(stake, row, removed)
    return True


@njit
def jail_below_minimum(validator: Record, pair: Record, shares: int) -> None:
    """Jail a validator whose operator takes shares away and is left with less than the minimum self-delegation."""
    if pair.delegator == validator.operator:
        left = tokens_of_shares(validator.tokens_uakt, validator.delegator_shares, pair.shares - shares)
        validator.is_jailed = validator.is_jailed or left < validator.min_self_delegation_uakt


@njit
def _shares_for(validator: Record, amount: int) -> int:
    """Return the shares that an amount buys of a validator, or that it takes no such stake."""
    if amount <= 0 or not takes_stake(validator):
        return _REFUSED
    issued = issue_shares(validator.tokens_uakt, validator.delegator_shares, amount)
    return issued if issued <= _MOST_SHARES - validator.delegator_shares else _REFUSED


@njit
def _pending(validator: Record, pair: Record) -> int:
    """Return the whole uakt of rewards that a pair could withdraw now."""
    return exact_divmod(validator.reward_index_dec18 - pair.start_index_dec18, pair.shares, WIDE_DEC18)[0]


@njit
def _taken(validator: Record, held: int, amount: int) -> tuple[int, int]:
    """Return the shares that an amount takes of those held and the uakt that they give; zeros if it is not there."""
    removed = shares_to_remove(validator.tokens_uakt, validator.delegator_shares, held, amount)
    if removed == 0:
        return 0, 0
    return removed, tokens_of_shares(validator.tokens_uakt, validator.delegator_shares, removed)


@njit
def _new_pair(stake: Stake, delegator: int, validator: int) -> int:
    """Add a pair without shares, at the current reward index; return its row."""
    row = add_pair(stake.first, stake.pairs, stake.n_pairs, delegator, validator)
    stake.pairs[row].start_index_dec18 = stake.validators[validator].reward_index_dec18
    return row


@njit
def remove_shares(stake: Stake, row: int, shares: int) -> None:
    """Take shares away; a pair without shares is forgotten, an unbonded validator without shares removed."""
    pair = stake.pairs[row]
    number = pair.validator
    validator = stake.validators[number]
    pair.shares -= shares
    validator.delegator_shares -= shares
    if pair.shares == 0:
        drop_pair(stake.first, stake.pairs, stake.n_pairs, row)
    if is_gone(validator):
        close(stake.books, stake.pots, number, validator, stake.delegators[validator.operator])
