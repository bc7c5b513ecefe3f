"""Shares: what a delegation owns of a validator's tokens, how they come and go, and a batch's running account.

    shares issued for an amount = shares x amount / tokens     (the first delegation: one a uakt)
    tokens for shares removed   = floor(shares removed x tokens / shares); the last shares take all tokens

Source: cosmos/cosmos-sdk x/staking/types/validator.go, x/staking/keeper/delegation.go
@9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16).
Where we differ: shares are whole numbers, where the chain has 18 decimals. While a share is worth one uakt (until a
slash) nothing differs. After that issued shares are cut to whole ones and shares to remove rounded up, so that an
undelegation still returns exactly the amount named: less than one share a message, hence less than one uakt, stays
with the others. The chain cuts a delegation that is too small by less than 10^-18 shares; whole shares never are.
With fewer than 10^18 shares its half-even rounding at 18 decimals never crosses a whole uakt, so floor is exact.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from econsim.mechanisms.distribution.rules import REWARDS_TOUCHED, close_validators, settle_delegations
from econsim.units import IntArray
from econsim.world.validators import UNBONDED
from econsim.world.world import World


def issue_shares(tokens: int, shares: int, amount: int) -> int:
    """Return the shares that an amount [uakt] buys of a validator with these tokens [uakt] and shares."""
    return amount if shares == 0 else shares * amount // tokens


def tokens_of_shares(tokens: int, shares: int, some: int) -> int:
    """Return the whole uakt that some of a validator's shares are worth; all of them are worth all tokens."""
    return tokens if some == shares else some * tokens // shares


def shares_to_remove(tokens: int, shares: int, held: int, amount: int) -> int:
    """Return the shares that give an amount [uakt] back; 0 if it is nothing or more than those held are worth."""
    if amount <= 0 or held == 0 or shares * amount > held * tokens:
        return 0
    return -(-shares * amount // tokens)


def takes_stake(tokens: Any, shares: Any, is_unbonded: Any) -> Any:
    """Return whether one can delegate to a validator with these tokens [uakt] and shares; numbers or arrays.

    One that is unbonded and without shares has been removed; one whose tokens were all slashed has no price.
    """
    return ((shares > 0) & (tokens > 0)) | ((shares == 0) & (is_unbonded == 0))


@dataclass
class RunningStake:
    """Stake as it will be once the messages accepted so far are carried out; the world is not touched."""

    tokens: list[int]  # by validator [uakt]
    shares: list[int]  # by validator
    is_unbonded: list[bool]  # by validator
    held: dict[tuple[int, int], int] = field(default_factory=dict)  # shares by (delegator, validator)

    @classmethod
    def of(cls, world: World, *pairs: tuple[IntArray, IntArray]) -> RunningStake:
        """Return the account of all validators and of the (delegator, validator) pairs that messages name."""
        validators, delegations = world.validators, world.delegations
        stake = cls(
            validators.tokens_uakt.tolist(),
            validators.delegator_shares.tolist(),
            (validators.status == UNBONDED).tolist(),
        )
        for delegator, validator in pairs:
            rows = delegations.find(delegator, validator)
            held = np.append(delegations.shares, 0)[rows]  # row -1, no such delegation, has none
            stake.held |= zip(zip(delegator.tolist(), validator.tolist(), strict=True), held.tolist(), strict=True)
        return stake

    def takes_stake(self, validator: int) -> bool:
        """Return whether one can delegate to a validator."""
        return bool(takes_stake(self.tokens[validator], self.shares[validator], self.is_unbonded[validator]))

    def put(self, delegator: int, validator: int, amount: int) -> int:
        """Delegate an amount [uakt]; return the shares issued."""
        issued = issue_shares(self.tokens[validator], self.shares[validator], amount)
        self._add(delegator, validator, issued, amount)
        return issued

    def take(self, delegator: int, validator: int, amount: int) -> tuple[int, int] | None:
        """Remove an amount [uakt] if it is there; return the shares removed and the uakt they gave, else None."""
        tokens, shares = self.tokens[validator], self.shares[validator]
        removed = shares_to_remove(tokens, shares, self.held[delegator, validator], amount)
        given = tokens_of_shares(tokens, shares, removed) if removed else 0
        if given <= 0:
            return None
        self._add(delegator, validator, -removed, -given)
        return removed, given

    def _add(self, delegator: int, validator: int, shares: int, tokens: int) -> None:
        self.tokens[validator] += tokens
        self.shares[validator] += shares
        self.held[delegator, validator] = self.held.get((delegator, validator), 0) + shares


def withdraw_touched(world: World, delegator: IntArray, validator: IntArray) -> None:
    """Withdraw the rewards of the delegations among these pairs that exist already."""
    rows = world.delegations.find(delegator, validator)
    settle_delegations(world, np.unique(rows[rows >= 0]), REWARDS_TOUCHED)


def add_shares(world: World, delegator: IntArray, validator: IntArray, shares: IntArray) -> None:
    """Add shares to pairs whose rewards are withdrawn; a new delegation starts at the current reward index."""
    delegations, validators = world.delegations, world.validators
    rows = delegations.ensure(delegator, validator)
    delegations.start_index_dec18[rows] = validators.reward_index_dec18[validator]
    np.add.at(delegations.shares, rows, shares)
    np.add.at(validators.delegator_shares, validator, shares)


def remove_shares(world: World, delegator: IntArray, validator: IntArray, shares: IntArray) -> None:
    """Take shares away; delegations without shares are forgotten, unbonded validators without shares removed."""
    delegations, validators = world.delegations, world.validators
    np.subtract.at(delegations.shares, delegations.find(delegator, validator), shares)
    np.subtract.at(validators.delegator_shares, validator, shares)
    delegations.drop_empty()
    touched = np.unique(validator)
    is_gone = (validators.status[touched] == UNBONDED) & (validators.delegator_shares[touched] == 0)
    close_validators(world, touched[is_gone])
