"""Provider bonds: what levels ask for, and every uakt that is posted, withdrawn, slashed and paid out, by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from econsim.mechanisms.bonds import bad_leases, rules
from econsim.mechanisms.bonds.terms import bond_terms
from econsim.networks.catalogue import load_scenario
from econsim.reference.decimal18 import Dec
from econsim.reference.provider_bonds import required_bonds, slashed
from econsim.world.bonds import HIGHEST, BondTerms, declared_resources, level_of
from econsim.world.build import empty_world, with_nodes
from econsim.world.outages import NOTHING
from econsim.world.providers import AT_FAULT, UP
from econsim.world.world import World

AKT, DAY = 1_000_000, 86_400.0
NAMES = ("gpu", "vcpu", "memory_gb", "storage_tb")


def terms(design: str = "as_drafted", **changes: Any) -> BondTerms:
    bonds = {"design": design, **changes}
    scenario = load_scenario("mainnet7").with_changes(
        {f"counterfactual.bonds.{name}": of for name, of in bonds.items()}
    )
    return bond_terms(scenario.counterfactual.bonds)


def bond_world(n_providers: int = 1, **how: Any) -> World:
    """Return providers of 8 GPUs, 128 threads, 1,024 GiB and 10 TB each, asked for bonds; an AKT costs .5 USD."""
    world = empty_world(gpu_models=("a100",), akt_price_usd=0.5, epoch_seconds=DAY, supply_uakt=100_000 * AKT)
    world.providers.append(ask_factor=np.ones(n_providers))
    room = {"gpus": 8, "threads": 128, "memory_gib": 1_024, "storage_gib": 10_240}
    with_nodes(world, provider=np.arange(n_providers), gpu_model=0, **room)
    world.bond_terms = terms(**how)
    return world


def hold(world: World, *wanted_akt: float) -> None:
    """Let a day come at which providers want so much bonded."""
    rules.hold_bonds(world, SimpleNamespace(bond_uakt=np.array([round(of * AKT) for of in wanted_akt])))
    assert world.ledger.imbalance("uakt") == 0


def akt(world: World, account: str) -> float:
    return world.ledger.total(account) / AKT


def faults(detected: bool = True, dishonest: Any = (0,), **failures: Any) -> Any:
    """Return nature: who is dishonest, when its nodes fail (day by node), and that all or none of it is detected."""
    return SimpleNamespace(
        hours_down=6.0,
        is_dishonest=lambda provider: np.isin(provider, dishonest),
        is_detected=lambda provider, number: np.full(provider.size, detected),
        **failures,
    )


def test_a_level_asks_for_the_sum_of_what_is_declared() -> None:
    """8 x 50 + 128 x .5 + 1,024 x .25 + 10 x 2 = 400 + 64 + 256 + 20 = 740 AKT; twice and four times that above."""
    world = bond_world()
    required = world.bond_terms.required_uakt(declared_resources(world.nodes, 1), 0.5)
    assert (required[:, 0] / AKT).tolist() == [0, 0, 740, 1_480, 2_960]


def test_the_world_reckons_as_the_reference_does() -> None:
    draws = np.random.default_rng(1)
    units = {name: {f"l{level}": int(draws.integers(1, 10**9)) for level in (2, 3, 4)} for name in NAMES}
    unit_bonds = np.array([[0] * 4, [0] * 4, *([units[name][f"l{level}"] for name in NAMES] for level in (2, 3, 4))])
    counts = draws.integers(0, 1_000, size=(4, 50))
    found = BondTerms(is_on=True, unit_bonds_uakt=unit_bonds).required_uakt(counts * [[1], [1], [1], [1_024]], 1.0)
    for column in range(50):
        declared = {name: int(counts[place, column]) for place, name in enumerate(NAMES)}
        assert found[2:, column].tolist() == list(required_bonds(units, declared).values())


def test_a_part_of_a_tb_counts_as_that_part_rounded_down() -> None:
    """1 GiB at 2 AKT a TB: 2,000,000 / 1,024 = 1,953.1 uakt."""
    assert terms().required_uakt(np.array([[0], [0], [0], [1]]), 1.0)[2].tolist() == [1_953]


def test_in_usd_the_bond_shrinks_as_the_akt_becomes_dearer() -> None:
    """740 AKT at 1 USD are 740 USD: 1,480 AKT at .5 USD, 185 AKT at 4 USD."""
    declared = declared_resources(bond_world().nodes, 1)
    in_usd = terms("in_usd", drafted_at_usd=1.0)
    assert [in_usd.required_uakt(declared, price)[2, 0] / AKT for price in (0.5, 1.0, 4.0)] == [1_480, 740, 185]


def test_a_bond_has_the_highest_level_that_it_covers_and_none_has_none() -> None:
    required = np.array([[0, 0], [0, 0], [740, 0], [1_480, 0], [2_960, 0]])[:, [0, 0, 0, 0, 1]]
    assert level_of(np.array([0, 739, 740, 2_960, 0]), required).tolist() == [0, 1, 2, 4, 0]


def test_where_there_are_no_bonds_everybody_meets_every_requirement() -> None:
    world = bond_world(2, design="none")
    hold(world, 0, 0)
    assert world.providers.level.tolist() == [HIGHEST, HIGHEST]
    assert akt(world, "providers.bonded_uakt") == 0


def test_a_bond_is_bought_from_outside_withdrawn_at_once_and_paid_out_after_21_days() -> None:
    world = bond_world()
    hold(world, 1_480)
    assert (akt(world, "providers.bonded_uakt"), world.providers.level.tolist()) == (1_480, [3])
    world.epoch = 10
    hold(world, 740)
    assert (akt(world, "providers.bonded_uakt"), akt(world, "bond_unbondings.balance_uakt")) == (740, 740)
    assert world.providers.level.tolist() == [2]
    world.epoch = 30
    hold(world, 740)
    assert akt(world, "outside_uakt") == 100_000 - 1_480
    world.epoch = 31
    hold(world, 740)
    assert akt(world, "bond_unbondings.balance_uakt") == len(world.bond_unbondings) == 0
    assert akt(world, "outside_uakt") == 100_000 - 740


def test_bonds_are_posted_in_full_or_not_at_all_while_there_is_akt_to_be_had() -> None:
    world = bond_world(3)
    hold(world, 60_000, 50_000, 10)
    assert (world.providers.bonded_uakt / AKT).tolist() == [60_000, 0, 0]


def test_a_slash_leaves_the_floor_and_goes_to_the_pool_and_never_reaches_what_unbonds() -> None:
    """A quarter of 1,600 AKT less a uakt: 1,200 x 10^6 - .75 is rounded down to 1,199,999,999 uakt."""
    world = bond_world()
    hold(world, 2_000)
    world.epoch = 1
    hold(world, 1_600 - 1e-6)
    rules.slash(world, 0)
    assert world.ledger.total("providers.bonded_uakt") == 1_199_999_999
    assert world.ledger.total("community_pool_uakt") == 400_000_000
    assert world.ledger.total("bond_unbondings.balance_uakt") == 400_000_001
    assert world.ledger.imbalance("uakt") == 0


@pytest.mark.parametrize("fraction", ["0", "0.05", "0.333333333333333", "1"])
def test_slashes_leave_what_the_reference_leaves(fraction: str) -> None:
    world = bond_world(slash_fraction=float(fraction))
    for bonded in (1, 999_999_999, 123_456_789_012):
        world.providers.bonded_uakt[0], left = bonded, bonded
        for _ in range(3):
            left = slashed(left, Dec.parse(fraction))
        rules.slash(world, 0, times=3)
        assert world.providers.bonded_uakt[0] == left


def test_a_slash_by_vote_comes_14_days_after_a_bad_lease_and_once() -> None:
    """Found at the end of day 5: the vote ends on day 20, on whatever is bonded then."""
    world = bond_world(2)
    hold(world, 740, 740)
    world.epoch = 5
    world.providers.bad_leases[0] = 3
    bad_leases.judge_bad_leases(world, faults())
    assert world.journal.counts["bad_leases_detected"] == 3
    assert world.journal.counts["slashes_proposed"] == 1
    for epoch in range(6, 21):
        world.epoch = epoch
        bad_leases.slash_by_vote(world)
        assert (world.providers.bonded_uakt / AKT).tolist() == ([740, 740] if epoch < 20 else [555, 740])
    assert len(world.slash_proposals) == 0
    assert akt(world, "community_pool_uakt") == 185


def test_who_takes_its_bond_back_before_the_vote_loses_its_level_and_nothing_else() -> None:
    world = bond_world()
    hold(world, 740)
    world.providers.bad_leases[0] = 1
    bad_leases.judge_bad_leases(world, faults())
    world.epoch = 1
    hold(world, 0)
    assert world.providers.level.tolist() == [0]
    world.epoch = 15
    bad_leases.slash_by_vote(world)
    assert world.journal.counts["slashes_of_nothing"] == 1
    world.epoch = 22
    hold(world, 0)
    assert akt(world, "community_pool_uakt") == akt(world, "bond_unbondings.balance_uakt") == 0
    assert akt(world, "outside_uakt") == 100_000


def test_slashed_automatically_every_detected_bad_lease_takes_its_part_at_once() -> None:
    """740 x .75^2 = 416.25."""
    world = bond_world(design="slashed_automatically")
    hold(world, 740)
    world.providers.bad_leases[0] = 2
    bad_leases.judge_bad_leases(world, faults())
    assert akt(world, "providers.bonded_uakt") == 416.25
    assert world.journal.counts["slashes"] == 2
    bad_leases.judge_bad_leases(world, faults())  # judged once
    assert akt(world, "providers.bonded_uakt") == 416.25


@pytest.mark.parametrize("how", ["undetected", "unbonded", "none"])
def test_nobody_proposes_a_slash_of_what_is_not_detected_or_of_who_has_no_bond(how: str) -> None:
    world = bond_world(design="none" if how == "none" else "as_drafted")
    hold(world, 740 * (how == "undetected"))
    world.providers.bad_leases[0] = 2
    bad_leases.judge_bad_leases(world, faults(detected=how != "undetected"))
    assert len(world.slash_proposals) == 0
    assert world.providers.bad_leases_judged.tolist() == [2]


def test_nodes_of_dishonest_providers_alone_go_down_and_come_back() -> None:
    """Blocks of 6 s: node 1 fails half a day in, at block 7,200, and is back 6 hours and a block later."""
    world = bond_world(2)
    world.seconds_per_block = 6.0
    failing = faults(dishonest=[1], failures=lambda identity, since, until: (np.array([0]), np.array([0.5])))
    found = bad_leases.with_failures_by_fault(world, failing, NOTHING)
    height = world.start_height
    assert found[["height", "kind", "node"]].tolist() == [(height + 7_200, AT_FAULT, 1), (height + 10_801, UP, 1)]
    honest = faults(dishonest=[], failures=None)
    assert bad_leases.with_failures_by_fault(world, honest, NOTHING) is NOTHING


def test_what_is_remembered_of_income_begins_with_the_first_day_and_then_fades() -> None:
    """10 USD, then 40 with a half-life of a day: (.25 x 10 + .5 x 40) / .75 = 30; an AKT costs .5 USD."""
    world = bond_world()
    for akt_earned, usd, known in ((0, 10, 10.0), (60, 10, 30.0)):
        rules.remember_income(world, DAY, np.array([[akt_earned * AKT], [usd * AKT], [0]]))
        assert world.providers.income_usd_per_day[0] == pytest.approx(known, rel=1e-12)


def test_what_slashes_took_is_remembered_like_income() -> None:
    """185 AKT are 92.5 USD on one day and nothing on the next: (.25 x 92.5 + .5 x 0) / .75 = 30.83."""
    world, nothing = bond_world(), np.zeros((3, 1), dtype=np.int64)
    hold(world, 740)
    rules.slash(world, 0)
    for known in (92.5, 92.5 / 3.0):
        rules.remember_income(world, DAY, nothing)
        assert world.providers.slashed_usd_per_day[0] == pytest.approx(known, rel=1e-12)
