"""What providers do with the ACT that they are paid: it is worth a dollar to them until they burn it for AKT.

While a provider holds ACT it bears no price risk; burned, it is AKT at the price of the oracle, and the holders of AKT
bear what is minted beyond remint credits.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from econsim.columns import Own
from econsim.contracts import Policy, Public, parameter
from econsim.draws import Draws
from econsim.policies.providers.decisions import BurnAct
from econsim.units import SECONDS_PER_DAY


class Hoard(Policy):
    """Burn nothing: ACT piles up, or pays for leases of its own elsewhere."""

    kind: ClassVar[str] = "hoard"
    decides: ClassVar[str] = "provider_burn"
    looks_at: ClassVar[tuple[str, ...]] = ()

    def decide(self, own: Own, public: Public, draws: Draws) -> BurnAct:
        """Leave every wallet as it is."""
        return BurnAct.none(len(own))


class BurnAtOnce(Policy):
    """Burn everything in every epoch: the shorter the epoch, the sooner after it was earned."""

    kind: ClassVar[str] = "at_once"
    decides: ClassVar[str] = "provider_burn"
    looks_at: ClassVar[tuple[str, ...]] = ()

    def decide(self, own: Own, public: Public, draws: Draws) -> BurnAct:
        """Burn all that is there."""
        return BurnAct(np.ones(len(own)))


class BurnDaily(Policy):
    """Burn a share of what is there once a day, whatever the price."""

    kind: ClassVar[str] = "daily"
    decides: ClassVar[str] = "provider_burn"

    share: float = parameter(
        "share burned of the ACT in the wallet",
        unit="fraction",
        source="assumption: hosts and power are paid in USD",
        status="assumed",
        default=1.0,
        ge=0.0,
        le=1.0,
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> BurnAct:
        """Burn in epochs in which a day begins."""
        return BurnAct(np.full(len(own), self.share if _a_day_begins(public) else 0.0))


class BurnOnPriceView(Policy):
    """Hold ACT while AKT is dear, burn once it is cheap: who does expects its price to come back."""

    kind: ClassVar[str] = "on_price_view"
    decides: ClassVar[str] = "provider_burn"

    fair_price_usd: float = parameter(
        "AKT price below which everything is burned; above it nothing is",
        unit="USD",
        source="assumption: the mean of 2023 and 2024 in econsim/data/history/akt_price.csv, rounded",
        status="assumed",
        default=2.0,
        gt=0.0,
        le=1e6,
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> BurnAct:
        """Burn all where AKT is cheap, once a day."""
        is_cheap = public.akt_price_usd < self.fair_price_usd
        return BurnAct(np.full(len(own), float(is_cheap and _a_day_begins(public))))


def _a_day_begins(public: Public) -> bool:
    """Return whether a day of the run begins in the epoch."""
    begin, end = public.seconds, public.seconds + public.epoch_seconds
    return bool(np.ceil(begin / SECONDS_PER_DAY) * SECONDS_PER_DAY < end)
