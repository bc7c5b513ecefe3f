"""Asks that rise with the provider's own utilisation."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from econsim.columns import Own
from econsim.contracts import Public, parameter
from econsim.policies.providers.pricing import PriceScript
from econsim.units import FloatArray


class CapacityAware(PriceScript):
    """The script's list, dearer the fuller the provider's own nodes are at the beginning of the epoch.

    ask = list x (1 + slope x (utilisation - target)), its marginal cost at least; utilisation of its GPUs of the
    bundle's model, held by leases and open bids, of its threads for bundles without GPUs. Marginal cost =
    cost_share_of_typical_ask x ask_factor x (list price of the host + GPUs x typical ask).
    """

    kind: ClassVar[str] = "capacity_aware"

    slope: float = parameter(
        "by how much of the list its asks rise from empty to full nodes",
        unit="fraction",
        source="assumption",
        status="assumed",
        default=1.0,
        ge=0.0,
        le=100.0,
    )
    target: float = parameter(
        "utilisation at which it asks the list",
        unit="fraction",
        source="assumption",
        status="assumed",
        default=0.5,
        ge=0.0,
        le=1.0,
    )
    cost_share_of_typical_ask: float = parameter(
        "its marginal cost over the typical ask, for an operator with ask_factor 1",
        unit="fraction",
        source="assumption",
        status="assumed",
        default=0.80,
        ge=0.0,
        le=100.0,
    )

    def usd_per_month(self, own: Own, public: Public) -> FloatArray:
        """Return what each row wants for each bundle class, shape (rows, bundles)."""
        pressure = own.utilisation[:, public.bundles.gpu_model] - self.target
        cost = self.cost_share_of_typical_ask * own.ask_factor[:, None] * self.typical_usd_per_month(public)
        return np.asarray(np.maximum(super().usd_per_month(own, public) * (1.0 + self.slope * pressure), cost))
