"""Series of the token: supply, price, net sales of all who are agents, and what security costs."""

from __future__ import annotations

from econsim.mechanisms.exchange.rules import BOUGHT_BY_PROVIDERS, SOLD_BY_DELEGATORS, SOLD_BY_PROVIDERS
from econsim.mechanisms.market.money import REASONS, TENANT_PURCHASE
from econsim.units import SECONDS_PER_DAY, UAKT_PER_AKT
from econsim.world.series import Moment, Series

_SALES = (SOLD_BY_DELEGATORS, SOLD_BY_PROVIDERS)
_PURCHASES = (BOUGHT_BY_PROVIDERS, REASONS[TENANT_PURCHASE].words)


def _net_sold(now: Moment, denom: str) -> int:
    return sum(now.flow(sale, denom) for sale in _SALES) - sum(now.flow(purchase, denom) for purchase in _PURCHASES)


def _usd_per_uakt(now: Moment) -> float:
    return now.world.akt_price_usd / UAKT_PER_AKT


def _security_budget_usd_per_day(now: Moment) -> float:
    paid = now.world.validators.allocated_uakt.sum()
    return float(paid * _usd_per_uakt(now) * SECONDS_PER_DAY / now.world.epoch_seconds)


SERIES = (
    Series("supply_uakt", "uakt", "total supply at the end of the epoch", lambda now: now.world.supply_uakt),
    Series("akt_price_usd", "USD", "price of one AKT in the epoch", lambda now: now.world.akt_price_usd),
    Series(
        "market_value_usd",
        "USD",
        "total supply at the epoch's price",
        lambda now: now.world.supply_uakt * _usd_per_uakt(now),
    ),
    Series(
        "security_budget_usd_per_day",
        "USD",
        "new AKT paid to validators and delegators a day at the epoch's price",
        _security_budget_usd_per_day,
    ),
    Series(
        "net_sold_uakt",
        "uakt",
        "sold by delegators, operators and providers less bought by tenants and providers",
        lambda now: _net_sold(now, "uakt"),
    ),
    Series("net_sold_uusdc", "uusdc", "sold by providers less bought by tenants", lambda now: _net_sold(now, "uusdc")),
)
