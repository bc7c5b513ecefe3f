"""The terms of an epoch: what holds from its first block to its last, computed once, in numpy."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from econsim.compiled import njit
from econsim.decisions import COST_KNOTS
from econsim.errors import RunError
from econsim.mechanisms.escrow.parameters import Deployment
from econsim.mechanisms.market import parameters
from econsim.mechanisms.market.records import WEIGHTS, OwnCosts, Record, Records
from econsim.mechanisms.market.schedules import Asks, MarketHabits
from econsim.mechanisms.market.schedules import Weights as Choice
from econsim.mechanisms.take.parameters import Take
from econsim.mechanisms.take.rules import take_rates
from econsim.mechanisms.upgrades.releases import Rules
from econsim.units import DENOMS, MICRO, UACT, UAKT, UAKT_PER_AKT, UUSDC, FloatArray, IntArray
from econsim.world.tables import record_type, records
from econsim.world.world import World

_NOBODY_DRAWS = OwnCosts(np.zeros(0, np.int64), np.zeros((0, 0, 0)))
LARGEST_MICRO = 2**62  # no price per block times a span of blocks may exceed it


RULES = record_type(
    # the law in force, by its own names
    order_max_bids=np.int64,
    bid_min_deposit=np.int64,  # uakt
    gpu_orders_accepted=np.int64,  # 1 for yes
    settles_whole_units=np.int64,  # 1 where escrow does
    deployments_in_act=np.int64,  # 1 where new ones are
    min_deposit=(np.int64, len(DENOMS)),  # by denom
    is_accepted=(np.int64, len(DENOMS)),  # by denom: 1 where there is a minimum deposit
    take_rates=(np.int64, len(DENOMS)),  # by denom, whole percent
    # habits
    uusdc_share=np.float64,
    bid_wait_blocks=np.int64,
    deposit_blocks=np.int64,
    top_up_blocks=np.int64,
    withdrawal_blocks=np.int64,
    monitor_blocks=np.int64,
    prepaid_blocks=np.int64,
    card_share=np.float64,
    console_target_uact=np.int64,
    console_period_blocks=np.int64,
    mint_margin_ratio=np.float64,
    act_retry_blocks=np.int64,
    akt_as_fallback=np.int64,  # 1 for yes
    burns_refunds=np.int64,  # 1 for yes
    bids_again=np.int64,  # 1 where providers bid on open orders when room frees
    log_of_remembering=np.float64,
    trust_gain=np.float64,
    trust_loss=np.float64,
    failure_trust_loss=np.float64,
    heeds_notice=np.float64,
    comes_back_share=np.float64,
    comes_back_blocks=np.float64,
    pair_gain=np.float64,
    pair_loss=np.float64,
    pair_fading=np.float64,  # 1/block
    longest_blocks=np.int64,  # a price is multiplied with, whatever the length of the lease
    # nature
    hours_per_block=np.float64,
    akt_price_usd=np.float64,
    # the clock of uptime
    start_height=np.int64,
    day_blocks=np.int64,
)


class MarketLaw(NamedTuple):
    """The law that the market reads."""

    market: parameters.Market
    deployment: Deployment
    take: Take
    release: Rules


def rules_of(law: MarketLaw, habits: MarketHabits) -> Record:
    """Return the law in force and the habits as numbers; those of nature and the clock are still to be entered."""
    accepted: Mapping[Any, int] = law.deployment.min_deposits
    _refuse_large_deposits(accepted)
    prepaid = habits.prepaid_blocks if law.release.deployments_in_act else 0
    remembering = 1.0 - habits.forget_top_up_ratio
    numbers = {
        "order_max_bids": law.market.order_max_bids,
        "bid_min_deposit": law.market.bid_min_deposit,
        "gpu_orders_accepted": law.release.gpu_orders_accepted,
        "deployments_in_act": law.release.deployments_in_act,
        "settles_whole_units": law.release.escrow_settles_whole_units,
        "min_deposit": [accepted.get(denom, 0) for denom in DENOMS],
        "is_accepted": [denom in accepted for denom in DENOMS],
        "take_rates": take_rates(law.take),
        "log_of_remembering": math.log(remembering) if remembering > 0.0 else -math.inf,
        "longest_blocks": max(habits.deposit_blocks, habits.top_up_blocks, prepaid),
        "pair_fading": math.log(2.0) / habits.pair_half_life_blocks,
        "hours_per_block": 0.0,
        "akt_price_usd": 0.0,
        "start_height": 0,
        "day_blocks": 0,
    }
    rules = records(RULES, 1)
    rules[0] = tuple(numbers[name] if name in numbers else getattr(habits, name) for name in RULES.names or ())
    return rules[0]


def asks_of(pricing: Asks) -> IntArray:
    """Return the asks by denom, bundle and provider [micro per block]."""
    n_providers, n_bundles = pricing.ask_micro_uakt_per_block.shape
    asks = np.empty((len(DENOMS), n_bundles, n_providers), dtype=np.int64)
    asks[UAKT], asks[UUSDC] = pricing.ask_micro_uakt_per_block.T, pricing.ask_micro_uusdc_per_block.T
    asks[UACT] = asks[UUSDC]  # both are US dollars
    return asks


def own_costs_of(pricing: Asks) -> OwnCosts:
    """Return what providers bid that draw a cost for each order: tables of those alone."""
    n_providers, n_bundles = pricing.ask_micro_uakt_per_block.shape
    if np.ndim(pricing.cost_over_ask) == 0 or not (draws := pricing.cost_over_ask[:, -1] > 0.0).any():
        return _NOBODY_DRAWS
    tables = np.zeros((int(draws.sum()), n_bundles + 1, COST_KNOTS.size + 1))
    tables[:, :-1, :-1] = np.broadcast_to(pricing.bid_over_ask, (n_providers, n_bundles, COST_KNOTS.size))[draws]
    tables[:, :-1, -1] = np.broadcast_to(pricing.bids_below, (n_providers, n_bundles))[draws]
    tables[:, -1, :-1] = pricing.cost_over_ask[draws]
    return OwnCosts(np.where(draws, np.cumsum(draws) - 1, -1), tables)


def weights_of(choice: Choice) -> Records:
    """Return the weights of each tenant's utility, a single record of them where all weigh alike."""
    weights = records(WEIGHTS, choice.price_weight.size)
    for name in ("price", "audit", "taste", "trust"):
        weights[name] = getattr(choice, f"{name}_weight")
    weights["least_uptime"], weights["required_level"] = choice.least_uptime, choice.required_level
    is_alike = weights.tobytes() == weights[:1].tobytes() * weights.size  # NaN is no number, and equals none
    return weights[:1].copy() if is_alike else weights


@njit
def open_market_price(rules: Record, bundle: Record, denom: int) -> float:
    """Return what a bundle costs outside Akash [micro per block].

    USD an hour x hours per block, in uakt at the epoch's AKT price, in uusdc at 1 USD.
    """
    micro = bundle.open_market_usd_per_hour * rules.hours_per_block * UAKT_PER_AKT * MICRO
    return micro / rules.akt_price_usd if denom == UAKT else micro


@njit
def in_usd(rules: Record, denom: int, amount: int) -> float:
    """Return what an amount [micro-units] is worth at the epoch's AKT price [USD]; USDC and ACT are dollars."""
    return amount / UAKT_PER_AKT * (rules.akt_price_usd if denom == UAKT else 1.0)


def refuse_misfits(world: World, rules: Record, intentions: Records, wanted: FloatArray, asks: IntArray) -> None:
    """Refuse a demand that is not a number for each intention that comes up, and asks that 64 bits cannot hold."""
    _refuse_misshapen(world, wanted, intentions.shape)
    durations = intentions["duration_blocks"]
    longest_blocks = max(rules.longest_blocks, durations.max(initial=0))
    if asks.max(initial=0) > LARGEST_MICRO // longest_blocks:
        allowed = LARGEST_MICRO // np.maximum(durations, rules.longest_blocks)
        _refuse_overflow(world, intentions["bundle"], allowed, asks)


def _refuse_misshapen(world: World, wanted: FloatArray, shape: tuple[int]) -> None:
    if np.shape(wanted) != shape:
        raise RunError(f"epoch {world.epoch}: wanted has shape {np.shape(wanted)}; the market needs {shape}")
    if not math.isfinite(wanted.sum()) and not np.all(np.isfinite(wanted)):
        raise RunError(f"epoch {world.epoch}: wanted is not finite everywhere; give every row a number")


def _refuse_large_deposits(accepted: Mapping[Any, int]) -> None:
    largest = LARGEST_MICRO // MICRO
    for denom, least in accepted.items():
        if least > largest:
            raise RunError(
                f"chain.deployment.min_deposits.{denom} is {least}; escrow is counted in millionths and holds at most "
                f"{largest}: lower it"
            )


def _refuse_overflow(world: World, bundles: IntArray, allowed: IntArray, asks: IntArray) -> None:
    """Refuse an ask which, over the longest span it may be multiplied with, would leave 64-bit integers."""
    highest_ask = asks.max(axis=(0, 2), initial=0)[bundles]
    too_high = np.flatnonzero(highest_ask > allowed)
    if too_high.size:
        row = too_high[0]
        raise RunError(
            f"epoch {world.epoch}: an ask of {highest_ask[row]} millionths per block for bundle {bundles[row]} is more "
            f"than the {allowed[row]} that can be multiplied with the length of an order in 64-bit integers (AKT price "
            f"{world.akt_price_usd} USD): lower the ask or shorten leases and deposit_time"
        )
