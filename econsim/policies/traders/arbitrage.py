"""Whether anybody trades on the price that x/bme is told, which lags behind the market's or is attacked.

Who mints at a price told above the market's, or burns at one below it, gains the difference less the spreads (law B8);
what stands against it is that conversions are carried out every ten blocks only.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from econsim import sources
from econsim.columns import Own
from econsim.contracts import Policy, Public, parameter
from econsim.draws import Draws
from econsim.policies.traders.decisions import StandingTrade
from econsim.units import UUSDC_PER_USD

_BPS = 10_000.0


class NoArbitrage(Policy):
    """Nobody trades on it."""

    kind: ClassVar[str] = "none"
    decides: ClassVar[str] = "arbitrage"
    looks_at: ClassVar[tuple[str, ...]] = ()

    def decide(self, own: Own, public: Public, draws: Draws) -> StandingTrade:
        """Return that nothing is to be done."""
        return StandingTrade.none(len(own))


class LaggingPrice(Policy):
    """Mint and burn where the price told is so far from the market's that the spreads and a margin are earned.

    ACT from a mint is burned as soon as the price told is not above the market's any more; with `keeps_act` it is kept
    until a rise pays for the burn, too.
    """

    kind: ClassVar[str] = "lagging_price"
    decides: ClassVar[str] = "arbitrage"
    looks_at: ClassVar[tuple[str, ...]] = ("public.law.bme",)

    cash_usd: float = parameter(
        "US dollars that he brings; what he gains stays with him; sweep 10,000 to 1,000,000",
        unit="USD",
        source=sources.ASSUMPTION,
        status="assumed",
        default=100_000.0,
        ge=0.0,
        le=1e10,
    )
    required_margin_bps: float = parameter(
        "what a trade must earn beyond the spreads",
        unit="bps",
        source="assumption: fees and slippage where AKT is bought and sold; sweep 0 to 100",
        status="assumed",
        default=25.0,
        ge=0.0,
        le=5_000.0,
    )
    keeps_act: bool = parameter(
        "whether ACT that was minted is kept until a rise pays for its burn",
        unit="flag",
        source=sources.ASSUMPTION,
        status="assumed",
        default=False,
    )
    asks_at_once: bool = parameter(
        "whether he asks in the first block in which a trade seems to pay, whatever price it will be carried out at",
        unit="flag",
        source="assumption: heights of epochs are public, nobody needs to guess; true shows what guessing costs",
        status="assumed",
        default=False,
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> StandingTrade:
        """Return from which ratios of the two prices on he trades."""
        law, margin, n = public.law.bme, 1.0 + self.required_margin_bps / _BPS, len(own)
        of_a_mint, of_a_burn = 1.0 - law.mint_spread_bps / _BPS, 1.0 - law.settle_spread_bps / _BPS
        burns_below = of_a_burn / margin if self.keeps_act else 1.0
        return StandingTrade(
            cash_uusdc=np.full(n, round(self.cash_usd * UUSDC_PER_USD), dtype=np.int64),
            mints_above=np.full(n, margin / (of_a_mint * of_a_burn)),
            burns_below=np.full(n, burns_below),
            asks_at_once=np.full(n, self.asks_at_once),
        )
