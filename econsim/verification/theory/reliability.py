"""Theory of reliability, held against the market: nodes that fail and are repaired, and the leases on them.

Renewal theory: Cox, "Renewal Theory", 1962. Time down, leases that end as planned and nodes up are counted by the
market itself; standard errors come from independent replicates.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic import Field

from econsim.draws import Streams
from econsim.verification.failing_nodes import FailingNodes
from econsim.verification.theory.theory import (
    REPLICATES,
    SEED,
    CannotMeasure,
    Measured,
    Range,
    Theory,
    Whole,
    over_replicates,
    rare_event_error,
)
from econsim.world.providers import IN_MAINTENANCE

_NODES = 250
_FINE = 1_000  # blocks in the shortest span that is measured
_SETTLED = 20.0  # time constants after which the beginning, when all are up, is forgotten
_CYCLES = 200_000
_LEASES = 64_000
_DRAWS = 8_000
_LOOK = 5.0  # mean up times after which it is looked whether leases still run
_MOST_NODES = 1_000_000
_LEASE_HOURS = (1, 24, 168, 720)  # of the leases that are told


class AlternatingRenewal(Range):
    """A node that is up and down by turns, for exponential times."""

    mtbf_hours: float = Field(gt=0.0, le=1e6)
    mttr_hours: float = Field(gt=0.0, le=1e6)


def alternating_renewal(given: AlternatingRenewal, sample: int) -> Measured:
    """Count the time that nodes are down; lease them for some hours and count the leases that end as planned."""
    values, errors = _availability(given, sample)
    for hours in _LEASE_HOURS:
        name = f"p_lease_survives_{hours}h"
        values[name], errors[name] = _survival(
            given.mtbf_hours, given.mttr_hours, 1, hours, _LEASES * sample // _CYCLES
        )
    return Measured(values, errors)


def _availability(given: AlternatingRenewal, sample: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the part of the time that nodes are up, after a warm-up, over some cycles of up and down."""
    mtbf, mttr = given.mtbf_hours, given.mttr_hours
    block_hours = min(mtbf, mttr) / _FINE
    warm_up, cycles = _SETTLED * mtbf * mttr / (mtbf + mttr), sample / REPLICATES / _NODES
    blocks, rows = round(cycles * (mtbf + mttr) / block_hours), []
    for replicate in range(REPLICATES):
        nodes = _nodes(_NODES, 1, mtbf, mttr, block_hours, replicate)
        nodes.run_for(round(warm_up / block_hours))
        down = int(nodes.run_for(blocks).by_model["gpu_blocks_down"][0])
        rows.append({"availability": 1.0 - down / (_NODES * blocks)})
    hours = blocks * block_hours * _NODES * REPLICATES
    ratio_down = 1.0 - float(np.mean([row["availability"] for row in rows]))
    n_repairs = max(hours * ratio_down / mttr, 4.0)
    return over_replicates(rows, {"availability": mttr * (2.0 * n_repairs) ** 0.5 / hours})


class NodeSurvival(Range):
    """A node whose GPUs fail, each at one rate."""

    gpus: Whole = Field(gt=0, le=1_000)
    mtbf_gpu_hours: float = Field(gt=0.0, le=1e9)
    hours: float = Field(gt=0.0, le=1e6)


def node_survival(given: NodeSurvival, sample: int) -> Measured:
    """Lease whole nodes and count the leases that end as planned."""
    repair = given.hours / _FINE  # whatever it is: who is down is not leased
    value, error = _survival(given.mtbf_gpu_hours, repair, given.gpus, given.hours, sample)
    return Measured({"p_node_survives": value}, {"p_node_survives": error})


def _survival(mtbf_gpu_hours: float, mttr: float, gpus: int, hours: float, sample: int) -> tuple[Any, Any]:
    """Return the part of leases of all GPUs of a node that end as planned, and its standard error."""
    block_hours = min(hours, max(mtbf_gpu_hours / gpus, hours / _FINE)) / _FINE
    blocks, step = round(hours / block_hours), round(_LOOK * mtbf_gpu_hours / gpus / block_hours) + 1
    rounds, rows, n_begun = max(1, sample // REPLICATES // _NODES), [], 0
    for replicate in range(REPLICATES):
        nodes = _nodes(_NODES, gpus, mtbf_gpu_hours, mttr, block_hours, replicate)
        found = [nodes.lease_for(blocks, min(blocks, step) + 1) for _ in range(rounds)]
        begun, as_planned = np.sum(found, axis=0)
        n_begun += begun
        rows.append({"p": as_planned / begun})
    ratio = np.mean([row["p"] for row in rows])
    values, errors = over_replicates(rows, {"p": float(rare_event_error(min(ratio, 1.0 - ratio), n_begun))})
    return values["p"], errors["p"]


class UpCount(Range):
    """Providers with one node each, and the part of the time that each is up."""

    providers: Whole = Field(gt=0, le=100_000)
    availability: float = Field(gt=0.0, lt=1.0)


def up_count(given: UpCount, sample: int) -> Measured:
    """Let many groups of providers run until the beginning is forgotten and count who is up."""
    n, mtbf, mttr = given.providers, given.availability, 1.0 - given.availability
    groups = min(sample // REPLICATES, _MOST_NODES // n)
    if groups < 2:
        raise CannotMeasure(f"{n:,} providers are more than fit into a few worlds")
    block_hours, rows = min(mtbf, mttr) / _FINE, []
    for replicate in range(REPLICATES):
        nodes = _nodes(groups * n, 1, mtbf, mttr, block_hours, replicate)
        nodes.run_for(round(_SETTLED * mtbf * mttr / block_hours))
        up = (nodes.world.nodes.state < IN_MAINTENANCE).reshape(groups, n).sum(axis=1)
        rows.append({"mean": up.mean(), "sd": up.std(ddof=1), "p_all_up": (up == n).mean()})
    return Measured(*over_replicates(rows, _least_errors(rows, n, groups * REPLICATES)))


def _least_errors(rows: Any, n: int, n_groups: int) -> Mapping[str, float]:
    """Return what errors are at least, where hardly anybody is ever down (or up), or all are up."""
    mean, sd, all_up = (float(np.mean([row[key] for row in rows])) for key in ("mean", "sd", "p_all_up"))
    of_mean = n * float(rare_event_error(min(mean, n - mean) / n, n * n_groups))
    return {
        "mean": of_mean,
        "sd": of_mean / (2.0 * sd) if sd > 0.0 else of_mean**0.5,
        "p_all_up": float(rare_event_error(min(all_up, 1.0 - all_up), n_groups)),
    }


def _nodes(n: int, gpus: int, mtbf_gpu_hours: float, mttr: float, block_hours: float, replicate: int) -> FailingNodes:
    return FailingNodes.of(
        n,
        gpus=gpus,
        mtbf_gpu_hours=mtbf_gpu_hours,
        mttr_hours=mttr,
        block_hours=block_hours,
        streams=Streams(SEED, replicate),
    )


THEORIES = (
    Theory("reliability.alternating_renewal", AlternatingRenewal, alternating_renewal, sample=_CYCLES),
    Theory("reliability.node_survival", NodeSurvival, node_survival, sample=_LEASES),
    Theory("reliability.up_count", UpCount, up_count, sample=_DRAWS),
)
