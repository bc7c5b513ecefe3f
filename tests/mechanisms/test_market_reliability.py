"""Reliability of a market that runs: uptime, what shocks take together, who notices, and that epochs have no say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from econsim.draws import Streams
from econsim.mechanisms.market.schedules import ClassHabits
from econsim.mechanisms.market.tally import FAILURE
from econsim.mechanisms.market.terms import RULES
from econsim.mechanisms.market.uptime import share_up
from econsim.policies.tenants.decisions import ChoiceSchedule
from econsim.shocks.node_outages.shapes import Renewal
from econsim.world.build import with_nodes
from econsim.world.outage_clocks import OUTAGE
from econsim.world.providers import FAILED, IN_MAINTENANCE, UP
from econsim.world.tables import records
from tests.mechanisms.market_worlds import (
    AKT,
    DAY_BLOCKS,
    HOUR_BLOCKS,
    cheapest,
    flat_asks,
    habits,
    market_world,
    money_log,
    open_for,
)

OFTEN: dict[str, Any] = {
    "data_centre_mtbf_gpu_hours": 300.0,
    "cpu_node_mtbf_hours": 150.0,
    "weibull_shape": 1.4,
    "provider_share": 0.3,
    "jurisdiction_share": 0.1,
    "maintenance_interval_days": 4.0,
    "maintenance_hours": 6.0,
    "notice_hours": 20.0,
}


def law_of(replicate: int = 0, **changed: Any) -> Any:
    return Renewal(**changed).law(Streams(7, replicate))[0]


def due(world: Any, law: Any, until: int) -> Any:
    return world.outages.until(law, world.nodes, world.providers, world.height, until, world.seconds_per_block)


# --- uptime --------------------------------------------------------------------------------------------------


def rules_for(day_blocks: int) -> Any:
    rules = records(RULES, 1)
    rules["day_blocks"] = day_blocks
    return rules[0]


def downtime_by_hand(spans: dict[int, list[tuple[int, int]]], nodes: list[int], first: int, height: int) -> int:
    """Return node-blocks down between two heights: the overlaps, one by one."""
    return sum(max(0, min(end, height) - max(begin, first)) for node in nodes for begin, end in spans[node])


@pytest.mark.parametrize("step", [HOUR_BLOCKS, DAY_BLOCKS, 7 * DAY_BLOCKS])
def test_uptime_is_the_part_of_node_blocks_of_the_last_thirty_days_whatever_the_epoch(step: int) -> None:
    world = market_world(n_providers=3, n_models=1)
    with_nodes(world, provider=[0, 0, 1, 1, 2], gpu_model=[0, -1, 0, 0, -1], gpus=[4, 0, 1, 2, 0], threads=8)
    world.bundles.append(gpu_model=-1, threads=1, open_market_usd_per_hour=1.0)
    world.tenants.append(trust=[1.0])
    law, until = law_of(**OFTEN), 100 * DAY_BLOCKS
    spans: dict[int, list[tuple[int, int]]] = {node: [] for node in range(5)}
    edges = [*range(0, until, step), until]
    day = round(86_400 / world.seconds_per_block)
    assert day != DAY_BLOCKS  # the clock of uptime has days of its own
    n_judged = 0
    for height in edges[1:]:
        entered = due(world, law, height)
        for when, kind, node, _ in entered.tolist():
            if kind in (FAILED, IN_MAINTENANCE):
                spans[node].append((when, until))
            elif kind == UP:
                spans[node][-1] = (spans[node][-1][0], when)
        open_for(world, height, flat_asks(world, 1), cheapest(world), habits(), outages=entered)
        if height % (10 * DAY_BLOCKS):
            continue
        n_judged += 1
        first = max(0, height // day - 30) * day
        for row, nodes in enumerate([[0, 2, 3], [0, 1], [2, 3], [4]]):
            down = downtime_by_hand(spans, nodes, first, height)
            expected = 1.0 - down / (len(nodes) * (height - first))
            assert share_up(world.outages.downtimes.rows[row], rules_for(day), height) == expected
            assert expected < 1.0
    assert n_judged >= 1
    assert all(spans.values())


def test_what_was_down_longer_ago_than_thirty_days_is_forgotten_and_who_has_no_node_is_always_up() -> None:
    world = market_world(n_providers=2, n_models=1)
    with_nodes(world, provider=0, gpu_model=0, gpus=1)
    world.bundles.append(gpu_model=-1, open_market_usd_per_hour=1.0)
    world.tenants.append(trust=[1.0])
    day = round(86_400 / world.seconds_per_block)
    outages = np.array([(day, FAILED, 0, 0), (2 * day, UP, 0, 0)], dtype=OUTAGE)
    open_for(world, 90 * day, flat_asks(world, 1), cheapest(world), habits(), outages=outages)
    market, mine, nobody = world.outages.downtimes.rows
    for days, expected in ((0, 1.0), (3, 1 - 1 / 3), (30, 1 - 1 / 30), (31, 1 - 1 / 30), (32, 1.0)):
        height = days * day
        assert share_up(mine, rules_for(day), height) == share_up(market, rules_for(day), height) == expected
        assert share_up(nobody, rules_for(day), height) == 1.0


def test_a_class_that_asks_for_an_uptime_of_the_market_wants_nothing_while_it_is_lower() -> None:
    """One of two GPU nodes is down on the second of two days: uptime .75 at its end, and .9 again on the fifth day."""
    world = market_world(n_providers=1, n_models=1, n_classes=2)
    with_nodes(world, provider=[0, 0, 0], gpu_model=[0, 0, -1], gpus=[1, 1, 0], threads=10**6)
    world.bundles.append(gpu_model=-1, threads=1, open_market_usd_per_hour=1.0)
    world.tenants.append(tenant_class=[0, 1], trust=1.0)
    day = round(86_400 / world.seconds_per_block)
    n, heights = 8, np.array([day, day, 2 * day, 2 * day, 4 * day, 4 * day, 5 * day, 5 * day])
    world.intentions.append(
        height=heights, serial=np.arange(n), event_key=np.arange(n), max_price_ratio=1e6, tenant=np.arange(n) % 2,
        duration_blocks=5,
    )  # fmt: skip
    outages = np.array([(day, FAILED, 0, 0), (2 * day, UP, 0, 0)], dtype=OUTAGE)
    own = habits(classes=(ClassHabits(least_uptime=0.9), ClassHabits()))
    tally = open_for(world, 6 * day, flat_asks(world, 1), cheapest(world), own, outages=outages)
    assert tally.orders_by_class.tolist() == [2, 4]  # not at .75 on the third day, .875 on the fifth
    assert tally.intentions_unreliable == 2


# --- what happens together -----------------------------------------------------------------------------------


def test_a_common_shock_takes_leases_together_by_its_share() -> None:
    """Two nodes a provider, a lease for ever on each; what fails in pairs correlates by the share."""
    n_pairs, share, hours = 1_500, 0.4, 100.0
    world = market_world(n_providers=n_pairs, provider_uakt=10 * AKT, n_models=1, slots=4 * n_pairs, bids=500)
    with_nodes(world, provider=np.arange(2 * n_pairs) // 2, gpu_model=0, gpus=1)
    n = 2 * n_pairs
    world.tenants.append(trust=np.ones(n))
    world.bundles.append(gpu_model=0, gpus=1, open_market_usd_per_hour=1.0)
    world.intentions.append(
        height=np.arange(n) * 11, serial=np.arange(n), event_key=np.arange(n), max_price_ratio=1e6,
        tenant=np.arange(n), duration_blocks=10**9,
    )  # fmt: skip
    pricing, choice = flat_asks(world, 1_000), cheapest(world)
    own = habits(
        bid_wait_blocks=0, deposit_blocks=1, top_up_blocks=10**6, monitor_blocks=10**6, withdrawal_blocks=10**6,
        classes=(ClassHabits(reopen_share=0.0),),
    )  # fmt: skip
    start = 11 * n
    open_for(world, start, pricing, choice, own)
    assert world.market.n_leases == n
    rows = world.market.leases.rows[world.market.leases.rate_micro_per_block > 0]
    where = dict(zip(rows["tenant"].tolist(), rows["node"].tolist(), strict=True))
    law = law_of(data_centre_mtbf_gpu_hours=200.0, provider_share=share, maintenance_interval_days=0.0)
    until = start + int(hours * HOUR_BLOCKS)
    with money_log() as log:
        tally = open_for(world, until, pricing, choice, own, outages=due(world, law, until))
    failed = np.zeros(2 * n_pairs, dtype=np.int64)
    for _, why, _, tenant, *_ in log:
        if why == "escrow refunds":
            failed[where[tenant]] += 1
    assert failed.sum() == tally.ended[FAILURE] > n / 4
    # a lease fails once at most: P(fails) = 1 - e^-a, P(both stay) = e^(-2a + share a), a = hours / MTBF
    a, pairs = hours / 200.0, failed.reshape(-1, 2)
    p, both_stay = 1 - np.exp(-a), np.exp(-2 * a + share * a)
    expected = (both_stay - np.exp(-2 * a)) / (p * (1 - p))
    assert np.corrcoef(pairs.T)[0, 1] == pytest.approx(expected, abs=4 / np.sqrt(n_pairs))
    assert failed.mean() == pytest.approx(p, abs=4 * np.sqrt(p * (1 - p) * 2 / n))


def test_an_outage_changes_the_trust_of_the_providers_own_tenants_alone() -> None:
    """Three tenants, three providers with one node each; the second's fails. Trust in the market and in it falls."""
    world = market_world(n_providers=3, n_models=1, bids=500)
    with_nodes(world, provider=[0, 1, 2], gpu_model=0, gpus=1)
    world.tenants.append(trust=[0.5, 0.6, 0.7])
    world.bundles.append(gpu_model=0, gpus=1, open_market_usd_per_hour=1.0)
    world.intentions.append(
        height=[0, 20, 40], serial=[0, 1, 2], event_key=[0, 1, 2], max_price_ratio=1e6, tenant=[0, 1, 2],
        duration_blocks=10_000,
    )  # fmt: skip
    ones, zeros = np.ones(3), np.zeros(3)
    choice = ChoiceSchedule(ones, zeros, zeros, trust_weight=ones)
    own = habits(
        trust_gain=0.0, failure_trust_loss=0.05, pair_gain=0.2, pair_loss=0.5, pair_half_life_blocks=10**9,
        classes=(ClassHabits(reopen_share=0.0),),
    )  # fmt: skip
    open_for(world, 100, flat_asks(world, 1_000), choice, own)
    rows = world.market.leases.rows[world.market.leases.rate_micro_per_block > 0]
    tenant = int(rows["tenant"][rows["provider"] == 1][0])
    outages = np.array([(200, FAILED, 1, 0)], dtype=OUTAGE)
    open_for(world, 300, flat_asks(world, 1_000), choice, own, outages=outages)
    expected = [0.5, 0.6, 0.7]
    expected[tenant] *= 1 - 0.05
    assert world.tenants.trust.tolist() == expected
    pairs = world.market.pair_trust
    met = [(int(pair["tenant"]), int(pair["provider"]), float(pair["trust"])) for pair in pairs if pair["trust"] != 0.0]
    assert met == [(tenant, 1, -0.5)]
