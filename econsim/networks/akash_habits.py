"""What tenants and provider software do by habit, from the scenario."""

from __future__ import annotations

from econsim.mechanisms.market.schedules import ClassHabits, MarketHabits
from econsim.policies.population import Population
from econsim.policies.tenants.search import LEAVE, Search
from econsim.scenario.schema import Scenario
from econsim.units import SECONDS_PER_HOUR, blocks


def market_habits(scenario: Scenario) -> MarketHabits:
    """Return the habits of tenants and provider software, spans in whole blocks."""
    population = scenario.part(Population)
    providers, tenants = population.providers, population.tenants
    act = tenants.act

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
        heeds_notice=tenants.heeds_notice,
        failure_trust_loss=tenants.failure_trust_loss,
        pair_gain=tenants.provider_trust.gain,
        pair_loss=tenants.provider_trust.loss,
        pair_half_life_blocks=span(tenants.provider_trust.half_life),
        comes_back_share=population.outside.comes_back_share,
        comes_back_blocks=population.outside.comes_back_time / scenario.run.seconds_per_block,
        prepaid_blocks=span(act.prepaid_time),
        card_share=act.card_share if act.card_wallet == "master" else 0.0,
        console_target_uact=act.console_target,
        console_period_blocks=span(act.console_period),
        mint_margin_ratio=act.mint_margin_ratio,
        act_retry_blocks=span(act.retry_time),
        akt_as_fallback=act.akt_as_fallback,
        burns_refunds=act.refunds == "burned",
        bids_again=providers.bids_again,
        classes=tuple(
            _class_habits(kind, tuple(providers.gpu_models), scenario.run.seconds_per_block)
            for kind in tenants.classes.values()
        ),
    )


def _class_habits(kind: Search, models: tuple[str, ...], seconds_per_block: float) -> ClassHabits:
    """Return what tenants of a class do by habit, spans in blocks, GPU models by their number."""
    blocks_per_hour = SECONDS_PER_HOUR / seconds_per_block
    return ClassHabits(
        patience_kind=kind.patience.kind,
        patience_blocks=(kind.patience.hours or 0.0) * blocks_per_hour,
        retries=kind.retries,
        retry_share=kind.retry_share,
        retry_blocks=kind.retry_hours * blocks_per_hour,
        second_choice={
            models.index(model): {models.index(other): share for other, share in shares.items() if other != LEAVE}
            for model, shares in kind.second_choice.items()
        },
        one_at_a_time=kind.one_at_a_time,
        least_uptime=kind.least_uptime,
        reopen_share=kind.reopen_share,
    )
