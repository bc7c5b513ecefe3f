"""Where nothing of a scenario is used: what it says there bears on no result."""

from __future__ import annotations

from econsim.scenario.schema import Scenario

_OF_VOTES = ("chain.gov", "policies.vote")
_OF_THE_MARKET = (
    "chain.deployment",
    "chain.market",
    "chain.take",
    "policies.provider_pricing",
    "policies.provider_revenue",
    "policies.tenant_choice",
    "population.providers",
    "population.tenants",
    "shocks.exclusion",
    "shocks.gpu_demand",
    "shocks.hardware_price",
    "shocks.node_outages",
    "shocks.outside_price",
    "shocks.reservation_price",
    "shocks.spot_market",
)


def unused(scenario: Scenario) -> tuple[str, ...]:
    """Return the paths below which nothing is used: of votes where nothing is proposed, of a market that is off."""
    return (*(() if scenario.governance else _OF_VOTES), *(() if scenario.run.market else _OF_THE_MARKET))
