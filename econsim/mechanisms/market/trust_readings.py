"""How series of trust are read off the end of an epoch: trust in the market, and in single providers."""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.compiled import njit
from econsim.mechanisms.market.readings import by_class, ratio, ratios
from econsim.units import FloatArray
from econsim.world.series import Moment, of


def _trust(now: Moment) -> FloatArray:
    """Return the tenants that have adopted Akash and the sum of their trust, by class."""
    tenants = now.world.tenants
    return _sums_by_class(tenants.rows[: tenants.n_adopted(now.world.seconds)], len(now.world.tenant_classes))


@njit
def _sums_by_class(tenants: Any, n_classes: int) -> FloatArray:
    found = np.zeros((2, n_classes))
    for row in range(tenants.size):
        tenant = tenants[row]
        found[0, tenant.tenant_class] += 1.0
        found[1, tenant.tenant_class] += tenant.trust
    return found


trust_by_class = of(lambda trust: ratio(trust[:, 1], trust[:, 0]), _trust)
trust_mean = of(lambda trust: ratio(trust[:, 1].sum(axis=-1), trust[:, 0].sum(axis=-1)), _trust)


def _of_all(part: Any, whole: Any) -> FloatArray:
    return ratio(part.sum(axis=-1), whole.sum(axis=-1))


known_provider_ratio = of(_of_all, by_class("orders_known"), by_class("orders_filled"))
provider_trust_mean = of(_of_all, by_class("provider_trust"), by_class("orders_filled"))
provider_trust_by_class = ratios(by_class("provider_trust"), by_class("orders_filled"))
