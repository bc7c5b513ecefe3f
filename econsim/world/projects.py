"""Projects: nodes with GPUs that run or that somebody could put up, and what GPUs earn and are used for.

Which project is whose, and the rows of its provider and node, are fixed from the start, so nobody's luck depends on who
else comes in. The tables of providers and nodes are extended once, when the first project is ordered; a node that is
not listed has nothing installed, and no bid, no outage and no count knows of it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.compiled import njit
from econsim.units import DENOMS, BoolArray, FloatArray, IntArray
from econsim.world.providers import Nodes, Providers
from econsim.world.tables import Table, column

# States of a project: could be put up; on order; its node takes leases; its node is being taken down
POTENTIAL, ORDERED, LISTED, LEAVING = range(4)
OWNED = 0  # cloud of a node whose machines are its owner's
INSTALLED = ("gpus", "threads", "memory_gib", "storage_gib")


class Projects(Table):
    """One row a node with GPUs; what is installed on it if it is listed."""

    state: IntArray = column("POTENTIAL, ORDERED, LISTED or LEAVING")
    until_seconds: FloatArray = column("ORDERED: when it is delivered; LISTED: when its life ends", np.float64)
    provider: IntArray = column("provider id; of newcomers behind those of the start")
    node: IntArray = column("node id; of nodes to come behind those of the start")
    gpu_model: IntArray = column("GPU model id")
    gpus: IntArray = column("GPUs")
    threads: IntArray = column("CPU threads")
    memory_gib: IntArray = column("memory [GiB]")
    storage_gib: IntArray = column("storage [GiB]")
    is_consumer: IntArray = column("1 for cards of consumer grade")
    identity: Any = column("64 bits that name its node for life", np.uint64)
    place: FloatArray = column("place in the queue of those who could come in, uniform", np.float64)
    cost_usd_per_gpu_hour: FloatArray = column(
        "all that a GPU-hour costs, the return asked included, with machines as of the start", np.float64
    )
    power_usd_per_gpu_hour: FloatArray = column("what of it goes for power, or for rent", np.float64)
    machine_price_over_start: FloatArray = column("of its machines when they were ordered, over the start", np.float64)
    cloud: IntArray = column("OWNED, or the number, from 1 on, of the hyperscaler of whom it is rented")
    contract_usd_per_gpu_hour: FloatArray = column("what a subsidy pays for a GPU-hour that is not used", np.float64)
    is_booked: BoolArray = column("its costs are paid out of its provider's cash", np.bool_)
    is_insolvent: BoolArray = column("its provider could not pay what it owed", np.bool_)
    reserve_uusdc: IntArray = column("cash that its owners brought and leave in")
    earned: IntArray = column(
        "what its node had earned when that was last counted, one row a denom", lead=(len(DENOMS),)
    )
    ask_factor: FloatArray = column("of a newcomer: its level of asks over the typical one", np.float64)
    is_audited: BoolArray = column("of a newcomer: carries an auditor's signature", np.bool_)
    jurisdiction: IntArray = column("of a newcomer: number of its jurisdiction")

    def full_cost_usd_per_gpu_hour(self, machine_price_over_start: FloatArray) -> FloatArray:
        """Return what a GPU-hour costs each with machines at these prices, one a project, over those of the start."""
        of_machines = self.cost_usd_per_gpu_hour - self.power_usd_per_gpu_hour
        return np.asarray(self.cost_usd_per_gpu_hour + of_machines * (machine_price_over_start - 1.0))


class GpuReturns(Table):
    """One row a GPU model: what is known of what its GPUs earn, a mean in which the past fades."""

    earned_usd_per_gpu_hour: FloatArray = column(
        "by a GPU that is listed, in use or not, after the take fee", np.float64
    )
    use: FloatArray = column("GPUs leased over those listed", np.float64)


@njit
def n_changing(projects: Any) -> int:
    """Return how many projects (records) are on order or being taken down."""
    n = 0
    for row in range(projects.size):
        n += projects[row].state == ORDERED or projects[row].state == LEAVING
    return n


@njit
def gpus_by_state(projects: Any, n_models: int) -> IntArray:
    """Return the GPUs of projects (records) in each state, by model; shape (states, models)."""
    gpus = np.zeros((LEAVING + 1, n_models), np.int64)
    for row in range(projects.size):
        gpus[projects[row].state, projects[row].gpu_model] += projects[row].gpus
    return gpus


def make_rows(projects: Projects, providers: Providers, nodes: Nodes) -> None:
    """Extend the tables of providers and nodes by the rows of all projects; new nodes have nothing installed."""
    new = projects.node >= len(nodes)
    if not new.any():
        return
    by_node = np.flatnonzero(new)[np.argsort(projects.node[new])]
    nodes.append(
        **{name: getattr(projects, name)[by_node] for name in ("provider", "gpu_model", "is_consumer", "identity")}
    )
    come = np.flatnonzero(projects.provider >= len(providers))
    owners, first = np.unique(projects.provider[come], return_index=True)
    if owners.size:
        whose = come[first]
        providers.append(
            **{name: getattr(projects, name)[whose] for name in ("ask_factor", "is_audited", "jurisdiction")}
        )


def install(projects: Projects, which: IntArray, nodes: Nodes) -> None:
    """List the nodes of some projects: all that is installed on them is free."""
    nodes.rows = nodes.rows.copy()  # what is kept of the nodes of before stands no longer
    for name in INSTALLED:
        getattr(nodes, name)[projects.node[which]] = getattr(projects, name)[which]
        getattr(nodes, f"free_{name}")[projects.node[which]] = getattr(projects, name)[which]


def is_idle(projects: Projects, nodes: Nodes) -> BoolArray:
    """Return, by project, whether nothing is leased on its node and no open bid holds any of it."""
    rows = projects.node.clip(max=len(nodes) - 1)
    is_free = [getattr(nodes, name)[rows] == getattr(nodes, f"free_{name}")[rows] for name in INSTALLED]
    return np.asarray(np.all(is_free, axis=0))


def uninstall(projects: Projects, which: IntArray, nodes: Nodes) -> None:
    """Take what is installed off the nodes of some projects, on which nothing is leased."""
    nodes.rows = nodes.rows.copy()
    for name in INSTALLED:
        getattr(nodes, name)[projects.node[which]] = 0
        getattr(nodes, f"free_{name}")[projects.node[which]] = 0
