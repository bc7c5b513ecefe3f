"""Orders, bids and choice by hand: who may bid, who wins, what an open bid holds, what tenants remember."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from econsim.errors import RunError
from econsim.mechanisms.market import rules
from econsim.mechanisms.market.schedules import Schedules
from econsim.policies.providers.decisions import PricingSchedule
from econsim.policies.tenants.decisions import ChoiceSchedule
from econsim.units import MICRO, SECONDS_PER_HOUR, UAKT, UUSDC
from econsim.world.build import with_nodes
from tests.mechanisms.changed_law import changed_law
from tests.mechanisms.market_worlds import (
    AKT,
    DAY_BLOCKS,
    RANDOM_HABITS,
    cheapest,
    flat_asks,
    habits,
    law_of,
    market_world,
    money_log,
    one_room_world,
    open_for,
    random_schedules,
    random_world,
)

REASONS = [f"unfilled_{reason}" for reason in ("refused", "no_supplier", "no_room", "too_dear", "no_deposit")]


def post(world: Any, asks: Any = None, choice: Any = None, until: int = DAY_BLOCKS, **ours: Any) -> Any:
    """Run the market for a day; asks: one a provider [micro per block]."""
    pricing = flat_asks(world, MICRO)
    if asks is not None:
        column = np.array(asks, dtype=np.int64)[:, None]
        pricing = PricingSchedule(column, column)
    return open_for(world, until, pricing, choice or cheapest(world), habits(**ours))


def winner_of(world: Any, *args: Any, **ours: Any) -> int:
    with money_log() as log:
        tally = post(world, *args, **ours)
    assert tally.leases_started == 1
    locked = [source for _, why, source, _, _, _ in log if why == "bid deposits locked"]
    returned = [to for _, why, _, to, _, _ in log if why == "deposits of lost bids"]
    (winner,) = set(locked) - set(returned)
    return int(winner)


# --- bids ----------------------------------------------------------------------------------------------------


def test_21_bids_fit_under_an_order_max_bids_of_20() -> None:
    world = one_room_world([(0, 100)], n_providers=25, bids=20)
    assert post(world).bids == 21


def test_which_bids_are_admitted_is_drawn_by_order_and_provider() -> None:
    """Five providers at one price, room for one bid an order: over many orders everybody gets a turn."""
    world = one_room_world([(height, 5) for height in range(0, 4_000, 20)], n_providers=5, bids=0)
    with money_log() as log:
        tally = post(world)
    bidders = np.bincount([source for _, why, source, _, _, _ in log if why == "bid deposits locked"], minlength=5)
    assert tally.bids == tally.orders_filled == 200
    assert bidders.min() > 20  # 200 draws of 5: mean 40, standard deviation 5.7


def test_losing_bids_get_their_deposit_back_at_the_decision_and_the_winner_at_the_end() -> None:
    world = one_room_world([(0, 100)], n_providers=3)
    with money_log() as log:
        post(world, [3 * MICRO, 2 * MICRO, 4 * MICRO])
    returned = {(height, to) for height, why, _, to, _, _ in log if why == "deposits of lost bids"}
    assert returned == {(10, 0), (10, 2)}
    assert [(height, to) for height, why, _, to, _, _ in log if why == "bid deposits of closed leases"] == [(110, 1)]


def test_an_open_bid_holds_its_capacity() -> None:
    """The second order, 5 blocks later, finds no room although no lease has begun."""
    world = one_room_world([(0, 100), (5, 100)])
    tally = post(world)
    assert (tally.orders_filled, tally.unfilled_no_room) == (1, 1)


def test_a_lost_bid_frees_its_capacity_at_once() -> None:
    world = one_room_world([(0, 10_000), (11, 10_000)], n_providers=2)
    tally = post(world)
    assert (tally.orders_filled, tally.bids) == (2, 3)


def test_a_lease_that_ends_in_the_block_of_an_arrival_makes_room_for_it() -> None:
    world = one_room_world([(0, 100), (109, 5), (110, 100)], bid_wait_blocks=10)
    tally = post(world)
    assert (tally.orders_filled, tally.unfilled_no_room) == (2, 1)


@pytest.mark.parametrize(
    ("changed", "asks", "reason"),
    [
        ({"max_price_ratio": 1e-9}, [MICRO, MICRO], "unfilled_too_dear"),
        ({"threads": 3}, [MICRO, MICRO], "unfilled_no_supplier"),
        ({"node": {"memory_gib": 7}}, [MICRO, MICRO], "unfilled_no_supplier"),
        ({"node": {"storage_gib": 9}}, [MICRO, MICRO], "unfilled_no_supplier"),
        ({"node": {"gpu_model": 0, "gpus": 8}}, [MICRO, MICRO], "unfilled_no_supplier"),
        ({"provider_uakt": 5 * AKT - 1}, [MICRO, MICRO], "unfilled_no_deposit"),
        ({}, [0, 0], "unfilled_no_supplier"),
        ({"threads": [3, 4]}, [MICRO, 0], "unfilled_no_supplier"),
        ({"threads": [3, 4], "provider_uakt": [5 * AKT, 0]}, [MICRO, MICRO], "unfilled_no_deposit"),
        ({"threads": [3, 4], "max_price_ratio": 0.001}, [MICRO, 10**12], "unfilled_too_dear"),
        ({"max_price_ratio": 0.001, "provider_uakt": 0}, [10**12, 10**12], "unfilled_too_dear"),
        ({"min_deposits": {}, "threads": 3}, [MICRO, MICRO], "unfilled_refused"),
    ],
)
def test_an_order_without_bids_is_counted_by_the_first_reason_that_holds(changed: Any, asks: Any, reason: str) -> None:
    tally = post(one_room_world([(0, 100)], n_providers=2, **changed), asks)
    assert {name: getattr(tally, name) for name in REASONS} == {name: int(name == reason) for name in REASONS}
    assert (tally.orders, tally.orders_filled, tally.bids) == (1, 0, 0)


@pytest.mark.parametrize(
    ("threads", "asks", "reason"),
    [
        (4, [MICRO, 0], "unfilled_no_room"),  # the only supplier is full: whether it is too dear does not matter
        (4, [MICRO, 10**12], "unfilled_too_dear"),  # another one has room
        ([4, 3], [MICRO, 10**12], "unfilled_no_room"),  # another one could never hold it
    ],
)
def test_whether_there_is_room_is_asked_before_what_it_costs(threads: Any, asks: Any, reason: str) -> None:
    """The first order, at any price, fills the cheap provider's node; the second would pay nobody's price."""
    world = one_room_world([(0, 1_000), (20, 100)], n_providers=2, threads=threads, max_price_ratio=[1e6, 1e-12])
    tally = post(world, asks)
    assert {name: getattr(tally, name) for name in REASONS} == {name: int(name == reason) for name in REASONS}
    assert (tally.orders, tally.orders_filled) == (2, 1)


def test_an_order_counts_when_it_is_decided() -> None:
    """Posted at 0 and decided at 10: the epoch that ends at 10 knows nothing of it, nor of its bids."""
    world = one_room_world([(0, 100)], n_providers=2)
    before, after = post(world, until=10), post(world, until=20)
    assert (before.orders, before.orders_filled, before.bids, before.leases_started) == (0, 0, 0, 0)
    assert (after.orders, after.orders_filled, after.bids, after.leases_started) == (1, 1, 2, 1)


# --- denoms --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("min_deposits", "uniform", "spends"),
    [
        ({"uakt": 1, "uusdc": 1}, 0.2, UUSDC),
        ({"uakt": 1, "uusdc": 1}, 0.4, UAKT),
        ({"uakt": 1}, 0.2, UAKT),
        ({"uusdc": 1}, 0.4, UUSDC),
        ({"uakt": 0, "uusdc": 0}, 0.2, UUSDC),  # a minimum of 0 is a minimum
        ({"uakt": 0, "uusdc": 0}, 0.4, UAKT),
    ],
)
def test_who_would_pay_in_a_denom_without_a_minimum_deposit_pays_in_the_other(
    min_deposits: dict[str, int], uniform: float, spends: int
) -> None:
    world = one_room_world([(0, 100)], min_deposits=min_deposits, denom_uniform=uniform)
    tally = post(world, uusdc_share=0.3)
    assert tally.orders_filled == 1
    assert tally.spent_micro[:, 0].tolist() == [100 * MICRO * (denom == spends) for denom in range(3)]


def test_where_no_denom_has_a_minimum_deposit_every_order_is_refused_and_no_money_moves() -> None:
    world = one_room_world([(0, 100), (20, 100)], min_deposits={}, denom_uniform=[0.2, 0.4], trust=0.8)
    with money_log() as log:
        tally = post(world, uusdc_share=0.3)
    assert (tally.orders, tally.unfilled_refused, tally.leases_started, log) == (2, 2, 0, [])
    assert world.tenants.trust[0] == 0.8


def test_a_denom_that_loses_its_minimum_deposit_ends_no_lease_and_only_later_orders_are_refused() -> None:
    world = one_room_world([(0, 500), (100, 100), (190, 100), (300, 100)], threads=64)
    assert post(world, until=195).orders_filled == 2  # the third is posted and will be decided at 200
    world.law = changed_law(world.law, deployment={"min_deposits": {}})
    tally = post(world, until=1_000)
    assert (tally.orders, tally.orders_filled, tally.unfilled_refused, tally.leases_ended) == (2, 1, 1, 3)


@pytest.mark.parametrize(("above", "filled"), [(0, 1), (1, 0)])
def test_a_bid_may_equal_the_maximum_price_and_not_exceed_it(above: int, filled: int) -> None:
    """1 USD an hour at 1.25 USD per AKT, ratio 0.5: the price is floor(0.5 x 10^12 x hours per block / 1.25)."""
    world = one_room_world([(0, 100)], max_price_ratio=0.5, akt_price_usd=1.25)
    highest = int(0.5 * (world.seconds_per_block / SECONDS_PER_HOUR * 10**12 / 1.25))
    assert post(world, [highest + above]).orders_filled == filled


def test_gpu_orders_are_refused_where_the_release_has_no_gpu_units() -> None:
    gpu = {"resources": {"gpu_model": 0, "gpus": 1}, "node": {"gpu_model": 0, "gpus": 1}}
    refused = one_room_world([(0, 100)], gpu_orders_accepted=False, **gpu)
    tally = post(refused)
    assert (tally.orders, tally.unfilled_refused, tally.orders_filled) == (1, 1, 0)
    assert refused.tenants.trust[0] == 1.0
    accepted = post(one_room_world([(0, 100)], **gpu))
    assert (
        accepted.orders_filled,
        accepted.orders_filled_by_model.tolist(),
        accepted.gpu_blocks_by_model.tolist(),
    ) == (1, [1, 0], [100, 0])


def test_an_order_goes_to_the_node_that_would_have_least_left() -> None:
    """Nodes of 8, 4 and 4 free GPUs: three orders for 2 fill the first node of 4, the fourth takes the other."""
    world = market_world(n_models=1)
    with_nodes(world, gpus=[8, 4, 4], threads=64, memory_gib=640, storage_gib=640)
    world.tenants.append(trust=[1.0])
    world.bundles.append(gpus=[2], threads=4, memory_gib=8, storage_gib=8, open_market_usd_per_hour=1.0)
    orders = np.arange(4)
    world.intentions.append(height=orders * 50, serial=orders, duration_blocks=10**5, max_price_ratio=1e6)
    seen = []
    for edge in (49, 99, 149, 199):
        post(world, until=edge)
        seen.append(world.nodes.free_gpus.tolist())
    assert seen == [[8, 2, 4], [8, 0, 4], [8, 0, 2], [8, 0, 0]]


# --- choice --------------------------------------------------------------------------------------------------


def weights(price: float, audit: float, taste: float) -> ChoiceSchedule:
    return ChoiceSchedule(np.array([price]), np.array([audit]), np.array([taste]))


def test_a_tenant_who_weighs_only_the_price_takes_the_cheapest() -> None:
    world = one_room_world([(0, 100)], n_providers=3)
    assert winner_of(world, [3 * MICRO, 2 * MICRO, 4 * MICRO]) == 1


def test_among_equals_the_lower_provider_id_wins() -> None:
    world = one_room_world([(0, 100)], n_providers=7, event_key=12345)
    assert winner_of(world) == 0


def test_an_auditors_signature_outweighs_a_price_difference_below_its_weight() -> None:
    """1 USD an hour = 1,680.67 uakt a block: 168 dearer is 0.1 of the open-market price."""
    asks = [1_000 * MICRO, 1_168 * MICRO]
    for audit_weight, winner in ((0.09, 0), (0.11, 1)):
        world = one_room_world([(0, 100)], n_providers=2, is_audited=[False, True])
        assert winner_of(world, asks, weights(1.0, audit_weight, 0.0)) == winner


def test_taste_makes_the_choice_a_logit() -> None:
    """Gumbel taste of weight 1: P(dearer wins) = 1 / (1 + e^(price difference)) with differences in utility."""
    n = 3_000
    world = one_room_world([(20 * k, 5) for k in range(n)], n_providers=2)
    open_market = world.seconds_per_block / SECONDS_PER_HOUR * 10**12
    asks = [int(0.2 * open_market), int(0.7 * open_market)]
    with money_log() as log:
        tally = post(world, asks, weights(2.0, 0.0, 1.0), until=20 * n)
    assert tally.orders_filled == n
    lost = np.bincount([to for _, why, _, to, _, _ in log if why == "deposits of lost bids"], minlength=2)
    expected = n / (1 + np.e)
    assert abs(lost[0] - expected) < 4 * np.sqrt(expected * (1 - 1 / (1 + np.e)))


def test_one_provider_more_changes_no_other_draw() -> None:
    """Equal prices, taste only: where the newcomer does not win, the winner is who it was."""
    heights = [(20 * k, 5) for k in range(100)]

    def winners(n_providers: int) -> list[int]:
        world = one_room_world(heights, n_providers=n_providers)
        with money_log() as log:
            post(world, None, weights(0.0, 0.0, 1.0))
        return [to for _, why, _, to, _, _ in log if why == "bid deposits of closed leases"]

    few, more = winners(4), winners(5)
    assert len(few) == len(more) == 100
    assert {old for old, new in zip(few, more, strict=True) if new != 4 and old != new} == set()
    assert 4 in more


# --- tenants remember ----------------------------------------------------------------------------------------


def test_trust_falls_when_nobody_bids_and_rises_with_a_lease() -> None:
    world = one_room_world([(0, 500), (20, 500), (1_000, 500)], trust=0.8)
    post(world, until=900)
    after_lease = 0.8 + 0.1 * (1.0 - 0.8)  # filled at 10
    assert world.tenants.trust[0] == after_lease - 0.05 * after_lease  # no room at 20
    post(world)
    assert world.tenants.trust[0] == 0.779 + 0.1 * (1.0 - 0.779)


@pytest.mark.parametrize(
    ("changed", "left"),
    [
        ({"max_price_ratio": 1e-9}, 0.8),  # too dear
        ({"threads": 3}, 0.8),  # no supplier
        ({"min_deposits": {}}, 0.8),  # refused
        ({"provider_uakt": 0}, 0.8 - 0.05 * 0.8),  # no deposit
    ],
)
def test_trust_falls_only_where_a_tenant_who_would_pay_gets_nothing(changed: Any, left: float) -> None:
    world = one_room_world([(0, 100)], trust=0.8, **changed)
    assert post(world).orders == 1
    assert world.tenants.trust[0] == left


def test_an_intention_that_full_trust_would_have_acted_on_is_counted_as_suppressed() -> None:
    """Trust .5, half of them wanted: below .25 acted on, from .25 to .5 suppressed, from .5 on not wanted."""
    thinning = [0.24, 0.25, 0.49, 0.5, 0.9]
    world = one_room_world([(at, 1) for at in range(0, 100, 20)], trust=0.5, thinning=thinning)
    ours = habits(trust_gain=0.0)
    assert open_for(world, 1_000, flat_asks(world, MICRO), cheapest(world), ours, wanted=0.5).intentions_suppressed == 2
    standing = one_room_world([(0, 1)], trust=0.5, thinning=0.9, is_standing=1)
    assert open_for(standing, 1_000, flat_asks(standing, MICRO), cheapest(standing), ours).intentions_suppressed == 0


def test_an_intention_is_acted_on_only_below_trust_times_the_share_wanted() -> None:
    for thinning, wanted, orders in ((0.49, 1.0, 1), (0.5, 1.0, 0), (0.24, 0.5, 1), (0.25, 0.5, 0), (0.0, 0.0, 0)):
        world = one_room_world([(0, 100)], trust=0.5, thinning=thinning)
        tally = open_for(world, 1_000, flat_asks(world, MICRO), cheapest(world), habits(), wanted=wanted)
        assert (tally.orders, tally.orders_filled) == (orders, orders)


def test_leases_running_at_the_start_count_as_leases_and_not_as_orders() -> None:
    world = one_room_world([(0, 500), (0, 500)], is_standing=1, trust=0.8)
    tally = post(world)
    assert (tally.orders, tally.orders_filled, tally.unfilled_no_room, tally.leases_started) == (0, 0, 0, 1)
    assert (tally.bids, tally.bids_by_model.tolist()) == (0, [0])
    assert tally.thread_blocks == 4 * 500
    assert world.tenants.trust[0] == 0.8


def test_orders_count_by_tenant_class() -> None:
    world = one_room_world([(0, 100), (5, 100), (200, 100)])
    world.tenants.tenant_class[0], world.tenant_classes = 1, ("idle", "busy")
    tally = post(world)
    assert tally.orders_by_class.tolist() == [0, 3]
    assert tally.orders_filled_by_class.tolist() == [0, 2]


# --- room and refusals ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("slots", "flows"), [(1, 8192), (4, 1), (4096, 64)])
def test_tables_that_fill_up_grow_and_change_nothing(slots: int, flows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = played(slots=4)
    monkeypatch.setattr(rules, "_FLOWS", flows)
    assert played(slots) == expected


def played(slots: int) -> tuple[Any, Any]:
    world = random_world(5, days=6, slots=slots)
    pricing, choice = random_schedules(world, 5)
    with money_log() as log:
        open_for(world, 6 * DAY_BLOCKS, pricing, choice, habits(**RANDOM_HABITS))
    return log, world.tenants.trust.tolist()


def test_an_ask_that_64_bits_cannot_multiply_with_the_length_of_an_order_is_refused() -> None:
    world = one_room_world([(0, 10**5)], n_providers=2)
    asks = np.full((2, 1), 2**50)
    with pytest.raises(RunError, match="lower the ask"):
        open_for(world, DAY_BLOCKS, PricingSchedule(asks, asks), cheapest(world), habits())


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ([1.0], r"epoch 0: wanted has shape \(1,\); the market needs \(2,\)"),
        ([1.0, np.nan], "epoch 0: wanted is not finite everywhere"),
    ],
)
def test_a_demand_that_is_no_number_for_each_intention_is_refused(wanted: list[float], message: str) -> None:
    world = one_room_world([(0, 100), (5, 100)])
    schedules = Schedules(flat_asks(world, MICRO), cheapest(world), habits())
    with pytest.raises(RunError, match=message):
        rules.run_market(world, law_of(world), schedules, np.array(wanted), DAY_BLOCKS)


def test_a_minimum_deposit_beyond_what_escrow_can_count_is_refused() -> None:
    world = one_room_world([(0, 100)], min_deposits={"uakt": 2**43})
    with pytest.raises(RunError, match=r"min_deposits\.uakt"):
        post(world)


def test_an_epoch_without_intentions_is_an_empty_epoch() -> None:
    tally = post(one_room_world([(5 * DAY_BLOCKS, 100)]))
    assert (tally.orders, tally.leases_active, tally.thread_blocks) == (0, 0, 0)
