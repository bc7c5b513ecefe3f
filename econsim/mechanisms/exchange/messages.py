"""Providers' trade in their earnings and bid deposits: what was decided, carried out around the market's stretch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from econsim.mechanisms.exchange.rules import buy_for_providers, sell_for_providers
from econsim.units import FloatArray, IntArray
from econsim.world.world import World


@dataclass(frozen=True)
class EarningsUse(Protocol):
    """The share of what was withdrawn that is sold, and what a wallet is filled up to for bid deposits, by provider."""

    sold_share: FloatArray
    kept_for_deposits_uakt: IntArray


def buy_bid_deposits(world: World, use: EarningsUse) -> None:
    """Let every provider whose wallet is below what it wants for bid deposits buy up to that."""
    if use.kept_for_deposits_uakt.any():
        wanted = np.maximum(use.kept_for_deposits_uakt - world.providers.wallet_uakt, 0)
        if wanted.any():
            buy_for_providers(world, wanted)


def sell_revenue(world: World, use: EarningsUse, withdrawn: IntArray) -> None:
    """Sell each provider's share of what it withdrew in the epoch, by denom and provider, rounded down."""
    if use.sold_share.any():
        sell_for_providers(world, np.floor(withdrawn * use.sold_share).astype(np.int64))
