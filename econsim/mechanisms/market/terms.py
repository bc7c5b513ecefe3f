"""The terms of an epoch: what holds from its first block to its last, computed once, in numpy."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from econsim.errors import RunError
from econsim.mechanisms.escrow.parameters import Deployment
from econsim.mechanisms.market import parameters
from econsim.mechanisms.market.records import INTENTION, TENANT, Record, Records, cut
from econsim.mechanisms.market.schedules import Asks, MarketHabits, Weights
from econsim.mechanisms.take.parameters import Take
from econsim.mechanisms.take.rules import take_rates
from econsim.mechanisms.upgrades.releases import Rules
from econsim.units import DENOMS, MICRO, SECONDS_PER_HOUR, UAKT_PER_AKT, BoolArray, FloatArray, IntArray
from econsim.world.tables import record_type, records
from econsim.world.world import World

_LARGEST_MICRO = 2**62  # no price per block times a span of blocks may exceed it
_WEIGHTS = ("price_weight", "audit_weight", "taste_weight")


RULES = record_type(
    # the law in force, by its own names
    order_max_bids=np.int64,
    bid_min_deposit=np.int64,  # uakt
    gpu_orders_accepted=np.int64,  # 1 for yes
    min_deposit=(np.int64, 2),  # by denom
    is_accepted=(np.int64, 2),  # by denom: 1 where there is a minimum deposit
    take_rates=(np.int64, 2),  # by denom, whole percent
    # habits
    uusdc_share=np.float64,
    bid_wait_blocks=np.int64,
    deposit_blocks=np.int64,
    top_up_blocks=np.int64,
    withdrawal_blocks=np.int64,
    monitor_blocks=np.int64,
    log_of_remembering=np.float64,
    trust_gain=np.float64,
    trust_loss=np.float64,
    # the epoch's sizes
    n_providers=np.int64,
    n_kinds_of_node=np.int64,  # one a GPU model, and those without GPUs
    first_due=np.int64,  # row of the first intention that comes up this epoch
    stop_due=np.int64,
)


class MarketLaw(NamedTuple):
    """The law that the market reads."""

    market: parameters.Market
    deployment: Deployment
    take: Take
    release: Rules


def rules_of(world: World, law: MarketLaw, habits: MarketHabits, due: slice) -> Record:
    """Return the law in force and the habits as numbers."""
    rules = records(RULES, 1)[0]
    rules.order_max_bids = law.market.order_max_bids
    rules.bid_min_deposit = law.market.bid_min_deposit
    rules.gpu_orders_accepted = law.release.gpu_orders_accepted
    accepted: Mapping[Any, int] = law.deployment.min_deposits
    rules.min_deposit[:] = [accepted.get(denom, 0) for denom in DENOMS]
    rules.is_accepted[:] = [denom in accepted for denom in DENOMS]
    rules.take_rates[:] = take_rates(law.take)
    for name in ("bid_wait", "deposit", "top_up", "withdrawal", "monitor"):
        rules[f"{name}_blocks"] = getattr(habits, f"{name}_blocks")
    for name in ("uusdc_share", "trust_gain", "trust_loss"):
        rules[name] = getattr(habits, name)
    remembering = 1.0 - habits.forget_top_up_ratio
    rules.log_of_remembering = math.log(remembering) if remembering > 0.0 else -math.inf
    rules.n_providers, rules.n_kinds_of_node = len(world.providers), len(world.gpu_models) + 1
    rules.first_due, rules.stop_due = due.start, due.stop
    _refuse_large_deposits(rules)
    return rules


def asks_of(pricing: Asks) -> IntArray:
    """Return the asks by denom, provider and bundle [micro per block]."""
    return np.stack([pricing.ask_micro_uakt_per_block, pricing.ask_micro_uusdc_per_block])


def suppliers_of(world: World, asks: IntArray) -> BoolArray:
    """Return, by denom and bundle, whether a provider quotes it that could hold it on one of its nodes, if empty."""
    nodes, bundles = world.nodes, world.bundles
    fits = nodes.gpu_model[:, np.newaxis] == bundles.gpu_model
    for what in ("gpus", "threads", "memory_gib", "storage_gib"):
        fits &= getattr(nodes, what)[:, np.newaxis] >= getattr(bundles, what)
    return np.asarray((fits & (asks[:, nodes.provider] > 0)).any(axis=1))


def open_market_prices(world: World) -> FloatArray:
    """Return what the bundles cost outside Akash, by denom and bundle [micro per block].

    USD an hour x hours per block, in uakt at the epoch's AKT price, in uusdc at 1 USD.
    """
    usd_per_block = world.bundles.open_market_usd_per_hour * (world.seconds_per_block / SECONDS_PER_HOUR)
    micro = usd_per_block * UAKT_PER_AKT * MICRO
    return np.stack([micro / world.akt_price_usd, micro])


def intentions_of(world: World, habits: MarketHabits, due: slice, wanted: FloatArray, asks: IntArray) -> Records:
    """Return the intentions that come up, with the demand for them and the price that 64 bits allow."""
    _refuse_misshapen(world, wanted, (due.stop - due.start,))
    given = [name for name in INTENTION.names or () if name not in ("wanted", "highest_price_micro")]
    intentions = cut(INTENTION, world.intentions, given, due)
    intentions["wanted"] = wanted
    longest_blocks = np.maximum(intentions["duration_blocks"], max(habits.deposit_blocks, habits.top_up_blocks))
    intentions["highest_price_micro"] = _LARGEST_MICRO // longest_blocks
    _refuse_overflow(world, intentions, asks)
    return intentions


def tenants_of(world: World, choice: Weights) -> Records:
    """Return the tenants with the weights of their choices."""
    tenants = cut(TENANT, world.tenants, ("tenant_class", "trust", "wallet", "spent"))
    for name in _WEIGHTS:
        tenants[name] = getattr(choice, name)
    return tenants


def _refuse_misshapen(world: World, wanted: FloatArray, shape: tuple[int]) -> None:
    if np.shape(wanted) != shape:
        raise RunError(f"epoch {world.epoch}: wanted has shape {np.shape(wanted)}; the market needs {shape}")
    if not np.all(np.isfinite(wanted)):
        raise RunError(f"epoch {world.epoch}: wanted is not finite everywhere; give every row a number")


def _refuse_large_deposits(rules: Record) -> None:
    largest = _LARGEST_MICRO // MICRO
    for denom, least in zip(DENOMS, rules.min_deposit, strict=True):
        if least > largest:
            raise RunError(
                f"chain.deployment.min_deposits.{denom} is {least}; escrow is counted in millionths and holds at most "
                f"{largest}: lower it"
            )


def _refuse_overflow(world: World, intentions: Records, asks: IntArray) -> None:
    """Refuse an ask which, over the longest span it may be multiplied with, would leave 64-bit integers."""
    highest_ask = asks.max(axis=(0, 1), initial=0)[intentions["bundle"]]
    too_high = np.flatnonzero(highest_ask > intentions["highest_price_micro"])
    if too_high.size:
        row = too_high[0]
        bundle, allowed = intentions["bundle"][row], intentions["highest_price_micro"][row]
        raise RunError(
            f"epoch {world.epoch}: an ask of {highest_ask[row]} millionths per block for bundle {bundle} is more than "
            f"the {allowed} that can be multiplied with the length of an order in 64-bit integers (AKT price "
            f"{world.akt_price_usd} USD): lower the ask or shorten leases and deposit_time"
        )
