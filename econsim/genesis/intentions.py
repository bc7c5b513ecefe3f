"""What tenants will want, drawn by nature for the whole run before it begins.

Each tenant's intentions are a Poisson process of its own from its adoption on: unit-rate exponentials divided by its
rate, so a class is the superposition of its tenants and queueing theory holds. Every draw is keyed by (tenant, its k-th
intention): it depends neither on the horizon nor on what others do. Extra demand is a process of its own for each
shock, in layers of one base demand each; layer j carries excesses in (j, j + 1], and an intention is wanted while
the shock's excess is at least its own, so base intentions never move and a stronger shock keeps the orders of a
weaker one. Besides, CPU leases run already at the start, in equilibrium; GPUs were opened only that day.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy.special import ndtri

from econsim.draws import Streams, event_bits, event_uniform
from econsim.errors import ScenarioError
from econsim.genesis.bundles import bundles_of_classes
from econsim.policies.population import Population
from econsim.policies.tenants.population import TenantPopulation
from econsim.scenario.root import Shocks
from econsim.scenario.run import Run
from econsim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, BoolArray, FloatArray, IntArray
from econsim.world.market_book import Bundles, Intentions
from econsim.world.tables import empty
from econsim.world.tenants import Tenants

_GAPS_AT_A_TIME = 32
_LONGEST_BLOCKS = 2.0**62  # of a lease: for ever, and still a whole number of 64 bits
_BASE, _STANDING = -1, -2  # kinds; extra demand has the number of its shock


class Demand(NamedTuple):
    """What intentions follow from: the clock, who lives there, and what nature does to prices and demand."""

    run: Run
    who: Population
    shocks: Shocks


class _Events(NamedTuple):
    """Points of many Poisson processes: whose, its number there, when, and what kind."""

    tenant: IntArray
    number: IntArray
    seconds: FloatArray
    kind: IntArray
    identity: Any  # 64 bits that name the event
    extra: FloatArray


class _Durations(NamedTuple):
    """Lengths of leases of each class [days]: exponential with mean `short`, or lognormal."""

    short_share: FloatArray
    short: FloatArray
    long: FloatArray
    log_sd: FloatArray
    mean: FloatArray


def build_intentions(demand: Demand, tenants: Tenants, bundles: Bundles, streams: Streams, n_epochs: int) -> Intentions:
    """Return the intentions of all tenants below the horizon, by height."""
    run, durations = demand.run, _durations(demand.who.tenants)
    n_blocks = int(n_epochs * run.epoch_length // run.seconds_per_block)
    events = _joined(
        [
            _standing(tenants, bundles, demand.who, durations, streams),
            _base(tenants, streams, n_blocks * run.seconds_per_block),
            *_extra(tenants, bundles, demand, streams, n_blocks * run.seconds_per_block),
        ]
    )
    block = np.floor(events.seconds / run.seconds_per_block).astype(np.int64)
    order = np.lexsort((events.extra, events.number, events.kind, events.tenant, block))
    order = order[block[order] < n_blocks]
    events = _Events._make(column[order] for column in events)
    return _described(events, run.start_height + block[order], demand, tenants, bundles, durations, streams)


def _points(key: Any, ids: IntArray, spans: FloatArray) -> tuple[IntArray, IntArray, FloatArray]:
    """Return row, number and place of the points of unit-rate Poisson processes, one a row, on (0, span)."""
    rows, reached, first = np.flatnonzero(spans > 0.0), np.zeros(spans.size), 0
    found: list[tuple[IntArray, IntArray, FloatArray]] = []
    while rows.size:
        number = first + np.arange(_GAPS_AT_A_TIME)
        gaps = -np.log1p(-event_uniform(key, ids[rows, None], number[None, :]))
        place = reached[rows, None] + np.cumsum(gaps, axis=1)
        row, nth = np.nonzero(place < spans[rows, None])
        found.append((rows[row], number[nth], place[row, nth]))
        reached[rows] = place[:, -1]
        rows, first = rows[reached[rows] < spans[rows]], first + _GAPS_AT_A_TIME
    nothing = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0)
    row, nth, at = (np.concatenate(parts) for parts in zip(nothing, *found, strict=True))
    return row, nth, at


def _arrivals(key: Any, tenants: Tenants, who: IntArray, horizon_seconds: float) -> Any:
    """Return tenant, number and time of the events of some tenants at their own rates, from their adoption on."""
    per_second = tenants.orders_per_day[who] / SECONDS_PER_DAY
    since = tenants.adoption_seconds[who]
    row, number, place = _points(key, who, (horizon_seconds - since) * per_second)
    return who[row], number, since[row] + place / per_second[row]


def _base(tenants: Tenants, streams: Streams, horizon_seconds: float) -> _Events:
    gaps = streams.event_key("intentions.base.gap")
    tenant, number, seconds = _arrivals(gaps, tenants, np.arange(len(tenants)), horizon_seconds)
    identity = event_bits(streams.event_key("intentions.base"), tenant, number)
    return _Events(tenant, number, seconds, np.full(tenant.size, _BASE), identity, np.zeros(tenant.size))


def _extra(
    tenants: Tenants, bundles: Bundles, demand: Demand, streams: Streams, horizon_seconds: float
) -> list[_Events]:
    """Return the extra demand for GPUs, one entry a shock and layer."""
    wants_gpus = _class_wants_gpus(demand.who, bundles)
    who = np.flatnonzero(wants_gpus[tenants.tenant_class])
    days = np.arange(0.0, horizon_seconds, SECONDS_PER_HOUR) / SECONDS_PER_DAY
    layers = []
    for kind, (name, shock) in enumerate(demand.shocks.gpu_demand.items()):
        process = f"intentions.extra.{name}"
        excess = float(np.max(shock.multiplier(days), initial=1.0)) - 1.0
        for layer in range(int(np.ceil(excess - 1e-9))):
            gaps = event_bits(streams.event_key(f"{process}.gap"), layer)
            tenant, number, seconds = _arrivals(gaps, tenants, who, horizon_seconds)
            identity = event_bits(streams.event_key(process), layer, tenant, number)
            level = layer + 1.0 - event_uniform(streams.event_key(f"{process}.level"), identity)
            layers.append(_Events(tenant, number, seconds, np.full(tenant.size, kind), identity, level))
    return layers


def _standing(tenants: Tenants, bundles: Bundles, who: Population, durations: _Durations, streams: Streams) -> _Events:
    """Return the CPU leases that run at the start: Poisson in number with mean rate x mean duration (Little).

    They are taken over one by one, spread over the takeover time: all at once would leave no provider room to bid.
    """
    has_gpus = _class_wants_gpus(who, bundles)
    some = np.flatnonzero(~has_gpus[tenants.tenant_class] & (tenants.adoption_seconds <= 0.0))
    load = tenants.orders_per_day[some] * durations.mean[tenants.tenant_class[some]]
    row, number, _ = _points(streams.event_key("intentions.standing.gap"), some, load)
    identity = event_bits(streams.event_key("intentions.standing"), some[row], number)
    span = who.tenants.standing_takeover_time
    when = span * event_uniform(streams.event_key("intentions.standing.when"), identity)
    return _Events(some[row], number, when, np.full(row.size, _STANDING), identity, np.zeros(row.size))


def _class_wants_gpus(who: Population, bundles: Bundles) -> BoolArray:
    """Return which tenant classes ask for GPUs."""
    return np.array([bundles.gpus[rows[0]] > 0 for rows, _ in bundles_of_classes(who)])


def _joined(parts: list[_Events]) -> _Events:
    return _Events(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _durations(who: TenantPopulation) -> _Durations:
    """Return the lengths of leases by class; the lognormal's mean makes the overall mean `lease_days`."""
    kinds = who.classes.values()
    share, mean, log_sd = (
        np.array([float(getattr(kind, name)) for kind in kinds])
        for name in ("short_share", "lease_days", "lease_log_sd")
    )
    short = np.full(share.size, who.short_lease_hours * SECONDS_PER_HOUR / SECONDS_PER_DAY)
    for name, left in zip(who.classes, mean - share * short, strict=True):
        if left <= 0.0 or who.classes[name].short_share >= 1.0:
            raise ScenarioError(
                [
                    f"population.tenants.classes.{name}: lease_days {who.classes[name].lease_days} cannot be the mean "
                    f"of a share {who.classes[name].short_share} of leases of {who.short_lease_hours} h and longer "
                    "ones; lower short_share or raise lease_days"
                ],
                ["inconsistent"],
            )
    return _Durations(share, short, (mean - share * short) / (1.0 - share), log_sd, mean)


def _described(
    events: _Events,
    height: IntArray,
    demand: Demand,
    tenants: Tenants,
    bundles: Bundles,
    durations: _Durations,
    streams: Streams,
) -> Intentions:
    """Return the table: what each event is about follows from uniforms of its own."""

    def draw(purpose: str) -> FloatArray:
        return event_uniform(streams.event_key(f"intentions.{purpose}"), events.identity)

    kind, curve = tenants.tenant_class[events.tenant], demand.shocks.reservation_price
    is_standing = events.kind == _STANDING
    days = _days(draw, is_standing, _Durations(*(column[kind] for column in durations)))
    blocks = np.minimum(np.rint(days * (SECONDS_PER_DAY / demand.run.seconds_per_block)), _LONGEST_BLOCKS)
    table: Intentions = empty(Intentions, height.size)
    table.height, table.serial, table.tenant = height, np.arange(height.size), events.tenant
    table.bundle = _bundle(draw("bundle"), kind, bundles_of_classes(demand.who))
    table.duration_blocks = np.maximum(blocks, 1).astype(np.int64)
    table.max_price_ratio = curve.price_ratio(draw("price"), bundles.gpus[table.bundle] > 0)
    table.thinning, table.demand_uniform = draw("trust"), draw("fall in demand")
    table.denom_uniform, table.forget_uniform = draw("denom"), draw("forget")
    table.shock, table.extra = np.where(is_standing, -1, events.kind), events.extra
    table.event_key, table.is_standing = events.identity, is_standing.astype(np.int8)
    return table


def _bundle(draws: FloatArray, kind: IntArray, options: list[tuple[IntArray, FloatArray]]) -> IntArray:
    bundle = np.zeros(kind.size, dtype=np.int64)
    for number, (rows, cumulative) in enumerate(options):
        of_kind = kind == number
        bundle[of_kind] = rows[np.searchsorted(cumulative[:-1], draws[of_kind], side="right")]
    return bundle


def _days(draw: Callable[[str], FloatArray], is_standing: Any, of: _Durations) -> FloatArray:
    """Return how long each lease is wanted, for standing ones what is left of it [days].

    The rest of a lease found running has the density (1 - F(x)) / mean: a uniform part of a length picked with
    weight length. Such a pick is short with probability short_share x short / mean; the rest of an exponential is
    that exponential again, a lognormal picked so has its log mean raised by log_sd^2.
    """
    is_short = draw("is short") < np.where(is_standing, of.short_share * of.short / of.mean, of.short_share)
    log_mean = np.log(of.long) + of.log_sd**2 * np.where(is_standing, 0.5, -0.5)
    short = -of.short * np.log1p(-draw("short length"))
    long = np.exp(log_mean + of.log_sd * ndtri(draw("long length") + 2.0**-54))
    return np.where(is_short, short, long * np.where(is_standing, draw("part left"), 1.0))
