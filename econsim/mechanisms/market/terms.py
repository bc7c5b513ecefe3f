"""The terms of an epoch: what holds from its first block to its last, computed once, in numpy."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from econsim.errors import RunError
from econsim.mechanisms.market.records import INTENTION, RULES, TENANT, Record, Records, cut
from econsim.mechanisms.market.schedules import Asks, Weights
from econsim.mechanisms.take.rules import take_rates
from econsim.mechanisms.upgrades.releases import Rules
from econsim.scenario import chain_params
from econsim.units import DENOMS, MICRO, SECONDS_PER_HOUR, UAKT_PER_AKT, BoolArray, FloatArray, IntArray
from econsim.world.market_book import records
from econsim.world.world import World

_LARGEST_MICRO = 2**62  # no price per block times a span of blocks may exceed it
_WEIGHTS = ("price_weight", "audit_weight", "taste_weight")


@dataclass(frozen=True)
class MarketHabits:
    """What tenants and the stock provider software do by habit; spans in whole blocks, at least 1 except the wait."""

    bid_wait_blocks: int  # from order to the tenant's decision
    deposit_blocks: int  # the first deposit covers this much
    top_up_blocks: int  # between two top-ups
    withdrawal_blocks: int  # between two withdrawals of a provider
    monitor_blocks: int  # between two looks at the account's funds
    forget_top_up_ratio: float  # of top-ups are forgotten, and all that would follow
    uusdc_share: float  # of orders would pay in uusdc
    trust_gain: float  # of the trust that is missing comes back with each order filled
    trust_loss: float  # of trust is lost with each order for which there was no room, or no bid deposit


class MarketLaw(NamedTuple):
    """The law that the market reads."""

    market: chain_params.Market
    deployment: chain_params.Deployment
    take: chain_params.Take
    release: Rules


@dataclass(frozen=True)
class Schedules:
    """What the market follows for an epoch; one row a provider, one row a tenant."""

    pricing: Asks
    choice: Weights
    habits: MarketHabits


def rules_of(world: World, law: MarketLaw, habits: MarketHabits, due: slice) -> Record:
    """Return the law in force and the habits as numbers."""
    remembering = 1.0 - habits.forget_top_up_ratio
    accepted: Mapping[Any, int] = law.deployment.min_deposits
    rules = records(RULES, 1)[0]
    rules.n_providers = len(world.providers)
    rules.n_kinds_of_node = len(world.gpu_models) + 1
    rules.first_due, rules.stop_due = due.start, due.stop
    rules.gpu_orders_accepted = law.release.gpu_orders_accepted
    rules.is_accepted[:] = [denom in accepted for denom in DENOMS]
    rules.order_max_bids = law.market.order_max_bids
    rules.bid_min_deposit_uakt = law.market.bid_min_deposit
    rules.min_deposit[:] = [accepted.get(denom, 0) for denom in DENOMS]
    rules.take_percent[:] = take_rates(law.take)
    rules.log_of_remembering = math.log(remembering) if remembering > 0.0 else -math.inf
    for name in ("bid_wait", "deposit", "top_up", "withdrawal", "monitor"):
        rules[f"{name}_blocks"] = getattr(habits, f"{name}_blocks")
    for name in ("uusdc_share", "trust_gain", "trust_loss"):
        rules[name] = getattr(habits, name)
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
    _refuse_misshapen(world, "wanted", wanted, (due.stop - due.start,))
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


def _refuse_misshapen(world: World, name: str, values: Any, shape: tuple[int, ...]) -> None:
    if np.shape(values) != shape:
        raise RunError(f"epoch {world.epoch}: {name} has shape {np.shape(values)}; the market needs {shape}")
    if not np.all(np.isfinite(values)):
        raise RunError(f"epoch {world.epoch}: {name} is not finite everywhere; give every row a number")


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
