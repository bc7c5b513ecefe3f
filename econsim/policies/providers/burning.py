"""What providers do with the ACT that they are paid: it is worth a dollar to them until they burn it for AKT.

While a provider holds ACT it bears no price risk; burned, it is AKT at the price of the oracle, and the holders of AKT
bear what is minted beyond remint credits.
"""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar

import numpy as np

from econsim.columns import Own
from econsim.contracts import Policy, Public, parameter
from econsim.draws import Draws
from econsim.policies.providers.decisions import BurnAct
from econsim.units import SECONDS_PER_DAY


class _StaysSolvent(Policy):
    """What all have in common who may keep ACT: they burn some of it before they cannot pay what their GPUs cost."""

    covers_costs: float = parameter(
        "ACT burned for each dollar that is lacking for an epoch's costs, if it would keep more; 0: it rather fails",
        unit="fraction",
        source="assumption: a hundredth more than is lacking, for the price may fall until the burn is carried out",
        status="assumed",
        default=1.01,
        ge=0.0,
        le=10.0,
    )

    def _burning(self, n: int, share: float) -> BurnAct:
        """Return that everybody burns the same share, and what its costs want."""
        return _alike(n, share, self.covers_costs)


@lru_cache(maxsize=8)
def _alike(n: int, share: float, covers_costs: float) -> BurnAct:
    """Return one answer for all, the same as before where nothing of it has changed; read-only."""
    shares, covers = np.full(n, share), np.full(n, covers_costs)
    shares.flags.writeable = covers.flags.writeable = False
    return BurnAct(shares, covers_costs=covers)


class Hoard(_StaysSolvent):
    """Burn nothing that is not wanted for costs: ACT piles up, or pays for leases of its own elsewhere."""

    kind: ClassVar[str] = "hoard"
    decides: ClassVar[str] = "provider_burn"
    looks_at: ClassVar[tuple[str, ...]] = ()

    def decide(self, own: Own, public: Public, draws: Draws) -> BurnAct:
        """Leave every wallet as it is."""
        return self._burning(len(own), 0.0)


class BurnAtOnce(Policy):
    """Burn everything in the block in which it is paid."""

    kind: ClassVar[str] = "at_once"
    decides: ClassVar[str] = "provider_burn"
    looks_at: ClassVar[tuple[str, ...]] = ()

    def decide(self, own: Own, public: Public, draws: Draws) -> BurnAct:
        """Burn all that is there, and all that comes."""
        return BurnAct(np.ones(len(own)), burns_at_once=np.ones(len(own), np.bool_))


class BurnDaily(_StaysSolvent):
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
        return self._burning(len(own), self.share if _a_day_begins(public) else 0.0)


class BurnOnPriceView(_StaysSolvent):
    """Hold more ACT the dearer AKT is, and burn it as AKT gets cheap: who does expects its price to come back.

    Once a day a share is burned: nothing at `holds_above_usd` or above, all at `burns_all_below_usd` or below, in
    proportion between them.
    """

    kind: ClassVar[str] = "on_price_view"
    decides: ClassVar[str] = "provider_burn"

    holds_above_usd: float = parameter(
        "AKT price at which nothing is burned any more",
        unit="USD",
        source="assumption",
        status="assumed",
        default=4.0,
        gt=0.0,
        le=1e6,
    )
    burns_all_below_usd: float = parameter(
        "AKT price at which everything is burned: all at once below the other price where that is lower",
        unit="USD",
        source="assumption",
        status="assumed",
        default=0.0,
        ge=0.0,
        le=1e6,
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> BurnAct:
        """Burn the same share of every wallet."""
        return self._burning(len(own), self._share(public.akt_price_usd) if _a_day_begins(public) else 0.0)

    def _share(self, price_usd: float) -> float:
        """Return the share that is burned at a price."""
        if price_usd >= self.holds_above_usd:
            return 0.0
        if price_usd <= self.burns_all_below_usd:
            return 1.0
        return (self.holds_above_usd - price_usd) / (self.holds_above_usd - self.burns_all_below_usd)


def _a_day_begins(public: Public) -> bool:
    """Return whether a day of the run begins in the epoch."""
    begin, end = public.seconds, public.seconds + public.epoch_seconds
    return bool(np.ceil(begin / SECONDS_PER_DAY) * SECONDS_PER_DAY < end)
