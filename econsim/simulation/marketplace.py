"""Marketplace: the epoch's stretch of continuous time, under the schedules that were decided."""

from __future__ import annotations

from econsim.measures.price_index import note_gpu_prices
from econsim.mechanisms.market.loop import run_market
from econsim.mechanisms.market.tally import MarketTally
from econsim.mechanisms.market.terms import MarketHabits
from econsim.scenario.schema import Scenario
from econsim.simulation.choices import Decisions
from econsim.units import FloatArray, blocks
from econsim.world.world import World


def market_habits(scenario: Scenario) -> MarketHabits:
    """Return the habits of tenants and provider software, spans in whole blocks."""
    providers, tenants = scenario.population.providers, scenario.population.tenants

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
    )


def open_the_market(world: World, decisions: Decisions, wanted: FloatArray, habits: MarketHabits) -> MarketTally:
    """Let the market run to the end of the epoch."""
    until = world.height_at(world.epoch + 1)
    tally = run_market(world, until, decisions.provider_pricing, decisions.tenant_choice, wanted, habits)
    note_gpu_prices(world, tally)
    return tally
