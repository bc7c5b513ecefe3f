"""Nodes that come and go, against sums made by hand."""

from __future__ import annotations

import numpy as np

from econsim.mechanisms.supply import rules
from econsim.world.outage_clocks import entered
from econsim.world.outages import NOTHING
from econsim.world.projects import LEAVING, LISTED, ORDERED, POTENTIAL
from econsim.world.providers import IN_MAINTENANCE, UP
from tests.mechanisms.supply_worlds import (
    DAY,
    TERMS,
    next_epoch,
    supply_world,
    wanted,
)

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
