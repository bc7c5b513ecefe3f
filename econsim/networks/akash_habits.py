"""What tenants and provider software do by habit, from the scenario."""

from __future__ import annotations

from econsim.mechanisms.market.schedules import MarketHabits
from econsim.policies.population import Population
from econsim.scenario.schema import Scenario
from econsim.units import blocks


def market_habits(scenario: Scenario) -> MarketHabits:
    """Return the habits of tenants and provider software, spans in whole blocks."""
    providers, tenants = scenario.part(Population).providers, scenario.part(Population).tenants

    def span(seconds: float) -> int:
        return max(1, blocks(seconds, scenario.run.seconds_per_block))

    return MarketHabits(
        bid_wait_blocks=tenants.bid_wait_blocks,
        deposit_blocks=span(tenants.deposit_time),
        top_up_blocks=span(tenants.top_up_period),
        withdrawal_blocks=span(providers.withdrawal_period),
        monitor_blocks=span(providers.lease_funds_monitor_interval),
        forget_top_up_ratio=tenants.forget_top_up_ratio,
        uusdc_share=tenants.uusdc_share,
        trust_gain=tenants.trust_gain,
        trust_loss=tenants.trust_loss,
        failure_trust_loss=tenants.failure_trust_loss,
        pair_gain=tenants.provider_trust.gain,
        pair_loss=tenants.provider_trust.loss,
        pair_half_life_blocks=span(tenants.provider_trust.half_life),
    )
