"""Providers' trade in their earnings and bid deposits: what was decided, carried out around the market's stretch."""

from __future__ import annotations

import numpy as np

from econsim.mechanisms.exchange.rules import buy_for_providers, sell_for_providers
from econsim.simulation.choices import Decisions
from econsim.simulation.happenings import Happenings
from econsim.units import UAKT, UUSDC
from econsim.world.world import World


def buy_bid_deposits(world: World, decisions: Decisions, happened: Happenings) -> None:
    """Let every provider whose wallet is below what it wants for bid deposits buy up to that."""
    missing = decisions.provider_revenue.kept_for_deposits_uakt - world.providers.wallet_uakt
    happened.bought_by_providers_uakt += buy_for_providers(world, np.maximum(missing, 0))


def sell_revenue(world: World, decisions: Decisions, happened: Happenings) -> None:
    """Sell each provider's share of what it withdrew in the epoch, rounded down, of either denom."""
    wanted = np.floor(happened.market.withdrawn * decisions.provider_revenue.sold_share).astype(np.int64)
    sold = sell_for_providers(world, wanted)
    happened.sold_by_providers_uakt += int(sold[UAKT])
    happened.sold_by_providers_uusdc += int(sold[UUSDC])
