"""Everything the market can do, at once and at random, against its naive twin: every movement of money, every count."""

from __future__ import annotations

import functools
from collections import Counter
from typing import Any

import numpy as np
import pytest

from benchmarks.naive.agents import Node, Provider
from benchmarks.naive.market import NaiveMarket
from econsim.policies.providers.decisions import PricingSchedule
from econsim.world.build import hand_out, with_nodes
from econsim.world.ledger import Account
from econsim.world.outage_clocks import OUTAGE
from econsim.world.providers import FAILED, UP
from tests.mechanisms.market_features import featured, random_edges
from tests.mechanisms.market_twins import counted, let_pass, run_both
from tests.mechanisms.market_worlds import AKT, DAY_BLOCKS, HOUR_BLOCKS, law_of, money_log, open_for
from tests.mechanisms.test_market_late import Opened
from tests.uncompiled import uncompiled

SEEDS, DAYS = range(14), 12
HAPPENS = {
    *("intentions_suppressed", "intentions_busy", "intentions_unreliable", "intentions_excluded"),
    *("unpaid_blocks", "node_blocks_down"),
    *("retries", "second_choices", "reopened", "gave_up", "from_elsewhere"),
    *(("unfilled", why) for why in ("refused", "no_supplier", "no_room", "too_dear", "no_deposit")),
    *(
        ("ended", cause)
        for cause in ("planned", "tenant", "provider", "failure", "dry", "spot_interruption", "exclusion")
    ),
    *((name, "model", 0) for name in ("orders_waited", "gpus_at_drawn_cost", "gpu_blocks_lost", "gpu_blocks_down")),
    *(("gpus_leased_elsewhere", "model", 1), ("gpus_refused_elsewhere", "model", 1)),
    ("orders_known", "class", 1),
}


@functools.cache
def compared(seed: int) -> Counter[Any]:
    return run_both(featured(seed, days=DAYS), random_edges(seed, DAYS))


@pytest.mark.parametrize("seed", SEEDS)
def test_with_everything_on_the_market_equals_its_naive_twin(seed: int) -> None:
    assert compared(seed)["orders_filled"] > 0


def test_in_these_markets_everything_happens() -> None:
    happened = sum((compared(seed) for seed in SEEDS), Counter[Any]())
    assert {key for key in HAPPENS if not happened[key]} == set()


@pytest.mark.parametrize("seed", range(100, 106))
def test_unwatched_with_everything_on_the_market_equals_its_naive_twin(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In even seeds wallets run short, also of who bids again, and withdrawals are made on time from then on."""
    seen, market = Opened(monkeypatch), featured(seed, days=DAYS)
    if seed % 2:
        hand_out(market.world, Account("providers.wallet_uakt", np.arange(len(market.world.providers))), 10**6 * AKT)
    run_both(market, range(0, DAYS * DAY_BLOCKS + 1, 6 * HOUR_BLOCKS), is_watched=False)
    assert all(seen.paid_late()) if seed % 2 else not all(seen.paid_late())


def test_uptime_forgets_what_is_more_than_30_days_ago_as_the_naive_twin_does() -> None:
    happened = run_both(featured(9, days=45, orders_per_day=8.0), random_edges(9, 45))
    assert happened["intentions_unreliable"] > 0
    assert happened["node_blocks_down"] > 0


def test_uncompiled_it_equals_its_naive_twin_too() -> None:
    script = (
        "from tests.mechanisms.market_twins import run_both; from tests.mechanisms.market_features import *\n"
        "for seed in (1, 6): run_both(featured(seed, days=6), random_edges(seed, 6))"
    )
    uncompiled(script)  # which asserts


def test_ten_nodes_and_a_provider_come_in_mid_run_and_fail_and_the_market_equals_its_naive_twin() -> None:
    """Five of the nodes are the new provider's; all fail for an hour a day later, while others stand as they did."""
    market = featured(4, days=DAYS)
    world = market.world
    twin, n_nodes, newcomer = NaiveMarket(world, law_of(world), market.habits), len(world.nodes), len(world.providers)
    for day in range(DAYS):
        if day == 3:
            world.providers.append(is_audited=True)
            hand_out(world, Account("providers.wallet_uakt", newcomer), 500_000_000)
            twin.providers.append(Provider(newcomer, True, 0, [500_000_000, 0, 0], []))
            for owner in (*[newcomer] * 5, *range(5)):
                with_nodes(world, provider=[owner], gpu_model=0, gpus=4, threads=64, memory_gib=256, storage_gib=2000)
                size = {"gpus": 4, "threads": 64, "memory_gib": 256, "storage_gib": 2000}
                twin.providers[owner].nodes.append(Node(len(world.nodes) - 1, 0, size, dict(size)))
            with_one_more = [np.concatenate([column, column[:1]]) for column in vars(market.pricing).values()]
            market = market._replace(pricing=PricingSchedule(*with_one_more), outages=_and_failures(market, n_nodes))
        let_pass(world, twin, market, day * DAY_BLOCKS, (day + 1) * DAY_BLOCKS)
    assert world.providers.earned[:, newcomer].sum() > 0


def _and_failures(market: Any, n_nodes: int) -> Any:
    """Return a market's outages with those of ten new nodes."""
    at = 4 * DAY_BLOCKS
    new = [(at, FAILED, n_nodes + n, 0) for n in range(10)] + [
        (at + HOUR_BLOCKS, UP, n_nodes + n, 0) for n in range(10)
    ]
    return np.sort(np.concatenate([market.outages, np.array(new, dtype=OUTAGE)]), order=("height", "kind", "node"))


@pytest.mark.parametrize("seed", [5, 10])
def test_with_everything_on_results_do_not_depend_on_the_epoch_length(seed: int) -> None:
    log, left, totals = _in_epochs(seed, DAY_BLOCKS)
    for epoch_blocks in (HOUR_BLOCKS, 7 * DAY_BLOCKS):
        other_log, other_left, other_totals = _in_epochs(seed, epoch_blocks)
        assert other_log == log
        assert other_left == left
        assert other_totals == pytest.approx(totals, rel=1e-12)


def _in_epochs(seed: int, epoch_blocks: int) -> tuple[Any, Any, Any]:
    """Return the movements of money, what is left of tables, and all counts of a market."""
    market, totals = featured(seed, days=DAYS), Counter[Any]()
    world, at = market.world, market.outages["height"]
    with money_log() as log:
        for until in [*range(epoch_blocks, DAYS * DAY_BLOCKS, epoch_blocks), DAYS * DAY_BLOCKS]:
            outages = market.outages[(at >= world.height) & (at < until)]
            seen = open_for(world, until, market.pricing, market.choice, market.habits, outages=outages)
            totals.update(counted(seen.tally))
    tables = (world.tenants, world.providers, world.nodes)
    left = [column.tolist() for table in tables for name, column in table.columns().items() if name != "changed_at"]
    return log, left, totals
