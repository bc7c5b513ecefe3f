"""What can be asked for: one bundle class for each distinct request of the tenant classes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from econsim.scenario.schema import Scenario
from econsim.units import HOURS_PER_MONTH, FloatArray, IntArray
from econsim.world.market_book import Bundles
from econsim.world.tables import empty


class Request(NamedTuple):
    """What a bundle class asks for on one node."""

    gpu_model: int
    gpus: int
    threads: int
    memory_gib: int
    storage_gib: int


def requests_of_classes(scenario: Scenario) -> list[list[tuple[Request, float]]]:
    """Return, for each tenant class in order, what it may ask for and how likely."""
    models = tuple(scenario.population.providers.gpu_models)
    out = []
    for kind in scenario.population.tenants.classes.values():
        if kind.threads:
            cpu = kind.memory_gib_per_thread or 0, kind.storage_gib_per_thread or 0
            options = [(Request(-1, 0, n, n * cpu[0], n * cpu[1]), share) for n, share in kind.threads.items()]
        else:
            host = kind.threads_per_gpu or 0, kind.memory_gib_per_gpu or 0, kind.storage_gib_per_gpu or 0
            options = [
                (Request(models.index(model), n, *(n * size for size in host)), likely * share)
                for model, likely in (kind.gpu_models or {}).items()
                for n, share in (kind.gpus or {}).items()
            ]
        out.append(options)
    return out


def build_bundles(scenario: Scenario) -> Bundles:
    """Return one row a bundle class, in the order in which the tenant classes first name them.

    The open-market price of a bundle with GPUs is that of its GPUs, host included, as clouds quote it; without,
    it adds up over threads, memory and storage.
    """
    asked = _distinct(scenario)
    bundles: Bundles = empty(Bundles, len(asked))
    for name in Request._fields:
        setattr(bundles, name, np.array([getattr(request, name) for request in asked], dtype=np.int64))
    models = scenario.population.providers.gpu_models.values()
    gpu_price = np.array([*(model.open_market_usd_per_hour for model in models), 0.0])  # the last serves model -1
    rates = scenario.population.tenants.open_market_usd_per_month
    host_price = (
        bundles.threads * rates.thread + bundles.memory_gib * rates.memory_gib + bundles.storage_gib * rates.storage_gib
    ) / HOURS_PER_MONTH
    has_gpu = bundles.gpu_model >= 0
    bundles.open_market_usd_per_hour = np.where(has_gpu, bundles.gpus * gpu_price[bundles.gpu_model], host_price)
    return bundles


def _distinct(scenario: Scenario) -> list[Request]:
    return list(dict.fromkeys(request for options in requests_of_classes(scenario) for request, _ in options))


def bundles_of_classes(scenario: Scenario) -> list[tuple[IntArray, FloatArray]]:
    """Return, for each tenant class in order, its bundle classes and their cumulative probabilities."""
    rows = {request: row for row, request in enumerate(_distinct(scenario))}
    out = []
    for options in requests_of_classes(scenario):
        shares = np.array([share for _, share in options])
        out.append((np.array([rows[request] for request, _ in options]), np.cumsum(shares / shares.sum())))
    return out
