"""How big a run would be: scenarios that no machine could hold are refused before anything is built."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from econsim.genesis.parameters import Genesis
from econsim.policies.population import Population
from econsim.scenario.network import Problem
from econsim.scenario.origin import Path
from econsim.scenario.root import Shocks
from econsim.scenario.run import Run
from econsim.scenario.values import LONGEST_DAYS, MOST_AGENTS
from econsim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR

_MOST_ORDERS = 8_000_000  # a slip of a unit, most likely; they come up a week at a time and need little room
_MOST_PAIRS = 50_000_000  # cells of one table, 8 bytes each
_MOST_EPOCHS, _LEAST_EPOCHS = 100_000, 4  # of a warm-up
_MOST_FAILURES = 50_000_000  # of nodes: they would hardly be up


def too_large(run: Run, population: Population, shocks: Shocks | None) -> Iterator[Problem]:
    """Return the first thing that would be more than a machine can hold (a run that is too long is told elsewhere)."""
    if _days(run) > LONGEST_DAYS:
        return
    tenants, orders = _tenants(run, population), _orders(run, population, shocks)
    for path, what, number, most in (
        (("population", "tenants", "accounts"), "tenants by the end of the run", tenants, MOST_AGENTS),
        (("population", "tenants", "classes"), "orders over the run", orders, _MOST_ORDERS),
        *_tables(run, population, orders),
    ):
        if number > most:
            message = f"makes about {number:,.0f} {what}; {most:,} at most, so lower it or run fewer epochs"
            yield Problem(path, message, "too-large")
            return
    failures = _failures(run, population, shocks)
    if failures > _MOST_FAILURES:
        cure = "raise its times between failures or run fewer epochs"
        message = f"makes about {failures:,.0f} failures of nodes over the run; {_MOST_FAILURES:,} at most, so {cure}"
        yield Problem(("shocks", "node_outages"), message, "too-large")


def too_long_before(run: Run, genesis: Genesis) -> Iterator[Problem]:
    """Return whether a warm-up would have more epochs than a run may have, or less than one."""
    epochs, path = genesis.market_warm_up / run.epoch_length, ("genesis", "market_warm_up")
    if epochs > _MOST_EPOCHS:
        message = f"makes {epochs:,.0f} epochs before the start; {_MOST_EPOCHS:,} at most, so shorten it"
        yield Problem(path, f"{message} or lengthen run.epoch_length", "too-large")
    elif 0.0 < epochs < _LEAST_EPOCHS:
        message = f"is {epochs:.3g} epochs; {_LEAST_EPOCHS} at least, so that each half shows what befalls trust"
        yield Problem(path, f"{message}: lengthen it, shorten run.epoch_length or leave it out", "inconsistent")


def _failures(run: Run, population: Population, shocks: Shocks | None) -> float:
    """Return the failures of nodes expected over the run, were no node ever down; providers have a CPU node each."""
    if shocks is None:
        return 0.0
    models = population.providers.gpu_models.values()
    of_data_centres, of_consumers = (
        sum(model.gpus for model in models if model.grade == grade) for grade in ("data_centre", "consumer")
    )
    per_hour = shocks.node_outages.failures_per_hour(of_data_centres, of_consumers, population.providers.accounts)
    return float(per_hour * _days(run) * SECONDS_PER_DAY / SECONDS_PER_HOUR)


def _days(run: Run) -> float:
    return run.epochs * run.epoch_length / SECONDS_PER_DAY


def _tenants(run: Run, population: Population) -> float:
    return population.tenants.accounts + population.tenants.adoption_per_day * _days(run)


def _orders(run: Run, population: Population, shocks: Shocks | None) -> float:
    """Return the orders expected over the run: base demand as tenants come, leases at the start, extra demand."""
    kinds = population.tenants.classes.values()
    tenant_days = (population.tenants.accounts + _tenants(run, population)) / 2.0 * _days(run)
    days = tenant_days / population.tenants.accounts  # that all tenants of the start would have to stay for as many
    base = math.fsum(kind.orders_per_day for kind in kinds) * days
    standing = math.fsum(kind.orders_per_day * kind.lease_days for kind in kinds if kind.threads)
    for_gpus = math.fsum(kind.orders_per_day for kind in kinds if kind.gpus) * days
    per_order = 1.0 if shocks is None else shocks.reservation_price.intentions_per_order
    return per_order * (base + standing + for_gpus * _layers(run, shocks))


def _layers(run: Run, shocks: Shocks | None) -> int:
    """Return how many times base demand is drawn again, so that shocks can add to it."""
    if shocks is None or not shocks.gpu_demand:
        return 0
    days = np.arange(0.0, _days(run), SECONDS_PER_HOUR / SECONDS_PER_DAY)
    highest = (float(np.max(shock.multiplier(days), initial=1.0)) for shock in shocks.gpu_demand.values())
    return sum(math.ceil(most - 1.0) for most in highest)


def _tables(run: Run, population: Population, orders: float) -> Iterator[tuple[Path, str, float, int]]:
    """Return the largest tables of pairs: path to blame, what they hold, how many cells, how many at most."""
    providers = population.providers
    bundles = sum(
        len(kind.threads or ()) + len(kind.gpus or ()) * len(kind.gpu_models or ())
        for kind in population.tenants.classes.values()
    )
    path: Path = ("population", "providers", "accounts")
    yield path, "asks (providers x kinds of order)", float(providers.accounts * bundles), _MOST_PAIRS
    met = providers.accounts * orders / run.epochs
    yield path, "pairs of order and provider an epoch", met, _MOST_PAIRS
    gpus = max((model.gpus for model in providers.gpu_models.values()), default=0)
    drawn = float(gpus * providers.gpu_providers)
    yield ("population", "providers", "gpu_providers"), "pairs of GPU and provider", drawn, _MOST_PAIRS
    could_be = providers.supply.potential_ratio * sum(model.gpus for model in providers.gpu_models.values())
    path = ("population", "providers", "supply", "potential_ratio")
    yield path, "GPUs that are there or could be", could_be, MOST_AGENTS
