"""Changes of the demand for GPUs: each a multiplier of base demand over time.

More demand is added arrivals, from processes of the shock's own; less is thinning by a uniform that each intention
carries. Base intentions never move.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from econsim.contracts import Channel, Shape, Span, parameter
from econsim.draws import Streams
from econsim.units import SECONDS_PER_DAY, BoolArray, FloatArray, IntArray


class DemandShock(Shape):
    """How nature moves the demand for leases."""

    gpu_model: str | None = parameter(
        "GPU model whose demand moves; left out, all of them",
        unit="name",
        source="scenario",
        status="choice",
        default=None,
    )
    tenant_class: str | None = parameter(
        "class of tenants whose demand moves; left out, all that want GPUs",
        unit="name",
        source="scenario",
        status="choice",
        default=None,
    )

    @property
    def whose(self) -> str:
        """Return in words whose it is and for what."""
        model = self.gpu_model or "GPU"
        return model if self.tenant_class is None else f"{self.tenant_class} {model}"

    def reaches(
        self, gpu_model: IntArray, tenant_class: IntArray, models: Sequence[str], classes: Sequence[str]
    ) -> BoolArray:
        """Return which intentions it moves, by the places of their model, -1 for none, and class among the names."""
        is_its_model = gpu_model >= 0 if self.gpu_model is None else gpu_model == models.index(self.gpu_model)
        if self.tenant_class is None:
            return np.asarray(is_its_model)
        return np.asarray(is_its_model & (tenant_class == classes.index(self.tenant_class)))

    @abstractmethod
    def multiplier(self, days: FloatArray) -> FloatArray:
        """Return demand over its base (1 = no shock) at days since the start, same shape."""


@dataclass(frozen=True)
class Demand:
    """The shocks of a run, in the order written, by whose numbers extra intentions name them.

    They count their days from a start that lies `days_before` after the world's.
    """

    shocks: Sequence[DemandShock]
    days_before: float = 0.0

    def wanted(
        self,
        days: FloatArray,
        shock: IntArray,
        extra: FloatArray,
        demand_uniform: FloatArray,
        gpu_model: IntArray,
        tenant_class: IntArray,
        models: Sequence[str],
        classes: Sequence[str],
    ) -> FloatArray:
        """Return, for each intention, 1 if the shocks leave it wanted, else 0; see `wanted_mask`.

        gpu_model, tenant_class: by intention their places in models, -1 for none, and classes.
        """
        if not self.shocks:
            return np.ones(days.size)
        reached = [each.reaches(gpu_model, tenant_class, models, classes) for each in self.shocks]
        days = days - self.days_before
        return wanted_mask(self.shocks, days, shock, extra, demand_uniform, np.array(reached)).astype(float)


def wanted_mask(
    shocks: Sequence[DemandShock],
    days: FloatArray,
    shock: IntArray,
    extra: FloatArray,
    demand_uniform: FloatArray,
    reached: BoolArray,
) -> BoolArray:
    """Return which intentions are wanted under the shocks, each judged at its own moment.

    An extra intention is wanted while the excess of its shock (number `shock`) is at least its `extra`; every
    intention, base or extra, is thinned by the product of the falls that reach it. So demand over base demand is
    (1 + sum of positive excesses) x product of (multipliers below 1). Arrays by intention; `days` since the start;
    reached: which intentions each shock reaches, shape (shocks, intentions), or (intentions,) for all alike.
    """
    reached = np.broadcast_to(reached, (len(shocks), days.size))
    excess = np.zeros((len(shocks) + 1, days.size))  # the last row serves base intentions: shock -1, extra 0
    left = np.ones(days.size)
    for number, each in enumerate(shocks):
        multiplier = np.where(reached[number], each.multiplier(days), 1.0)
        excess[number] = multiplier - 1.0
        left *= np.minimum(multiplier, 1.0)
    is_there = extra <= excess[shock, np.arange(days.size)]
    return np.asarray(is_there & (demand_uniform < left))


def demand(shocks: Mapping[str, DemandShock], span: Span, streams: Streams) -> Demand:
    """Return the shocks together; nothing of them is drawn."""
    return Demand(tuple(shocks.values()), span.n_before * span.epoch_seconds / SECONDS_PER_DAY)


GPU_DEMAND = Channel(
    name="gpu_demand", contract=DemandShock, many=True, meaning="changes of the demand for GPUs", begins=demand
)
