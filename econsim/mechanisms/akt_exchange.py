"""Sales of AKT: every uakt sold goes to the pot `outside`, which stands for all who are no agents.

The price is nature's and does not answer to these flows.
"""

from __future__ import annotations

import numpy as np

from econsim.units import IntArray
from econsim.world.ledger import Account
from econsim.world.world import World


def sell_akt(world: World, delegators: IntArray, amount_uakt: IntArray) -> int:
    """Sell an amount from each delegator's wallet, at most what is in it; return the total sold [uakt]."""
    sold = np.minimum(amount_uakt, world.delegators.wallet_uakt[delegators])
    wallets = Account("delegators.wallet_uakt", delegators)
    world.ledger.move(wallets, Account("outside_uakt"), sold, "sold by delegators")
    np.add.at(world.delegators.sold_uakt, delegators, sold)
    return int(sold.sum())
