"""Staking messages and the end of the block: delegate, undelegate, redelegate, maturity, the validator set.

Messages are carried out in the order given; one that is refused leaves everything as it was. A message that
touches an existing delegation first withdraws its rewards; a new delegation starts at the validator's current
reward index.

Source: cosmos/cosmos-sdk x/staking/keeper/{msg_server,delegation,val_state_change}.go, x/staking/abci.go
@9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16).
Where we differ: whole shares (shares.py). An undelegation or redelegation worth less than one uakt is refused (on the
chain only the latter). A removed validator keeps its row. Since v1.0.0 the chain makes one unbonding entry of what a
delegator takes from a validator in one block (not so of redelegations); here each message is one towards max_entries.
"""

from __future__ import annotations

import numpy as np

from econsim.compiled import njit_borrowing
from econsim.mechanisms.staking import delegation, money
from econsim.mechanisms.staking.money import words
from econsim.mechanisms.staking.parameters import Staking
from econsim.mechanisms.staking.queues import mature_queues
from econsim.mechanisms.staking.records import (
    Entries,
    Records,
    Stake,
    Terms,
    done,
    entries_of,
    messages_of,
    queue_of,
    stake_of,
    terms_of,
)
from econsim.mechanisms.staking.standing import find_entries, may_hop, may_unbond, note_entry
from econsim.units import UAKT_PER_POWER, BoolArray, IntArray
from econsim.world.validators import BONDED, NEVER_BONDED, UNBONDING, active_set
from econsim.world.world import World

DELEGATED, RESTAKED, JOINED = words(money.DELEGATED), words(money.RESTAKED), words(money.JOINED)
UNDELEGATED, LEAVING, REDELEGATED = words(money.UNDELEGATED), words(money.LEAVING), words(money.REDELEGATED)
ENTERED, LEFT = "validators_entered", "validators_left"


def delegate(world: World, delegator: IntArray, validator: IntArray, amount_uakt: IntArray) -> BoolArray:
    """Delegate amounts from wallets; return which messages were accepted.

    Refused: an amount that is not positive or more than the wallet holds once the delegation's rewards are in it;
    a validator that was removed or whose tokens were all slashed; shares that 64 bits do not hold.
    """
    messages = messages_of(delegator, validator, amount_uakt)
    stake = stake_of(world, new_pairs=messages.size)
    return done(world, stake, messages, carry_out_delegations(stake, messages))


def undelegate(
    world: World, law: Staking, delegator: IntArray, validator: IntArray, amount_uakt: IntArray
) -> BoolArray:
    """Begin to unbond amounts; return which messages were accepted.

    The tokens leave the validator at once, earn nothing, and are paid out after the unbonding time, whatever the
    validator's status. Refused: an amount that is not positive or more than the delegation is worth; more than
    max_entries entries for one (delegator, validator).
    """
    messages, stake = messages_of(delegator, validator, amount_uakt), stake_of(world)
    leaving, terms = entries_of(world, world.unbondings, messages.size), terms_of(world, law)
    return done(world, stake, messages, carry_out_undelegations(stake, leaving, messages, money.UNDELEGATED, terms))


def redelegate(
    world: World, law: Staking, delegator: IntArray, source: IntArray, destination: IntArray, amount_uakt: IntArray
) -> BoolArray:
    """Move amounts from one validator to another at once; return which messages were accepted.

    From a bonded source an entry stands for the unbonding time, from an unbonding one until that validator's own
    time, from an unbonded one there is none. Refused: the same validator; an amount that is not positive or more
    than the delegation is worth; stake that came to the source by a redelegation that still stands (a transitive
    hop); more than max_entries entries for one (delegator, source, destination); a destination that takes no stake.
    """
    messages = messages_of(delegator, destination, amount_uakt, source)
    stake, hops = stake_of(world, new_pairs=messages.size), entries_of(world, world.redelegations, messages.size)
    return done(world, stake, messages, carry_out_redelegations(stake, hops, messages, terms_of(world, law)))


@njit_borrowing
def carry_out_delegations(stake: Stake, messages: Records) -> int:
    """Carry out delegations by choice, one after the other; note which were accepted, return how many were not."""
    n_refused = 0
    for number in range(messages.size):
        if money.is_short(stake.books):
            break
        message = messages[number]
        message.is_accepted = delegation.delegate(
            stake, message.delegator, message.validator, message.amount_uakt, money.DELEGATED
        )
        n_refused += not message.is_accepted
    return n_refused


@njit_borrowing
def carry_out_undelegations(stake: Stake, leaving: Entries, messages: Records, why: int, terms: Terms) -> int:
    """Carry out undelegations, one after the other; note which were accepted, return how many were not."""
    n_refused = 0
    find_entries(leaving, messages)
    for number in range(messages.size):
        if money.is_short(stake.books):
            break
        message = messages[number]
        who, source = message.delegator, message.validator
        if may_unbond(leaving, who, source, terms.max_entries):
            amount, new = message.amount_uakt, leaving.size[0]
            message.is_accepted = delegation.undelegate(stake, leaving, who, source, amount, why, terms)
            if leaving.size[0] > new:
                note_entry(leaving, new)
        n_refused += not message.is_accepted
    return n_refused


@njit_borrowing
def carry_out_redelegations(stake: Stake, hops: Entries, messages: Records, terms: Terms) -> int:
    """Carry out redelegations, one after the other; note which were accepted, return how many were not."""
    n_refused = 0
    find_entries(hops, messages)
    for number in range(messages.size):
        if money.is_short(stake.books):
            break
        message = messages[number]
        who, source, to = message.delegator, message.source, message.validator
        if may_hop(hops, who, source, to, terms.max_entries):
            new = hops.size[0]
            message.is_accepted = delegation.redelegate(stake, hops, who, source, to, message.amount_uakt, terms)
            if hops.size[0] > new:
                note_entry(hops, new)
        n_refused += not message.is_accepted
    return n_refused


def update_validator_set(world: World, law: Staking) -> None:
    """Bond the strongest validators that are not jailed; those that leave the set begin to unbond."""
    if not set_stands(world.validators.rows, law.max_validators):
        form_set(world, law, world.height, world.seconds)


def form_set(world: World, law: Staking, height: int, seconds: float) -> None:
    """Form the set anew at the end of the block of a height, at a time [s since start]."""
    validators = world.validators
    active = np.zeros(len(validators), dtype=np.bool_)
    active[active_set(validators.eligible_uakt, law.max_validators)] = True
    entering, leaving = active & ~validators.is_bonded, validators.is_bonded & ~active
    validators.status[active] = BONDED
    validators.bonded_height[entering] = height
    validators.first_bonded_height[entering & (validators.first_bonded_height == NEVER_BONDED)] = height
    validators.status[leaving] = UNBONDING
    validators.unbonding_seconds[leaving] = seconds + law.unbonding_time
    validators.unbonding_height[leaving] = height
    world.journal.count(ENTERED, entering.sum())
    world.journal.count(LEFT, leaving.sum())


@njit_borrowing
def set_stands(validators: Records, max_validators: int) -> bool:
    """Return whether the bonded validators are the strongest, with none to spare and no tie to be decided."""
    n_bonded, n_with_power, weakest, strongest_outside = 0, 0, 2**62, 0
    for number in range(validators.size):
        validator = validators[number]
        power = 0 if validator.is_jailed else validator.tokens_uakt // UAKT_PER_POWER
        n_with_power += power > 0
        if validator.status == BONDED:
            n_bonded += 1
            weakest = min(weakest, power)
        else:
            strongest_outside = max(strongest_outside, power)
    is_full = n_bonded == min(max_validators, n_with_power)
    return bool(is_full and weakest > strongest_outside)


def mature(world: World) -> None:
    """Pay out unbondings whose time has come, drop complete redelegations, let unbonding validators be unbonded."""
    stake, away = stake_of(world), entries_of(world, world.away, len(world.unbondings))
    unbondings, redelegations = queue_of(world.unbondings), queue_of(world.redelegations)
    mature_queues(stake, unbondings, away, redelegations, float(world.seconds))
    money.post(world.journal, stake.books)
