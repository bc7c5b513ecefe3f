"""What tenants see of themselves."""

from __future__ import annotations

from econsim.columns import Own, window
from econsim.world.world import World


def own_tenants(world: World) -> Own:
    """Return what tenants know of themselves."""
    tenants = world.tenants
    return window(len(tenants), {"tenant_class": lambda: tenants.tenant_class, "trust": lambda: tenants.trust})
