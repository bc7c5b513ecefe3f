"""Tenants: accounts that want leases and remember how it went."""

from __future__ import annotations

from bisect import bisect_right
from operator import attrgetter
from typing import Any

import numpy as np

from econsim.units import DENOMS, FloatArray, IntArray
from econsim.world.tables import Table, column, empty


class Purses(Table):
    """One row a tenant: what it has. It lies apart, for all of it is added up after every epoch."""

    wallet: IntArray = column("liquid, one row a denom [uakt, uusdc, uact; ledger accounts]", lead=(len(DENOMS),))
    reserved_uact: IntArray = column("of its ACT, what is meant for orders that are open [uact]")
    spent_usd: FloatArray = column("paid at the price of each day; leases that run keep theirs [USD]", np.float64)

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


class Tenants(Table):
    """One row a tenant account, in the order in which they adopt Akash, those included that adopt it only later.

    What it has is in `purses`, whose columns are attributes here, too (views).
    """

    adoption_seconds: FloatArray = column("when it begins to want leases [s since start]", np.float64)
    orders_per_day: FloatArray = column(
        "its own rate of intentions, those included that find every ask too dear [a day]", np.float64
    )
    trust: FloatArray = column("memory of how orders went, 0 to 1: the share of intentions it acts on", np.float64)
    providers_met: IntArray = column("bit n: whether it may remember a provider whose id leaves n when divided by 64")
    tenant_class: IntArray = column("tenant class id", np.int32)
    n_busy: IntArray = column("intentions it is busy with: open orders, returns to come, leases", np.int32)
    is_excluded: IntArray = column("1 while its class is excluded from the market", np.int32)

    wallet, reserved_uact, spent_usd, wallet_uakt, wallet_uusdc, wallet_uact = (
        property(attrgetter(f"purses.{name}"))
        for name in ("wallet", "reserved_uact", "spent_usd", "wallet_uakt", "wallet_uusdc", "wallet_uact")
    )

    def __init__(self, rows: Any) -> None:
        """Take the records; all purses are empty."""
        super().__init__(rows)
        self.purses = empty(Purses, rows.size)

    def n_adopted(self, seconds: float) -> int:
        """Return how many have adopted Akash by a time since the start: the first so many rows."""
        return bisect_right(self.rows["adoption_seconds"], seconds)

    def grow(self, extra: int) -> None:
        """Append `extra` rows of zeros."""
        super().grow(extra)
        self.purses.grow(extra)

    def columns(self) -> dict[str, np.ndarray[Any, Any]]:
        """Return the columns by name (views), those of the purses among them."""
        return super().columns() | self.purses.columns()
