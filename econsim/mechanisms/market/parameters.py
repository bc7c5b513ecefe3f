"""Parameters of x/market."""

from __future__ import annotations

from econsim import sources
from econsim.contracts import parameter
from econsim.scenario.values import Section
from econsim.world.money import Akt


class Market(Section):
    """x/market: what a provider locks, and how many may bid."""

    bid_min_deposit: Akt = parameter(
        "deposit locked with every bid, in AKT whatever the order is paid in",
        unit="uakt",
        source=sources.API_MARKET,
        status="from code",
        chain_key="market/BidMinDeposit",
    )
    order_max_bids: int = parameter(
        "bids beyond which an order takes no more (the test is count > maximum, so one more fits)",
        unit="bids",
        source=f"{sources.API_MARKET}; {sources.NODE_24.format(path='x/market/handler/server.go')}",
        status="from code",
        chain_key="market/OrderMaxBids",
        gt=0,
        le=500,
    )
