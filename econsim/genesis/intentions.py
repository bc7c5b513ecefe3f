"""What tenants will want: the processes by which nature lets intentions come up, as they stand before the first.

Each tenant's intentions are a Poisson process of its own from its adoption on, at its own rate, so a class is the
superposition of its tenants and queueing theory holds. Extra demand is a process of its own for each shock, in layers
of one base demand each; layer j carries excesses in (j, j + 1], and an intention is wanted while the shock's excess is
at least its own, so base intentions never move and a stronger shock keeps the orders of a weaker one. Besides, CPU
leases run already at the start, in equilibrium; GPUs were opened only that day.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from econsim.draws import Streams, event_bits, event_uniform
from econsim.errors import ScenarioError
from econsim.genesis.bundles import bundles_of_classes
from econsim.policies.population import Population
from econsim.policies.tenants.population import TenantPopulation
from econsim.scenario.root import Shocks
from econsim.scenario.run import Run
from econsim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, BoolArray, IntArray
from econsim.world.arrivals import BASE, POINT, STANDING, Arrivals, Processes, n_points_within
from econsim.world.market_book import Bundles
from econsim.world.tables import empty, records
from econsim.world.tenants import Tenants
from econsim.world.wants import PURPOSES, LeaseLengths, Wants


class Demand(NamedTuple):
    """What intentions follow from: the clock, who lives there, and what nature does to prices and demand."""

    run: Run
    who: Population
    shocks: Shocks
    seconds_before: float = 0.0  # that the market has lived before the start

    @property
    def first_height(self) -> int:
        """Return the height at which the market begins to live."""
        return self.run.start_height + int(-self.seconds_before // self.run.seconds_per_block)


def build_wants(demand: Demand, streams: Streams) -> Wants:
    """Return how what is wanted follows from draws."""
    keys = [streams.event_key(f"intentions.{purpose}") for purpose in PURPOSES]
    locked = np.array([kind.lock_in_share for kind in demand.who.tenants.classes.values()])
    return Wants(_lengths(demand.who.tenants), bundles_of_classes(demand.who), np.array(keys, dtype=np.uint64), locked)


def build_arrivals(
    demand: Demand, tenants: Tenants, bundles: Bundles, lengths: LeaseLengths, streams: Streams, n_epochs: int
) -> Arrivals:
    """Return the arrivals of all tenants before the first; shocks count as far as they go within the horizon."""
    wants_gpus = np.array([bundles.gpus[rows[0]] > 0 for rows, _ in bundles_of_classes(demand.who)])
    run, is_of_gpus = demand.run, wants_gpus[tenants.tenant_class]
    n_blocks = int(n_epochs * run.epoch_length // run.seconds_per_block)
    processes = [
        _base(tenants, demand.seconds_before, streams),
        *_extra(tenants, np.flatnonzero(is_of_gpus), demand, streams, n_blocks * run.seconds_per_block),
    ]
    standing = _standing(tenants, is_of_gpus, lengths, demand, streams)
    known = standing[standing["height"] < run.start_height + n_blocks]
    rows = np.concatenate([each.rows for each in processes])
    return Arrivals.begun(Processes(rows), known, run.start_height, run.seconds_per_block)


def _processes(tenants: Tenants, who: IntArray, gaps: Any, names: Any) -> Processes:
    """Return a process for each of some tenants that wants anything, at its own rate from its adoption on."""
    some = who[tenants.orders_per_day[who] > 0.0]
    made: Processes = empty(Processes, some.size)
    made.tenant, made.tenant_class, made.since = some, tenants.tenant_class[some], tenants.adoption_seconds[some]
    made.per_second = tenants.orders_per_day[some] / SECONDS_PER_DAY
    made.gap_key, made.name_key = event_bits(gaps, some), event_bits(names, some)
    return made


def _base(tenants: Tenants, seconds_before: float, streams: Streams) -> Processes:
    """Return the base demand of all tenants, of those there at the start from so long before it on."""
    gaps, names = (streams.event_key(f"intentions.base{of}") for of in (".gap", ""))
    made = _processes(tenants, np.arange(len(tenants)), gaps, names)
    made.kind[:] = BASE
    made.since[made.since <= 0.0] = -seconds_before
    return made


def _extra(
    tenants: Tenants, who: IntArray, demand: Demand, streams: Streams, horizon_seconds: float
) -> list[Processes]:
    """Return the extra demand of those who want GPUs and are of the shock's class, one entry a shock and layer."""
    classes = list(demand.who.tenants.classes)
    days = np.arange(0.0, horizon_seconds, SECONDS_PER_HOUR) / SECONDS_PER_DAY
    layers = []
    for kind, (name, shock) in enumerate(demand.shocks.gpu_demand.items()):
        names, gaps, levels = (streams.event_key(f"intentions.extra.{name}{of}") for of in ("", ".gap", ".level"))
        whose = shock.tenant_class
        some = who if whose is None else who[tenants.tenant_class[who] == classes.index(whose)]
        excess = float(np.max(shock.multiplier(days), initial=1.0)) - 1.0
        for layer in range(int(np.ceil(excess - 1e-9))):
            made = _processes(tenants, some, event_bits(gaps, layer), event_bits(names, layer))
            made.kind[:], made.layer[:], made.level_key = kind, layer, levels
            layers.append(made)
    return layers


def _standing(tenants: Tenants, is_of_gpus: BoolArray, lengths: LeaseLengths, demand: Demand, streams: Streams) -> Any:
    """Return the CPU leases that run at the start: Poisson in number with mean rate x mean duration (Little).

    They are taken over one by one, spread over the takeover time: all at once would leave no provider room to bid.
    """
    some = np.flatnonzero(~is_of_gpus & (tenants.adoption_seconds <= 0.0))
    load = tenants.orders_per_day[some] * lengths.overall[tenants.tenant_class[some]]
    counts = n_points_within(event_bits(streams.event_key("intentions.standing.gap"), some), load)
    made = records(POINT, int(counts.sum()))
    made["tenant"], made["kind"] = np.repeat(some, counts), STANDING
    made["tenant_class"] = tenants.tenant_class[made["tenant"]]
    made["number"] = np.arange(made.size) - np.repeat(np.cumsum(counts) - counts, counts)
    made["identity"] = event_bits(streams.event_key("intentions.standing"), made["tenant"], made["number"])
    when = demand.who.tenants.standing_takeover_time * event_uniform(
        streams.event_key("intentions.standing.when"), made["identity"]
    )
    made["height"] = demand.first_height + np.floor(when / demand.run.seconds_per_block).astype(np.int64)
    return made


def _lengths(who: TenantPopulation) -> LeaseLengths:
    """Return the lengths of leases by class; the lognormal's mean makes the overall mean `lease_days`."""
    kinds = who.classes
    made: LeaseLengths = empty(LeaseLengths, len(kinds))
    for row, (name, kind) in enumerate(kinds.items()):
        share, short = kind.short_share, who.short_lease_hours * SECONDS_PER_HOUR / SECONDS_PER_DAY
        left = kind.lease_days - share * short
        if left <= 0.0 or share >= 1.0:
            raise ScenarioError(
                [
                    f"population.tenants.classes.{name}: lease_days {kind.lease_days} cannot be the mean "
                    f"of a share {share} of leases of {who.short_lease_hours} h and longer "
                    "ones; lower short_share or raise lease_days"
                ],
                ["inconsistent"],
            )
        made.rows[row] = (share, short, left / (1.0 - share), kind.lease_log_sd, kind.lease_days)
    return made
