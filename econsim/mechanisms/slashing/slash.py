"""Slash: stake is burned for an infraction, in compiled code.

    amount in all = floor(power x 10^6 x fraction)
    each unbonding entry and each redelegation out of the validator, made at the infraction's height or later and not
    complete, counts with floor(fraction x initial balance), whatever is left of it; the rest is the validator's own

Of an unbonding entry at most its balance is burned. Of a redelegation floor(fraction x shares received) are taken from
the delegation at its destination, as far as it still has them, and what they are worth is burned. Shares of the
slashed validator stay: each is worth less. Rewards are shared by shares, so nothing that was earned before changes.
Since v1.0.0 what the delegator has begun to unbond from the destination since the infraction pays for a redelegation
first; the delegation is left alone if that was enough, else it pays all that it would have paid.

Source: cosmos/cosmos-sdk x/staking/keeper/slash.go @9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16); since v1.0.0
akash-network/cosmos-sdk @36aff57365193f3359d3de99c59e732e2ad74a26 (v0.53), SlashRedelegation.
Where we differ: whole shares (staking/shares.py): of a redelegation less than one share fewer is taken.
"""

from __future__ import annotations

from typing import NamedTuple

from econsim.compiled import njit_borrowing as njit
from econsim.mechanisms.distribution.withdrawals import SHORT, settle
from econsim.mechanisms.slashing.money import burn_tokens, burn_unbonding
from econsim.mechanisms.staking import money
from econsim.mechanisms.staking.delegation import jail_below_minimum, remove_shares
from econsim.mechanisms.staking.money import Record
from econsim.mechanisms.staking.records import Queue, Stake
from econsim.mechanisms.staking.shares import tokens_of_shares
from econsim.units import UAKT_PER_POWER, WIDE_DEC18, exact_divmod
from econsim.world.pairs import END, find_pair


class Slashable(NamedTuple):
    """All that can be slashed."""

    stake: Stake
    unbondings: Queue
    redelegations: Queue
    follows_undelegations: bool = False  # of stake that was redelegated


class Infraction(NamedTuple):
    """What a validator is slashed for."""

    validator: int
    height: int
    power: int  # it had then
    fraction_dec18: int
    seconds: float  # at which it is slashed [s since start]
    why: int  # reason for stake
    why_unbonding: int  # reason for unbonding entries


@njit
def slash(of: Slashable, infraction: Infraction) -> None:
    """Burn for an infraction, from what has left the validator since and from what it has."""
    stake, unbondings, redelegations = of.stake, of.unbondings, of.redelegations
    remaining = _part_of(infraction, infraction.power * UAKT_PER_POWER)
    for place in range(unbondings.size[0]):
        unbonding = unbondings.rows[place]
        if unbonding.validator == infraction.validator and _counts(infraction, unbonding):
            amount = _part_of(infraction, unbonding.initial_balance_uakt)
            burn_unbonding(stake.books, infraction.why_unbonding, unbonding, min(amount, unbonding.balance_uakt))
            remaining -= amount
    for place in range(redelegations.size[0]):
        redelegation = redelegations.rows[place]
        if redelegation.source == infraction.validator and _counts(infraction, redelegation):
            amount = _part_of(infraction, redelegation.initial_balance_uakt)
            remaining -= amount
            if not of.follows_undelegations or _slash_undelegated(of, infraction, redelegation, amount) < amount:
                _slash_redelegation(stake, infraction, redelegation)
    validator = stake.validators[infraction.validator]
    burn_tokens(stake.books, infraction.why, validator, max(min(remaining, validator.tokens_uakt), 0))


@njit
def _part_of(infraction: Infraction, amount: int) -> int:
    """Return floor(fraction x amount)."""
    return exact_divmod(amount, infraction.fraction_dec18, WIDE_DEC18)[0]


@njit
def _counts(infraction: Infraction, entry: Record) -> bool:
    """Return whether an entry's stake was there at the infraction and has not come free yet."""
    return bool(entry.creation_height >= infraction.height and entry.completion_seconds > infraction.seconds)


@njit
def _slash_undelegated(of: Slashable, infraction: Infraction, moved: Record, amount: int) -> int:
    """Burn at most an amount of what unbonds where redelegated stake went; return what is burned."""
    burned, unbondings = 0, of.unbondings
    for place in range(unbondings.size[0]):
        entry = unbondings.rows[place]
        is_of_it = entry.delegator == moved.delegator and entry.validator == moved.destination
        if is_of_it and _counts(infraction, entry):
            part = min(amount - burned, entry.balance_uakt)
            burn_unbonding(of.stake.books, infraction.why_unbonding, entry, part)
            burned += part
    return burned


@njit
def _slash_redelegation(stake: Stake, infraction: Infraction, entry: Record) -> None:
    """Burn redelegated stake where it went, as far as it is still there."""
    row = find_pair(stake.first, stake.pairs, entry.delegator, entry.destination)
    if row == END:
        return
    pair, to = stake.pairs[row], stake.validators[entry.destination]
    shares = min(_part_of(infraction, entry.destination_shares), pair.shares)
    who = stake.delegators[entry.delegator]
    if shares == 0 or settle(stake.books, stake.pots, pair, who, to, money.REWARDS_TOUCHED) == SHORT:
        return
    jail_below_minimum(to, pair, shares)
    burn_tokens(stake.books, infraction.why, to, tokens_of_shares(to.tokens_uakt, to.delegator_shares, shares))
    remove_shares(stake, row, shares)
