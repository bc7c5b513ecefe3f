"""Trade: what is sold goes to the pots `outside`, which stand for all who are no agents; what is bought is from there.

The price is nature's and does not answer to these flows. What tenants buy for deposits moves in `market/money.py`.
"""

from __future__ import annotations

import numpy as np

from econsim.mechanisms.staking import money
from econsim.mechanisms.staking.money import words
from econsim.units import DENOMS, IntArray
from econsim.world.ledger import Account, Move
from econsim.world.world import World

SOLD_BY_DELEGATORS, SOLD_BY_PROVIDERS = words(money.SOLD_BY_DELEGATORS), "sold by providers"
BOUGHT_BY_PROVIDERS = "bought by providers"


def sell_for_providers(world: World, amounts: IntArray) -> None:
    """Sell amounts, by denom and provider, at most what is in each wallet."""
    providers = world.providers
    sold, rows = np.minimum(amounts, providers.wallet), np.arange(len(providers))
    world.ledger.post(
        [
            Move(Account(f"providers.wallet_{denom}", rows), Account(f"outside_{denom}"), sold[code], SOLD_BY_PROVIDERS)
            for code, denom in enumerate(DENOMS)
        ]
    )


def buy_for_providers(world: World, amounts_uakt: IntArray) -> None:
    """Buy an amount for each provider, in full or not at all.

    They are served by id for as long as `outside` holds what they want together.
    """
    wanted_so_far = np.cumsum(amounts_uakt.astype(np.float64))
    bought = np.where(wanted_so_far <= world.ledger.total("outside_uakt"), amounts_uakt, 0)
    wallets = Account("providers.wallet_uakt", np.arange(len(world.providers)))
    world.ledger.move(Account("outside_uakt"), wallets, bought, BOUGHT_BY_PROVIDERS)
