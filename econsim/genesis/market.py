"""Genesis of the market: providers, their nodes, and tenants.

Every agent's draws belong to its id, a node's to its model's name and its number there, so one more provider, tenant
or GPU model leaves the draws of all others as they were. What can be asked for is in `bundles.py`, what tenants will
ask for in `intentions.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from econsim.draws import Streams, event_bits, event_uniform
from econsim.normal import normal_quantile
from econsim.policies.providers.population import ProviderPopulation
from econsim.policies.tenants.population import TenantPopulation
from econsim.units import SECONDS_PER_DAY, FloatArray, IntArray
from econsim.world.bonds import HIGHEST
from econsim.world.providers import Nodes, Providers
from econsim.world.tables import empty
from econsim.world.tenants import Tenants

_GOLDEN_RATIO = (5.0**0.5 - 1.0) / 2.0


def build_providers(who: ProviderPopulation, streams: Streams) -> tuple[Providers, Nodes]:
    """Return the providers and their nodes, listed by provider.

    Each provider has one node without GPUs, its threads lognormal around the median. The first `gpu_providers`
    may have GPU nodes besides: a model's GPUs are split over nodes whose sizes are equally likely, the last one
    taking what is left, and each node belongs to the provider that draws lowest for it, so that one more GPU
    provider takes some nodes over and leaves the rest where they were.
    """
    providers: Providers = empty(Providers, who.accounts)
    providers.level[:] = HIGHEST
    providers.is_audited = streams("genesis.providers.audited").random(who.accounts) < who.audited_share
    place = event_uniform(streams.event_key("genesis.providers.jurisdiction"), np.arange(who.accounts))
    shares = np.cumsum(list(who.jurisdictions.values()))
    providers.jurisdiction = np.searchsorted(shares[:-1], place, side="right")
    providers.ask_factor = np.exp(who.ask_log_sd * _normals(streams, "genesis.providers.ask", who.accounts))

    spread = np.exp(who.threads_log_sd * _normals(streams, "genesis.providers.threads", who.accounts))
    threads = np.maximum(1, np.rint(who.threads * spread)).astype(np.int64)
    owner, model, gpus, names = _gpu_nodes(who, streams)
    none = np.zeros(who.accounts, dtype=np.int64)
    nodes: Nodes = empty(Nodes, who.accounts + gpus.size)
    nodes.provider = np.concatenate([np.arange(who.accounts), owner])
    nodes.gpu_model = np.concatenate([none - 1, model])
    nodes.identity = np.concatenate([event_bits(streams.event_key("genesis.nodes"), np.arange(who.accounts)), names])
    is_consumer = np.array([kind.grade == "consumer" for kind in who.gpu_models.values()], dtype=np.int64)
    nodes.is_consumer = np.concatenate([none, is_consumer[model]])
    nodes.gpus = np.concatenate([none, gpus])
    nodes.threads = np.concatenate([threads, gpus * who.threads_per_gpu])
    nodes.memory_gib = np.concatenate([threads * who.memory_gib_per_thread, gpus * who.memory_gib_per_gpu])
    nodes.storage_gib = np.concatenate([threads * who.storage_gib_per_thread, gpus * who.storage_gib_per_gpu])
    order = np.argsort(nodes.provider, kind="stable")
    for name, values in nodes.columns().items():
        setattr(nodes, name, values[..., order])
    for name in ("gpus", "threads", "memory_gib", "storage_gib"):
        setattr(nodes, f"free_{name}", getattr(nodes, name).copy())
    return providers, nodes


def no_providers() -> tuple[Providers, Nodes]:
    """Return the providers and nodes of a world without a market: none."""
    return empty(Providers, 0), empty(Nodes, 0)


def _gpu_nodes(who: ProviderPopulation, streams: Streams) -> tuple[IntArray, IntArray, IntArray, Any]:
    """Return provider, model, GPUs and identity of each node with GPUs, by model and then by number."""
    owners, models, sizes, names = [], [], [], [np.zeros(0, dtype=np.uint64)]
    bidders = np.arange(who.gpu_providers)
    for model, (name, kind) in enumerate(who.gpu_models.items()):
        numbers = np.arange(kind.gpus)
        pick = event_uniform(streams.event_key(f"genesis.nodes.{name}.gpus"), numbers)
        drawn = np.array(who.gpus_per_node)[(pick * len(who.gpus_per_node)).astype(np.int64)]
        before = np.cumsum(drawn) - drawn
        gpus = np.minimum(drawn, kind.gpus - before)[before < kind.gpus]
        draws = event_uniform(
            streams.event_key(f"genesis.nodes.{name}.provider"), numbers[: gpus.size, None], bidders[None, :]
        )
        owners.append(draws.argmin(axis=1) if gpus.size else numbers)
        models.append(np.full(gpus.size, model))
        sizes.append(gpus)
        names.append(event_bits(streams.event_key(f"genesis.nodes.{name}"), numbers[: gpus.size]))
    return _joined(owners), _joined(models), _joined(sizes), np.concatenate(names)


def _joined(parts: Sequence[IntArray]) -> IntArray:
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])


def build_tenants(who: TenantPopulation, streams: Streams, horizon_days: float, intentions_per_order: float) -> Tenants:
    """Return the tenants: those there at the start, then one more every 1 / adoption_per_day days.

    Classes follow the golden-ratio sequence from a drawn beginning, which keeps the mix at every moment. The own
    rate of a tenant is in proportion to a lognormal activity of mean 1; the scale of each class is set so that
    those there at the start add up to exactly its `orders_per_day` (as many as expected, if there are none yet) times
    the intentions that the demand curve puts behind each order.
    """
    kinds = who.classes.values()
    n_late = max(0, int(np.ceil(horizon_days * who.adoption_per_day)) - 1)
    n = who.accounts + n_late
    tenants: Tenants = empty(Tenants, n)
    late = np.arange(1, n_late + 1)
    tenants.adoption_seconds[who.accounts :] = late / max(who.adoption_per_day, 1e-12) * SECONDS_PER_DAY
    mix = np.cumsum([kind.accounts_share for kind in kinds])
    place = np.mod(streams("genesis.tenants.class").random() + np.arange(n) * _GOLDEN_RATIO, 1.0)
    tenants.tenant_class = np.searchsorted(mix[:-1] / mix[-1], place, side="right")

    normal = _normals(streams, "genesis.tenants.activity", n)
    activity = np.exp(who.activity_log_sd * normal - who.activity_log_sd**2 / 2.0)
    at_start = np.bincount(tenants.tenant_class[: who.accounts], activity[: who.accounts], len(mix))
    expected = who.accounts * np.array([kind.accounts_share for kind in kinds])
    scale = np.array([kind.orders_per_day for kind in kinds]) / np.where(at_start > 0.0, at_start, expected)
    scale *= intentions_per_order
    tenants.orders_per_day = activity * scale[tenants.tenant_class]
    tenants.trust[:] = who.trust_at_start
    return tenants


def no_tenants() -> Tenants:
    """Return the tenants of a world without a market: none."""
    return empty(Tenants, 0)


def _normals(streams: Streams, process: str, n: int) -> FloatArray:
    """Return standard normals of which the first do not depend on how many there are."""
    return np.asarray(normal_quantile(streams(process).random(n) + 2.0**-54))
