"""What is measured at the end of an epoch: names, units and meanings are in series.csv."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from econsim.measures.concentration import gini, hhi, nakamoto, top_share
from econsim.measures.market import market_series
from econsim.measures.price_index import index_series
from econsim.measures.prices import price_series
from econsim.mechanisms.staking.commission import locked_in
from econsim.simulation.happenings import Happenings
from econsim.units import (
    DAYS_PER_MONTH,
    DEC18,
    DENOMS,
    SECONDS_PER_DAY,
    UAKT,
    UAKT_PER_AKT,
    UUSDC,
    BoolArray,
    dec18,
)
from econsim.world.world import World

Measured = Iterator[tuple[str, int | float]]


def measure(world: World, happened: Happenings) -> dict[str, int | float]:
    """Return every series of the epoch by name."""
    market = (market_series, price_series, index_series)
    parts = (_supply, _commission, _concentration, _flows, _income, *market, _token, _accounting)
    return {name: value for part in parts for name, value in part(world, happened)}


def _supply(world: World, happened: Happenings) -> Measured:
    yield "supply_uakt", world.supply_uakt
    yield "minted_uakt", happened.minted_uakt
    yield "inflation_rate", world.inflation
    yield "bonded_uakt", world.bonded_uakt
    yield "bonded_ratio", world.bonded_uakt / world.supply_uakt
    yield "unbonding_uakt", world.ledger.total("unbondings.balance_uakt")
    yield "community_pool_uakt", world.ledger.total("community_pool_uakt")
    yield "bonded_at_start_uakt", happened.yields.bonded_uakt
    for name in ("gross_apr", "net_apr", "real_yield", "real_yield_unrestaked"):
        yield name, getattr(happened.yields, name)


def _mean_rate(world: World) -> float:
    return _mean_rate_of(world, world.validators.is_bonded)


def _mean_rate_of(world: World, chosen: BoolArray) -> float:
    rates, stake = world.validators.commission_rate_dec18[chosen] / DEC18, world.validators.tokens_uakt[chosen]
    return float((rates * stake).sum() / stake.sum()) if stake.sum() else 0.0


def _commission(world: World, happened: Happenings) -> Measured:
    validators, floor = world.validators, dec18(world.law.staking.min_commission_rate)
    rates, bonded = validators.commission_rate_dec18, validators.is_bonded
    stake = np.where(bonded, validators.tokens_uakt, 0)
    total = max(int(stake.sum()), 1)
    below = rates < floor
    yield "commission_rate_mean", _mean_rate(world)
    yield "commission_rate_mean_not_captive", _mean_rate_of(world, bonded & ~validators.is_captive)
    yield "commission_rate_median", float(np.median(rates[bonded]) / DEC18) if bonded.any() else 0.0
    yield "stake_below_floor_ratio", int(stake[below].sum()) / total
    yield "stake_at_floor_ratio", int(stake[rates == floor].sum()) / total
    yield "stake_above_floor_ratio", int(stake[rates > floor].sum()) / total
    yield "n_below_floor", int(below.sum())
    yield "n_locked_in", int(locked_in(world).sum())


def _concentration(world: World, happened: Happenings) -> Measured:
    yield "validators_entered", happened.validators_entered
    yield "validators_left", happened.validators_left
    stake = world.validators.tokens_uakt[world.validators.is_bonded]
    yield "stake_hhi", hhi(stake)
    yield "stake_gini", gini(stake)
    yield "top_10_share", top_share(stake, 10)
    yield "nakamoto_coefficient", nakamoto(stake)
    yield "nakamoto_coefficient_at_least_third", nakamoto(stake, strictly=False)


def _flows(world: World, happened: Happenings) -> Measured:
    accrued = happened.accrued
    lifted = world.validators.is_below_floor_at_start
    yield "commission_accrued_uakt", float(accrued.commission_uakt.sum())
    yield "commission_lifted_uakt", float(accrued.commission_uakt[lifted].sum())
    yield "delegator_rewards_accrued_uakt", float(accrued.rewards_uakt.sum())
    for name in (
        "commission_withdrawn_uakt",
        "rewards_claimed_uakt",
        "restaked_uakt",
        "sold_uakt",
        "delegated_uakt",
        "undelegated_uakt",
        "redelegated_uakt",
        "bonding_flow_wanted_uakt",
        "bonding_flow_done_uakt",
        "commission_edits",
        "commission_edits_refused",
        "staking_messages_refused",
    ):
        yield name, int(getattr(happened, name))


def _income(world: World, happened: Happenings) -> Measured:
    validators, bonded = world.validators, world.validators.is_bonded
    income = happened.accrued.commission_uakt * (world.akt_price_usd / UAKT_PER_AKT)
    days = world.epoch_seconds / SECONDS_PER_DAY
    cost = validators.operating_cost_usd_per_month * (days / DAYS_PER_MONTH)
    yield "validator_income_usd", float(income[bonded].sum())
    yield "validator_cost_usd", float(cost[bonded].sum())


def _token(world: World, happened: Happenings) -> Measured:
    usd_per_uakt = world.akt_price_usd / UAKT_PER_AKT
    paid = happened.accrued.allocated_uakt.sum()
    bought, sold_by_providers = happened.market.bought, happened.sold_by_providers_uakt
    yield "sold_by_providers_uakt", sold_by_providers
    yield "sold_by_providers_uusdc", happened.sold_by_providers_uusdc
    yield "bought_by_providers_uakt", happened.bought_by_providers_uakt
    bought_uakt = int(bought[UAKT]) + happened.bought_by_providers_uakt
    yield "net_sold_uakt", happened.sold_uakt + sold_by_providers - bought_uakt
    yield "net_sold_uusdc", happened.sold_by_providers_uusdc - int(bought[UUSDC])
    yield "akt_price_usd", world.akt_price_usd
    yield "market_value_usd", world.supply_uakt * usd_per_uakt
    yield "security_budget_usd_per_day", float(paid * usd_per_uakt * SECONDS_PER_DAY / world.epoch_seconds)


def _accounting(world: World, happened: Happenings) -> Measured:
    for denom in DENOMS:
        totals = world.ledger.totals(denom)
        yield f"imbalance_{denom}", sum(totals.values()) - world.ledger.supply[denom]
        for name, total in totals.items():
            yield f"account_{name.replace('.', '__')}", total
