"""Trade: what is sold goes to the pots `outside`, which stand for all who are no agents; what is bought is from there.

The price is nature's and does not answer to these flows. What tenants buy for deposits moves in `market/money.py`.
"""

from __future__ import annotations

import numpy as np

from econsim.compiled import njit
from econsim.errors import BrokenBooks
from econsim.mechanisms.staking import money
from econsim.mechanisms.staking.money import Record, words
from econsim.mechanisms.staking.records import Records
from econsim.units import DENOMS, UACT, UAKT, IntArray
from econsim.world.world import World

SOLD_BY_DELEGATORS, SOLD_BY_PROVIDERS = words(money.SOLD_BY_DELEGATORS), "sold by providers"
BOUGHT_BY_PROVIDERS = "bought by providers"


def sell_for_providers(world: World, amounts: IntArray) -> None:
    """Sell amounts, by denom and provider, at most what is in each wallet; ACT is sent to nobody and not sold."""
    _refuse_below_zero(amounts, SOLD_BY_PROVIDERS)
    sold = np.zeros(len(DENOMS), dtype=np.int64)
    sell_all(world.ledger.pot_record, world.providers.rows, np.ascontiguousarray(amounts), sold)
    for denom, amount in zip(DENOMS, sold.tolist(), strict=True):
        world.journal.money[SOLD_BY_PROVIDERS, denom] += amount


def buy_for_providers(world: World, amounts_uakt: IntArray) -> None:
    """Buy an amount for each provider, in full or not at all.

    They are served by id for as long as `outside` holds what they want together.
    """
    _refuse_below_zero(amounts_uakt, BOUGHT_BY_PROVIDERS)
    bought = buy_all(world.ledger.pot_record, world.providers.rows, np.ascontiguousarray(amounts_uakt))
    world.journal.money[BOUGHT_BY_PROVIDERS, "uakt"] += bought


def _refuse_below_zero(amounts: IntArray, why: str) -> None:
    if amounts.min(initial=0) < 0:
        raise BrokenBooks(f"{why}: a negative amount")


@njit
def sell_all(pots: Record, providers: Records, amounts: IntArray, sold: IntArray) -> None:
    """Sell for all providers; add up by denom what was sold."""
    for denom in range(UACT):
        for number in range(providers.size):
            sold[denom] += _sell(pots, providers[number], denom, amounts[denom, number])


@njit
def _sell(pots: Record, provider: Record, denom: int, amount: int) -> int:
    """Sell at most what is in a provider's wallet to `outside`; return the amount."""
    sold = min(amount, provider.wallet[denom])
    provider.wallet[denom] -= sold
    if denom == UAKT:
        pots.outside_uakt += sold
    else:
        pots.outside_uusdc += sold
    return int(sold)


@njit
def buy_all(pots: Record, providers: Records, amounts_uakt: IntArray) -> int:
    """Buy for providers in turn while `outside` holds it all; return what was bought [uakt]."""
    held, wanted, bought = float(pots.outside_uakt), 0.0, 0
    for number in range(providers.size):
        wanted += amounts_uakt[number]
        if wanted > held:
            break
        _buy(pots, providers[number], amounts_uakt[number])
        bought += amounts_uakt[number]
    return bought


@njit
def _buy(pots: Record, provider: Record, amount: int) -> None:
    """Buy an amount from `outside`."""
    pots.outside_uakt -= amount
    provider.wallet[UAKT] += amount
