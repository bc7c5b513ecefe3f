"""The terms of an epoch: what holds from its first block to its last, computed once, in numpy."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from econsim.contracts import ChoiceSchedule, PricingSchedule
from econsim.draws import event_uniform
from econsim.errors import RunError
from econsim.mechanisms.market.records import INTENTION, PROVIDER, RULES, TENANT, Record, Records, cut
from econsim.mechanisms.take.rules import take_rates
from econsim.units import DENOMS, MICRO, SECONDS_PER_HOUR, UAKT_PER_AKT, BoolArray, FloatArray, IntArray
from econsim.world.market_book import records

if TYPE_CHECKING:
    from econsim.world.world import World

_LARGEST_MICRO = 2**62  # no price per block times a span of blocks may exceed it
_TASTE = 1  # names the second draw of an (intention, provider)
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


def rules_of(world: World, habits: MarketHabits, due: slice) -> Record:
    """Return the law in force and the habits as numbers."""
    law, remembering = world.law, 1.0 - habits.forget_top_up_ratio
    accepted: Mapping[Any, int] = law.deployment.min_deposits
    rules = records(RULES, 1)[0]
    rules.n_providers = len(world.providers)
    rules.first_due, rules.stop_due = due.start, due.stop
    rules.gpu_orders_accepted = world.release.rules.gpu_orders_accepted
    rules.is_accepted[:] = [denom in accepted for denom in DENOMS]
    rules.most_bids = law.market.order_max_bids + 1
    rules.bid_min_deposit_uakt = law.market.bid_min_deposit
    rules.min_deposit[:] = [accepted.get(denom, 0) for denom in DENOMS]
    rules.take_percent[:] = take_rates(law)
    rules.log_of_remembering = math.log(remembering) if remembering > 0.0 else -math.inf
    for name in ("bid_wait", "deposit", "top_up", "withdrawal", "monitor"):
        rules[f"{name}_blocks"] = getattr(habits, f"{name}_blocks")
    for name in ("uusdc_share", "trust_gain", "trust_loss"):
        rules[name] = getattr(habits, name)
    _refuse_large_deposits(rules)
    return rules


def asks_of(world: World, pricing: PricingSchedule) -> IntArray:
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


def tenants_of(world: World, choice: ChoiceSchedule) -> Records:
    """Return the tenants with the weights of their choices."""
    tenants = cut(TENANT, world.tenants, ("tenant_class", "trust", "n_orders", "n_filled", "wallet", "spent"))
    for name in _WEIGHTS:
        tenants[name] = getattr(choice, name)
    return tenants


def providers_of(world: World) -> Records:
    """Return the providers, each with the range of its nodes (nodes are sorted by provider)."""
    providers = cut(PROVIDER, world.providers, ("is_audited", "wallet", "earned"))
    ids = np.arange(len(world.providers))
    providers["first_node"] = np.searchsorted(world.nodes.provider, ids, side="left")
    providers["stop_node"] = np.searchsorted(world.nodes.provider, ids, side="right")
    return providers


def draws_of(world: World, due: slice, asks: IntArray) -> tuple[IntArray, FloatArray]:
    """Return the providers in the order in which each intention's order meets them, and the uniforms of taste.

    Drawn by (intention, provider): one more order or provider changes nobody else's dice. An intention that finds
    every ask of the epoch too dear gets no bid, so it needs no dice: its order meets the providers by id.
    """
    ids = np.arange(len(world.providers))
    visits = np.tile(ids, (due.stop - due.start, 1))
    taste_uniform = np.zeros(visits.shape)
    can_pay = np.flatnonzero(_somebody_asks_less(world, due, asks))
    keys = np.asarray(world.intentions.event_key[due][can_pay, np.newaxis], dtype=np.uint64)
    visits[can_pay] = np.argsort(event_uniform(keys, ids[np.newaxis]), axis=1, kind="stable")
    taste_uniform[can_pay] = event_uniform(keys, ids[np.newaxis], _TASTE)
    return visits, taste_uniform


def _somebody_asks_less(world: World, due: slice, asks: IntArray) -> BoolArray:
    """Return whether any ask, in either denom, is no more than what an intention would pay."""
    bundle, ratio = world.intentions.bundle[due], world.intentions.max_price_ratio[due]
    lowest = np.where(asks > 0, asks, _LARGEST_MICRO).min(axis=1, initial=_LARGEST_MICRO)
    return np.asarray((ratio * open_market_prices(world)[:, bundle] >= lowest[:, bundle]).any(axis=0))


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
