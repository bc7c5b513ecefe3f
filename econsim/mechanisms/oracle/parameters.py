"""Parameters of x/oracle."""

from __future__ import annotations

from typing import ClassVar

from econsim import sources
from econsim.contracts import parameter
from econsim.scenario.values import Seconds, Section

_SOURCE = sources.SDK_2.format(path="go/node/oracle/v1/params.go")
_SOURCE_21 = sources.SDK_21.format(path="go/node/oracle")


class Oracle(Section):
    """x/oracle: which quotes of AKT become the price that other modules are handed."""

    not_read_yet: ClassVar[frozenset[str]] = frozenset({"min_price_sources"})

    max_price_staleness_blocks: int = parameter(
        "age of the latest quote in blocks beyond which there is no price; since v2.1.0 age is told by time alone",
        unit="blocks",
        source=f"{_SOURCE} (AEP-80 says 60)",
        status="from code",
        chain_key="oracle/max_price_staleness_blocks",
        ge=1,
        le=10**9,
    )
    max_price_staleness_period: Seconds = parameter(
        "age of the latest quote beyond which there is no price; a parameter since v2.1.0, before always 6 s for each "
        "of max_price_staleness_blocks: set both",
        unit="s",
        source=f"{_SOURCE}; since v2.1.0 {_SOURCE_21}",
        status="from code",
        chain_key="oracle/max_price_staleness_period",
        ge=1.0,
    )
    twap_window: Seconds = parameter(
        "what the price is a mean over, weighed by time; before v2.1.0 it is the latest quote",
        unit="s",
        source=f"{_SOURCE_21}; AEP-76 says 30 minutes",
        status="from code",
        chain_key="oracle/twap_window",
        ge=0.0,
    )
    twap_window_blocks: int = parameter(
        "v2.0.0's own window: without a quote in so many blocks before a block there is no price",
        unit="blocks",
        source=f"{_SOURCE} (AEP-80 says 180)",
        status="from code",
        ge=1,
        le=10**9,
    )
    min_price_sources: int = parameter(
        "sources that a price needs; here none is ever missing alone",
        unit="count",
        source=_SOURCE,
        status="from code",
        chain_key="oracle/min_price_sources",
        ge=1,
        le=100,
    )
    max_price_deviation_bps: int = parameter(
        "how far sources may be apart; of no effect with one, as long as nature has no more (shocks.price_feed)",
        unit="bps",
        source=_SOURCE,
        status="from code",
        chain_key="oracle/max_price_deviation_bps",
        ge=1,
        le=10_000,
    )
