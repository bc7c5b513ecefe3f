"""The take fee: the part of every payout that goes to the community pool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from econsim.compiled import njit
from econsim.mechanisms.take.parameters import Take
from econsim.units import DENOMS


@njit
def take_fee(amount: int, rate_percent: int) -> int:
    """Return the fee on a payout: floor(amount x rate / 100); the provider gets the rest.

    amount: whole micro-units withdrawn from escrow; rate_percent: whole percent, 0 to 100. Split so that no step leaves
    int64.

    Source: akash-network/node x/take/keeper/keeper.go SubtractFees @6952ec25c2f6494439d947e03ff9aaacc592598d.
    Exact: rate / 100 and the product have no more than 18 decimals, so only the last truncation rounds.
    """
    return amount // 100 * rate_percent + amount % 100 * rate_percent // 100


def take_rates(law: Take) -> tuple[int, ...]:
    """Return the rate on payouts in each denom [whole percent]: its own, else the default."""
    rates: Mapping[Any, int] = law.denom_take_rates
    return tuple(rates.get(denom, law.default_take_rate) for denom in DENOMS)
