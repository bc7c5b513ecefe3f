"""What the trader sees of himself."""

from __future__ import annotations

from econsim.columns import Own, window
from econsim.world.world import World


def own_traders(world: World) -> Own:
    """Return what the trader knows of himself, one row: his wallet, and what he has brought since the start."""
    traders = world.traders
    return window(
        len(traders),
        {
            "wallet_uakt": lambda: traders.wallet_uakt,
            "wallet_uusdc": lambda: traders.wallet_uusdc,
            "wallet_uact": lambda: traders.wallet_uact,
            "brought_uusdc": lambda: traders.brought_uusdc,
        },
    )
