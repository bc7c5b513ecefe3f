"""Random markets with everything in them: tenants who wait and come back, nodes that fail, prices of all kinds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from econsim.decisions import COST_KNOTS
from econsim.mechanisms.law import Law
from econsim.mechanisms.market.schedules import ClassHabits, MarketHabits
from econsim.policies.providers.decisions import PricingSchedule
from econsim.policies.tenants.decisions import ChoiceSchedule
from econsim.world.bonds import HIGHEST, LEVELS
from econsim.world.elsewhere import room_elsewhere
from econsim.world.outage_clocks import OUTAGE
from econsim.world.outages import NOTHING
from econsim.world.providers import AT_FAULT, EXCLUDED, FAILED, IN_MAINTENANCE, INTERRUPTED, NOTICED, UP
from tests.mechanisms.changed_law import changed_law
from tests.mechanisms.market_worlds import (
    AKT,
    DAY_BLOCKS,
    RANDOM_HABITS,
    MarketWorld,
    habits,
    random_schedules,
    random_world,
)

SPANS = ("top_up_blocks", "withdrawal_blocks", "monitor_blocks")
KINDS = ("none", "exponential", "fixed", "endless")
_GRID = 595  # blocks: in every other world what can be is a multiple of it, so that much happens at once


class Featured(NamedTuple):
    """A world, and what its market is handed."""

    world: MarketWorld
    pricing: PricingSchedule
    choice: ChoiceSchedule
    habits: MarketHabits
    outages: Any = NOTHING  # OUTAGE, of all days
    later: tuple[Law, PricingSchedule, ChoiceSchedule] | None = None  # from half of the days on


def featured(seed: int, *, days: int, orders_per_day: float = 40.0) -> Featured:
    """Return a random market of some days; what is on in it is drawn, too."""
    draws, grid = np.random.default_rng([seed, 3]), _GRID if seed % 2 else 1
    world = random_world(seed, days=days, orders_per_day=orders_per_day)
    twins = {"gpu_model": [1, 1, 0], "gpus": [1, 4, 2], "threads": [8, 32, 16]}  # of bundles, of the other model
    sizes = {"memory_gib": [32, 128, 64], "storage_gib": [100, 400, 200]}
    world.bundles.append(**twins, **sizes, open_market_usd_per_hour=[1.5, 6.0, 1.2])
    for name, least in (("height", 0), ("duration_blocks", grid)):
        setattr(world.intentions, name, np.maximum(getattr(world.intentions, name) // grid * grid, least))
    spans = {name: max(1, RANDOM_HABITS.get(name, 99) // grid) * grid for name in SPANS}
    ours = habits(
        **RANDOM_HABITS | spans,
        bid_wait_blocks=int(draws.integers(0, 3)) * max(grid, 10),
        bids_again=bool(draws.random() < 0.8),
        heeds_notice=draws.choice([0.0, 0.5, 1.0]),
        failure_trust_loss=draws.choice([0.0, 0.05]),
        pair_gain=draws.uniform(0.0, 0.5),
        pair_loss=draws.uniform(0.0, 1.0),
        pair_half_life_blocks=int(draws.choice([1, 90]) * DAY_BLOCKS),
        classes=tuple(_of_class(draws, grid) for _ in world.tenant_classes),
    )
    world.track.is_followed = seed % 4 > 0
    world.providers.level = np.random.default_rng([seed, 4]).integers(LEVELS, size=len(world.providers))
    world.law = changed_law(world.law, market={"bid_min_deposit": int(draws.choice([5, 40])) * AKT})
    accepted = (("uakt", "uusdc"), ("uakt",), ("uusdc",), ())[draws.integers(4)]
    changes = {"min_deposits": dict.fromkeys(accepted, 4 * AKT)}, {"order_max_bids": int(draws.integers(1, 5))}
    later_law = changed_law(world.law, deployment=changes[0], market=changes[1])
    schedules, later = ((_pricing(draws, world, n), _choice(draws, world, n)) for n in (seed, seed + 2))
    outages = random_outages(draws, world, days, grid)
    world.elsewhere = room_elsewhere({"model1": int(draws.integers(0, 20))} if seed % 3 else {}, world.gpu_models)
    away = grid * float(draws.integers(1, 1 + 2 * DAY_BLOCKS // grid))
    ours = replace(ours, comes_back_share=draws.uniform(), comes_back_blocks=away)
    return Featured(world, *schedules, ours, outages, (later_law, *later))


def _of_class(draws: np.random.Generator, grid: int) -> ClassHabits:
    shares = {model: {1 - model: draws.uniform()} for model in range(2) if draws.random() < 0.7}
    return ClassHabits(
        patience_kind=str(draws.choice(KINDS)),
        patience_blocks=float(draws.integers(10, 2 * DAY_BLOCKS) // grid * grid),
        retries=int(draws.integers(0, 4)),
        retry_share=draws.uniform(),
        retry_blocks=draws.uniform(1.0, DAY_BLOCKS),
        second_choice=shares,
        one_at_a_time=bool(draws.random() < 0.3),
        reopen_share=draws.choice([0.5, 1.0]),
        least_uptime=draws.choice([0.0, 0.0, 0.95]),
    )


def _pricing(draws: np.random.Generator, world: MarketWorld, seed: int) -> PricingSchedule:
    """Return asks of which half the providers draw a cost for each order, in two worlds of three."""
    pricing, _ = random_schedules(world, seed)
    n, n_bundles = pricing.ask_micro_uakt_per_block.shape
    if seed % 3 == 0:
        return pricing
    costs = np.sort(draws.uniform(0.2, 1.0, size=(n, COST_KNOTS.size)), axis=1)
    costs[::2] = 0.0
    markups = draws.uniform(1.0, 1.5, size=(n, n_bundles, 1))
    below = draws.choice([0.5, 1.0], size=(n, n_bundles))
    asks = (pricing.ask_micro_uakt_per_block, pricing.ask_micro_uusdc_per_block)
    return PricingSchedule(*asks, cost_over_ask=costs, bid_over_ask=costs[:, None] * markups, bids_below=below)


def _choice(draws: np.random.Generator, world: MarketWorld, seed: int) -> ChoiceSchedule:
    """Return what tenants weigh; in three worlds of four trust counts, too, and a third follows the console's rule."""
    _, choice = random_schedules(world, seed)
    weights = (choice.price_weight, choice.audit_weight, choice.taste_weight)
    n = len(world.tenants)
    if seed % 4 == 0:
        return ChoiceSchedule(*weights)
    tiered = np.where(draws.random(n) < 1 / 3, 0.99, np.nan)
    level = np.random.default_rng([seed, 5]).choice([0, 0, 2, HIGHEST], n)
    trust_weight = draws.choice([0.0, 2.0], n)
    return ChoiceSchedule(*weights, trust_weight=trust_weight, least_uptime=tiered, required_level=level)


def random_outages(draws: np.random.Generator, world: MarketWorld, days: int, grid: int) -> Any:
    """Return outages of single nodes and of all nodes of a provider at once, by height, state and node.

    Providers, and classes of tenants (ids below 0), are excluded now and then, and let in again.
    """
    events: list[tuple[int, int, int, int]] = []
    nodes = np.arange(len(world.nodes))
    groups = [np.array([node]) for node in nodes]
    if draws.random() < 0.5:
        groups = [nodes[world.nodes.provider == provider] for provider in range(len(world.providers))]
    for group in groups:
        at = 0
        while True:
            at += grid * (1 + int(draws.exponential(5.0 * DAY_BLOCKS / grid)))
            lasts = grid * (1 + int(draws.exponential(0.3 * DAY_BLOCKS / grid)))
            if at >= days * DAY_BLOCKS:
                break
            notice = grid * (1 + int(draws.exponential(0.5 * DAY_BLOCKS / grid)))
            is_planned = draws.random() < 0.5
            for node in group.tolist():
                if is_planned:
                    events += [(at, NOTICED, node, at + notice), (at + notice, IN_MAINTENANCE, node, 0)]
                else:
                    events.append((at, (INTERRUPTED, AT_FAULT, FAILED)[at // grid % 3], node, 0))
                events.append((at + notice * is_planned + lasts, UP, node, 0))
            at += notice * is_planned + lasts
    classes = [[-1 - number] for number in range(len(world.tenant_classes))]
    owners = [nodes[world.nodes.provider == provider].tolist() for provider in range(len(world.providers))]
    for together in (*classes, *owners):
        at = grid * int(draws.exponential(15.0 * DAY_BLOCKS / grid))
        until = at + grid * (1 + int(draws.exponential(DAY_BLOCKS / grid)))
        events += [(at, EXCLUDED, each, 0) for each in together] + [(until, UP, each, 0) for each in together]
    outages = np.zeros(len(events), dtype=OUTAGE)
    outages[:] = sorted(events)
    return outages


def random_edges(seed: int, days: int) -> list[int]:
    """Return heights between which stretches of time lie, from 0 to the end of the last day."""
    draws = np.random.default_rng([seed, 2])
    return sorted({0, *draws.integers(1, days * DAY_BLOCKS, size=9).tolist(), days * DAY_BLOCKS})
