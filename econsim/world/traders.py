"""The trader: an account that is neither tenant nor provider, and trades between the market and x/bme."""

from __future__ import annotations

import numpy as np

from econsim.units import DENOMS, IntArray
from econsim.world.tables import Table, column


class Traders(Table):
    """One row: he stands for all who trade on a price that lags."""

    wallet: IntArray = column("liquid, one row a denom [uakt, uusdc, uact; ledger accounts]", lead=(len(DENOMS),))
    brought_uusdc: IntArray = column("US dollars that he has brought since the start [uusdc]")

    @property
    def wallet_uakt(self) -> IntArray:
        """Return the wallet's uakt (a view)."""
        return np.asarray(self.wallet[0])

    @property
    def wallet_uusdc(self) -> IntArray:
        """Return the wallet's uusdc (a view)."""
        return np.asarray(self.wallet[1])

    @property
    def wallet_uact(self) -> IntArray:
        """Return the wallet's uact (a view)."""
        return np.asarray(self.wallet[2])
