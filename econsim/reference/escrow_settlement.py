"""How a settlement divides an escrow account over its payments: whole blocks first, then what is left by weight.

Follows akash-network/node x/escrow/keeper/keeper.go accountSettleFullblocks, accountSettleDistributeWeighted
@6952ec25c2f6494439d947e03ff9aaacc592598d (v0.26.0; the same at v0.24.0).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from econsim.reference.decimal18 import ZERO, Dec, total
from econsim.reference.transaction import Panicked

NEGATIVE = "negative decimal coin amount"


@dataclass(frozen=True)
class FullBlocks:
    """What the payment of whole blocks leaves [Dec uakt]."""

    payments: tuple[Dec, ...]  # credited to each payment
    transferred: Dec
    balance: Dec
    funds: Dec
    overdrawn: bool  # fewer blocks could be paid than have passed
    remaining: Dec  # left to be distributed by weight; 0 unless overdrawn


def settle_full_blocks(blocks: int, balance: Dec, funds: Dec, rates: Sequence[Dec]) -> FullBlocks:
    """Pay n = min(blocks, floor((balance + funds) / R)) whole blocks, R the sum of rates: funds first, then balance.

    blocks: since the last settlement; balance: the owner's money; funds: the granter's [uakt]; rates: one for each open
    payment [uakt per block]. Exactly nothing left is not overdrawn. When overdrawn, everything left is moved to the
    balance. The quotient is rounded half-even before the floor, so that an account can be charged for a block that it
    misses by less than R / 2 x 10^-18: its balance is then that little below zero, as on chain.
    """
    block_rate = total(rates)
    n_blocks = min(blocks, ((balance + funds) / block_rate).truncate_int()) if block_rate else blocks
    transferred = block_rate.mul_int(n_blocks)
    funds = funds - transferred
    if funds < ZERO:
        balance, funds = balance + funds, ZERO
    overdrawn = n_blocks < blocks
    if overdrawn:
        balance, funds = balance + funds, ZERO
    return FullBlocks(
        payments=tuple(rate.mul_int(n_blocks) for rate in rates),
        transferred=transferred,
        balance=balance,
        funds=funds,
        overdrawn=overdrawn,
        remaining=balance if overdrawn else ZERO,
    )


def weighted_shares(remaining: Dec, rates: Sequence[Dec]) -> tuple[Dec, ...]:
    """Return each payment's part of what is left: (remaining x rate) / R, half-even twice; the chain panics below 0."""
    if remaining < ZERO:
        raise Panicked(NEGATIVE)
    block_rate = total(rates)
    return tuple(remaining * rate / block_rate for rate in rates)


def subtract(amount: Dec, part: Dec) -> Dec:
    """Return amount - part as coins do it: the chain panics below zero.

    Three equal rates share 2 uakt as 3 x 0.666666666666666667, which is 10^-18 more than there is: no message that
    settles such an account goes through.

    Source: cosmos/cosmos-sdk types/dec_coin.go DecCoin.Sub @9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b.
    """
    if amount < part:
        raise Panicked(NEGATIVE)
    return amount - part
