"""Series of the token: supply, price, net sales of all who are agents, and what security costs."""

from __future__ import annotations

from typing import Any

from econsim.mechanisms.exchange.impact import PURCHASES, SALES
from econsim.units import SECONDS_PER_DAY, UAKT_PER_AKT
from econsim.world.series import (
    Of,
    Series,
    akt_price_usd,
    epoch_seconds,
    moved,
    of,
    supply_uakt,
    total,
    validators,
)


def _net_sold(denom: str) -> Of:
    def net(*flows: Any) -> Any:
        return sum(flows[: len(SALES)]) - sum(flows[len(SALES) :])

    return of(net, *(moved(reason, denom) for reason in (*SALES, *PURCHASES)))


_net_sold_uakt = _net_sold("uakt")
_usd_per_uakt = of(lambda price: price / UAKT_PER_AKT, akt_price_usd)


def _budget_a_day(paid_uakt: Any, usd_per_uakt: Any, epoch_seconds: Any) -> Any:
    return paid_uakt * usd_per_uakt * SECONDS_PER_DAY / epoch_seconds


SERIES = (
    Series("supply_uakt", "uakt", "total supply at the end of the epoch", supply_uakt),
    Series("akt_price_usd", "USD", "price of one AKT in the epoch", akt_price_usd),
    Series(
        "market_value_usd",
        "USD",
        "total supply at the epoch's price",
        of(lambda supply, usd_per_uakt: supply * usd_per_uakt, supply_uakt, _usd_per_uakt),
    ),
    Series(
        "security_budget_usd_per_day",
        "USD",
        "new AKT paid to validators and delegators a day at the epoch's price",
        of(_budget_a_day, of(total, validators("allocated_uakt")), _usd_per_uakt, epoch_seconds),
    ),
    Series(
        "net_sold_uakt",
        "uakt",
        "sold by delegators, operators, providers and traders less bought by tenants, providers and traders",
        _net_sold_uakt,
    ),
    Series(
        "akt_bought_usd",
        "USD",
        "what agents buy less what they sell (net_sold_uakt), at the epoch's price",
        of(lambda sold, usd_per_uakt: -sold * usd_per_uakt, _net_sold_uakt, _usd_per_uakt),
    ),
    Series("net_sold_uusdc", "uusdc", "sold by providers less bought by tenants", _net_sold("uusdc")),
)
