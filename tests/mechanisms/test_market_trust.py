"""Trust by hand: what tenants remember of a provider and of the market when a lease has ended, and how it fades."""

from __future__ import annotations

import hashlib
import math
import pickle
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from econsim.mechanisms.market import rules
from econsim.mechanisms.market.schedules import Schedules
from econsim.mechanisms.market.tally import DRY, FAILURE, PLANNED, PROVIDER, TENANT
from econsim.mechanisms.market.trust import note_end
from econsim.policies.providers.decisions import PricingSchedule
from econsim.policies.tenants.decisions import ChoiceSchedule
from econsim.units import MICRO
from econsim.world import market_book, pair_trust
from econsim.world.outage_clocks import OUTAGE
from econsim.world.pair_trust import may_remember
from econsim.world.providers import FAILED, IN_MAINTENANCE, UP
from tests.mechanisms.market_worlds import (
    DAY_BLOCKS,
    HOUR_BLOCKS,
    RANDOM_HABITS,
    MarketWorld,
    cheapest,
    flat_asks,
    habits,
    law_of,
    one_room_world,
    open_for,
    random_schedules,
    random_world,
    series_of,
)
from tests.uncompiled import uncompiled

HALF_LIFE = 90 * DAY_BLOCKS
MEMORY = {"pair_gain": 0.2, "pair_loss": 0.5, "pair_half_life_blocks": HALF_LIFE}


def weighing(world: MarketWorld, trust_weight: float = 1.0) -> ChoiceSchedule:
    """Tenants who weigh price and trust in the provider."""
    one = np.ones(len(world.tenants))
    return ChoiceSchedule(one, 0 * one, 0 * one, trust_weight * one)


def remembered(world: MarketWorld) -> dict[tuple[int, int], tuple[float, int]]:
    """Return who remembers whom: trust when it was written down, and the height of that."""
    pairs = world.market.pair_trust
    return {
        (int(pair.tenant), int(pair.provider)): (float(pair.trust), int(pair.height))
        for pair in pairs
        if pair.tenant >= 0
    }


def run(world: MarketWorld, until: int, choice: ChoiceSchedule | None = None, **ours: Any) -> Any:
    return open_for(world, until, flat_asks(world, MICRO), choice or weighing(world), habits(**(MEMORY | ours)))


# --- trust in a provider ----------------------------------------------------------------------------------------


def test_a_planned_end_brings_a_share_of_the_trust_that_is_missing_and_what_was_there_has_faded() -> None:
    """From 10 to 110 and, a half-life after that end, again for 100: 0.2, then 0.1 + 0.2 x 0.9."""
    world = one_room_world([(0, 100), (HALF_LIFE, 100)])
    run(world, 1_000)
    assert remembered(world) == {(0, 0): (0.2, 110)}
    run(world, HALF_LIFE + 1_000)
    ((trust, height),) = remembered(world).values()
    assert height == HALF_LIFE + 110
    assert trust == pytest.approx(0.1 + 0.2 * 0.9, rel=1e-12)


def test_a_lease_that_runs_dry_or_still_runs_changes_no_trust() -> None:
    dry = one_room_world([(0, 10 * DAY_BLOCKS)], forget_uniform=0.0, min_deposits={"uakt": 0})
    assert run(dry, 3 * DAY_BLOCKS, deposit_blocks=DAY_BLOCKS, forget_top_up_ratio=0.5).leases_overdrawn == 1
    assert remembered(dry) == {}
    running = one_room_world([(0, DAY_BLOCKS)])
    run(running, 1_000)
    assert remembered(running) == {}


def test_two_tenants_remember_for_themselves() -> None:
    world = one_room_world([(0, 100), (200, 100)], threads=8, tenant=[0, 1], n_providers=1)
    world.tenants.append(trust=[1.0])
    run(world, 250)
    assert remembered(world) == {(0, 0): (0.2, 110)}
    run(world, 1_000)
    assert remembered(world) == {(0, 0): (0.2, 110), (1, 0): (0.2, 310)}


def ended(causes: list[int], *, trust: float = 1.0, **ours: Any) -> tuple[float, float]:
    """Let a lease at height 10 be said to end by some causes at once; return trust in the provider and the market."""
    world = one_room_world([(0, 100)], trust=trust)
    schedules = Schedules(flat_asks(world, MICRO), weighing(world), habits(trust_gain=0.0, **(MEMORY | ours)))
    market = rules.opened(world, law_of(world), schedules, np.ones(1), 20, is_watched=False)
    market = rules.run_to(world, market, 20)
    for cause in causes:
        note_end(market, market.leases[0], 20, cause)
    trusted = remembered(world).get((0, 0), (0.0, 20))
    assert trusted[1] == 20
    return trusted[0], float(world.tenants.trust[0])


@pytest.mark.parametrize(
    ("causes", "in_provider", "in_market"),
    [
        ([PLANNED], 0.2, 0.8),
        ([TENANT], 0.0, 0.8),
        ([DRY], 0.0, 0.8),
        ([FAILURE], -0.5, 0.8 * 0.95),
        ([PROVIDER], -0.5, 0.8 * 0.95),
        ([PLANNED, PLANNED, FAILURE], 0.36 - 0.5 * 1.36, 0.8 * 0.95),
        ([FAILURE, FAILURE], -0.75, 0.8 * 0.95**2),
        ([FAILURE, PLANNED], -0.5 + 0.2 * 1.5, 0.8 * 0.95),
    ],
)
def test_what_an_end_does_to_trust_depends_on_its_cause(
    causes: list[int], in_provider: float, in_market: float
) -> None:
    found = ended(causes, trust=0.8, failure_trust_loss=0.05)
    assert found == pytest.approx((in_provider, in_market), rel=1e-12)


def after(*entered: tuple[int, int, int, int]) -> tuple[list[float], dict[tuple[int, int], tuple[float, int]]]:
    """Three tenants, each with a lease of 1,000 blocks; return their trust in the market, and in providers.

    Tenant 1's own node is provider 1's, which asks more and so gets who finds no room at provider 0.
    """
    world = one_room_world([(0, 1_000), (50, 1_000), (100, 1_000)], threads=[8, 4], n_providers=2, tenant=[0, 2, 1])
    world.tenants.append(trust=[1.0, 1.0])
    ours = habits(**(MEMORY | {"trust_gain": 0.0, "trust_loss": 0.0, "failure_trust_loss": 0.05}))
    outages = np.array(sorted(entered), dtype=OUTAGE)
    open_for(world, 2_000, asks_over_outside(0.2, 0.3), weighing(world, 1e-9), ours, outages=outages)
    return world.tenants.trust.tolist(), remembered(world)


def test_an_outage_of_one_provider_changes_the_trust_of_its_own_tenants_alone() -> None:
    assert after() == ([1.0] * 3, {(0, 0): (0.2, 1_010), (2, 0): (0.2, 1_060), (1, 1): (0.2, 1_110)})
    market, providers = after((500, FAILED, 0, 0))
    assert market == [0.95, 1.0, 0.95]
    assert providers == {(0, 0): (-0.5, 500), (2, 0): (-0.5, 500), (1, 1): (0.2, 1_110)}
    market, providers = after((500, IN_MAINTENANCE, 1, 0), (600, UP, 1, 0))
    assert market == [1.0, 0.95, 1.0]
    assert providers == {(0, 0): (0.2, 1_010), (2, 0): (0.2, 1_060), (1, 1): (-0.5, 500)}


# --- its weight in the choice ----------------------------------------------------------------------------------------


def test_a_tenant_goes_back_to_whom_it_knows_for_less_than_its_trust_is_worth() -> None:
    """Provider 1 is cheapest at first and dearer later by .1 or .3 of the open-market price; trust .2 has weight 1."""
    for dearer, winner in ((0.1, 1), (0.3, 0)):
        world = one_room_world([(0, 100), (1_000, 100)], n_providers=2)
        ours = habits(**(MEMORY | {"pair_half_life_blocks": 10**9}))
        open_for(world, 500, asks_over_outside(0.6, 0.5), weighing(world), ours)
        assert set(remembered(world)) == {(0, 1)}
        open_for(world, 1_050, asks_over_outside(0.6, 0.6 + dearer), weighing(world), ours)
        leases = world.market.leases.rows
        assert leases[leases["rate_micro_per_block"] > 0]["provider"].tolist() == [winner]


def asks_over_outside(*ratios: float) -> PricingSchedule:
    """Return asks of providers over the price outside, 1 USD an hour at 1 USD."""
    asks = (np.array(ratios)[:, None] * 10**12 / HOUR_BLOCKS).astype(np.int64)
    return PricingSchedule(asks, asks)


# --- what costs nothing ----------------------------------------------------------------------------------------------


def test_nobody_is_remembered_until_somebody_weighs_it_and_from_then_on_for_good() -> None:
    world = one_room_world([(0, 100), (1_000, 100), (2_000, 100)])
    for until, choice, known in ((500, cheapest(world), 0), (1_500, weighing(world), 1), (2_500, cheapest(world), 1)):
        run(world, until, choice)
        assert len(remembered(world)) == known
    assert remembered(world)[0, 0][1] == 2_110


def played(seed: int, weight: float, slots: int | None, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, ...]:
    """Run a random world whose tenants forget within days; `slots` for the table, or as many as it wants."""
    monkeypatch.undo()
    if slots:
        monkeypatch.setattr(market_book, "with_room_for", lambda *_: (market_book.no_pairs(slots), slots // 2))
    world = random_world(seed, days=15, n_providers=6)
    pricing, choice = random_schedules(world, seed)
    choice = ChoiceSchedule(choice.price_weight, choice.audit_weight, choice.taste_weight, np.full(30, weight))
    tallies = [
        open_for(world, day * DAY_BLOCKS, pricing, choice, habits(**(MEMORY | {"pair_half_life_blocks": 3_000})))
        for day in range(1, 16)
    ]
    known = [tally.orders_known_by_class.tolist() for tally in tallies]
    trust = [tally.provider_trust_by_class.tolist() for tally in tallies]
    left = [world.tenants.wallet.tolist(), world.providers.wallet.tolist()]
    return left, known, trust, len(remembered(world))


def test_forgotten_pairs_are_dropped_without_any_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that never grows keeps them all; the other holds fewer pairs, and everything else is the same."""
    kept, dropped = (played(4, 2.0, slots, monkeypatch) for slots in (4_096, None))
    assert kept[:3] == dropped[:3]
    assert dropped[3] < kept[3]
    assert np.sum(dropped[1]) > 20


def test_a_trust_weight_of_0_is_no_trust(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody, somebody = (played(4, weight, None, monkeypatch) for weight in (0.0, 1e-300))
    assert nobody[0] == somebody[0]
    assert nobody[3] == 0 < somebody[3]


# --- what is shown ---------------------------------------------------------------------------------------------------


def test_series_show_who_goes_to_whom_it_knows_and_how_much_it_trusts_them() -> None:
    """Class 1 comes back a half-life after its first lease ended, .2 / 2; class 0 comes for the first time."""
    world = one_room_world(
        [(0, 100), (HALF_LIFE + 100, 100), (HALF_LIFE + 150, 100)], threads=8, tenant=[1, 1, 0], n_classes=2
    )
    world.tenants.append(trust=[1.0], tenant_class=[1])
    first = run(world, HALF_LIFE).tally
    names = ("known_provider_ratio", "provider_trust_mean", "provider_trust_mean_{tenant_class}")
    shown = series_of(world, first, *names)
    assert {name: shown[name] for name in names[:2]} == {"known_provider_ratio": 0.0, "provider_trust_mean": 0.0}
    assert np.isnan(shown["provider_trust_mean_class0"])
    shown = series_of(world, run(world, HALF_LIFE + 300).tally, *names)
    assert shown == pytest.approx(
        {
            "known_provider_ratio": 0.5,
            "provider_trust_mean": 0.05,
            "provider_trust_mean_class0": 0.0,
            "provider_trust_mean_class1": 0.1,
        },
        rel=1e-12,
    )


# --- a memory that is state ---------------------------------------------------------------------------------------


def bits(epoch_blocks: int = DAY_BLOCKS, *, is_carried: bool = False) -> str:
    """Run a random world whose tenants weigh trust or put tiers first; return a hash of what they remember and own.

    is_carried: after each epoch the world is pickled, and the run goes on with what comes out.
    """
    world = random_world(8, days=7)
    pricing, choice = random_schedules(world, 8)
    n = len(world.tenants)
    least_uptime = np.where(np.arange(n) % 3, np.nan, 0.99)
    choice = replace(choice, trust_weight=np.linspace(-1.0, 3.0, n), least_uptime=least_uptime)
    outages = np.array([(day * DAY_BLOCKS // 2, FAILED, day, 0) for day in range(1, 9)], dtype=OUTAGE)
    ours = habits(**(RANDOM_HABITS | MEMORY | {"failure_trust_loss": 0.05, "pair_half_life_blocks": 9_999}))
    n_known, last = 0, 7 * DAY_BLOCKS
    for until in [*range(epoch_blocks, last, epoch_blocks), last]:
        now = outages[(outages["height"] >= world.height) & (outages["height"] < until)]
        n_known += open_for(world, until, pricing, choice, ours, outages=now).orders_known_by_class.sum()
        if is_carried:
            world = pickle.loads(pickle.dumps(world))
    assert n_known > 5
    assert all(may_remember(world.tenants.rows[tenant], provider) for tenant, provider in remembered(world))
    fading = math.log(2.0) / ours.pair_half_life_blocks
    known = [
        (pair, trust, height)
        for pair, (trust, height) in sorted(remembered(world).items())
        if pair_trust.remembered(trust, last - height, fading) != 0.0
    ]
    owned = [world.tenants.trust, world.tenants.wallet, world.providers.wallet]
    return hashlib.blake2b(repr(known).encode() + b"".join(column.tobytes() for column in owned)).hexdigest()


def test_what_is_remembered_does_not_depend_on_the_epoch_length() -> None:
    assert bits(HOUR_BLOCKS) == bits() == bits(7 * DAY_BLOCKS)


def test_a_world_that_travels_remembers() -> None:
    assert bits(is_carried=True) == bits()


def test_uncompiled_tenants_remember_the_same_to_the_last_bit() -> None:
    script = "from tests.mechanisms.test_market_trust import bits; print(bits())"
    assert uncompiled(script) == bits()
