"""What providers see of themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from econsim.columns import LookedUp, Own, window
from econsim.compiled import njit
from econsim.units import FloatArray
from econsim.world.world import World


def own_providers(world: World) -> Own:
    """Return what providers know of themselves.

    Columns by GPU model have shape (rows, models + 1), the last entry for bundles without GPUs, so that
    `own.utilisation[:, public.bundles.gpu_model]` is by bundle class. `utilisation`: GPUs, or threads, that a lease or
    an open bid holds, over those installed; `bids`, `wins`: on orders decided in the last epoch, and those of them that
    became leases, counted from the first epoch on in which somebody looks; `markup`: what it has learnt to add to its
    cost.
    """
    return window(len(world.providers), LookedUp(world, _COLUMNS))


def _by_model(name: str, world: World) -> Any:
    return getattr(world.track_record.lines, name).reshape(len(world.providers), len(world.gpu_models) + 1)


_COLUMNS: Mapping[str, Callable[[World], Any]] = {
    "ask_factor": lambda world: world.providers.ask_factor,
    "is_audited": lambda world: world.providers.is_audited,
    "wallet_uakt": lambda world: world.providers.wallet_uakt,
    "wallet_uusdc": lambda world: world.providers.wallet_uusdc,
    "wallet_uact": lambda world: world.providers.wallet_uact,
    "utilisation": lambda world: _utilisation(world.nodes.rows, len(world.providers), len(world.gpu_models)),
    "bids": partial(_by_model, "bids"),
    "wins": partial(_by_model, "wins"),
    "markup": partial(_by_model, "markup"),
}


@njit
def _utilisation(nodes: Any, n_providers: int, n_models: int) -> FloatArray:
    """Return what is held of each provider's GPUs of a model, or threads of nodes without, over what is installed."""
    held = np.zeros((n_providers, n_models + 1))
    installed = np.zeros((n_providers, n_models + 1))
    for row in range(nodes.size):
        node = nodes[row]
        model = node.gpu_model if node.gpu_model >= 0 else n_models
        there, free = (node.gpus, node.free_gpus) if node.gpu_model >= 0 else (node.threads, node.free_threads)
        installed[node.provider, model] += there
        held[node.provider, model] += there - free
    for provider in range(n_providers):
        for model in range(n_models + 1):
            if installed[provider, model] > 0.0:
                held[provider, model] /= installed[provider, model]
    return held
