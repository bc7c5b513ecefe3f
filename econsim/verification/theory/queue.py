"""Theory of queues, held against the market: orders that find no room are lost, whatever the law of durations.

Erlang 1917; Kaufman 1981, Roberts 1981; insensitivity: Sevastyanov 1957; Little 1961. Arrivals, leases and GPUs in use
are counted by the market itself; standard errors come from independent replicates.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import numpy as np
from pydantic import Field, model_validator

from econsim.draws import Streams
from econsim.units import FloatArray
from econsim.verification.loss_system import LEASE_BLOCKS, Lengths, count, loss_system, run_for
from econsim.verification.theory.theory import (
    AS_PAIR,
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

_WARM_UP_LEASES = 20.0  # at least
_UNSETTLED = 1e-3  # of the load may be missing after the warm-up, since the first long leases are still to end
_MOST_ARRIVALS_OF_WARM_UP = 30_000_000
_ARRIVALS = 600_000
_LARGEST_LOAD = 20_000.0
_MOST_GPUS = 100_000
_Load = Annotated[float, Field(gt=0.0, le=_LARGEST_LOAD)]
_Gpus = Annotated[Whole, Field(gt=0, le=_MOST_GPUS)]
_EXPONENTIAL = "exponential"


class ErlangB(Range):
    """Leases of one GPU."""

    offered_load: _Load
    servers: _Gpus


def erlang_b(given: ErlangB, sample: int) -> Measured:
    """Fill one node with leases of one GPU."""
    return _single_size(given.offered_load, 1, [given.servers], duration_laws(_EXPONENTIAL), sample)


class Insensitivity(Range):
    """Leases of one GPU whose lengths follow a named law, such as `lognormal sigma=1.5`."""

    offered_load: _Load
    servers: _Gpus
    duration_law: str
    mean_duration: float = Field(gt=0.0)

    @model_validator(mode="after")
    def _law_is_known(self) -> Insensitivity:
        duration_laws(self.duration_law)
        return self


def insensitivity(given: Insensitivity, sample: int) -> Measured:
    """Fill one node with leases whose lengths follow another law; the unit of time is the mean length."""
    return _single_size(given.offered_load, 1, [given.servers], duration_laws(given.duration_law), sample)


class NodeFragmentation(Range):
    """Leases of one size on nodes that they may not span."""

    nodes: _Gpus
    gpus_per_node: _Gpus
    gpus_per_lease: _Gpus
    offered_load: _Load

    @model_validator(mode="after")
    def _a_lease_fits(self) -> NodeFragmentation:
        if self.nodes * self.gpus_per_node > _MOST_GPUS:
            raise ValueError(f"nodes x gpus_per_node is more than {_MOST_GPUS:,}")
        return self


def node_fragmentation(given: NodeFragmentation, sample: int) -> Measured:
    """Fill several nodes with leases of one size."""
    nodes = [given.gpus_per_node] * given.nodes
    return _single_size(given.offered_load, given.gpus_per_lease, nodes, duration_laws(_EXPONENTIAL), sample)


class KaufmanRoberts(Range):
    """Classes of (GPUs per lease, offered load) that share one pool."""

    capacity: _Gpus
    classes: list[Annotated[tuple[_Gpus, _Load], AS_PAIR]] = Field(min_length=1, max_length=50)


def kaufman_roberts(given: KaufmanRoberts, sample: int) -> Measured:
    """Fill one node with leases of several sizes."""
    measured = _measure(given.classes, [given.capacity], duration_laws(_EXPONENTIAL), sample)
    values, errors = ({name: found[name] for name in _NAMES_OF_POOL} for found in measured)
    return Measured(values, errors)


_NAMES_OF_POOL = ("blocking", "utilisation", "mean_gpus_in_use")


def _single_size(load: float, size: int, nodes: Sequence[int], lengths: Lengths, sample: int) -> Measured:
    values, errors = _measure([(size, load)], nodes, lengths, sample)
    for found in (values, errors):
        found["blocking"] = found["blocking"][0]
        found["carried_load"] = found.pop("mean_gpus_in_use") / size
    return Measured(values, errors)


def _measure(
    classes: Sequence[tuple[int, float]], nodes: Sequence[int], lengths: Lengths, sample: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    load, capacity = math.fsum(each for _, each in classes), sum(nodes)
    leases = sample / REPLICATES / load
    warm_up = _warm_up(lengths)
    if warm_up * load * REPLICATES > _MOST_ARRIVALS_OF_WARM_UP:
        raise CannotMeasure(f"with leases so uneven it takes {warm_up:,.0f} mean leases until the load has settled")
    rows: list[dict[str, Any]] = []
    orders: FloatArray = np.zeros(len(classes))
    for replicate in range(REPLICATES):
        found = count(loss_system(classes, nodes, lengths, warm_up + leases, replicate), warm_up, leases)
        orders = orders + found.orders
        rows.append(
            {
                "blocking": found.blocked_ratio,
                "mean_gpus_in_use": found.gpus_in_use,
                "utilisation": found.gpus_in_use / capacity,
            }
        )
    ratio = np.mean([row["blocking"] for row in rows], axis=0)
    in_use = float(np.mean([row["mean_gpus_in_use"] for row in rows]))
    offered = math.fsum(size * each for size, each in classes)
    run = 1.0 + offered / (capacity + 1.0 - in_use)  # how many blocked orders come together (Hayward's peakedness)
    return over_replicates(rows, {"blocking": rare_event_error(ratio, np.maximum(orders, 1.0), run)})


def _warm_up(lengths: Lengths) -> float:
    """Return how many mean leases it takes until the load has settled, as far as draws of lengths tell.

    From an empty start the load after w is short of E[max(length - w, 0)], in units of the mean length.
    """
    drawn = lengths(Streams(SEED, 0)("lengths"), 200_000)
    if abs(drawn.mean() - 1.0) > 0.1:
        raise CannotMeasure("lengths are so uneven that 200,000 of them do not show their mean")
    warm_up = _WARM_UP_LEASES
    while np.maximum(drawn - warm_up, 0.0).mean() > _UNSETTLED:
        warm_up *= 1.25
    return warm_up


class NoParameters(Range):
    """A law without parameters."""


def little(given: NoParameters, sample: int) -> Measured:
    """Compare the market's own count of GPU-blocks with the sum of all leases' overlaps with the run.

    The market is stopped every few blocks, oftener than any lease is long, and each lease is written down from its
    book.
    """
    size, step, n_steps = 2, LEASE_BLOCKS // 20, 400

    def not_short(rng: np.random.Generator, n: int) -> FloatArray:
        return np.asarray(0.1 + rng.exponential(0.9, size=n))

    world = loss_system([(size, 8.0)], [20], not_short, n_steps * step / LEASE_BLOCKS, replicate=0)
    spans: dict[int, tuple[int, int]] = {}
    gpu_blocks = 0
    for _ in range(n_steps):
        gpu_blocks += int(run_for(world, step).by_model["gpu_blocks"][0])
        leases = world.market.leases
        running = leases.rate_micro_per_block > 0
        columns = (leases.serial, leases.start, leases.planned_end)
        spans |= {
            serial: (start, end) for serial, start, end in zip(*(c[running].tolist() for c in columns), strict=True)
        }
    if not spans:
        raise CannotMeasure("no lease began")
    overlaps = sum(size * (min(end, world.height) - start) for start, end in spans.values())
    return Measured({"occupancy_integral_minus_sum_of_overlaps": gpu_blocks - overlaps})


def duration_laws(named: str) -> Lengths:
    """Return draws with mean 1 of a law such as `exponential`, `lognormal sigma=1.5`, `hyperexponential cv2=9`."""
    name, _, rest = named.strip().partition(" ")
    key, _, text = rest.replace(" ", "").partition("=")
    if name not in _LENGTHS or key != _LENGTHS[name][0]:
        known = ", ".join(f"{law} {of}=..." if of else law for law, (of, _) in _LENGTHS.items())
        raise ValueError(f"duration_law is '{named}'; known are {known}")
    try:
        shape = float(text) if key else 1.0
    except ValueError:
        shape = math.nan
    if not _LEAST_SHAPE.get(name, 0.0) < shape <= 100.0:
        raise ValueError(
            f"duration_law is '{named}'; expected {key} above {_LEAST_SHAPE.get(name, 0.0):g}, at most 100"
        )
    draw = _LENGTHS[name][1]
    return lambda rng, n: np.asarray(draw(rng, n, shape), dtype=np.float64)


def _hyperexponential(rng: np.random.Generator, n: int, squared_cv: float) -> FloatArray:
    """Return a mixture of two exponentials with equal shares of the mean."""
    share = (1.0 + math.sqrt((squared_cv - 1.0) / (squared_cv + 1.0))) / 2.0
    means = 0.5 / share, 0.5 / (1.0 - share)
    return rng.exponential(size=n) * np.where(rng.random(n) < share, *means)


_Draw = Callable[[np.random.Generator, int, float], FloatArray]
_LENGTHS: dict[str, tuple[str, _Draw]] = {
    "exponential": ("", lambda rng, n, _: rng.exponential(size=n)),
    "deterministic": ("", lambda rng, n, _: np.ones(n)),
    "uniform": ("", lambda rng, n, _: 2.0 * rng.random(n)),
    "lognormal": ("sigma", lambda rng, n, sd: rng.lognormal(-(sd**2) / 2.0, sd, size=n)),
    "hyperexponential": ("cv2", _hyperexponential),
    "erlang": ("k", lambda rng, n, k: rng.gamma(k, 1.0 / k, size=n)),
    "gamma": ("shape", lambda rng, n, k: rng.gamma(k, 1.0 / k, size=n)),
    "weibull": ("shape", lambda rng, n, k: rng.weibull(k, size=n) / math.gamma(1.0 + 1.0 / k)),
    "pareto": ("alpha", lambda rng, n, tail: (1.0 + rng.pareto(tail, size=n)) * (tail - 1.0) / tail),
}
_LARGEST_SHAPE = 100.0
_LEAST_SHAPE = {"hyperexponential": 1.0, "pareto": 1.0}

THEORIES = (
    Theory("queue.erlang_b", ErlangB, erlang_b, sample=_ARRIVALS),
    Theory("queue.insensitivity", Insensitivity, insensitivity, sample=_ARRIVALS),
    Theory("queue.node_fragmentation", NodeFragmentation, node_fragmentation, sample=_ARRIVALS),
    Theory("queue.kaufman_roberts", KaufmanRoberts, kaufman_roberts, sample=_ARRIVALS),
    Theory("queue.little", NoParameters, little),
)
