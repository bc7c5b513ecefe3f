"""The tally: who passes a proposal, whose votes count for whom, and what becomes of the deposits.

Follows cosmos/cosmos-sdk x/gov/keeper/tally.go @9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from econsim.reference.decimal18 import ZERO, Dec, total

Option = Literal["yes", "abstain", "no", "no_with_veto"]
OPTIONS: tuple[Option, ...] = ("yes", "abstain", "no", "no_with_veto")
Vote = Mapping[Option, Dec]  # the weight of each option named; they add up to 1


@dataclass(frozen=True)
class TallyParams:
    """What it takes for a proposal to pass, as fractions."""

    quorum: Dec
    threshold: Dec
    veto_threshold: Dec


@dataclass(frozen=True)
class Validator:
    """A validator as the tally sees it; the delegations to it, its operator's own among them, add up to `shares`."""

    operator: int
    tokens: int
    shares: Dec
    delegations: Mapping[int, Dec]  # shares by delegator
    is_bonded: bool  # its tokens are in the bonded pool
    is_jailed: bool  # nobody votes through it; its tokens leave the pool only at the next update of the set


@dataclass(frozen=True)
class Tally:
    """The outcome of a vote."""

    passes: bool
    burn_deposits: bool
    results: Mapping[Option, int]


def tally(validators: Sequence[Validator], votes: Mapping[int, Vote], params: TallyParams) -> Tally:
    """Count the votes of a proposal, by voter [Tally].

    A voter's delegations count as the voter says. Whoever does not vote follows the validators delegated to, as far as
    their operators vote. Nobody votes through a validator that is not bonded or is jailed.
    """
    results = dict.fromkeys(OPTIONS, ZERO)
    counted = ZERO
    for validator in validators:
        if validator.is_bonded and not validator.is_jailed:
            for vote, power in _powers(validator, votes):
                counted += power
                for option, weight in vote.items():
                    results[option] += power * weight
    bonded_pool = sum(validator.tokens for validator in validators if validator.is_bonded)
    passes, burn_deposits = _outcome(results, counted, bonded_pool, params)
    return Tally(passes, burn_deposits, {option: power.truncate_int() for option, power in results.items()})


def _powers(validator: Validator, votes: Mapping[int, Vote]) -> list[tuple[Vote, Dec]]:
    """Return every vote that moves a part of a validator, and the part's power: shares x tokens / all shares."""
    voted = [(votes[voter], shares) for voter, shares in validator.delegations.items() if voter in votes]
    if validator.operator in votes:
        deductions = total(shares for _, shares in voted)
        voted.append((votes[validator.operator], validator.shares - deductions))
    return [(vote, shares.mul_int(validator.tokens) / validator.shares) for vote, shares in voted]


def _outcome(results: Vote, counted: Dec, bonded_pool: int, params: TallyParams) -> tuple[bool, bool]:
    """Return whether the proposal passes and whether its deposits are burned, in the order of the chain's checks."""
    if bonded_pool == 0:
        return False, False
    if counted / Dec.whole(bonded_pool) < params.quorum:
        return False, True
    if counted == results["abstain"]:
        return False, False
    if results["no_with_veto"] / counted > params.veto_threshold:
        return False, True
    return results["yes"] / (counted - results["abstain"]) > params.threshold, False
