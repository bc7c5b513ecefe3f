"""What putting up a node takes, from the scenario."""

from __future__ import annotations

from econsim.mechanisms.supply.terms import SupplyTerms
from econsim.policies.population import Population
from econsim.scenario.schema import Scenario
from econsim.units import DAYS_PER_YEAR, SECONDS_PER_DAY, SECONDS_PER_HOUR


def supply_terms(scenario: Scenario) -> SupplyTerms:
    """Return the terms of the scenario's nodes to come."""
    supply = scenario.part(Population).providers.supply
    return SupplyTerms(
        delivery_lag_seconds=supply.delivery_lag,
        life_seconds=supply.life_years * DAYS_PER_YEAR * SECONDS_PER_DAY,
        capital_usd_per_usd_per_hour=supply.capital_usd_per_usd_per_hour,
        resale_ratio=supply.resale_ratio,
        reserve_hours=supply.reserve_days * SECONDS_PER_DAY / SECONDS_PER_HOUR,
        memory_half_life_seconds=supply.memory_half_life,
    )
