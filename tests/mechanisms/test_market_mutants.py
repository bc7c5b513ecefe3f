"""Would the naive twin notice? Small mistakes in a copy of the kernel, each of which must turn the comparison red."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wrong_copies import copied, run_in, run_with_mistake

pytestmark = pytest.mark.mutants

MARKET = "econsim/mechanisms/market"
RUN = """
from tests.mechanisms.market_features import featured, random_edges
from tests.mechanisms.market_twins import run_both
for seed in (8, 10, 13, 3, 15, 17, 33):
    run_both(featured(seed, days=4), random_edges(seed, 4))
"""
MUTANTS = {  # file of the market: what stands there, what is put there
    "tenants come back before orders are decided": (
        "calendar",
        "DECISION, GIVE_UP, RETURN, ARRIVAL = ",
        "RETURN, DECISION, GIVE_UP, ARRIVAL = ",
    ),
    "orders are offered by serial alone": ("open_orders", "if one.posted_at != other.posted_at:", "if False:"),
    "the node of the highest id bids first": (
        "open_orders",
        "place > 0 and freed[place - 1] < node_id",
        "place > 0 and freed[place - 1] > node_id",
    ),
    "one bid too few is taken on an order that is open": (
        "open_orders",
        "order.n_bids <= rules.order_max_bids",
        "order.n_bids < rules.order_max_bids",
    ),
    "the deposit of a bid on a node that is down is forgotten": (
        "decision",
        "            return_bid_deposit(",
        "            if m.supply.nodes[bid.node].state == UP: return_bid_deposit(",
    ),
    "patience is ignored": ("posting", "height + patience, GIVE_UP", "height + 1, GIVE_UP"),
    "retries have no end": ("returning", "order.n_retries < kind.retries and ", ""),
    "who has turned to another model tries again later, too": (
        "returning",
        "    if order.is_second_choice != 0:\n        return False\n",
        "",
    ),
    "every attempt has the draws of the first": ("attempts", "if who.attempt == 0:", "if True:"),
    "a lease that is posted again has all its top-ups": (
        "returning",
        "blocks_left, lease.n_top_ups",
        "blocks_left, lease.n_top_ups + 9",
    ),
    "what is left of a lease is lost whether it is leased elsewhere or not": (
        "returning",
        "    order.is_standing, order.n_retries",
        "    count_lost(m.by_model[m.bundles[lease.bundle].gpu_model], m.bundles[lease.bundle], blocks_left)\n"
        "    order.is_standing, order.n_retries",
    ),
    "a lease that ends at this height fails instead": (
        "outages",
        "lease.planned_end > height",
        "lease.planned_end >= height",
    ),
    "every tenant heeds a notice": ("outages", "bool(draw < m.rules.heeds_notice)", "True"),
    "nodes that are down win": ("choice", "if nodes[bid.node].state != UP:", "if False:"),
    "a failure is forgiven": (
        "trust",
        "    if cause in (FAILURE, PROVIDER, SPOT_INTERRUPTION, FAULT):\n        tenant",
        "    if cause in (PROVIDER, SPOT_INTERRUPTION, FAULT):\n        tenant",
    ),
    "trust in the provider is updated twice": (
        "trust",
        "        _remember_end(m.rules, m.book, m.pair_trust, tenant, lease, height, cause)\n",
        "        _remember_end(m.rules, m.book, m.pair_trust, tenant, lease, height, cause)\n" * 2,
    ),
    "the uptime of the market is that of large nodes": ("outages", "if node.gpus > 0:", "if node.gpus > 4:"),
    "who is excluded posts again": ("returning", "if tenant.is_excluded != 0 or ", "if "),
    "who is excluded still has its order decided": ("decision", " if tenant.is_excluded == 0 else -1", ""),
    "costs are the tenants' tastes": ("quotes", "_COST = 2", "_COST = 1"),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where a copy of the code is."""
    return copied(tmp_path_factory.mktemp("mutants"), "econsim", "benchmarks", "tests", "scenarios")


def test_a_copy_as_it_is_equals_its_naive_twin(copy: Path) -> None:
    found = run_in(copy, RUN)
    assert found.returncode == 0, found.stderr


@pytest.mark.parametrize("mistake", MUTANTS)
def test_a_mistake_in_the_kernel_is_noticed(mistake: str, copy: Path) -> None:
    name, old, new = MUTANTS[mistake]
    found = run_with_mistake(copy, copy / MARKET / f"{name}.py", old, new, RUN)
    assert found.returncode == 1
    assert "AssertionError" in found.stderr
