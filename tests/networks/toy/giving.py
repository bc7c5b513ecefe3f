"""The message that carries a gift out."""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.world.ledger import Account
from econsim.world.world import World


def give(world: World, gift: Any) -> None:
    """Move what is given into the community pool."""
    givers = np.flatnonzero(gift.given_uakt)
    wallets = Account("delegators.wallet_uakt", givers)
    world.ledger.move(wallets, Account("community_pool_uakt"), gift.given_uakt[givers], "gifts")
