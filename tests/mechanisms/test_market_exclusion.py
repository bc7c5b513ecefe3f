"""Exclusion in the market: whose leases end, what becomes of orders, and what nodes and classes enter in an epoch."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from econsim.mechanisms.market.exclusion import with_exclusions
from econsim.mechanisms.market.schedules import ClassHabits
from econsim.mechanisms.market.tally import EXCLUSION, FAILURE, PLANNED
from econsim.world.build import empty_world, with_nodes
from econsim.world.outages import NOTHING
from econsim.world.providers import EXCLUDED, FAILED, UP
from tests.mechanisms.test_market_outages import ended, gpu_world, outages, run

NO_SPELLS: dict[str, list[tuple[float, float]]] = {}


def test_who_loses_its_lease_by_the_exclusion_of_its_provider_finds_another_and_trusts_it_no_less() -> None:
    """The lease of 1,000 blocks begins at 10 and is broken off at 310: the rest runs elsewhere from 320 on."""
    world = gpu_world(2, [(0, 1_000)])
    before = float(world.tenants.trust[0])
    tally = run(world, 2_000, (310, EXCLUDED, 0, 0), failure_trust_loss=0.1, trust_loss=0.1)
    assert ended(tally) == {EXCLUSION: 1, PLANNED: 1}
    assert (tally.reopened, tally.node_blocks_down, float(world.tenants.trust[0])) == (1, 0, before)
    assert tally.gpu_blocks_by_model.tolist() == [2 * 1_000, 0]


def test_leases_on_other_nodes_run_on_and_excluded_ones_take_none_until_they_are_let_in() -> None:
    world = gpu_world(2, [(0, 1_000), (0, 1_000), (500, 100), (800, 100)], gpus=4)
    tally = run(world, 1_500, (310, EXCLUDED, 0, 0), (700, UP, 0, 0), classes=(ClassHabits(reopen_share=0.0),))
    assert ended(tally) == {EXCLUSION: 1, PLANNED: 2}
    assert (tally.orders, tally.orders_filled, tally.unfilled_no_room) == (4, 3, 1)


def test_a_node_that_has_failed_is_excluded_and_no_longer_down() -> None:
    world = gpu_world(1, [])
    tally = run(world, 1_000, (100, FAILED, 0, 0), (300, EXCLUDED, 0, 0))
    assert tally.node_blocks_down == 200
    assert world.nodes.state.tolist() == [EXCLUDED]


def two_classes() -> Any:
    """Return a market of eight GPUs that tenants 0 and 1, each of a class of its own, lease halves of."""
    world = gpu_world(2, [(0, 1_000), (0, 1_000), (305, 1_000), (305, 1_000), (500, 10), (500, 10), (800, 10)])
    world.tenants.grow(1)
    world.tenants.trust[:] = 1.0
    world.tenants.tenant_class[1], world.tenant_classes = 1, ("class0", "class1")
    world.intentions.tenant = np.array([0, 1, 0, 1, 0, 1, 0])
    return world


def test_an_excluded_class_loses_its_leases_and_orders_nothing_and_the_other_class_does_as_before() -> None:
    """Class 0: a lease of 10 to 310; an order of 305 decided at 315 is refused; nothing of 500; again from 700 on."""
    world, own = two_classes(), {"classes": (ClassHabits(), ClassHabits())}
    tally = run(world, 3_000, (310, EXCLUDED, -1, 0), (700, UP, -1, 0), **own)
    assert ended(tally) == {EXCLUSION: 1, PLANNED: 4}
    assert (tally.orders, tally.orders_filled, tally.unfilled_refused, tally.reopened) == (6, 5, 1, 0)
    assert tally.intentions_excluded == 1
    assert tally.gpu_blocks_by_model[0] == 2 * (300 + 10) + 2 * (1_000 + 1_000 + 10)
    assert tally.gpu_blocks_lost_by_model[0] == 2 * 700
    assert (world.nodes.free_gpus.tolist(), world.tenants.is_excluded.tolist()) == ([4, 4], [0, 0])


def epoch_world(epoch: int) -> Any:
    """Return a world of days of 100 blocks; providers 0 and 2 are in A, 1 in B; node 3 of provider 2 is not listed."""
    world = empty_world(
        epoch_seconds=86_400.0, seconds_per_block=864.0, jurisdictions=("A", "B"), tenant_classes=("t",)
    )
    world.providers.append(jurisdiction=[0, 1, 0])
    with_nodes(world, provider=[0, 1, 2, 2], threads=[8, 8, 8, 0])
    world.tenants.append(trust=[1.0])
    world.epoch = epoch
    return world


def entering(world: Any, jurisdictions: Any = NO_SPELLS, classes: Any = NO_SPELLS, others: Any = NOTHING) -> list[Any]:
    exclusions = SimpleNamespace(jurisdictions=jurisdictions, tenant_classes=classes)
    return [tuple(entry)[:3] for entry in with_exclusions(world, exclusions, others).tolist()]


def test_nodes_of_a_jurisdiction_that_are_listed_are_excluded_at_the_block_and_let_in_again() -> None:
    spells = {"A": [(2.5, 4.25)]}
    assert entering(epoch_world(1), spells) == []
    assert entering(epoch_world(2), spells) == [(250, EXCLUDED, 0), (250, EXCLUDED, 2)]
    world = epoch_world(3)
    world.nodes.state[0] = EXCLUDED
    assert entering(world, spells) == [(300, EXCLUDED, 2)]  # listed since
    world.nodes.state[2], world.epoch = EXCLUDED, 4
    assert entering(world, spells) == [(425, UP, 0), (425, UP, 2)]


def test_one_that_ended_at_the_boundary_lets_in_at_the_first_block() -> None:
    world = epoch_world(4)
    world.nodes.state[[0, 2]] = EXCLUDED
    assert entering(world, {"A": [(2.0, 4.0)]}) == [(400, UP, 0), (400, UP, 2)]


def test_nothing_else_happens_to_who_is_excluded() -> None:
    others = outages((210, FAILED, 0, 0), (270, FAILED, 0, 0), (280, UP, 0, 0), (290, FAILED, 1, 0))
    assert entering(epoch_world(2), {"A": [(2.5, np.inf)]}, others=others) == [
        (210, FAILED, 0), (250, EXCLUDED, 0), (250, EXCLUDED, 2), (290, FAILED, 1),
    ]  # fmt: skip


def test_nor_does_it_in_an_epoch_in_which_nobody_is_excluded_anew() -> None:
    world = epoch_world(3)
    world.nodes.state[[0, 2]] = EXCLUDED
    others = outages((310, FAILED, 0, 0), (390, FAILED, 1, 0))
    assert entering(world, {"A": [(2.5, np.inf)]}, others=others) == [(390, FAILED, 1)]


@pytest.mark.parametrize(
    ("epoch", "is_out", "found"), [(2, 0, [(250, EXCLUDED, -1)]), (3, 1, []), (3, 0, [(300, EXCLUDED, -1)])]
)
def test_a_class_is_excluded_as_a_whole(epoch: int, is_out: int, found: list[Any]) -> None:
    world = epoch_world(epoch)
    world.tenants.is_excluded[:] = is_out
    assert entering(world, classes={"t": [(2.5, np.inf)]}) == found


def test_failures_still_count_as_failures() -> None:
    world = gpu_world(1, [(0, 1_000)])
    assert ended(run(world, 2_000, (310, FAILED, 0, 0), (400, EXCLUDED, 0, 0))) == {FAILURE: 1}
