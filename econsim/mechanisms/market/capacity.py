"""Capacity: which nodes could hold a bundle, and what leases and open bids take of them."""

from __future__ import annotations

import numpy as np

from econsim.compiled import njit
from econsim.mechanisms.market.records import Record
from econsim.units import IntArray
from econsim.world.providers import UP


def nodes_by_kind(gpu_model: IntArray, provider: IntArray, n_models: int) -> tuple[IntArray, IntArray]:
    """Return the nodes by GPU model, then provider, whatever order they are in, and where each model's begin."""
    node_ids = np.lexsort((provider, gpu_model))
    starts = np.searchsorted(gpu_model, np.arange(-1, n_models + 1), sorter=node_ids)
    return node_ids.astype(np.uint64), starts.astype(np.uint64)  # no sign that compiled code would look at each time


@njit
def has_room(node: Record, bundle: Record) -> bool:
    """Return whether a node of the bundle's GPU model has room for it now; one told of a maintenance has none."""
    return bool(  # all are looked at: five guesses of the processor would cost more
        (node.state == UP)
        & (node.free_gpus >= bundle.gpus)
        & (node.free_threads >= bundle.threads)
        & (node.free_memory_gib >= bundle.memory_gib)
        & (node.free_storage_gib >= bundle.storage_gib)
    )


@njit
def could_hold(node: Record, bundle: Record) -> bool:
    """Return whether it would have room if nothing were leased on it."""
    return bool(
        node.gpus >= bundle.gpus
        and node.threads >= bundle.threads
        and node.memory_gib >= bundle.memory_gib
        and node.storage_gib >= bundle.storage_gib
    )


@njit
def take_capacity(node: Record, bundle: Record, times: int) -> None:
    """Take a bundle's resources on a node (`times` 1) or give them back (-1)."""
    node.free_gpus -= times * bundle.gpus
    node.free_threads -= times * bundle.threads
    node.free_memory_gib -= times * bundle.memory_gib
    node.free_storage_gib -= times * bundle.storage_gib
