"""What providers see of themselves."""

from __future__ import annotations

import numpy as np

from econsim.columns import Own, snapshot
from econsim.world.world import World


def own_providers(world: World) -> Own:
    """Return what providers know of themselves."""
    providers = world.providers
    return snapshot(
        np.arange(len(providers)),
        {
            "ask_factor": providers.ask_factor,
            "is_audited": providers.is_audited,
            "wallet_uakt": providers.wallet_uakt,
            "wallet_uusdc": providers.wallet_uusdc,
        },
    )
