"""Shares: what a delegation owns of a validator's tokens, and how they come and go.

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

from econsim.compiled import njit_borrowing as njit
from econsim.mechanisms.staking.money import Record
from econsim.units import exact_divmod
from econsim.world.validators import UNBONDED


@njit
def issue_shares(tokens: int, shares: int, amount: int) -> int:
    """Return the shares that an amount [uakt] buys of a validator with these tokens [uakt] and shares.

    It is -1 where 64 bits do not hold them.
    """
    if shares in (0, tokens):
        return amount
    return exact_divmod(shares, amount, tokens)[0]


@njit
def tokens_of_shares(tokens: int, shares: int, some: int) -> int:
    """Return the whole uakt that some of a validator's shares are worth; all of them are worth all tokens."""
    if some == shares:
        return tokens
    return exact_divmod(some, tokens, shares)[0]


@njit
def shares_to_remove(tokens: int, shares: int, held: int, amount: int) -> int:
    """Return the shares that give an amount [uakt] back; 0 if it is nothing or more than those held are worth."""
    if amount <= 0 or held == 0 or tokens == 0:
        return 0
    whole, rest = exact_divmod(shares, amount, tokens)
    removed = whole + (rest > 0)
    return removed if whole >= 0 and removed <= held else 0


@njit
def takes_stake(validator: Record) -> bool:
    """Return whether one can delegate to a validator.

    One that is unbonded and without shares has been removed; one whose tokens were all slashed has no price.
    """
    if validator.delegator_shares == 0:
        return bool(validator.status != UNBONDED)
    return bool(validator.tokens_uakt > 0)
