"""What tenants see of themselves."""

from __future__ import annotations

import numpy as np

from econsim.columns import Own, snapshot
from econsim.world.world import World


def own_tenants(world: World) -> Own:
    """Return what tenants know of themselves."""
    tenants = world.tenants
    return snapshot(np.arange(len(tenants)), {"tenant_class": tenants.tenant_class, "trust": tenants.trust})
