"""What is measured at the end of an epoch: names, units and meanings are in series.csv."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from econsim.measures.break_even import break_even_series
from econsim.measures.concentration import gini, hhi, nakamoto, top_share
from econsim.mechanisms.distribution.rules import COMMISSION_WITHDRAWN, REWARDS_CLAIMED
from econsim.mechanisms.exchange.rules import BOUGHT_BY_PROVIDERS, SOLD_BY_DELEGATORS, SOLD_BY_PROVIDERS
from econsim.mechanisms.market.money import REASONS, TENANT_PURCHASE
from econsim.mechanisms.market.series import SERIES
from econsim.mechanisms.mint.rules import MINTED
from econsim.mechanisms.staking.commission import EDITS, EDITS_REFUSED, locked_in
from econsim.mechanisms.staking.rules import (
    DELEGATED,
    ENTERED,
    JOINED,
    LEAVING,
    LEFT,
    REDELEGATED,
    REFUSED,
    RESTAKED,
    UNDELEGATED,
)
from econsim.simulation.bonding_flow import WANTED
from econsim.units import (
    DAYS_PER_MONTH,
    DEC18,
    DENOMS,
    SECONDS_PER_DAY,
    UAKT_PER_AKT,
    BoolArray,
    dec18,
)
from econsim.world.series import Moment, Number
from econsim.world.world import World

_BOUGHT = REASONS[TENANT_PURCHASE].words
Measured = Iterator[tuple[str, Number]]


def measure(now: Moment) -> Measured:
    """Yield every series of the epoch by name."""
    for part in (
        _supply,
        _commission,
        _concentration,
        _flows,
        _income,
        _market,
        _token,
        _accounting,
        break_even_series,
    ):
        yield from part(now)


def _supply(now: Moment) -> Measured:
    world = now.world
    yield "supply_uakt", world.supply_uakt
    yield "minted_uakt", now.flow(MINTED)
    yield "inflation_rate", world.inflation
    yield "bonded_uakt", world.bonded_uakt
    yield "bonded_ratio", world.bonded_uakt / world.supply_uakt
    yield "unbonding_uakt", world.ledger.total("unbondings.balance_uakt")
    yield "community_pool_uakt", world.ledger.total("community_pool_uakt")
    yield "bonded_at_start_uakt", now.yields.bonded_uakt
    for name in ("gross_apr", "net_apr", "real_yield", "real_yield_unrestaked"):
        yield name, getattr(now.yields, name)


def _mean_rate(world: World) -> float:
    return _mean_rate_of(world, world.validators.is_bonded)


def _mean_rate_of(world: World, chosen: BoolArray) -> float:
    rates, stake = world.validators.commission_rate_dec18[chosen] / DEC18, world.validators.tokens_uakt[chosen]
    return float((rates * stake).sum() / stake.sum()) if stake.sum() else 0.0


def _commission(now: Moment) -> Measured:
    world = now.world
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


def _concentration(now: Moment) -> Measured:
    world = now.world
    for name in (ENTERED, LEFT):
        yield name, world.journal.counts[name]
    stake = world.validators.tokens_uakt[world.validators.is_bonded]
    yield "stake_hhi", hhi(stake)
    yield "stake_gini", gini(stake)
    yield "top_10_share", top_share(stake, 10)
    yield "nakamoto_coefficient", nakamoto(stake)
    yield "nakamoto_coefficient_at_least_third", nakamoto(stake, strictly=False)


def _flows(now: Moment) -> Measured:
    validators, counts = now.world.validators, now.world.journal.counts
    yield "commission_accrued_uakt", float(validators.commission_accrued_uakt.sum())
    lifted = validators.is_below_floor_at_start
    yield "commission_lifted_uakt", float(validators.commission_accrued_uakt[lifted].sum())
    yield "delegator_rewards_accrued_uakt", float(validators.rewards_accrued_uakt.sum())
    yield "commission_withdrawn_uakt", now.flow(COMMISSION_WITHDRAWN)
    yield "rewards_claimed_uakt", now.flow(REWARDS_CLAIMED)
    yield "restaked_uakt", now.flow(RESTAKED)
    yield "sold_uakt", now.flow(SOLD_BY_DELEGATORS)
    yield "delegated_uakt", now.flow(DELEGATED)
    yield "undelegated_uakt", now.flow(UNDELEGATED)
    yield "redelegated_uakt", now.flow(REDELEGATED)
    yield WANTED, counts[WANTED]
    yield "bonding_flow_done_uakt", now.flow(JOINED) - now.flow(LEAVING)
    for name in (EDITS, EDITS_REFUSED, REFUSED):
        yield name, counts[name]


def _income(now: Moment) -> Measured:
    world, validators, bonded = now.world, now.world.validators, now.world.validators.is_bonded
    income = validators.commission_accrued_uakt * (world.akt_price_usd / UAKT_PER_AKT)
    days = world.epoch_seconds / SECONDS_PER_DAY
    cost = validators.operating_cost_usd_per_month * (days / DAYS_PER_MONTH)
    yield "validator_income_usd", float(income[bonded].sum())
    yield "validator_cost_usd", float(cost[bonded].sum())


def _market(now: Moment) -> Measured:
    for series in SERIES:
        yield from series.columns(now)


def _token(now: Moment) -> Measured:
    world = now.world
    usd_per_uakt = world.akt_price_usd / UAKT_PER_AKT
    paid = world.validators.allocated_uakt.sum()
    sold_uakt, sold_uusdc = now.flow(SOLD_BY_PROVIDERS), now.flow(SOLD_BY_PROVIDERS, "uusdc")
    yield "sold_by_providers_uakt", sold_uakt
    yield "sold_by_providers_uusdc", sold_uusdc
    bought_uakt = now.flow(BOUGHT_BY_PROVIDERS)
    yield "bought_by_providers_uakt", bought_uakt
    yield "net_sold_uakt", now.flow(SOLD_BY_DELEGATORS) + sold_uakt - now.flow(_BOUGHT) - bought_uakt
    yield "net_sold_uusdc", sold_uusdc - now.flow(_BOUGHT, "uusdc")
    yield "akt_price_usd", world.akt_price_usd
    yield "market_value_usd", world.supply_uakt * usd_per_uakt
    yield "security_budget_usd_per_day", float(paid * usd_per_uakt * SECONDS_PER_DAY / world.epoch_seconds)


def _accounting(now: Moment) -> Measured:
    world = now.world
    for denom in DENOMS:
        totals = world.ledger.totals(denom)
        yield f"imbalance_{denom}", sum(totals.values()) - world.ledger.supply[denom]
        for name, total in totals.items():
            yield f"account_{name.replace('.', '__')}", total
