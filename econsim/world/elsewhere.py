"""Room elsewhere: the GPUs, outside the network, that who finds no lease on it can turn to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from econsim.units import FloatArray, IntArray
from econsim.world.tables import Table, column, empty

_NEVER_FREE = 2**62  # height


class Elsewhere(Table):
    """One row a GPU elsewhere, of models of which there is no end of them none."""

    gpu_model: IntArray = column("GPU model id")
    until: IntArray = column("height until which somebody from the network leases it")
    price_ratio: FloatArray = column("its open-market price over the base of it", np.float64)


def room_elsewhere(gpus: Mapping[str, int], names: Sequence[str]) -> Elsewhere:
    """Return the GPUs of each model that is limited, all of them free; one that never is stands for none at all."""
    models = [model for name, n in gpus.items() for model in [names.index(name)] * max(n, 1)]
    closed = [_NEVER_FREE * (n == 0) for n in gpus.values() for _ in range(max(n, 1))]
    made: Elsewhere = empty(Elsewhere, len(models))
    made.gpu_model, made.until = np.array(models, dtype=np.int64), np.array(closed, dtype=np.int64)
    made.price_ratio[:] = 1.0
    return made
