"""Outages in the market: leases end by cause, room is gone, orders are posted again, and the books still balance."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from econsim.mechanisms.market.schedules import ClassHabits
from econsim.mechanisms.market.tally import (
    DRY,
    EXCLUSION,
    FAILURE,
    FAULT,
    PLANNED,
    PROVIDER,
    SPOT_INTERRUPTION,
    TENANT,
)
from econsim.units import MICRO
from econsim.world.outage_clocks import OUTAGE
from econsim.world.providers import AT_FAULT, FAILED, IN_MAINTENANCE, INTERRUPTED, NOTICED, UP
from tests.mechanisms.market_worlds import (
    AKT,
    cheapest,
    flat_asks,
    habits,
    market_world,
    money_log,
    one_room_world,
    open_for,
    with_nodes,
)

RATE = 1_000 * MICRO  # micro uakt a block: 1,000 uakt
CAUSES = (PLANNED, TENANT, PROVIDER, FAILURE, DRY, SPOT_INTERRUPTION, EXCLUSION, FAULT)


def outages(*entered: tuple[int, int, int, int]) -> Any:
    """Return outages (height, state, node, begin of the maintenance)."""
    return np.array(sorted(entered), dtype=OUTAGE)


def run(world: Any, until: int, *entered: tuple[int, int, int, int], **changed: Any) -> Any:
    own = habits(**({"deposit_blocks": 10_000, "top_up_blocks": 10_000, "trust_gain": 0.0} | changed))
    return open_for(world, until, flat_asks(world, RATE), cheapest(world), own, outages=outages(*entered))


def ended(tally: Any) -> dict[int, int]:
    return {cause: n for cause, n in zip(CAUSES, tally.ended, strict=True) if n}


def test_a_lease_on_a_rented_node_that_is_taken_back_ends_by_that_cause_and_costs_trust_like_a_failure() -> None:
    world = one_room_world([(0, 1_000)])
    before = float(world.tenants.trust[0])
    tally = run(world, 2_000, (210, INTERRUPTED, 0, 0), failure_trust_loss=0.1, trust_loss=0.0)
    assert ended(tally) == {SPOT_INTERRUPTION: 1}
    assert world.tenants.trust[0] == before - 0.1 * before


def test_a_lease_that_fails_by_its_providers_fault_ends_by_that_cause_costs_trust_and_is_counted() -> None:
    world = one_room_world([(0, 1_000)])
    before = float(world.tenants.trust[0])
    tally = run(world, 2_000, (210, AT_FAULT, 0, 0), failure_trust_loss=0.1, trust_loss=0.0)
    assert ended(tally) == {FAULT: 1}
    assert world.tenants.trust[0] == before - 0.1 * before
    assert world.providers.bad_leases.tolist() == [1]


def test_a_lease_on_a_node_that_fails_is_settled_to_the_block_and_refunded() -> None:
    """10 blocks' wait, then 200 blocks at 1,000 uakt; 10,000 blocks' deposit is 10 AKT, of which 9.8 come back."""
    world = one_room_world([(0, 1_000)])
    tally = run(world, 2_000, (210, FAILED, 0, 0))
    assert ended(tally) == {FAILURE: 1}
    assert tally.deposited[0] == 10 * AKT
    assert tally.refunded[0] == 10 * AKT - 200 * 1_000
    assert tally.payout[0] + tally.take_fee[0] == 200 * 1_000
    assert tally.gpu_blocks_lost_by_model.tolist() == [0.0]  # a bundle without GPUs
    assert tally.leases_active == 0
    assert world.nodes.state[0] == FAILED
    assert world.nodes.free_threads[0] == 4
    assert (tally.orders, tally.orders_filled, tally.reopened, tally.unfilled_no_room) == (2, 1, 1, 1)


def gpu_world(n_providers: int, wants: list[tuple[int, int]], gpus: int = 2) -> Any:
    return one_room_world(
        wants,
        threads=64,
        n_providers=n_providers,
        resources={"gpu_model": 0, "gpus": gpus},
        node={"gpu_model": 0, "gpus": 4},
    )


def test_what_was_still_planned_is_posted_and_leased_elsewhere_and_nothing_is_lost() -> None:
    """The lease of 1,000 blocks began at 10 and fails at 310: 700 are left, and leased elsewhere at 320."""
    world = gpu_world(2, [(0, 1_000)])
    first = run(world, 315, (310, FAILED, 0, 0))
    assert ended(first) == {FAILURE: 1}
    then = run(world, 5_000)
    assert first.gpu_blocks_lost_by_model.tolist() == then.gpu_blocks_lost_by_model.tolist() == [0.0, 0.0]
    assert (first.reopened, then.reopened, then.leases_started) == (1, 0, 1)
    assert ended(then) == {PLANNED: 1}
    assert then.gpu_blocks_by_model.tolist() == [2 * 700, 0]
    assert then.payout[0] + then.take_fee[0] == 700 * 1_000


def test_what_a_tenant_leases_nowhere_else_is_lost_once_when_it_gives_up() -> None:
    """1,000 blocks: 300 until the first node fails at 310, 200 from 320 until the second does; 500 find no room."""
    failures = ((310, FAILED, 0, 0), (520, FAILED, 1, 0))
    tally = run(gpu_world(2, [(0, 1_000)]), 2_000, *failures)
    assert ended(tally) == {FAILURE: 2}
    assert tally.gpu_blocks_by_model[0] == 2 * (300 + 200)
    assert tally.gpu_blocks_lost_by_model.tolist() == [2 * 500.0, 0.0]
    later = gpu_world(2, [(0, 1_000)])
    own = {"classes": (ClassHabits(retries=1, retry_share=1.0, retry_blocks=1_000.0),)}
    assert run(later, 521, *failures, **own).gpu_blocks_lost_by_model[0] == 0.0  # its tenant will come back
    assert run(later, 50_000, **own).gpu_blocks_lost_by_model[0] == 2 * 500.0  # and finds no room again


def test_what_a_tenant_does_not_post_again_is_lost_at_once() -> None:
    world, own = gpu_world(2, [(0, 1_000)]), {"classes": (ClassHabits(reopen_share=0.0),)}
    tally = run(world, 311, (310, FAILED, 0, 0), **own)
    assert (tally.reopened, tally.gpu_blocks_lost_by_model.tolist()) == (0, [2 * 700.0, 0.0])


def test_a_node_that_is_down_or_told_of_a_maintenance_takes_no_leases_and_one_that_is_back_does() -> None:
    world = one_room_world([(height, 5) for height in (100, 250, 350, 450)])
    tally = run(world, 600, (200, NOTICED, 0, 300), (300, IN_MAINTENANCE, 0, 0), (400, UP, 0, 0))
    assert (tally.orders, tally.orders_filled, tally.unfilled_no_room) == (4, 2, 2)
    assert ended(tally) == {PLANNED: 2}
    assert tally.node_blocks_down == 100


@pytest.mark.parametrize(("heeds", "causes"), [(1.0, {TENANT: 1, PLANNED: 1}), (0.0, {PROVIDER: 1, PLANNED: 1})])
def test_who_would_run_into_a_maintenance_leaves_at_the_notice_or_is_closed_when_it_begins(
    heeds: float, causes: dict[int, int]
) -> None:
    world = gpu_world(1, [(0, 1_000), (0, 390)])
    tally = run(world, 2_000, (200, NOTICED, 0, 400), (400, IN_MAINTENANCE, 0, 0), heeds_notice=heeds)
    assert ended(tally) == causes
    until = 200 if heeds else 400
    assert tally.gpu_blocks_by_model[0] == 2 * (390 + until - 10)
    assert tally.gpu_blocks_lost_by_model[0] == 2 * (1_010 - until)  # there is no other node


def test_half_of_the_tenants_heed_a_notice_where_half_do() -> None:
    n = 2_000
    world = one_room_world([(0, 1_000)] * n, threads=4 * n, provider_uakt=5 * n * AKT)
    world.intentions.event_key = np.arange(n) * 7_919
    tally = run(world, 100, (50, NOTICED, 0, 500), heeds_notice=0.5)
    assert tally.ended[TENANT] == pytest.approx(n / 2, abs=4 * (n / 4) ** 0.5)
    again = run(world, 200, (150, UP, 0, 0), (160, NOTICED, 0, 500), heeds_notice=0.5)
    assert again.ended[TENANT] == 0  # the same maintenance: who stayed stays


def test_a_lease_that_is_due_to_end_at_the_height_of_the_outage_ends_as_planned() -> None:
    tally = run(one_room_world([(0, 300)]), 1_000, (310, FAILED, 0, 0))
    assert ended(tally) == {PLANNED: 1}
    assert tally.reopened == 0


def test_an_account_that_is_found_dry_when_its_node_fails_ends_by_that_cause_and_is_not_posted_again() -> None:
    """The deposit of 100 blocks is used up at 110; a funds check would come at 10 + 10,000."""
    world = one_room_world([(0, 1_000)], min_deposits={"uakt": 1})
    tally = run(
        world, 2_000, (150, FAILED, 0, 0), deposit_blocks=100, monitor_blocks=10_000, withdrawal_blocks=10_000,
        forget_top_up_ratio=1.0,
    )  # fmt: skip
    assert ended(tally) == {DRY: 1}
    assert (tally.leases_overdrawn, tally.leases_ended, tally.reopened) == (1, 0, 0)
    assert tally.unpaid_blocks == 40


def test_open_bids_of_a_node_that_went_down_are_passed_over_and_their_deposits_come_back() -> None:
    world = gpu_world(2, [(0, 1_000)])
    tally = run(world, 50, (5, FAILED, 0, 0))
    assert (tally.bids, tally.orders_filled) == (2, 1)
    assert world.market.leases.provider[world.market.leases.rate_micro_per_block > 0].tolist() == [1]
    assert world.nodes.free_gpus.tolist() == [4, 2]
    assert world.providers.wallet_uakt.tolist() == [1_000 * AKT, 995 * AKT]
    both = gpu_world(2, [(0, 1_000)])
    lost = run(both, 50, (5, FAILED, 0, 0), (9, NOTICED, 1, 400))
    assert (lost.bids, lost.orders_filled, lost.unfilled_no_room) == (2, 0, 1)
    assert both.providers.wallet_uakt.tolist() == [1_000 * AKT] * 2
    assert both.nodes.free_gpus.tolist() == [4, 4]


def test_a_bid_counts_again_if_its_node_is_back_by_the_decision() -> None:
    tally = run(gpu_world(1, [(0, 1_000)]), 50, (3, FAILED, 0, 0), (8, UP, 0, 0))
    assert (tally.orders_filled, tally.leases_active) == (1, 1)


def test_the_leases_of_all_nodes_that_go_down_at_one_height_end_by_serial() -> None:
    """Nodes of two providers fail at once; the first intention is on the second node."""
    world = market_world(n_providers=2)
    with_nodes(world, provider=[0, 1], gpu_model=-1, threads=[8, 12], memory_gib=10**6, storage_gib=10**6)
    world.tenants.append(trust=np.ones(3))
    world.bundles.append(gpu_model=-1, threads=[12, 4], memory_gib=8, storage_gib=10, open_market_usd_per_hour=1.0)
    n = 3
    world.intentions.append(
        height=[0, 1, 2], serial=np.arange(n), event_key=np.arange(n), max_price_ratio=1e6, tenant=np.arange(n),
        bundle=[0, 1, 1], duration_blocks=1_000,
    )  # fmt: skip
    run(world, 100)
    with money_log() as log:
        tally = run(world, 200, (150, FAILED, 0, 0), (150, FAILED, 1, 0))
    assert ended(tally) == {FAILURE: 3}
    assert [to for _, why, _, to, *_ in log if why == "escrow refunds"] == [0, 1, 2]


def test_a_node_that_is_down_changes_by_coming_back_alone() -> None:
    world = gpu_world(1, [])
    run(world, 100, (10, FAILED, 0, 0), (20, IN_MAINTENANCE, 0, 0), (30, NOTICED, 0, 90), (40, FAILED, 0, 0))
    assert (world.nodes.state[0], world.nodes.changed_at[0]) == (FAILED, 10)
    assert world.outages.downtimes.n_down.tolist() == [1, 1]
    run(world, 200, (150, UP, 0, 0))
    assert world.outages.downtimes.n_down.tolist() == [0, 0]


def test_time_down_is_counted_in_the_epochs_in_which_it_falls() -> None:
    world = gpu_world(1, [])
    tallies = [run(world, 100, (60, FAILED, 0, 0)), run(world, 200), run(world, 300, (230, UP, 0, 0)), run(world, 400)]
    assert [tally.node_blocks_down for tally in tallies] == [40, 100, 30, 0]
    assert [tally.gpu_blocks_down_by_model[0] for tally in tallies] == [160, 400, 120, 0]
