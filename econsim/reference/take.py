"""The take fee: the part of every payout that goes to the community pool.

Follows akash-network/node x/take/keeper/keeper.go SubtractFees, findRate @6952ec25c2f6494439d947e03ff9aaacc592598d
(v0.26.0; the same at v0.24.0). Before v0.24.0 there was no take module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from econsim.reference.decimal18 import Dec

WHOLE = Dec.whole(100)  # rates are whole percent


@dataclass(frozen=True)
class TakeRates:
    """The rate of every denomination that has its own, and the rate of all others [whole percent]."""

    default: int
    by_denom: Mapping[str, int]

    def rate(self, denom: str) -> Dec:
        """Return the rate of a denomination as a fraction: percent / 100."""
        return Dec.whole(self.by_denom.get(denom, self.default)) / WHOLE


def subtract_fees(amount: int, denom: str, rates: TakeRates) -> tuple[int, int]:
    """Return (earnings, fee) of a payout [whole units]: fee = floor(amount x rate)."""
    fee = (Dec.whole(amount) * rates.rate(denom)).truncate_int()
    return amount - fee, fee
