"""The tally: whose stake counts for which option, who passes a proposal, what becomes of its deposits.

    power of some shares = shares x tokens / all shares of the validator, at 18 decimals

Every voter's delegations count as the voter says. A validator whose operator votes adds what is left of its shares: who
does not vote follows the validator. Nobody votes through a validator that is not bonded or is jailed, whose tokens
stay in the pool until the set is formed anew, nor, where the law has just cut the seats, through those beyond the
max_validators strongest, be it without power. Then, in this order:

    nothing bonded                         fails, deposits back
    counted / bonded     <  quorum         fails, deposits burned (burn_vote_quorum)
    all that count abstain                 fails, deposits back
    veto / counted       >  veto_threshold fails, deposits burned (burn_vote_veto)
    yes / (counted - abstentions) > threshold   passes, deposits back; else it fails, deposits back

Source: cosmos/cosmos-sdk x/gov/keeper/tally.go, x/staking/keeper/alias_functions.go (IterateBondedValidatorsByPower)
@9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16); the two parameters: x/gov/keeper/tally.go of v0.53.
Where we differ: an account votes for one option, where the chain lets it divide its vote.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from econsim.compiled import njit
from econsim.mechanisms.gov.terms import Majorities
from econsim.units import DEC18, UAKT_PER_POWER, WIDE_DEC18, BoolArray, IntArray, dec18, exact_divmod
from econsim.world.pairs import END
from econsim.world.proposals import (
    ABSTAIN,
    FOLLOWERS,
    HOLDERS,
    LARGE,
    NO_VOTE,
    NO_WITH_VETO,
    OPTIONS,
    SMALL,
    VALIDATORS,
    YES,
)
from econsim.world.world import World

_HALF = DEC18 // 2
_NO_SEAT = -1  # a power below every one that counts
_WHOLE, _PART = 0, 1  # of a power: whole uakt, and the rest in 10^-18


@dataclass(frozen=True)
class Tally:
    """The outcome of a vote; `counted_uakt` is the stake that counts, by holder and option [uakt]."""

    passes: bool
    burns_deposits: bool
    counted_uakt: IntArray
    bonded_uakt: int
    results_uakt: tuple[int, ...]  # by option, as the chain keeps it: the exact sum, cut to whole uakt


def tally(world: World, number: int, terms: Majorities, max_validators: int) -> Tally:
    """Count the votes on a proposal as they are now."""
    counted = counted_stake(world, number, max_validators)
    results = [int(whole) * DEC18 + int(part) for whole, part in counted.astype(object).sum(axis=0)]
    bonded_uakt = int(world.bonded_uakt)  # uncompiled it is numpy's, which wraps round
    passes, burns = _outcome(results, bonded_uakt, terms)
    cut = tuple(power // DEC18 for power in results)
    return Tally(passes, burns, counted[:, :, _WHOLE], bonded_uakt, cut)


def counted_stake(world: World, number: int, max_validators: int) -> IntArray:
    """Return what counts on a proposal, by holder and option: whole uakt, and the rest in 10^-18 uakt."""
    delegators, held, votes = world.delegators, world.delegations, world.votes
    held.make_room_for(len(delegators), 0)
    option, of_this = np.full(len(delegators), NO_VOTE, np.int8), votes.number == number
    option[votes.voter[of_this]] = votes.option[of_this]
    counted = np.zeros((len(HOLDERS), len(OPTIONS), 2), np.int64)
    counts = _counting(world, max_validators)
    _count(held.first, held.store, world.validators.rows, option, _holders(world), counts, counted)
    return counted


def stake_behind(world: World, number: int, max_validators: int) -> IntArray:
    """Return the stake that counts for each option of a proposal as votes are now [uakt]."""
    return np.asarray(counted_stake(world, number, max_validators)[:, :, _WHOLE].sum(axis=0))


def _counting(world: World, max_validators: int) -> BoolArray:
    """Return the validators through which accounts vote."""
    validators = world.validators
    counts: BoolArray = validators.is_bonded & ~validators.is_jailed
    if np.count_nonzero(counts) <= max_validators:
        return counts
    power = np.where(counts, validators.tokens_uakt // UAKT_PER_POWER, _NO_SEAT)
    strongest = np.zeros_like(counts)
    strongest[np.argsort(-power, kind="stable")[:max_validators]] = True
    return strongest


def _holders(world: World) -> IntArray:
    """Return of which kind each account is that votes."""
    delegators = world.delegators
    return np.where(delegators.operates >= 0, VALIDATORS, np.where(delegators.is_large, LARGE, SMALL))


@njit
def _count(
    first: IntArray,
    pairs: Any,
    validators: Any,
    option: Any,
    holder: IntArray,
    counts: BoolArray,
    counted: IntArray,
) -> None:
    """Add what stands behind each option: first of those who vote, then what is left with validators that vote."""
    deducted = np.zeros(validators.size, np.int64)
    for voter in range(option.size):
        if option[voter] != NO_VOTE:
            row = first[voter]
            while row != END:
                pair = pairs[row]
                if counts[pair.validator]:
                    deducted[pair.validator] += pair.shares
                    _add_power(counted[holder[voter], option[voter]], validators[pair.validator], pair.shares)
                row = pair.next
    for number in range(validators.size):
        says = option[validators[number].operator]
        if counts[number] and says != NO_VOTE:
            left = validators[number].delegator_shares - deducted[number]
            _add_power(counted[FOLLOWERS, says], validators[number], left)


@njit
def _add_power(power: IntArray, validator: Any, shares: int) -> None:
    """Add shares x tokens / all shares at 18 decimals: cut at 36, then half to even, as the chain divides."""
    whole, rest = exact_divmod(shares, validator.tokens_uakt, validator.delegator_shares)
    part, rest = exact_divmod(rest, WIDE_DEC18, validator.delegator_shares)
    beyond, _ = exact_divmod(rest, WIDE_DEC18, validator.delegator_shares)
    part += beyond > _HALF or (beyond == _HALF and part % 2 == 1)
    power[_WHOLE] += whole
    power[_PART] += part
    if power[_PART] >= WIDE_DEC18:
        power[_PART] -= WIDE_DEC18
        power[_WHOLE] += 1


def _outcome(results: list[int], bonded_uakt: int, terms: Majorities) -> tuple[bool, bool]:
    """Return whether a proposal passes and whether its deposits are burned; results are in 10^-18 uakt."""
    counted = sum(results)
    if bonded_uakt == 0:
        return False, False
    if _quotient(counted, bonded_uakt * DEC18) < dec18(terms.quorum):
        return False, terms.burn_vote_quorum
    if counted == results[ABSTAIN]:
        return False, False
    if _quotient(results[NO_WITH_VETO], counted) > dec18(terms.veto_threshold):
        return False, terms.burn_vote_veto
    return _quotient(results[YES], counted - results[ABSTAIN]) > dec18(terms.threshold), False


def _quotient(a: int, b: int) -> int:
    """Return a / b at 18 decimals: cut at 36, then half to even (Quo)."""
    quotient, rest = divmod(a * DEC18 * DEC18 // b, DEC18)
    return quotient + (rest > _HALF or (rest == _HALF and quotient % 2 == 1))
