"""The market with outages and all that follows on them: epochs, late payments and compilation change nothing."""

from __future__ import annotations

import hashlib
from contextlib import nullcontext
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from econsim.mechanisms.market.schedules import ClassHabits
from econsim.mechanisms.market.tally import CAUSES, FAILURE, PLANNED, PROVIDER, TENANT
from econsim.policies.tenants.decisions import ChoiceSchedule
from econsim.world.build import with_nodes
from econsim.world.providers import IN_MAINTENANCE
from tests.mechanisms.market_worlds import (
    DAY_BLOCKS,
    HOUR_BLOCKS,
    RANDOM_HABITS,
    habits,
    money_log,
    open_for,
    random_schedules,
    random_world,
    series_of,
)
from tests.mechanisms.test_market_reliability import OFTEN, due, law_of
from tests.uncompiled import uncompiled

ALL_ON = {
    "heeds_notice": 0.5,
    "failure_trust_loss": 0.05,
    "pair_gain": 0.2,
    "pair_loss": 0.5,
    "pair_half_life_blocks": 3 * DAY_BLOCKS,
    "bids_again": True,
    "classes": tuple(
        ClassHabits(
            patience_kind=kind, patience_blocks=4.0 * HOUR_BLOCKS, retries=2, retry_share=0.7,
            retry_blocks=3.0 * HOUR_BLOCKS, second_choice={0: {1: 0.6}}, reopen_share=share, least_uptime=least,
        )
        for kind, share, least in (("none", 1.0, 0.0), ("exponential", 0.7, 0.95), ("endless", 1.0, 0.0))
    ),
}  # fmt: skip

NOT_ADDED_UP = ("tally", "leases_active", "class_micro", "spent_units_by_model", "spent_micro_by_model")
NOT_ADDED_UP += tuple(f"{name}_{part}_by_class" for name in ("spent", "worth") for part in ("units", "micro"))
# `spent_micro` is both parts of the first; `class_micro` those of the others


def run_in_epochs(
    edges: list[int], *, is_watched: bool = True, seed: int = 7, new_nodes_at: int = 0
) -> tuple[list[Any], Any, dict[str, Any]]:
    world = random_world(seed, days=10, orders_per_day=30)
    world.providers.jurisdiction = np.arange(len(world.providers)) % 2
    world.nodes.is_consumer = np.arange(len(world.nodes)) % 3 == 0
    pricing, choice = random_schedules(world, seed)
    choice = ChoiceSchedule(choice.price_weight, choice.audit_weight, choice.taste_weight, trust_weight=np.ones(30))
    law, own, totals = law_of(**OFTEN), habits(**(RANDOM_HABITS | ALL_ON)), {}  # type: ignore[var-annotated]
    with money_log() if is_watched else nullcontext([]) as log:
        for until in edges[1:]:
            if new_nodes_at and world.height == new_nodes_at:
                with_nodes(world, provider=np.arange(10) % 8, gpu_model=np.arange(10) % 2, gpus=[8, 2] * 5, threads=64,
                           memory_gib=512, storage_gib=2_000)  # fmt: skip
            tally = open_for(world, until, pricing, choice, own, outages=due(world, law, until))
            for name, value in vars(tally).items():
                if name not in NOT_ADDED_UP:
                    totals[name] = totals.get(name, 0) + np.asarray(value)
            for name, value in tally.class_micro.items():
                totals[f"{name}_of_classes"] = totals.get(f"{name}_of_classes", 0) + value
    assert world.ledger.imbalance("uakt") == world.ledger.imbalance("uusdc") == 0
    return log, world, {name: np.ravel(total).tolist() for name, total in totals.items()}


def test_with_outages_results_do_not_depend_on_the_epoch_length() -> None:
    until = 10 * DAY_BLOCKS
    log, world, totals = run_in_epochs([0, until])
    *ends, interruptions, exclusions, faults = totals["ended"]
    assert all(ends)
    assert interruptions == exclusions == faults == 0  # nobody rents, is excluded or dishonest
    assert all(totals[name] != [0] for name in ("reopened", "node_blocks_down", "retries", "intentions_unreliable"))
    for step in (HOUR_BLOCKS, DAY_BLOCKS, 7 * DAY_BLOCKS):
        other_log, other, other_totals = run_in_epochs([*range(0, until, step), until])
        assert other_log == log
        for name, total in totals.items():  # ratios, trust, dollars: sums of floats in another order
            rounding = 1e-12 if "ratio" in name or "trust" in name or "usd" in name else 0.0
            assert other_totals[name] == pytest.approx(total, rel=rounding, abs=0.0), name
        for table in ("tenants", "providers", "nodes"):
            assert (getattr(other, table).rows == getattr(world, table).rows).all()
        assert (other.outages.downtimes.n_down == world.outages.downtimes.n_down).all()


@pytest.mark.parametrize("seed", range(4))
def test_with_outages_payments_made_late_change_nothing(seed: int) -> None:
    """Who watches sees every withdrawal at its height; nobody watching, they are made when somebody must know."""
    edges = [day * DAY_BLOCKS for day in range(9)]
    _, world, totals = run_in_epochs(edges, seed=seed)
    _, other, other_totals = run_in_epochs(edges, seed=seed, is_watched=False)
    for table in ("tenants", "providers", "nodes"):
        assert (getattr(other, table).rows == getattr(world, table).rows).all()
    assert {name: total for name, total in other_totals.items() if name != "moved"} == totals


def everything(seed: int) -> str:
    """Return a hash of all that happens and is left in eight days of a world with everything in it."""
    log, world, totals = run_in_epochs([day * DAY_BLOCKS for day in range(9)], seed=seed)
    left = [getattr(world, table).rows.tobytes() for table in ("tenants", "providers", "nodes")]
    return hashlib.blake2b(repr((log, totals)).encode() + b"".join(left), digest_size=16).hexdigest()


def test_uncompiled_everything_is_the_same_to_the_last_bit() -> None:
    script = "from tests.mechanisms.test_market_with_outages import everything; print(everything(5))"
    assert uncompiled(script) == everything(5)


def test_ten_nodes_may_come_in_mid_run() -> None:
    """Nobody else's outages move, leases run on the new nodes, and they fail, too."""
    edges = [day * DAY_BLOCKS for day in range(11)]
    _, before, _ = run_in_epochs(edges)
    _, world, _ = run_in_epochs(edges, new_nodes_at=5 * DAY_BLOCKS)
    n = len(before.nodes)
    assert len(world.nodes) == n + 10
    for name in ("state", "changed_at"):
        assert (getattr(world.nodes, name)[:n] == getattr(before.nodes, name)).all()
    assert (world.nodes.changed_at[n:] > 5 * DAY_BLOCKS).any()
    leases = world.market.leases
    assert (leases.node[leases.rate_micro_per_block > 0] >= n).any()


def test_leases_on_nodes_that_are_down_there_are_none_and_room_is_what_is_not_leased_or_bid_for() -> None:
    for seed in range(3):
        _, world, _ = run_in_epochs([day * DAY_BLOCKS for day in range(7)], seed=seed)
        leases = world.market.leases.rows[world.market.leases.rate_micro_per_block > 0]
        assert (world.nodes.state[leases["node"]] < IN_MAINTENANCE).all()
        free = world.nodes.gpus.copy()
        np.subtract.at(free, leases["node"], world.bundles.gpus[leases["bundle"]])
        assert (world.nodes.free_gpus <= free).all()
        assert (world.nodes.free_gpus >= 0).all()


def test_series_of_outages_are_what_was_counted() -> None:
    world = random_world(3, days=8, orders_per_day=30)
    pricing, choice = random_schedules(world, 3)
    law, own = law_of(**OFTEN), habits(**(RANDOM_HABITS | ALL_ON))
    for since, until in pairwise([0, 5 * DAY_BLOCKS, 6 * DAY_BLOCKS]):
        tally = open_for(world, until, pricing, choice, own, outages=due(world, law, until))
        world.start_height, world.epoch_seconds = since, (until - since + 0.5) * world.seconds_per_block
        names = ("leases_ended_{cause}", "nodes_down", "gpus_down_{gpu_model}", "gpu_availability_{gpu_model}")
        names += ("gpu_hours_lost_{gpu_model}", "leases_ended", "leases_overdrawn")
        found = series_of(world, tally.tally, *names)
        world.start_height = until
        blocks = until - since
        installed = [world.nodes.gpus[world.nodes.gpu_model == model].sum() for model in range(2)]
        assert [found[f"leases_ended_{cause}"] for cause in CAUSES] == tally.ended
        assert found["leases_ended"] == sum(tally.ended[cause] for cause in (PLANNED, TENANT, PROVIDER, FAILURE))
        assert found["leases_overdrawn"] == tally.ended[4]
        assert found["nodes_down"] == tally.node_blocks_down / blocks > 0
        for model in range(2):
            down = tally.gpu_blocks_down_by_model[model]
            assert found[f"gpus_down_model{model}"] == down / blocks
            assert found[f"gpu_availability_model{model}"] == pytest.approx(1 - down / (installed[model] * blocks))
            hours = tally.gpu_blocks_lost_by_model[model] / HOUR_BLOCKS
            assert found[f"gpu_hours_lost_model{model}"] == pytest.approx(hours)
        lost = sum(tally.gpu_blocks_lost_by_model[:2])
        assert lost > 0
        assert found["gpu_hours_lost_all"] == pytest.approx(lost / HOUR_BLOCKS)
