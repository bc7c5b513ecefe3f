"""Money of slashing: what is burned, in compiled code, one small function a place that it is taken from."""

from __future__ import annotations

from econsim.compiled import njit_borrowing as njit
from econsim.mechanisms.staking.money import (
    SLASHED_DOUBLE_SIGN,
    SLASHED_DOWNTIME,
    UNBONDING_SLASHED_DOUBLE_SIGN,
    UNBONDING_SLASHED_DOWNTIME,
    Record,
    post,
)
from econsim.world.ledger import Ledger

BURNED = (SLASHED_DOWNTIME, SLASHED_DOUBLE_SIGN, UNBONDING_SLASHED_DOWNTIME, UNBONDING_SLASHED_DOUBLE_SIGN)


@njit
def burn_tokens(books: Record, why: int, validator: Record, amount: int) -> None:
    """Burn an amount of a validator's tokens."""
    validator.tokens_uakt -= amount
    books.moved[why] += amount


@njit
def burn_unbonding(books: Record, why: int, entry: Record, amount: int) -> None:
    """Burn an amount of an unbonding entry."""
    entry.balance_uakt -= amount
    books.moved[why] += amount


def post_burned(ledger: Ledger, books: Record) -> None:
    """Write the totals of the books to the journal and take what was burned off the supply."""
    post(ledger.journal, books)
    ledger.supply["uakt"] -= sum(int(books["moved"][why]) for why in BURNED)
