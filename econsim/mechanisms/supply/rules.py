"""Supply: nodes come when they are delivered and go when they are given up.

An order is delivered after the lag, at the first epoch boundary from then on. Whoever gives a node up closes the leases
on it, as the chain lets a provider do at any time (x/market, MsgCloseLease by the provider): they end by the cause
`provider` in the first block of the epoch, their tenants may post again, and the provider has the deposits of its bids
back. The node counts as down until the epoch ends and stands on no list from then on. Its owner may come back.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.compiled import njit
from econsim.mechanisms.supply.terms import Supplied, SupplyTerms
from econsim.units import SECONDS_PER_DAY, BoolArray, IntArray
from econsim.world.due import PricesOverBase
from econsim.world.outage_clocks import entered, in_order
from econsim.world.projects import (
    LEAVING,
    LISTED,
    ORDERED,
    POTENTIAL,
    install,
    is_idle,
    make_rows,
    n_changing,
    uninstall,
)
from econsim.world.providers import IN_MAINTENANCE, UP, n_unlisted
from econsim.world.world import World

NODES_ORDERED, NODES_LISTED = "nodes_ordered", "nodes_listed"
NODES_GIVEN_UP, NODES_INSOLVENT = "nodes_given_up", "nodes_insolvent"
GPUS_LISTED, GPUS_TAKEN_OFF = "gpus_listed", "gpus_taken_off"


def note_machine_prices(world: World, prices: PricesOverBase) -> None:
    """Note what machines with GPUs of each model cost in the epoch over what they cost at the start."""
    if prices.changes:
        models = np.arange(len(world.gpu_models))
        days = np.full(models.size, world.seconds / SECONDS_PER_DAY)
        world.machine_price_over_start = prices.ratio(days, models, world.gpu_models)


def list_nodes(world: World, terms: SupplyTerms) -> None:
    """List what has been delivered by now, and take off the list what was given up in the epoch before."""
    projects = world.projects
    if not n_changing(projects.rows):
        return
    state = projects.state
    make_rows(projects, world.providers, world.nodes)
    gone = np.flatnonzero((state == LEAVING) & is_idle(projects, world.nodes))
    if gone.size:
        uninstall(projects, gone, world.nodes)
        projects.state[gone] = POTENTIAL
    come = np.flatnonzero((state == ORDERED) & (projects.until_seconds <= world.seconds))
    if come.size:
        install(projects, come, world.nodes)
        projects.state[come] = LISTED
        projects.until_seconds[come] = world.seconds + terms.life_seconds
        world.journal.count(NODES_LISTED, come.size)
        world.journal.count(GPUS_LISTED, projects.gpus[come].sum())


def order_and_leave(world: World, terms: SupplyTerms, wanted: Supplied) -> None:
    """Let owners order nodes and give nodes up; who is insolvent gives up, and who comes to the end goes on or not."""
    projects = world.projects
    if not _concerns_any(projects.rows, wanted.orders_up_to, wanted.is_leaving, wanted.is_booked, world.seconds):
        return
    _keep_books(world, wanted.is_booked)
    is_over = (projects.state == LISTED) & (projects.until_seconds <= world.seconds)
    insolvent = (projects.state == LISTED) & projects.is_insolvent
    leaving = (projects.state == LISTED) & (wanted.is_leaving | projects.is_insolvent)
    renewed = is_over & ~leaving
    if renewed.any():
        projects.until_seconds[renewed] += terms.life_seconds
        _buy_machines(world, renewed)
    ordering = _who_orders(world, wanted.orders_up_to)
    if ordering:
        projects.state[ordering] = ORDERED
        projects.until_seconds[ordering] = world.seconds + terms.delivery_lag_seconds
        _buy_machines(world, ordering)
        world.journal.count(NODES_ORDERED, len(ordering))
    if leaving.any():
        _give_up(world, leaving, insolvent)


@njit
def _concerns_any(projects: Any, up_to: IntArray, is_leaving: BoolArray, is_booked: BoolArray, seconds: float) -> bool:
    """Return whether some project may order or gives up, is at the end of its life, or has its books begun or ended."""
    for row in range(projects.size):
        project = projects[row]
        may_order = project.state == POTENTIAL and up_to[row] > 0
        may_change = project.state == LISTED and (
            is_leaving[row] or project.is_insolvent or project.until_seconds <= seconds
        )
        if may_order or may_change or project.is_booked != is_booked[row]:
            return True
    return False


def _buy_machines(world: World, which: Any) -> None:
    """Note what the machines of some projects cost now: that is what they are paid for as long as they live."""
    projects = world.projects
    projects.machine_price_over_start[which] = world.machine_price_over_start[projects.gpu_model[which]]


def _who_orders(world: World, up_to: IntArray) -> list[int]:
    """Return who orders, in turn: GPUs listed and on order, with all who have ordered before, are not above its limit.

    Nodes that are being given up are counted no longer.
    """
    projects, ordering = world.projects, []
    is_there = (projects.state == LISTED) | (projects.state == ORDERED)
    would = np.flatnonzero((projects.state == POTENTIAL) & (up_to > 0))
    if would.size:
        n_gpus = np.bincount(projects.gpu_model[is_there], projects.gpus[is_there], len(world.gpu_models)).astype(
            np.int64
        )
        for row in would[np.argsort(projects.place[would], kind="stable")].tolist():
            model, gpus = projects.gpu_model[row], projects.gpus[row]
            if n_gpus[model] + gpus <= up_to[row]:
                ordering.append(row)
                n_gpus[model] += gpus
    return ordering


def _keep_books(world: World, is_booked: BoolArray) -> None:
    """Note of which projects books are kept; of the others what their nodes have earned so far is not counted."""
    projects = world.projects
    new = np.flatnonzero(is_booked & ~projects.is_booked & (projects.node < len(world.nodes)))
    if new.size:
        projects.earned[:, new] = world.nodes.earned[:, projects.node[new]]
    projects.is_booked = is_booked


def _give_up(world: World, leaving: BoolArray, insolvent: BoolArray) -> None:
    world.projects.state[leaving] = LEAVING
    world.projects.is_insolvent[leaving] = False
    world.journal.count(NODES_GIVEN_UP, (leaving & ~insolvent).sum())
    world.journal.count(NODES_INSOLVENT, insolvent.sum())
    world.journal.count(GPUS_TAKEN_OFF, world.projects.gpus[leaving].sum())


def with_changes_of_supply(world: World, outages: Any) -> Any:
    """Return what nodes enter in the epoch, those taken down by their owners included, by height, state and node.

    Nothing else happens to nodes that leave, or that are not listed; one that has left enters UP, with nothing on it.
    """
    projects, nodes = world.projects, world.nodes
    leaving = projects.node[projects.state == LEAVING]
    if not leaving.size and not n_unlisted(nodes.rows):
        return outages
    is_off = ~nodes.is_listed
    emptied = np.flatnonzero(is_off & (nodes.state != UP))
    is_off[leaving] = True
    kept = outages[~is_off[outages["node"]]]
    down, up = entered(leaving, world.height, IN_MAINTENANCE), entered(emptied, world.height, UP)
    return in_order(np.concatenate([down, up, kept]))
