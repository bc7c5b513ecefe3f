"""Staking messages: what was decided, carried out by the chain's rules; a refused one changes nothing.

The bonding flow comes last: stake that leaves for good, and new stake that outside holders bring.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from econsim.compiled import njit, njit_borrowing
from econsim.mechanisms.staking import money
from econsim.mechanisms.staking.commission import edit_commission
from econsim.mechanisms.staking.delegation import delegate
from econsim.mechanisms.staking.money import LEAVING, UNDELEGATED, post
from econsim.mechanisms.staking.parameters import Staking
from econsim.mechanisms.staking.principal import take_off
from econsim.mechanisms.staking.records import (
    REFUSED,
    Entries,
    Moves,
    Records,
    Stake,
    Terms,
    entries_of,
    messages_of,
    no_messages,
    stake_of,
    terms_of,
)
from econsim.mechanisms.staking.rules import carry_out_delegations, carry_out_redelegations, carry_out_undelegations
from econsim.mechanisms.upgrades.releases import Rules
from econsim.units import FloatArray, IntArray
from econsim.world.holdings import worth_of_shares
from econsim.world.pairs import END, find_pair
from econsim.world.world import World

WANTED = "bonding_flow_wanted_uakt"


@dataclass(frozen=True)
class RateEdits(Protocol):
    """The rate that each validator asks for; NaN sends no message."""

    commission_rate: FloatArray


@dataclass(frozen=True)
class StakeMoves(Protocol):
    """Three lists of messages, one entry a message in each column; amounts are uakt."""

    redelegate_delegator: IntArray
    redelegate_source: IntArray
    redelegate_destination: IntArray
    redelegate_uakt: IntArray
    undelegate_delegator: IntArray
    undelegate_validator: IntArray
    undelegate_uakt: IntArray
    delegate_delegator: IntArray
    delegate_validator: IntArray
    delegate_uakt: IntArray


@dataclass(frozen=True)
class StakeFlow(Protocol):
    """Stake that leaves for good and stake that comes from outside, and the flow that was wanted [uakt]."""

    leave_delegator: IntArray
    leave_validator: IntArray
    leave_uakt: IntArray
    join_delegator: IntArray
    join_validator: IntArray
    join_uakt: IntArray
    wanted_uakt: IntArray


def edit_commissions(world: World, law: Staking, rules: Rules, asked: RateEdits) -> None:
    """Send an edit-validator message for every rate that was asked for."""
    is_asking = ~np.isnan(asked.commission_rate)
    if is_asking.any():
        edit_commission(world, law, rules, np.flatnonzero(is_asking), asked.commission_rate[is_asking])


def move_stake(world: World, law: Staking, asked: StakeMoves) -> None:
    """Carry out redelegations, then undelegations, then delegations."""
    if not asked.redelegate_uakt.size + asked.undelegate_uakt.size + asked.delegate_uakt.size:
        return
    moves = Moves(
        messages_of(
            asked.redelegate_delegator, asked.redelegate_destination, asked.redelegate_uakt, asked.redelegate_source
        ),
        messages_of(asked.undelegate_delegator, asked.undelegate_validator, asked.undelegate_uakt),
        messages_of(asked.delegate_delegator, asked.delegate_validator, asked.delegate_uakt),
    )
    _move(world, law, moves, UNDELEGATED)


def _move(world: World, law: Staking, moves: Moves, why: int) -> None:
    """Carry out moves; `why` stake is undelegated."""
    stake = stake_of(world, new_pairs=moves.redelegate.size + moves.delegate.size)
    hops = entries_of(world, world.redelegations, moves.redelegate.size)
    leaving = entries_of(world, world.unbondings, moves.undelegate.size)
    away = entries_of(world, world.away, 0)
    n_refused = carry_out_moves(stake, hops, leaving, away, moves, why, terms_of(world, law))
    post(world.journal, stake.books)
    world.journal.count(REFUSED, n_refused)


@njit_borrowing
def carry_out_moves(
    stake: Stake, hops: Entries, leaving: Entries, away: Entries, moves: Moves, why: int, terms: Terms
) -> int:
    """Carry out all moves in their order, take what was delegated off the principal; return how many were refused."""
    n_refused = carry_out_redelegations(stake, hops, moves.redelegate, terms)
    n_refused += carry_out_undelegations(stake, leaving, moves.undelegate, why, terms)
    n_refused += carry_out_delegations(stake, moves.delegate)
    if moves.delegate.size > 0:
        take_off(away, stake.delegators, stake.validators, moves.delegate)
    return n_refused


def let_stake_come_and_go(world: World, law: Staking, flow: StakeFlow) -> None:
    """Carry out the flow after all other stake has moved; what cannot be carried out is the difference of the two."""
    world.journal.count(WANTED, flow.wanted_uakt.sum())
    if flow.join_uakt.size:
        bring_stake(world, flow.join_delegator, flow.join_validator, flow.join_uakt)
    if flow.leave_uakt.size:
        take_stake_away(world, law, flow.leave_delegator, flow.leave_validator, flow.leave_uakt)


def bring_stake(world: World, delegator: IntArray, validator: IntArray, amount_uakt: IntArray) -> None:
    """Send wallets new money and delegate it, as far as `outside` holds it."""
    messages = messages_of(delegator, validator, amount_uakt)
    stake = stake_of(world, new_pairs=messages.size)
    n_refused = bring_new_stake(stake, messages)
    post(world.journal, stake.books)
    world.journal.count(REFUSED, n_refused)


def take_stake_away(
    world: World, law: Staking, delegator: IntArray, validator: IntArray, amount_uakt: IntArray
) -> None:
    """Undelegate for good, at most what the delegations are still worth."""
    messages = messages_of(delegator, validator, amount_uakt)
    messages["amount_uakt"] = np.minimum(messages["amount_uakt"], worth_of(stake_of(world), messages))
    _move(world, law, Moves(no_messages(), messages[messages["amount_uakt"] > 0], no_messages()), LEAVING)


@njit_borrowing
def bring_new_stake(stake: Stake, messages: Records) -> int:
    """Bring and delegate new stake while `outside` holds it; return how often no validator took it: it goes back.

    Sums are in floats, which hold them beyond 64 bits; below 2^53, more than there can be outside, they are exact.
    """
    held, sent, n_refused = float(stake.pots.outside_uakt), 0.0, 0
    for number in range(messages.size):
        message = messages[number]
        sent += message.amount_uakt
        if sent > held or money.is_short(stake.books):
            break
        who = stake.delegators[message.delegator]
        money.bring_new_stake(stake.books, stake.pots, who, message.amount_uakt)
        if not delegate(stake, message.delegator, message.validator, message.amount_uakt, money.JOINED):
            money.return_new_stake(stake.books, stake.pots, who, message.amount_uakt)
            n_refused += 1
    return n_refused


@njit
def worth_of(stake: Stake, messages: Records) -> IntArray:
    """Return what the delegation that each message names is worth [uakt]; 0 where there is none."""
    worth = np.zeros(messages.size, np.int64)
    for number in range(messages.size):
        message = messages[number]
        row = find_pair(stake.first, stake.pairs, message.delegator, message.validator)
        if row != END:
            worth[number] = worth_of_shares(stake.validators[message.validator], stake.pairs[row].shares)
    return worth
