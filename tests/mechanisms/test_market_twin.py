"""The compiled market against its naive twin, against itself uncompiled, and at several epoch lengths."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.naive.market import NaiveMarket
from tests.mechanisms.changed_law import changed_law
from tests.mechanisms.market_worlds import (
    AKT,
    DAY_BLOCKS,
    HOUR_BLOCKS,
    RANDOM_HABITS,
    digest,
    habits,
    law_of,
    money_log,
    open_for,
    random_schedules,
    random_world,
)

ROOT = Path(__file__).resolve().parents[2]
COUNTS = [
    "orders",
    "orders_filled",
    "bids",
    "leases_started",
    "leases_ended",
    "leases_overdrawn",
    "unpaid_blocks",
    "thread_blocks",
    "unfilled_refused",
    "unfilled_no_supplier",
    "unfilled_no_room",
    "unfilled_too_dear",
    "unfilled_no_deposit",
    "intentions_suppressed",
]


OF_ITS_OWN = {1: "unfilled_refused", 2: "unfilled_no_deposit", 5: "unfilled_refused", 6: "unfilled_no_supplier"}
OF_ITS_OWN |= {7: "unfilled_no_supplier", 8: "unfilled_no_room", 9: "unfilled_too_dear"}


def random_edges(seed: int, days: int) -> list[int]:
    draws = np.random.default_rng([seed, 2])
    return sorted({0, *draws.integers(1, days * DAY_BLOCKS, size=9).tolist(), days * DAY_BLOCKS})


@pytest.mark.parametrize("seed", range(10))
def test_the_market_equals_its_naive_twin_in_every_payment_height_and_count(seed: int) -> None:
    days = 12
    world = random_world(seed, days=days)
    deposits = {3: {"uusdc": 4 * AKT}, 4: {"uakt": 0}}.get(seed, {"uakt": AKT, "uusdc": AKT})
    in_force = "v0.20.0" if seed == 1 else "v0.24.0"
    world.law = changed_law(world.law, in_force, deployment={"min_deposits": deposits})
    pricing, choice = random_schedules(world, seed)
    asks = [pricing.ask_micro_uakt_per_block, pricing.ask_micro_uusdc_per_block]
    if seed == 6:
        world.bundles.gpus[3] = 9  # more than any node has
    if seed == 7:
        asks[0][:, 2] = asks[1][:, 4] = 0  # nobody quotes one bundle in uakt, nobody another in uusdc
    ours = habits(**RANDOM_HABITS, bid_wait_blocks=0 if seed == 2 else 10)
    twin = NaiveMarket(world, law_of(world), ours)
    n_overdrawn, n_of_its_own = 0, 0
    for since, until in pairwise(random_edges(seed, days)):
        if seed == 5 and since > 5 * DAY_BLOCKS:
            world.law = changed_law(world.law, deployment={"min_deposits": {}})
            twin.law = law_of(world)
        due = world.market.due(world.intentions, until)
        theirs = twin.run(until, asks, choice, np.ones(due.stop - due.start))
        with money_log() as log:
            tally = open_for(world, until, pricing, choice, ours)
        n_overdrawn += tally.leases_overdrawn
        n_of_its_own += getattr(tally, OF_ITS_OWN.get(seed, "orders"))
        assert log == twin.log
        twin.log.clear()
        assert {name: getattr(tally, name) for name in COUNTS} == {name: theirs[name] for name in COUNTS}
        compare_by_model_and_class(tally, theirs)
        compare_what_is_left(world, twin)
    assert n_overdrawn > 0
    assert n_of_its_own > 0
    assert world.ledger.imbalance("uakt") == world.ledger.imbalance("uusdc") == 0


def compare_by_model_and_class(tally: Any, theirs: Any) -> None:
    for model in range(-1, len(tally.gpu_blocks_by_model) - 1):
        assert tally.orders_by_model[model] == theirs["orders", "model", model]
        assert tally.orders_filled_by_model[model] == theirs["orders_filled", "model", model]
        assert tally.bids_by_model[model] == theirs["bids", "model", model]
        assert tally.gpus_ordered_by_model[model] == theirs["gpus orders", model]
        assert tally.gpus_leased_by_model[model] == theirs["gpus orders_filled", model]
        assert tally.gpu_blocks_by_model[model] == theirs["gpu_blocks", model]
        for denom in range(2):
            assert tally.spent_micro[denom, model] == theirs["spent_micro", denom, model]
    for number, (orders, filled) in enumerate(zip(tally.orders_by_class, tally.orders_filled_by_class, strict=True)):
        assert (orders, filled) == (theirs["orders", "class", number], theirs["orders_filled", "class", number])


def compare_what_is_left(world: Any, twin: NaiveMarket) -> None:
    assert world.tenants.trust.tolist() == [tenant.trust for tenant in twin.tenants]
    assert world.tenants.wallet.T.tolist() == [tenant.wallet for tenant in twin.tenants]
    assert world.providers.wallet.T.tolist() == [provider.wallet for provider in twin.providers]
    free = [node.free for provider in twin.providers for node in provider.nodes]
    for what in ("gpus", "threads", "memory_gib", "storage_gib"):
        assert getattr(world.nodes, f"free_{what}").tolist() == [each[what] for each in free]
    rows = world.market.leases.rows[world.market.leases.rate_micro_per_block > 0]
    running = {(row.serial, row.provider, row.rate_micro_per_block, row.start) for row in rows}
    assert running == {(a.order.serial, a.bid.provider.id, a.bid.price, a.start) for a in twin.leases}


def run_in_epochs(epoch_blocks: int) -> tuple[list[Any], Any, dict[str, Any]]:
    days = 14
    world = random_world(7, days=days)
    pricing, choice = random_schedules(world, 7)
    totals: dict[str, Any] = {}
    with money_log() as log:
        for until in [*range(epoch_blocks, days * DAY_BLOCKS, epoch_blocks), days * DAY_BLOCKS]:
            tally = open_for(world, until, pricing, choice, habits(**RANDOM_HABITS))
            for name in (*COUNTS, "gpu_blocks_by_model", "spent_micro", "take_fee", "payout"):
                totals[name] = totals.get(name, 0) + getattr(tally, name)
    return log, world, {name: np.asarray(total).tolist() for name, total in totals.items()}


def test_results_do_not_depend_on_the_epoch_length() -> None:
    log, world, totals = run_in_epochs(DAY_BLOCKS)
    for epoch_blocks in (HOUR_BLOCKS, 7 * DAY_BLOCKS):
        other_log, other_world, other_totals = run_in_epochs(epoch_blocks)
        assert other_log == log
        assert other_totals == totals
        for table in ("tenants", "providers", "nodes"):
            columns = getattr(other_world, table).columns()
            for name, column in getattr(world, table).columns().items():
                assert np.array_equal(column, columns[name]), name


def test_uncompiled_the_market_gives_the_same_to_the_last_bit() -> None:
    script = "from tests.mechanisms.market_worlds import digest; print(digest(3))"
    uncompiled = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=ROOT,
        env=os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert uncompiled.stdout.strip() == digest(3), uncompiled.stderr
