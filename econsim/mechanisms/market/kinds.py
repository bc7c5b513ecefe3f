"""What tenants of a class do by habit, as kernels read it: how long they wait, and what they try after that."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from econsim.compiled import njit
from econsim.mechanisms.market.records import Record, Records
from econsim.mechanisms.market.schedules import ClassHabits, MarketHabits
from econsim.units import FloatArray, IntArray
from econsim.world.market_book import Bundles
from econsim.world.tables import record_type, records
from econsim.world.world import World

NO_PATIENCE, EXPONENTIAL, FIXED, ENDLESS = range(4)
_PATIENCE = ("none", "exponential", "fixed", "endless")
_LONGEST_BLOCKS = 2.0**61  # of a wait

KIND = record_type(  # of a class of tenants; see ClassHabits
    patience_kind=np.int64,
    patience_blocks=np.float64,
    retries=np.int64,
    retry_share=np.float64,
    retry_blocks=np.float64,
    one_at_a_time=np.int64,
    reopen_share=np.float64,
    least_uptime=np.float64,
)


class Kinds(NamedTuple):
    """What tenants of each class do by habit."""

    habits: Records  # KIND by class
    second_choice: FloatArray  # by class, GPU model and other model: share that takes it
    instead: IntArray  # by bundle and GPU model: the bundle that asks the same of that model, -1 for none


def kinds_of(world: World, habits: MarketHabits) -> Kinds:
    """Return what the tenants of each class of a world do by habit."""
    n_classes, n_models = len(world.tenant_classes), len(world.gpu_models)
    kinds, shares = records(KIND, n_classes), np.zeros((n_classes, n_models, n_models))
    for number, kind in enumerate(habits.classes or (ClassHabits(),) * n_classes):
        row = kinds[number]
        row.patience_kind = _PATIENCE.index(kind.patience_kind)
        for name in (KIND.names or ())[1:]:
            row[name] = getattr(kind, name)
        for model, others in kind.second_choice.items():
            for other, share in others.items():
                shares[number, model, other] = share
    return Kinds(kinds, shares, bundles_instead(world.bundles, n_models))


def bundles_instead(bundles: Bundles, n_models: int) -> IntArray:
    """Return by bundle and GPU model the first bundle of that model that asks for the same otherwise, -1 for none."""
    asked = (bundles.gpus, bundles.threads, bundles.memory_gib, bundles.storage_gib)
    models, wholes = bundles.gpu_model.tolist(), list(zip(*(column.tolist() for column in asked), strict=True))
    first: dict[tuple[int, tuple[int, ...]], int] = {}
    for row, (model, whole) in enumerate(zip(models, wholes, strict=True)):
        first.setdefault((model, whole), row)
    instead = np.full((len(models), n_models), -1, dtype=np.int64)
    for row, (model, whole) in enumerate(zip(models, wholes, strict=True)):
        if model >= 0:
            instead[row] = [first.get((other, whole), -1) for other in range(n_models)]
    return instead


@njit
def patience_of(kind: Record, uniform: float) -> int:
    """Return for how many blocks an order of a class with patience that ends waits for a bid, at least one."""
    if kind.patience_kind == EXPONENTIAL:
        return exponential_blocks(kind.patience_blocks, uniform)
    return _whole_blocks(kind.patience_blocks)


@njit
def exponential_blocks(mean: float, uniform: float) -> int:
    """Return an exponential span by inverse CDF, rounded up to whole blocks."""
    return _whole_blocks(-mean * math.log1p(-uniform))


@njit
def _whole_blocks(blocks: float) -> int:
    return max(1, math.ceil(min(blocks, _LONGEST_BLOCKS)))
