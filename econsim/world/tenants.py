"""Tenants: accounts that want leases and remember how it went."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np

from econsim.units import DENOMS, FloatArray, IntArray
from econsim.world.tables import Table, column


class Tenants(Table):
    """One row a tenant account, in the order in which they adopt Akash, those included that adopt it only later."""

    tenant_class: IntArray = column("tenant class id")
    adoption_seconds: FloatArray = column("when it begins to want leases [s since start]", np.float64)
    orders_per_day: FloatArray = column(
        "its own rate of intentions, those included that find every ask too dear [a day]", np.float64
    )
    wallet: IntArray = column("liquid, one row a denom [uakt, uusdc, uact; ledger accounts]", lead=(len(DENOMS),))
    reserved_uact: IntArray = column("of its ACT, what is meant for orders that are open [uact]")
    spent: IntArray = column("paid for leases since the start, one row a denom", lead=(len(DENOMS),))
    trust: FloatArray = column("memory of how orders went, 0 to 1: the share of intentions it acts on", np.float64)
    n_busy: IntArray = column("intentions it is busy with: open orders, returns to come, leases")
    providers_met: IntArray = column("bit n: whether it may remember a provider whose id leaves n when divided by 64")
    is_excluded: IntArray = column("1 while its class is excluded from the market")

    def n_adopted(self, seconds: float) -> int:
        """Return how many have adopted Akash by a time since the start: the first so many rows."""
        return bisect_right(self.rows["adoption_seconds"], seconds)

    @property
    def wallet_uakt(self) -> IntArray:
        """Return the wallets' uakt (a view)."""
        return np.asarray(self.wallet[0])

    @property
    def wallet_uusdc(self) -> IntArray:
        """Return the wallets' uusdc (a view)."""
        return np.asarray(self.wallet[1])

    @property
    def wallet_uact(self) -> IntArray:
        """Return the wallets' uact (a view)."""
        return np.asarray(self.wallet[2])
