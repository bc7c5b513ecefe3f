"""Providers and their nodes."""

from __future__ import annotations

import numpy as np

from econsim.units import BoolArray, FloatArray, IntArray
from econsim.world.tables import Table, column


class Providers(Table):
    """One row a provider."""

    wallet: IntArray = column("liquid, one row a denom [uakt, uusdc; ledger accounts]", lead=(2,))
    is_audited: BoolArray = column("carries an auditor's signature", np.bool_)
    ask_factor: FloatArray = column("the operator's own level of asks over the typical one", np.float64)
    earned: IntArray = column("paid out by escrow, after the take fee, one row a denom", lead=(2,))

    @property
    def wallet_uakt(self) -> IntArray:
        """Return the wallets' uakt (a view)."""
        return np.asarray(self.wallet[0])

    @property
    def wallet_uusdc(self) -> IntArray:
        """Return the wallets' uusdc (a view)."""
        return np.asarray(self.wallet[1])


class Nodes(Table):
    """One row a node, in any order. A lease fits on one node or nowhere, and keeps the row."""

    provider: IntArray = column("provider id")
    gpu_model: IntArray = column("GPU model id, -1 for none")
    gpus: IntArray = column("GPUs installed")
    threads: IntArray = column("CPU threads installed")
    memory_gib: IntArray = column("memory installed [GiB]")
    storage_gib: IntArray = column("storage installed [GiB]")
    free_gpus: IntArray = column("GPUs not leased and not held by an open bid")
    free_threads: IntArray = column("threads free")
    free_memory_gib: IntArray = column("memory free [GiB]")
    free_storage_gib: IntArray = column("storage free [GiB]")
