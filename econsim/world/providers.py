"""Providers and their nodes."""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.compiled import njit
from econsim.units import DENOMS, BoolArray, FloatArray, IntArray
from econsim.world.tables import Table, column

# States of a node: its provider is excluded from the market, up, up and told of a maintenance, down for it, down by
# failure, rented and taken back, down by its provider's fault; who is down changes by the first two alone
EXCLUDED, UP, NOTICED, IN_MAINTENANCE, FAILED, INTERRUPTED, AT_FAULT = range(-1, 6)


class Providers(Table):
    """One row a provider."""

    wallet: IntArray = column("liquid, one row a denom [uakt, uusdc, uact; ledger accounts]", lead=(len(DENOMS),))
    is_audited: BoolArray = column("carries an auditor's signature", np.bool_)
    ask_factor: FloatArray = column("the operator's own level of asks over the typical one", np.float64)
    burns_at_once: IntArray = column("1 while it burns ACT in the block in which it is paid")
    from_burns_uakt: IntArray = column("paid for ACT that it has burned since the start [uakt]")
    earned: IntArray = column("paid out by escrow, after the take fee, one row a denom", lead=(len(DENOMS),))
    jurisdiction: IntArray = column("number of its jurisdiction")
    cash_uusdc: IntArray = column("US dollars of its business in GPUs, if its books are kept [uusdc; ledger accounts]")
    level: IntArray = column("of verification: the highest that an order on which it bids may require")
    bonded_uakt: IntArray = column("posted as a bond [uakt; ledger accounts]")
    bad_leases: IntArray = column("leases that have failed by its fault")
    bad_leases_judged: IntArray = column("those of them of which it is known whether they were detected")
    income_usd_per_day: FloatArray = column("what it has earned a day of late, weighed by `income_weight`", np.float64)
    slashed_usd_per_day: FloatArray = column("what slashes have taken a day of late, weighed alike", np.float64)
    income_weight: FloatArray = column("how much of these means there is yet, 0 to 1", np.float64)
    slashed_uakt: IntArray = column("taken by slashes since these means were last moved")

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


class Nodes(Table):
    """One row a node, in any order; what bids look at comes first, on one line of memory (rows of 128 bytes).

    A lease fits on one node or nowhere, and keeps the row.
    """

    provider: IntArray = column("provider id")
    state: Any = column("EXCLUDED, UP, NOTICED, IN_MAINTENANCE, FAILED, INTERRUPTED or AT_FAULT", np.int32)
    is_consumer: Any = column("1 for cards of consumer grade, 0 for those of data centres", np.int32)
    free_gpus: IntArray = column("GPUs not leased and not held by an open bid")
    free_threads: IntArray = column("threads free")
    free_memory_gib: IntArray = column("memory free [GiB]")
    free_storage_gib: IntArray = column("storage free [GiB]")
    gpu_model: IntArray = column("GPU model id, -1 for none")
    gpus: IntArray = column("GPUs installed")
    threads: IntArray = column("CPU threads installed")
    memory_gib: IntArray = column("memory installed [GiB]")
    storage_gib: IntArray = column("storage installed [GiB]")
    changed_at: IntArray = column("height at which it entered its state")
    maintained_at: IntArray = column("NOTICED: height at which the maintenance begins")
    identity: Any = column("64 bits that name it for life, whatever row it has", np.uint64)
    earned: IntArray = column(
        "paid out by escrow for leases on it, after the take fee, one row a denom", lead=(len(DENOMS),)
    )

    @property
    def is_listed(self) -> BoolArray:
        """Return which have anything installed; the others are known to nobody."""
        return np.asarray((self.gpus > 0) | (self.threads > 0))


@njit
def n_unlisted(nodes: Any) -> int:
    """Return how many nodes (records) have nothing installed."""
    n_without = 0
    for row in range(nodes.size):
        n_without += nodes[row].gpus == 0 and nodes[row].threads == 0
    return n_without
