"""What providers earn, owe and are paid under contract, against sums made by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from econsim.mechanisms.supply import cash, earnings, rules
from econsim.policies.providers.projects_view import own_projects
from econsim.shocks.hardware_price.shapes import HardwarePriceStep
from econsim.shocks.price_changes import PriceChanges
from econsim.world.ledger import Account
from econsim.world.world import World
from tests.mechanisms.supply_worlds import (
    AKT,
    TERMS,
    USD,
    income,
    next_epoch,
    sold,
    supply_world,
    tally_of,
    wanted,
)

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
