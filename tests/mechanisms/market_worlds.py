"""Small worlds for the market alone: tables and a ledger, without a chain around them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np

from econsim.mechanisms.law import Law
from econsim.mechanisms.market import rules, tally
from econsim.mechanisms.market.money import ESCROW_DEPOSIT, ESCROW_REFUND, PAYOUT, REASONS, TAKE_FEE, TENANT_PURCHASE
from econsim.mechanisms.market.schedules import MarketHabits, Schedules
from econsim.mechanisms.market.series import SERIES
from econsim.mechanisms.market.terms import MarketLaw
from econsim.policies.providers.decisions import PricingSchedule
from econsim.policies.tenants.decisions import ChoiceSchedule
from econsim.units import DENOMS, MICRO, SECONDS_PER_HOUR
from econsim.world.build import empty_world, hand_out, with_nodes
from econsim.world.ledger import Account
from econsim.world.market_book import Intentions
from econsim.world.outages import NOTHING
from econsim.world.series import Moment
from econsim.world.world import World
from tests.mechanisms.changed_law import changed_law
from tests.readings import read

AKT = 1_000_000
HOUR_BLOCKS = 595
DAY_BLOCKS = 14_288
HABITS = {
    "bid_wait_blocks": 10,
    "deposit_blocks": 7 * DAY_BLOCKS,
    "top_up_blocks": 7 * DAY_BLOCKS,
    "withdrawal_blocks": DAY_BLOCKS,
    "monitor_blocks": 99,
    "forget_top_up_ratio": 0.0,
    "uusdc_share": 0.0,
    "trust_gain": 0.1,
    "trust_loss": 0.05,
}


def habits(**changed: Any) -> MarketHabits:
    return MarketHabits(**(HABITS | changed))


@dataclass
class MarketWorld(World):
    """A world with the law under which its market runs."""

    law: Law = field(kw_only=True)


def law(**changed: Any) -> Law:
    """Return the law with the market's numbers; keys: take (by denom and default), min_deposits, bids, bid_deposit,
    gpu_orders_accepted."""
    take = {"default": 20, "uakt": 2} | changed.get("take", {})
    return changed_law(
        release="v0.24.0" if changed.get("gpu_orders_accepted", True) else "v0.20.0",
        take={
            "default_take_rate": take["default"],
            "denom_take_rates": {denom: rate for denom, rate in take.items() if denom != "default"},
        },
        deployment={"min_deposits": changed.get("min_deposits", {"uakt": 5 * AKT})},
        market={"bid_min_deposit": changed.get("bid_deposit", 5 * AKT), "order_max_bids": changed.get("bids", 20)},
    )


def market_world(
    *,
    n_providers: int = 1,
    is_audited: Any = False,
    provider_uakt: Any = 1_000 * AKT,
    n_models: int = 0,
    n_classes: int = 1,
    akt_price_usd: float = 1.0,
    slots: int = 4,
    **changed: Any,
) -> MarketWorld:
    """Return a world at height 0 whose providers own `provider_uakt` each; the rest is to be added.

    Tenants buy what they need.
    """
    world = empty_world(
        supply_uakt=10**9 * AKT,
        akt_price_usd=akt_price_usd,
        seconds_per_block=SECONDS_PER_HOUR / HOUR_BLOCKS,
        gpu_models=[f"model{number}" for number in range(n_models)],
        tenant_classes=[f"class{number}" for number in range(n_classes)],
        market_slots=slots,
    )
    world.providers.append(is_audited=np.broadcast_to(is_audited, n_providers))
    hand_out(world, Account("providers.wallet_uakt", np.arange(n_providers)), provider_uakt)
    return MarketWorld(**vars(world), law=law(**changed))


def open_for(
    world: MarketWorld,
    until: int,
    pricing: PricingSchedule,
    choice: ChoiceSchedule,
    habits: MarketHabits,
    wanted: float = 1.0,
    outages: Any = NOTHING,
) -> SimpleNamespace:
    """Run the market to a height, every intention wanted; return what was counted and moved, name by name."""
    due = world.market.due(world.intentions, until)
    world.ledger.journal.begin()
    share = np.full(due.stop - due.start, wanted)
    counted = rules.run_market(world, law_of(world), Schedules(pricing, choice, habits), share, until, watch(), outages)
    go_to(world, until)
    return seen(world, counted)


def go_to(world: World, height: int) -> None:
    """Let an epoch last to a height (for half a block more, against rounding) and the next one begin there."""
    world.epoch_seconds = (height - world.height + 0.5) * world.seconds_per_block
    world.start_height = height


def law_of(world: MarketWorld) -> MarketLaw:
    law = world.law
    return MarketLaw(law.market, law.deployment, law.take, law.software.rules)


def seen(world: World, counted: tally.MarketTally) -> SimpleNamespace:
    """Return a tally, the market's flows by denom, and the tally itself, as plain names."""
    names = [name for name in tally.COUNTS.names or () if name not in ("unfilled", "moved", "ended", "unsettled")]
    reasons = ("refused", "no_supplier", "no_room", "too_dear", "no_deposit", "no_act")
    money = world.ledger.journal.money
    flows = {"take_fee": TAKE_FEE, "payout": PAYOUT, "bought": TENANT_PURCHASE}
    flows |= {"deposited": ESCROW_DEPOSIT, "refunded": ESCROW_REFUND}
    spent = [
        counted.by_model["spent_units"][:, code].astype(object) * MICRO + counted.by_model["spent_micro"][:, code]
        for code in range(len(DENOMS))
    ]
    return SimpleNamespace(
        **{name: int(counted.counts[name]) for name in names},
        ended=counted.counts["ended"].tolist(),
        leases_ended=int(counted.counts["ended"].sum() - counted.counts["ended"][tally.DRY]),
        leases_overdrawn=int(counted.counts["ended"][tally.DRY]),
        **{f"unfilled_{name}": int(counted.counts["unfilled"][code]) for code, name in enumerate(reasons, 1)},
        **{f"{name}_by_model": counted.by_model[name] for name in tally.BY_MODEL.names or ()},
        **{f"{name}_by_class": counted.by_class[name] for name in tally.BY_CLASS.names or ()},
        **{name: np.array([money[REASONS[why].words, denom] for denom in DENOMS]) for name, why in flows.items()},
        spent_micro=np.array(spent),  # by denom and model, whole
        class_micro={name: _whole(counted.by_class, name) for name in ("spent", "worth")},  # by class and part, whole
        leases_active=world.market.n_leases,
        tally=counted,
    )


def _whole(rows: Any, name: str) -> np.ndarray:
    return rows[f"{name}_units"].astype(object) * MICRO + rows[f"{name}_micro"]


def series_of(world: MarketWorld, counted: tally.MarketTally, *names: str) -> dict[str, Any]:
    """Return some of the market's series (`name_{gpu_model}` for those of each model), read off a world and a tally."""
    wanted = [series for series in SERIES if series.name in names]
    return read(wanted, Moment(world, world.law, None, counted))


WATCHES: list[rules.Watch] = []  # who is shown the flows of the markets that run


def watch() -> rules.Watch | None:
    """Return who watches the markets that run, if anybody does."""
    return WATCHES[-1] if WATCHES else None


@contextmanager
def money_log() -> Iterator[list[tuple[Any, ...]]]:
    """Collect every movement of money: (height, why, from, to, denom, amount); recycled slots appear as None."""
    log: list[tuple[Any, ...]] = []

    def keep(flows: Any) -> None:
        for height, reason, source, destination, denom, amount in flows.tolist():
            why = REASONS[reason]
            ends = [None if name.startswith(("orders", "leases")) else row for name, row in
                    ((why.source, source), (why.destination, destination))]  # fmt: skip
            log.append((height, why.words, *ends, denom, amount))

    WATCHES.append(keep)
    try:
        yield log
    finally:
        WATCHES.pop()


def one_room_world(
    wants: list[tuple[int, int]], *, threads: Any = 4, n_providers: int = 1, **changed: Any
) -> MarketWorld:
    """Return a world of one tenant who wants (height, duration) of a bundle of 4 threads; one node a provider.

    The bundle costs 1 USD an hour outside; any price is accepted unless `max_price_ratio` says otherwise.
    """
    intention = {name: changed.pop(name) for name in list(changed) if name in Intentions.record.names}
    bundle = {"gpu_model": -1, "threads": 4, "memory_gib": 8, "storage_gib": 10, "open_market_usd_per_hour": 1.0}
    bundle |= {"value_cap_ratio": 1.6}
    bundle |= changed.pop("resources", {})
    node = {"gpu_model": -1, "threads": threads, "memory_gib": 10**6, "storage_gib": 10**6} | changed.pop("node", {})
    trust = changed.pop("trust", 1.0)
    world = market_world(n_providers=n_providers, n_models=bundle["gpu_model"] + 1, **changed)
    with_nodes(world, provider=np.arange(n_providers), **node)
    world.tenants.append(trust=[trust])
    world.bundles.append(gpu_model=[bundle.pop("gpu_model")], **bundle)
    world.intentions.append(
        **(
            {"serial": np.arange(len(wants)), "event_key": np.arange(len(wants)), "max_price_ratio": 1e6}
            | {"outside_ratio": 1.0}
            | intention
        ),
        height=np.array([height for height, _ in wants], dtype=np.int64),
        duration_blocks=np.array([duration for _, duration in wants], dtype=np.int64),
    )
    return world


def flat_asks(world: World, ask_micro: int) -> PricingSchedule:
    """Every provider asks the same for everything."""
    asks = np.full((len(world.providers), len(world.bundles)), ask_micro, dtype=np.int64)
    return PricingSchedule(asks, asks)


def cheapest(world: World) -> ChoiceSchedule:
    n = len(world.tenants)
    return ChoiceSchedule(np.ones(n), np.zeros(n), np.zeros(n))


def random_world(
    seed: int, *, days: float = 20.0, orders_per_day: float = 20.0, n_providers: int = 8, slots: int = 4
) -> MarketWorld:
    """Return a world with everything in it: two GPU models, two denoms, forgetful tenants, scarce room."""
    draws, n_tenants = np.random.default_rng(seed), 30
    is_audited = draws.random(n_providers) < 0.5
    owner = np.sort(draws.integers(n_providers, size=3 * n_providers))
    model = draws.integers(-1, 2, size=owner.size)
    threads = draws.integers(16, 64, size=owner.size)
    gpus = np.where(model < 0, 0, draws.integers(1, 9, size=owner.size))
    tenant_class = draws.integers(3, size=n_tenants)
    intentions = _random_intentions(draws, days, orders_per_day, n_tenants)
    world = market_world(
        n_providers=n_providers,
        is_audited=is_audited,
        provider_uakt=draws.integers(20, 200, size=n_providers) * AKT,
        n_models=2,
        n_classes=int(tenant_class.max()) + 1,
        min_deposits={"uakt": 5 * AKT, "uusdc": 5 * AKT},
        bids=3,
        akt_price_usd=1.3,
        slots=slots,
    )
    room = {"gpus": gpus, "threads": threads, "memory_gib": threads * 4, "storage_gib": threads * 20}
    with_nodes(world, provider=owner, gpu_model=model, **room)
    world.tenants.append(tenant_class=tenant_class, trust=1.0)
    world.bundles.append(
        gpu_model=[-1, -1, 0, 0, 1],
        gpus=[0, 0, 1, 4, 2],
        threads=[2, 8, 8, 32, 16],
        memory_gib=[4, 16, 32, 128, 64],
        storage_gib=[20, 80, 100, 400, 200],
        open_market_usd_per_hour=[0.03, 0.12, 0.6, 2.4, 3.0],
        value_cap_ratio=[1.2, 1.2, 1.6, 1.6, 1.6],
    )
    world.intentions.append(**intentions)
    return world


def _random_intentions(
    draws: np.random.Generator, days: float, orders_per_day: float, n_tenants: int
) -> dict[str, np.ndarray]:
    n = draws.poisson(orders_per_day * days)
    standing = np.arange(n) < n // 20
    return {
        "height": np.where(standing, 0, np.sort(draws.integers(int(days * DAY_BLOCKS), size=n))),
        "serial": np.arange(n),
        "tenant": draws.integers(n_tenants, size=n),
        "bundle": draws.choice(5, size=n, p=[0.4, 0.2, 0.2, 0.1, 0.1]),
        "duration_blocks": np.maximum(1, draws.lognormal(np.log(3 * DAY_BLOCKS), 1.5, size=n)).astype(np.int64),
        "max_price_ratio": 0.3 * (1 - draws.random(n)) ** (-1 / 1.2),
        "outside_ratio": np.where(np.arange(n) % 3, 1.0, 0.7),
        "thinning": draws.random(n),
        "denom_uniform": draws.random(n),
        "forget_uniform": draws.random(n),
        "event_key": draws.integers(2**63, size=n).astype(np.uint64),
        "is_standing": standing,
    }


RANDOM_HABITS = {
    "deposit_blocks": 2 * DAY_BLOCKS,
    "top_up_blocks": DAY_BLOCKS + 77,
    "withdrawal_blocks": DAY_BLOCKS // 2,
    "forget_top_up_ratio": 0.2,
    "uusdc_share": 0.3,
}


def random_schedules(world: World, seed: int) -> tuple[PricingSchedule, ChoiceSchedule]:
    """Return asks around half the outside price, some of them 0, and tenants who weigh things differently."""
    draws = np.random.default_rng([seed, 1])
    shape = (len(world.providers), len(world.bundles))
    usd_per_block = world.bundles.open_market_usd_per_hour * world.seconds_per_block / 3600
    asks = (usd_per_block * np.exp(draws.normal(-0.7, 0.4, size=shape)) * 1e12).astype(np.int64)
    asks[draws.random(shape) < 0.1] = 0
    n = len(world.tenants)
    choice = ChoiceSchedule(draws.uniform(0, 5, n), draws.uniform(0, 1, n), draws.choice([0.0, 0.3], n))
    return PricingSchedule((asks / world.akt_price_usd).astype(np.int64), asks), choice


def digest(seed: int) -> str:
    """Run a random world for a week and return a hash of every movement of money and of everything it left."""
    world = random_world(seed, days=7.0, orders_per_day=15.0)
    pricing, choice = random_schedules(world, seed)
    with money_log() as log:
        tallies = [open_for(world, day * DAY_BLOCKS, pricing, choice, habits(**RANDOM_HABITS)) for day in range(1, 8)]
    left = (world.tenants.columns(), world.providers.columns(), world.nodes.columns())
    arrays = [column for columns in left for column in columns.values()] + [world.market.leases.rows]
    what = repr((log, tallies)).encode() + b"".join(array.tobytes() for array in arrays)
    return hashlib.blake2b(what, digest_size=16).hexdigest()
