"""Genesis of projects: the nodes of the start, and those that somebody could put up, with what they cost.

Every draw belongs to the node's model and its number there, or to its identity, so a larger pool leaves the others as
they were.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.draws import Streams, event_bits, event_uniform
from econsim.normal import normal_quantile
from econsim.policies.providers.population import ProviderPopulation
from econsim.units import DAYS_PER_YEAR, SECONDS_PER_DAY, FloatArray, IntArray
from econsim.world.projects import INSTALLED, LISTED, OWNED, POTENTIAL, GpuReturns, Projects
from econsim.world.providers import Nodes
from econsim.world.tables import empty

_WATTS_PER_KW = 1_000.0
_LEAST = 2.0**-54


def returns_at_start(who: ProviderPopulation) -> GpuReturns:
    """Return what GPUs of each model earn and are used for at the start, as owners know it."""
    returns: GpuReturns = empty(GpuReturns, len(who.gpu_models))
    models = who.gpu_models.values()
    earned = [model.earned_ratio_at_start * model.ask_usd_per_hour for model in models]
    returns.earned_usd_per_gpu_hour, returns.use = np.array(earned), np.array([model.use_at_start for model in models])
    return returns


def build_projects(who: ProviderPopulation, nodes: Nodes, streams: Streams) -> Projects:
    """Return the nodes with GPUs as projects, then those that could be put up, by model.

    The cost of a GPU-hour over what one earned at the start is lognormal, located so that one in `potential_ratio`
    costs less: those are the nodes of the start, and the others cost more. Ages at the start are uniform over the life.
    """
    projects: Projects = empty(Projects, 0)
    installed = np.flatnonzero(nodes.gpus)
    life_seconds = who.supply.life_years * DAYS_PER_YEAR * SECONDS_PER_DAY
    projects.append(
        state=LISTED,
        node=installed,
        until_seconds=life_seconds * _uniform(streams, "age", nodes.identity[installed]),
        **{name: getattr(nodes, name)[installed] for name in (*INSTALLED, "provider", "gpu_model", "is_consumer")},
        identity=nodes.identity[installed],
    )
    owners = np.unique(nodes.provider[installed])
    for model, (name, kind) in enumerate(who.gpu_models.items()):
        gpus = _sizes(who, streams, name, round((who.supply.potential_ratio - 1.0) * kind.gpus))
        if gpus.size:
            identity = event_bits(streams.event_key(f"genesis.projects.{name}"), np.arange(gpus.size))
            projects.append(
                state=POTENTIAL,
                gpu_model=model,
                gpus=gpus,
                threads=gpus * who.threads_per_gpu,
                memory_gib=gpus * who.memory_gib_per_gpu,
                storage_gib=gpus * who.storage_gib_per_gpu,
                is_consumer=int(kind.grade == "consumer"),
                identity=identity,
                provider=_owners(streams, who.supply.newcomer_share, identity, owners),
            )
    _number(projects, installed.size, len(nodes), who.accounts)
    _describe_newcomers(projects, who, streams)
    projects.cloud = _clouds(who, streams, projects.provider)
    _price(projects, who, streams)
    return projects


def _uniform(streams: Streams, purpose: str, identity: Any) -> FloatArray:
    return event_uniform(streams.event_key(f"genesis.projects.{purpose}"), identity)


def _sizes(who: ProviderPopulation, streams: Streams, name: str, wanted: int) -> IntArray:
    """Return the GPUs of nodes of a model that could be put up, sizes equally likely, the last taking what is left."""
    pick = event_uniform(streams.event_key(f"genesis.projects.{name}.gpus"), np.arange(wanted))
    drawn = np.array(who.gpus_per_node)[(pick * len(who.gpus_per_node)).astype(np.int64)]
    before = np.cumsum(drawn) - drawn
    return np.asarray(np.minimum(drawn, wanted - before)[before < wanted])


def _owners(streams: Streams, newcomer_share: float, identity: Any, owners: IntArray) -> IntArray:
    """Return which provider with GPUs each node would be of, each as likely; -1 for a newcomer."""
    is_new = _uniform(streams, "newcomer", identity) < newcomer_share
    if owners.size == 0:
        return np.full(identity.size, -1)
    place = (_uniform(streams, "owner", identity) * owners.size).astype(np.int64)
    return np.where(is_new, -1, owners[place])


def _number(projects: Projects, n_installed: int, n_nodes: int, n_providers: int) -> None:
    """Number the nodes to come behind those of the start, and newcomers behind its providers."""
    projects.node[n_installed:] = n_nodes + np.arange(len(projects) - n_installed)
    come = np.flatnonzero(projects.provider < 0)
    projects.provider[come] = n_providers + np.arange(come.size)


def _describe_newcomers(projects: Projects, who: ProviderPopulation, streams: Streams) -> None:
    identity = projects.identity
    projects.place = _uniform(streams, "place", identity)
    projects.ask_factor = np.exp(who.ask_log_sd * normal_quantile(_uniform(streams, "ask", identity) + _LEAST))
    projects.is_audited = _uniform(streams, "audited", identity) < who.audited_share
    shares = np.cumsum(list(who.jurisdictions.values()))
    projects.jurisdiction = np.searchsorted(shares[:-1], _uniform(streams, "jurisdiction", identity), side="right")


def _clouds(who: ProviderPopulation, streams: Streams, provider: IntArray) -> IntArray:
    """Return of whom the provider of each node rents, by the shares of hyperscalers, or OWNED."""
    rents = event_uniform(streams.event_key("genesis.projects.rents"), provider) < who.supply.rented_share
    shares = np.cumsum(list(who.supply.hyperscalers.values()))
    place = event_uniform(streams.event_key("genesis.projects.cloud"), provider)
    return np.where(rents, 1 + np.searchsorted(shares[:-1], place, side="right"), OWNED)


def _price(projects: Projects, who: ProviderPopulation, streams: Streams) -> None:
    """Draw what each costs: a quantile below that of 1 for the nodes of the start, above it for the others."""
    edge = 1.0 / who.supply.potential_ratio
    uniform = _uniform(streams, "cost", projects.identity)
    quantile = np.where(projects.state == LISTED, edge * uniform, edge + (1.0 - edge) * uniform) + _LEAST
    at_edge = normal_quantile(np.array([edge]))
    over_start = np.exp(who.supply.cost_log_sd * (normal_quantile(quantile) - at_edge))
    models = who.gpu_models.values()
    watts = np.array([model.board_watts for model in models])
    power = watts / _WATTS_PER_KW * who.supply.power_usd_per_kwh
    earned = np.array([model.earned_ratio_at_start * model.ask_usd_per_hour for model in models])
    contract = np.array([model.contract_usd_per_gpu_hour for model in models])
    which = projects.gpu_model
    projects.cost_usd_per_gpu_hour = np.maximum(over_start * earned[which], power[which])
    is_owned = projects.cloud == OWNED
    projects.power_usd_per_gpu_hour = np.where(is_owned, power[which], projects.cost_usd_per_gpu_hour)
    projects.contract_usd_per_gpu_hour, projects.machine_price_over_start[:] = contract[which], 1.0
