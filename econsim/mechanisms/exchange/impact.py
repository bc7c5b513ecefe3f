"""Price impact: what is bought and sold in an epoch moves the AKT price of the next ones.

A fixed share of the price for a dollar, for good: the change of the logarithm of the price is net purchases [USD] over
the depth, in hundredths. No manipulation pays under a permanent impact that is linear in the flow (Huberman and Stanzl
2004, Econometrica 72, 1247), and nothing depends on how a flow is split over epochs.
"""

from __future__ import annotations

import math

from econsim.errors import RunError
from econsim.mechanisms.bme.money import REASONS as OF_THE_MODULE
from econsim.mechanisms.bme.money import TRADER_BOUGHT
from econsim.mechanisms.bme.standing import SOLD_BY_TRADERS
from econsim.mechanisms.bonds.rules import BONDS_BOUGHT, BONDS_SOLD
from econsim.mechanisms.exchange.rules import BOUGHT_BY_PROVIDERS, SOLD_BY_DELEGATORS, SOLD_BY_PROVIDERS
from econsim.mechanisms.market.money import CONSOLE_PURCHASE, REASONS, TENANT_PURCHASE
from econsim.units import SECONDS_PER_DAY, UAKT_PER_AKT
from econsim.world.world import World

SALES = (SOLD_BY_DELEGATORS, SOLD_BY_PROVIDERS, BONDS_SOLD, SOLD_BY_TRADERS)
PURCHASES = (
    *(BOUGHT_BY_PROVIDERS, BONDS_BOUGHT, REASONS[TENANT_PURCHASE].words, REASONS[CONSOLE_PURCHASE].words),
    OF_THE_MODULE[TRADER_BOUGHT].words,
)
_A_PERCENT = 100  # the depth is told for a move of 1 %
_LEAST_USD, _MOST_USD = 1e-6, 1e6


def price_of_an_epoch(world: World, nature_usd: float) -> float:
    """Return nature's price of an epoch moved by all trade before it [USD].

    Raises RunError where trade has moved it out of what can be reckoned with, .000001 to 1,000,000 USD.
    """
    if not world.price_impact.is_on:
        return nature_usd
    usd = nature_usd * math.exp(world.price_impact.log_moved)
    if not _LEAST_USD <= usd <= _MOST_USD:
        raise RunError(
            f"population.outside.akt_depth_usd: trade has moved the price of epoch {world.epoch} to {usd:.3g} USD, "
            "beyond what can be reckoned with; raise the depth, or shorten the run"
        )
    return usd


def move_the_price(world: World) -> None:
    """Let the epoch's net purchases, those of agents and those from outside, move the price of the epochs to come."""
    impact = world.price_impact
    if impact.is_on:
        days = world.epoch_seconds / SECONDS_PER_DAY
        bought_usd = net_purchases_usd(world) + impact.outside_purchases_usd_per_day * days
        impact.log_moved += bought_usd / (impact.depth_usd * _A_PERCENT)


def net_purchases_usd(world: World) -> float:
    """Return what agents bought less what they sold of AKT in the epoch, at its price [USD]."""
    moved = world.journal.money
    uakt = sum(moved[reason, "uakt"] for reason in PURCHASES) - sum(moved[reason, "uakt"] for reason in SALES)
    return uakt * (world.akt_price_usd / UAKT_PER_AKT)
