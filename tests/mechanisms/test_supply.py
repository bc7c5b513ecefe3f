"""Nodes that come and go, what they earn and owe, against sums made by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from econsim.mechanisms.market.tally import MarketTally, empty_tally
from econsim.mechanisms.supply import cash, earnings, rules
from econsim.mechanisms.supply.terms import SupplyTerms
from econsim.policies.providers.projects_view import own_projects
from econsim.shocks.hardware_price.shapes import HardwarePriceStep
from econsim.shocks.price_changes import PriceChanges
from econsim.world.build import empty_world, hand_out, with_nodes
from econsim.world.ledger import Account
from econsim.world.outage_clocks import entered
from econsim.world.outages import NOTHING
from econsim.world.projects import LEAVING, LISTED, ORDERED, POTENTIAL
from econsim.world.providers import IN_MAINTENANCE, UP
from econsim.world.world import World

AKT, USD, DAY = 1_000_000, 1_000_000, 86_400.0
TERMS = SupplyTerms(
    delivery_lag_seconds=10 * DAY,
    life_seconds=1_000 * DAY,
    capital_usd_per_usd_per_hour=10_000.0,
    resale_ratio=0.5,
    reserve_hours=100.0,
    memory_half_life_seconds=DAY,
)


def supply_world(provider_uakt: int = 0) -> World:
    """Return a provider whose node of two GPUs is listed, a node that it could add, and one of a newcomer's.

    A GPU-hour costs .30 USD, .05 of it for power; an AKT costs 2 USD.
    """
    world = empty_world(gpu_models=("a100",), akt_price_usd=2.0, epoch_seconds=DAY, supply_uakt=10_000 * AKT)
    world.providers.append(ask_factor=1.0)
    with_nodes(world, gpus=2, threads=8, memory_gib=16, storage_gib=100)
    world.projects.append(
        state=[LISTED, POTENTIAL, POTENTIAL],
        until_seconds=[500 * DAY, 0.0, 0.0],
        provider=[0, 0, 1],
        node=[0, 1, 2],
        gpus=[2, 1, 4],
        threads=8,
        memory_gib=16,
        storage_gib=100,
        identity=[0, 101, 102],
        cost_usd_per_gpu_hour=0.30,
        power_usd_per_gpu_hour=0.05,
        machine_price_over_start=1.0,
        contract_usd_per_gpu_hour=1.5,
        ask_factor=[0.0, 0.0, 1.25],
        is_audited=[False, False, True],
        jurisdiction=[0, 0, 2],
    )
    hand_out(world, Account("providers.wallet_uakt", 0), provider_uakt)
    return world


def wanted(
    *,
    ordering: Any = (),
    up_to: Any = 1_000,
    leaving: Any = (),
    booked: bool = True,
    use: float = 0.0,
    share: float = 0.0,
) -> Any:
    rows = np.arange(3)
    return SimpleNamespace(
        orders_up_to=np.where(np.isin(rows, ordering), up_to, 0),
        is_leaving=np.isin(rows, leaving),
        is_booked=np.full(3, booked),
        guaranteed_use=np.full(3, use),
        revenue_share=np.full(3, share),
    )


def tally_of(world: World, gpu_blocks: int = 0) -> MarketTally:
    counts, by_model, by_class = empty_tally(1, 1)
    by_model["gpu_blocks"][0] = gpu_blocks
    n = len(world.providers)
    return MarketTally(counts, by_model, by_class, np.zeros((3, n), np.int64), np.zeros(n, np.int64))


def sold(world: World, share: float = 1.0, kept_uakt: int = 0) -> Any:
    n = len(world.providers)
    return SimpleNamespace(sold_share=np.full(n, share), kept_for_deposits_uakt=np.full(n, kept_uakt))


def income(uakt: int = 0, uusdc: int = 0, uact: int = 0) -> Any:
    return np.array([[uakt, 0, 0], [uusdc, 0, 0], [uact, 0, 0]])


def next_epoch(world: World, epoch: int) -> None:
    world.epoch = epoch
    rules.list_nodes(world, TERMS)


# --- nodes that come -------------------------------------------------------------------------------------------


def test_a_node_is_listed_at_the_first_boundary_after_the_lag() -> None:
    world = supply_world()
    rules.order_and_leave(world, TERMS, wanted(ordering=[1]))
    next_epoch(world, 9)
    assert world.projects.state.tolist() == [LISTED, ORDERED, POTENTIAL]
    assert world.nodes.gpus.tolist() == [2, 0, 0]
    next_epoch(world, 10)
    assert world.projects.state.tolist() == [LISTED, LISTED, POTENTIAL]
    assert world.nodes.gpus.tolist() == world.nodes.free_gpus.tolist() == [2, 1, 0]
    assert world.projects.until_seconds[1] == (10 + 1_000) * DAY
    assert world.journal.counts[rules.NODES_LISTED] == world.journal.counts[rules.GPUS_LISTED] == 1


def test_rows_of_all_who_could_come_are_made_at_once_in_the_order_of_their_numbers() -> None:
    world = supply_world()
    assert (len(world.providers), len(world.nodes)) == (1, 1)
    rules.order_and_leave(world, TERMS, wanted(ordering=[2]))
    next_epoch(world, 1)
    assert (len(world.providers), len(world.nodes)) == (2, 3)
    assert world.nodes.provider.tolist() == [0, 0, 1]
    assert world.nodes.identity.tolist() == [0, 101, 102]
    assert (world.providers.ask_factor[1], world.providers.is_audited[1], world.providers.jurisdiction[1]) == (
        1.25,
        True,
        2,
    )


def test_who_has_ordered_is_not_asked_twice() -> None:
    world = supply_world()
    rules.order_and_leave(world, TERMS, wanted(ordering=[1]))
    world.epoch = 3
    rules.order_and_leave(world, TERMS, wanted(ordering=[0, 1]))
    assert world.projects.until_seconds.tolist() == [500 * DAY, 10 * DAY, 0.0]


def test_owners_are_served_by_place_and_each_counts_those_before_it() -> None:
    """2 GPUs are listed; the newcomer's 4 make 6, and with one more there are 7."""
    for up_to, found in ((7, [ORDERED, ORDERED]), (6, [POTENTIAL, ORDERED]), (5, [ORDERED, POTENTIAL])):
        world = supply_world()
        world.projects.place[1:] = 0.7, 0.2
        rules.order_and_leave(world, TERMS, wanted(ordering=[1, 2], up_to=up_to))
        assert world.projects.state[1:].tolist() == found


def test_what_is_on_order_counts_as_if_it_were_there() -> None:
    world = supply_world()
    rules.order_and_leave(world, TERMS, wanted(ordering=[2]))
    rules.order_and_leave(world, TERMS, wanted(ordering=[1], up_to=6))
    assert world.projects.state.tolist() == [LISTED, POTENTIAL, ORDERED]
    rules.order_and_leave(world, TERMS, wanted(ordering=[1], up_to=7))
    assert world.projects.state.tolist() == [LISTED, ORDERED, ORDERED]


# --- nodes that go ---------------------------------------------------------------------------------------------


def test_a_node_that_is_given_up_is_taken_down_at_once_and_off_the_list_in_the_next_epoch() -> None:
    world = supply_world()
    rules.order_and_leave(world, TERMS, wanted(leaving=[0]))
    (outage,) = rules.with_changes_of_supply(world, NOTHING)
    assert (outage.height, outage.kind, outage.node) == (world.height, IN_MAINTENANCE, 0)
    world.nodes.state[0] = IN_MAINTENANCE
    next_epoch(world, 1)
    assert world.projects.state[0] == POTENTIAL
    assert world.nodes.gpus[0] == world.nodes.threads[0] == world.nodes.free_threads[0] == 0
    (outage,) = rules.with_changes_of_supply(world, NOTHING)
    assert (outage.height, outage.kind, outage.node) == (world.height, UP, 0)


def test_what_an_open_bid_holds_keeps_a_node_for_another_epoch() -> None:
    world = supply_world()
    rules.order_and_leave(world, TERMS, wanted(leaving=[0]))
    world.nodes.free_gpus[0] -= 1
    next_epoch(world, 1)
    assert world.projects.state[0] == LEAVING
    world.nodes.free_gpus[0] += 1
    next_epoch(world, 2)
    assert world.projects.state[0] == POTENTIAL


def test_nothing_else_happens_to_a_node_that_is_off_the_list() -> None:
    world = supply_world()
    rules.order_and_leave(world, TERMS, wanted(ordering=[1]))
    next_epoch(world, 1)
    others = rules.with_changes_of_supply(world, entered(np.array([0, 1]), world.height, IN_MAINTENANCE))
    assert others["node"].tolist() == [0]


def test_who_comes_to_the_end_of_its_life_and_stays_begins_another() -> None:
    world = supply_world()
    world.epoch = 500
    rules.order_and_leave(world, TERMS, wanted())
    assert world.projects.until_seconds[0] == 1_500 * DAY


def test_who_is_insolvent_leaves_whatever_is_wanted() -> None:
    world = supply_world()
    world.projects.is_insolvent[0] = True
    rules.order_and_leave(world, TERMS, wanted())
    assert world.projects.state[0] == LEAVING
    assert world.journal.counts[rules.NODES_INSOLVENT] == 1
    assert world.journal.counts[rules.NODES_GIVEN_UP] == 0


# --- cash ------------------------------------------------------------------------------------------------------


def booked_world(**how: Any) -> World:
    world = supply_world(**how)
    rules.order_and_leave(world, TERMS, wanted())
    return world


def moved(world: World, why: str) -> float:
    return world.journal.money[why, "uusdc"] / USD


def test_owners_bring_the_reserve_once_and_a_day_is_booked() -> None:
    """Two GPUs cost .60 an hour: a reserve of 60, power 2.40 and machines 12.00 a day; 10 AKT sold bring 20."""
    world = booked_world()
    cash.settle_cash(world, TERMS, income(uakt=10 * AKT), sold(world), tally_of(world))
    assert moved(world, cash.CASH_BROUGHT) == 60.0
    assert moved(world, cash.PROCEEDS) == 20.0
    assert moved(world, cash.PAID_FOR_POWER) == pytest.approx(2.40, abs=1e-6)
    assert moved(world, cash.PAID_FOR_MACHINES) == pytest.approx(12.00, abs=1e-6)
    assert moved(world, cash.CASH_TAKEN_OUT) == pytest.approx(5.60, abs=1e-6)
    assert world.providers.cash_uusdc.tolist() == [60 * USD]
    cash.settle_cash(world, TERMS, income(uusdc=4 * USD), sold(world, share=0.5), tally_of(world))
    assert moved(world, cash.CASH_BROUGHT) == 60.0
    assert world.providers.cash_uusdc[0] / USD == pytest.approx(60 + 2 - 14.4, abs=1e-6)
    assert world.ledger.imbalance("uusdc") == world.ledger.imbalance("uakt") == 0


def test_act_brings_cash_when_it_is_burned_and_the_akt_for_it_sold() -> None:
    """Of 8 ACT earned 6 are its nodes': of 5 AKT paid for what was burned, at 2 USD, three quarters are booked."""
    world = booked_world()
    tally = tally_of(world)._replace(withdrawn=np.array([[0], [0], [8 * USD]]), from_burns_uakt=np.array([5 * AKT]))
    cash.settle_cash(world, TERMS, income(uact=6 * USD), sold(world), tally)
    assert moved(world, cash.PROCEEDS) == 7.5
    hoarding = booked_world()
    cash.settle_cash(hoarding, TERMS, income(uact=6 * USD), sold(hoarding), tally_of(hoarding))
    assert moved(hoarding, cash.PROCEEDS) == 0.0


def test_where_no_books_are_kept_no_money_moves() -> None:
    world = supply_world()
    rules.order_and_leave(world, TERMS, wanted(booked=False))
    cash.settle_cash(world, TERMS, income(uakt=10 * AKT), sold(world), tally_of(world))
    assert not world.journal.money.keys() & {(cash.PROCEEDS, "uusdc"), (cash.PAID_FOR_POWER, "uusdc")}
    assert world.providers.cash_uusdc.tolist() == [0]


def test_who_is_short_sells_what_its_wallet_can_spare_and_no_deposit() -> None:
    """With 10 of 14.40 USD in cash 2.2 AKT at 2 USD are missing; of 8 AKT 7 are kept, so 1 is sold: 2.40 are short."""
    world = booked_world(provider_uakt=8 * AKT)
    cash.settle_cash(world, TERMS, income(), sold(world), tally_of(world))
    world.ledger.move(
        Account("providers.cash_uusdc", 0), Account("outside_uusdc"), world.providers.cash_uusdc[0] - 10 * USD, "test"
    )
    cash.settle_cash(world, TERMS, income(), sold(world, kept_uakt=7 * AKT), tally_of(world))
    assert world.providers.wallet_uakt.tolist() == [7 * AKT]
    assert world.providers.cash_uusdc.tolist() == [0]
    assert world.projects.is_insolvent.tolist() == [True, False, False]
    assert moved(world, cash.PAID_FOR_POWER) == pytest.approx(2 * 2.40, abs=1e-6)
    assert moved(world, cash.PAID_FOR_MACHINES) == pytest.approx(12.00 + 9.60, abs=1e-6)


def test_machines_of_a_node_that_leaves_bring_half_of_what_is_left_of_their_price() -> None:
    """Machines of .50 USD an hour cost 5,000 USD; 500 of 1,000 days are left: 2,500, of which half."""
    world = booked_world()
    cash.settle_cash(world, TERMS, income(), sold(world), tally_of(world))
    rules.order_and_leave(world, TERMS, wanted(leaving=[0]))
    cash.settle_cash(world, TERMS, income(), sold(world), tally_of(world))
    assert moved(world, cash.MACHINES_RESOLD) == 1_250.0
    assert world.providers.cash_uusdc.tolist() == [0]  # nothing runs any longer, so owners take all of it out
    assert moved(world, cash.CASH_TAKEN_OUT) == pytest.approx(1_250 + 60 - 14.4, abs=1e-6)


# --- machines that get cheaper ----------------------------------------------------------------------------------


def test_who_orders_pays_for_its_machines_what_they_cost_then_and_who_has_some_what_they_cost_before() -> None:
    """Machines at half: .125 an hour for the GPU ordered, a reserve of 17.50; .50 as before for the two there."""
    world = booked_world()
    cash.settle_cash(world, TERMS, income(), sold(world), tally_of(world))
    before = moved(world, cash.PAID_FOR_MACHINES)
    world.machine_price_over_start[:] = 0.5
    assert own_projects(world).cost_usd_per_gpu_hour.tolist() == pytest.approx([0.175] * 3)
    assert own_projects(world).power_usd_per_gpu_hour.tolist() == [0.05] * 3
    rules.order_and_leave(world, TERMS, wanted(ordering=[1]))
    world.machine_price_over_start[:] = 2.0
    next_epoch(world, 10)
    rules.order_and_leave(world, TERMS, wanted())
    cash.settle_cash(world, TERMS, income(), sold(world), tally_of(world))
    assert moved(world, cash.CASH_BROUGHT) == pytest.approx(60.0 + 17.5)
    assert moved(world, cash.PAID_FOR_MACHINES) - before == pytest.approx(12.00 + 3.00, abs=1e-6)


def test_who_goes_on_at_the_end_of_its_life_buys_machines_anew() -> None:
    world = booked_world()
    world.epoch, world.machine_price_over_start[:] = 500, 0.5
    rules.order_and_leave(world, TERMS, wanted())
    assert world.projects.machine_price_over_start.tolist() == [0.5, 1.0, 1.0]


def test_machine_prices_of_an_epoch_are_those_of_its_day_and_model() -> None:
    world = supply_world()
    changes = (
        HardwarePriceStep(start_day=10.0, size=-0.5),
        HardwarePriceStep(start_day=20.0, size=-0.2, gpu_model="a100"),
    )
    found = []
    for epoch in (9, 10, 20):
        world.epoch = epoch
        rules.note_machine_prices(world, PriceChanges(changes))
        found.append(world.machine_price_over_start[0])
    assert found == pytest.approx([1.0, 0.5, 0.4], rel=1e-12)
    assert changes[1].told() == "price of machines with a100 0.8 times its base from then on"


# --- what is earned, subsidies ---------------------------------------------------------------------------------


def test_half_of_what_is_known_is_of_the_last_half_life() -> None:
    """24 USD in a day of two GPUs are .50 a GPU-hour; known before .30, so .40 with half a day's weight each."""
    world = booked_world()
    world.gpu_returns.earned_usd_per_gpu_hour[:] = 0.30
    world.nodes.earned[:, 0] = 10 * AKT, 4 * USD, 0
    earned = earnings.earned_by_nodes(world, TERMS, tally_of(world, gpu_blocks=world.n_blocks))
    assert earned.tolist() == [[10 * AKT, 0, 0], [4 * USD, 0, 0], [0, 0, 0]]
    assert world.gpu_returns.earned_usd_per_gpu_hour.tolist() == pytest.approx([0.40])
    assert world.gpu_returns.use.tolist() == pytest.approx([0.25])  # one of two GPUs, from 0
    assert earnings.earned_by_nodes(world, TERMS, tally_of(world)).tolist() == [[0, 0, 0]] * 3


def test_a_contract_pays_what_is_missing_of_the_guarantee_out_of_the_pool() -> None:
    """(.60 - .50) x 48 GPU-hours x 1.50 USD = 7.20 USD = 3.6 AKT; a tenth of 10 AKT and 4 USDC goes back."""
    world = booked_world(provider_uakt=10 * AKT)
    world.ledger.move(Account("outside_uakt"), Account("community_pool_uakt"), 100 * AKT, "test")
    world.ledger.move(Account("outside_uusdc"), Account("providers.wallet_uusdc", 0), 4 * USD, "test")
    tally, contract = tally_of(world, gpu_blocks=world.n_blocks), wanted(use=0.6, share=0.1)
    found = earnings.pay_subsidies(world, contract, income(10 * AKT, 4 * USD), tally)
    assert found[:, 0].tolist() == pytest.approx([(10 + 3.6 - 1) * AKT, 3.6 * USD, 0], abs=1)
    assert world.ledger.total("community_pool_uakt") == pytest.approx((100 - 3.6 + 1) * AKT, abs=1)
    assert world.ledger.total("community_pool_uusdc") == 0.4 * USD
    assert world.journal.counts[earnings.SUBSIDIES_UNPAID] == 0


def test_an_empty_pool_pays_nothing_and_says_so() -> None:
    world = booked_world()
    world.ledger.move(Account("outside_uakt"), Account("community_pool_uakt"), 3 * AKT, "test")
    tally = tally_of(world, gpu_blocks=world.n_blocks)
    assert not earnings.pay_subsidies(world, wanted(use=0.6), income(), tally).any()
    assert world.ledger.total("community_pool_uakt") == 3 * AKT
    assert world.journal.counts[earnings.SUBSIDIES_UNPAID] == pytest.approx(3.6 * AKT, abs=1)


def test_what_is_used_more_than_guaranteed_is_paid_nothing() -> None:
    world = booked_world()
    world.ledger.move(Account("outside_uakt"), Account("community_pool_uakt"), 100 * AKT, "test")
    tally = tally_of(world, gpu_blocks=2 * world.n_blocks)
    assert not earnings.pay_subsidies(world, wanted(use=0.6), income(), tally).any()
