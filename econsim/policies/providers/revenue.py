"""What providers do with what they earn, and where the AKT for their bid deposits is from."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from econsim.columns import Own
from econsim.contracts import Policy, Public, parameter
from econsim.draws import Draws
from econsim.policies.providers.decisions import RevenueUse

_EVERYTHING = 2**62  # more uakt than there can be


class Keep(Policy):
    """Sell nothing and buy nothing: what is earned piles up, and who has no deposit left does not bid."""

    kind: ClassVar[str] = "keep"
    decides: ClassVar[str] = "provider_revenue"
    looks_at: ClassVar[tuple[str, ...]] = ()

    def decide(self, own: Own, public: Public, draws: Draws) -> RevenueUse:
        """Leave every wallet as it is."""
        return RevenueUse.none(len(own))


class Sell(Policy):
    """Sell a share of what each epoch brings, in either denom, and buy AKT when bid deposits run short.

    A provider whose wallet holds less than `deposits_kept` bid deposits buys up to them before the market opens.
    """

    kind: ClassVar[str] = "sell"
    decides: ClassVar[str] = "provider_revenue"
    looks_at: ClassVar[tuple[str, ...]] = ("public.law.market",)

    sold_share: float = parameter(
        "share sold of what was withdrawn in the epoch; the rest is kept",
        unit="fraction",
        source="assumption: hosts and power are paid in USD",
        status="assumed",
        default=0.9,
        ge=0.0,
        le=1.0,
    )
    buys_deposits: bool = parameter(
        "whether a provider that runs short of bid deposits buys AKT for them",
        unit="flag",
        source="assumption",
        status="assumed",
        default=True,
    )
    deposits_kept: int = parameter(
        "bid deposits that such a provider buys up to",
        unit="bid deposits",
        source="assumption",
        status="assumed",
        default=30,
        ge=0,
        le=100_000,
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> RevenueUse:
        """Return the same share for every row, and the deposits wanted at the law in force."""
        kept_uakt = self.deposits_kept * public.law.market.bid_min_deposit if self.buys_deposits else 0
        return RevenueUse(
            sold_share=np.full(len(own), self.sold_share),
            kept_for_deposits_uakt=np.full(len(own), min(kept_uakt, _EVERYTHING), dtype=np.int64),
        )
