"""Providers' trade in their earnings and bid deposits: what was decided, carried out around the market's stretch."""

from __future__ import annotations

import numpy as np

from econsim.contracts import RevenueUse
from econsim.mechanisms.exchange.rules import buy_for_providers, sell_for_providers
from econsim.units import IntArray
from econsim.world.world import World


def buy_bid_deposits(world: World, use: RevenueUse) -> None:
    """Let every provider whose wallet is below what it wants for bid deposits buy up to that."""
    buy_for_providers(world, np.maximum(use.kept_for_deposits_uakt - world.providers.wallet_uakt, 0))


def sell_revenue(world: World, use: RevenueUse, withdrawn: IntArray) -> None:
    """Sell each provider's share of what it withdrew in the epoch, by denom and provider, rounded down."""
    sell_for_providers(world, np.floor(withdrawn * use.sold_share).astype(np.int64))
