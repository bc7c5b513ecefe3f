"""Nodes in any order: a provider's nodes are found by an index, so providers grow and leases keep their rows."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from benchmarks.naive.agents import Node, Provider
from benchmarks.naive.market import NaiveMarket
from econsim.mechanisms.market.capacity import nodes_by_kind
from econsim.world.build import hand_out, with_nodes
from econsim.world.ledger import Account
from econsim.world.providers import Nodes
from tests.mechanisms.market_worlds import (
    DAY_BLOCKS,
    RANDOM_HABITS,
    habits,
    law_of,
    money_log,
    open_for,
    random_schedules,
    random_world,
)

DAYS = 6
WHATS = ("gpus", "threads", "memory_gib", "storage_gib")


def reorder(nodes: Nodes, order: Any) -> None:
    for name, column in nodes.columns().items():
        setattr(nodes, name, column[..., order])


def add_node(world: Any, provider: int) -> None:
    """Give a provider one more node without GPUs."""
    with_nodes(world, provider=[provider], gpu_model=-1, threads=48, memory_gib=192, storage_gib=960)


def add_node_to_both(world: Any, twin: NaiveMarket, provider: int) -> None:
    """Give a provider one more node without GPUs, here and in the twin."""
    add_node(world, provider)
    size = {what: int(getattr(world.nodes, what)[-1]) for what in WHATS}
    twin.providers[provider].nodes.append(Node(len(world.nodes) - 1, -1, size, dict(size)))


def let_a_day_pass(world: Any, twin: NaiveMarket, day: int, pricing: Any, choice: Any) -> None:
    """Let a day pass here and in the twin: the same money moves, on the same bids."""
    until = (day + 1) * DAY_BLOCKS
    due = world.market.due(world.intentions, until)
    theirs = twin.run(until, pricing, choice, np.ones(due.stop - due.start))
    with money_log() as log:
        tally = open_for(world, until, pricing, choice, habits(**RANDOM_HABITS))
    assert log == twin.log
    assert tally.bids == theirs["bids"] > 0
    twin.log.clear()


def interleaved(nodes: Nodes, seed: int) -> Any:
    """Return an order that mixes the providers, and leaves each one's nodes in theirs."""
    dealt = np.random.default_rng(seed).permutation(nodes.provider)
    order = np.empty(dealt.size, dtype=np.int64)
    for provider in np.unique(dealt):
        order[dealt == provider] = np.flatnonzero(nodes.provider == provider)
    return order


def played(world: Any, seed: int) -> list[Any]:
    pricing, choice = random_schedules(world, seed)
    with money_log() as log:
        for day in range(1, DAYS + 1):
            open_for(world, day * DAY_BLOCKS, pricing, choice, habits(**RANDOM_HABITS))
    return log


def test_the_index_names_the_nodes_of_each_model_by_provider_and_in_ascending_order() -> None:
    model, provider = np.array([0, -1, -1, 1, -1, -1, 0]), np.array([2, 0, 2, 0, 3, 0, 2])
    node_ids, starts = nodes_by_kind(model, provider, n_models=3)
    groups = [node_ids[a:b].tolist() for a, b in pairwise(starts)]
    assert groups == [[1, 5, 2, 4], [0, 6], [3], []]


@pytest.mark.parametrize("seed", range(3))
def test_providers_in_another_order_of_nodes_are_paid_the_same(seed: int) -> None:
    world, other = random_world(seed, days=DAYS), random_world(seed, days=DAYS)
    order = interleaved(other.nodes, seed)
    reorder(other.nodes, order)
    assert np.any(np.diff(other.nodes.provider) < 0)
    assert played(other, seed) == played(world, seed)
    for name, column in world.nodes.columns().items():
        assert np.array_equal(getattr(other.nodes, name), column[..., order]), name


@pytest.mark.parametrize("provider", [0, 1, 7])
def test_a_node_appended_to_an_early_provider_is_as_good_as_one_that_stands_among_its_own(provider: int) -> None:
    world, other = random_world(2, days=DAYS, orders_per_day=60.0), random_world(2, days=DAYS, orders_per_day=60.0)
    for each in (world, other):
        add_node(each, provider)
    reorder(world.nodes, np.argsort(world.nodes.provider, kind="stable"))
    assert np.all(np.diff(world.nodes.provider) >= 0)
    assert played(other, 2) == played(world, 2)
    assert other.nodes.free_threads[-1] < 48


@pytest.mark.parametrize("seed", range(3))
def test_in_any_order_and_with_providers_that_grow_the_market_equals_its_naive_twin(seed: int) -> None:
    """Every day another provider gets a node more, at the end of the table; leases that run keep their nodes."""
    world = random_world(seed, days=DAYS, orders_per_day=60.0)
    reorder(world.nodes, np.random.default_rng(seed).permutation(len(world.nodes)))
    pricing, choice = random_schedules(world, seed)
    twin = NaiveMarket(world, law_of(world), habits(**RANDOM_HABITS))
    for day in range(DAYS):
        let_a_day_pass(world, twin, day, pricing, choice)
        add_node_to_both(world, twin, day)
    left = [iter(provider.nodes) for provider in twin.providers]
    for row, provider in enumerate(world.nodes.provider):
        assert {what: getattr(world.nodes, f"free_{what}")[row] for what in WHATS} == next(left[provider]).free


@pytest.mark.parametrize("seed", range(3))
def test_ten_nodes_and_a_provider_come_in_mid_run_and_the_market_equals_its_naive_twin(seed: int) -> None:
    """On the third day, while leases run and their table grows: five of the nodes are the new provider's."""
    world = random_world(seed, days=DAYS, orders_per_day=90.0)
    twin = NaiveMarket(world, law_of(world), habits(**RANDOM_HABITS))
    n_providers, n_slots = len(world.providers), len(world.market.leases)
    for day in range(DAYS):
        if day == 2:
            world.providers.append(is_audited=True)
            hand_out(world, Account("providers.wallet_uakt", n_providers), 500_000_000)
            twin.providers.append(Provider(n_providers, True, 0, [500_000_000, 0], []))
            for provider in (*[n_providers] * 5, *range(5)):
                add_node_to_both(world, twin, provider)
        let_a_day_pass(world, twin, day, *random_schedules(world, seed))
    assert world.providers.earned[0, n_providers] > 0
    assert len(world.market.leases) > n_slots
    assert world.ledger.imbalance("uakt") == world.ledger.imbalance("uusdc") == 0
