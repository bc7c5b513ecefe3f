"""Series of the trade in AKT; what tenants buy for their deposits is among those of the market."""

from __future__ import annotations

from econsim.mechanisms.exchange.rules import BOUGHT_BY_PROVIDERS, SOLD_BY_DELEGATORS, SOLD_BY_PROVIDERS
from econsim.world.series import flow

OF_PROVIDERS = (
    flow(SOLD_BY_PROVIDERS, "sold_by_providers_uakt", "sold to outside by providers out of what they withdrew"),
    flow(SOLD_BY_PROVIDERS, "sold_by_providers_uusdc", "sold to outside by providers out of what they withdrew"),
    flow(BOUGHT_BY_PROVIDERS, "bought_by_providers_uakt", "bought from outside by providers for their bid deposits"),
)
SERIES = (flow(SOLD_BY_DELEGATORS, "sold_uakt", "sold to outside by delegators and operators"), *OF_PROVIDERS)
