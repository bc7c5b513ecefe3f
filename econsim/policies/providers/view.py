"""What providers see of themselves."""

from __future__ import annotations

from econsim.columns import Own, window
from econsim.world.world import World


def own_providers(world: World) -> Own:
    """Return what providers know of themselves."""
    providers = world.providers
    return window(
        len(providers),
        {
            "ask_factor": lambda: providers.ask_factor,
            "is_audited": lambda: providers.is_audited,
            "wallet_uakt": lambda: providers.wallet_uakt,
            "wallet_uusdc": lambda: providers.wallet_uusdc,
        },
    )
