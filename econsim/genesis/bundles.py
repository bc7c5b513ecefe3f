"""What can be asked for: one bundle class for each distinct request of the tenant classes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from econsim.policies.population import Population
from econsim.policies.tenants.population import TenantClass
from econsim.policies.tenants.search import LEAVE
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


def requests_of_classes(who: Population) -> list[list[tuple[Request, float]]]:
    """Return, for each tenant class in order, what it may ask for and how likely."""
    models = tuple(who.providers.gpu_models)
    return [_of_threads(kind) if kind.threads else _of_gpus(kind, models) for kind in who.tenants.classes.values()]


def _of_threads(kind: TenantClass) -> list[tuple[Request, float]]:
    memory, storage = kind.memory_gib_per_thread or 0, kind.storage_gib_per_thread or 0
    return [(Request(-1, 0, n, n * memory, n * storage), share) for n, share in (kind.threads or {}).items()]


def _of_gpus(kind: TenantClass, models: tuple[str, ...]) -> list[tuple[Request, float]]:
    host = kind.threads_per_gpu or 0, kind.memory_gib_per_gpu or 0, kind.storage_gib_per_gpu or 0
    return [
        (Request(models.index(model), n, *(n * size for size in host)), likely * share)
        for model, likely in (kind.gpu_models or {}).items()
        for n, share in (kind.gpus or {}).items()
    ]


def build_bundles(who: Population) -> Bundles:
    """Return one row a bundle class, in the order in which the tenant classes first name them, second choices last.

    The open-market price of a bundle with GPUs is that of its GPUs, host included, as clouds quote it; without,
    it adds up over threads, memory and storage.
    """
    asked = _distinct(who)
    bundles: Bundles = empty(Bundles, len(asked))
    for name in Request._fields:
        setattr(bundles, name, np.array([getattr(request, name) for request in asked], dtype=np.int64))
    models = who.providers.gpu_models.values()
    gpu_price = np.array([*(model.open_market_usd_per_hour for model in models), 0.0])  # the last serves model -1
    rates = who.tenants.open_market_usd_per_month
    host_price = (
        bundles.threads * rates.thread + bundles.memory_gib * rates.memory_gib + bundles.storage_gib * rates.storage_gib
    ) / HOURS_PER_MONTH
    has_gpu = bundles.gpu_model >= 0
    bundles.open_market_usd_per_hour = np.where(has_gpu, bundles.gpus * gpu_price[bundles.gpu_model], host_price)
    return bundles


def _distinct(who: Population) -> list[Request]:
    asked = [request for options in requests_of_classes(who) for request, _ in options]
    return list(dict.fromkeys((*asked, *_second_choices(who))))


def _second_choices(who: Population) -> Iterator[Request]:
    """Return what tenants ask for of another GPU model when they find nothing of the first."""
    models = tuple(who.providers.gpu_models)
    for kind, options in zip(who.tenants.classes.values(), requests_of_classes(who), strict=True):
        for request, _ in options:
            for other in kind.second_choice.get(models[request.gpu_model], {}) if request.gpus else {}:
                if other != LEAVE:
                    yield request._replace(gpu_model=models.index(other))


def bundles_of_classes(who: Population) -> list[tuple[IntArray, FloatArray]]:
    """Return, for each tenant class in order, its bundle classes and their cumulative probabilities."""
    rows = {request: row for row, request in enumerate(_distinct(who))}
    out = []
    for options in requests_of_classes(who):
        shares = np.array([share for _, share in options])
        out.append((np.array([rows[request] for request, _ in options]), np.cumsum(shares / shares.sum())))
    return out
