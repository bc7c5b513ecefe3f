"""Delegators, what they have delegated, and what is leaving or has just moved."""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.units import BoolArray, FloatArray, IntArray
from econsim.world.growing import GrowingTable
from econsim.world.pairs import (
    END,
    add_missing_pairs,
    drop_pairs_without_shares,
    rows_in_order,
    rows_of_pairs,
    rows_of_some,
)
from econsim.world.tables import Table, column

NOBODY, FOUNDATION = -1, -2  # what a delegator operates that chooses for itself, and the one with a programme


class Delegators(Table):
    """One row an account that holds or has held stake; the operators' own accounts are the first rows."""

    wallet_uakt: IntArray = column("liquid [uakt; ledger account]")
    is_large: BoolArray = column("among the large heads (top share of heads by stake at genesis)", np.bool_)
    operates: IntArray = column("id of the validator it operates, -1 if none, -2 for the foundation")
    rewards_uakt: IntArray = column("staking rewards withdrawn since the start, without commission [uakt]")
    stake_at_start_uakt: IntArray = column("stake at genesis [uakt]")


class Delegations(GrowingTable):
    """One row a (delegator, validator) pair with shares, in no order; `in_order` gives one.

    Row numbers change whenever pairs come or go: nothing outside keeps one.
    """

    delegator: IntArray = column("delegator id")
    validator: IntArray = column("validator id")
    next: IntArray = column("row of the delegator's pair with the next higher validator id, -1 if none")
    shares: IntArray = column("shares of the validator")
    start_index_dec18: IntArray = column("the validator's reward index when rewards were last settled [1e-18 uakt]")

    def __init__(self, rows: Any) -> None:
        """Take a table without rows."""
        super().__init__(rows)
        self.first: IntArray = np.zeros(0, dtype=np.int64)  # row of each delegator's first pair, -1 if none

    def in_order(self) -> IntArray:
        """Return the rows of all pairs by delegator, then validator: what does not depend on how rows are kept."""
        return np.asarray(rows_in_order(self.first, self.store, self.size))

    def of_some(self, delegators: IntArray) -> tuple[IntArray, IntArray]:
        """Return the rows of the pairs of some delegators in that order, and the number among them of whose each is."""
        found: tuple[IntArray, IntArray] = rows_of_some(self.first, self.store, delegators)
        return found

    def find(self, delegator: IntArray, validator: IntArray) -> IntArray:
        """Return the row of each pair, -1 where there is none."""
        return np.asarray(rows_of_pairs(self.first, self.store, delegator, validator))

    def ensure(self, delegator: IntArray, validator: IntArray) -> IntArray:
        """Add the pairs that are missing, without shares, and return the row of each pair asked for."""
        self.make_room_for(int(delegator.max(initial=-1)) + 1, delegator.size)
        order = np.lexsort((validator, delegator))
        add_missing_pairs(self.first, self.store, self.size, delegator[order], validator[order])
        return self.find(delegator, validator)

    def make_room_for(self, n_delegators: int, n_pairs: int) -> None:
        """See to it that compiled code finds room for `n_pairs` pairs more of this many delegators."""
        self.make_room(n_pairs)
        if n_delegators > self.first.size:
            self.first = np.append(self.first, np.full(n_delegators - self.first.size, END))

    def drop_empty(self) -> None:
        """Forget the pairs that have no shares left."""
        drop_pairs_without_shares(self.first, self.store, self.size)


class Unbondings(GrowingTable):
    """One row an unbonding entry: stake on its way out, without rewards."""

    delegator: IntArray = column("delegator id")
    validator: IntArray = column("validator id it leaves")
    balance_uakt: IntArray = column("amount that will be paid out [uakt; ledger account]")
    initial_balance_uakt: IntArray = column("amount at the beginning [uakt]")
    creation_height: IntArray = column("height of the message")
    completion_seconds: FloatArray = column("when it is paid out [s since start]", np.float64)
    is_leaving: BoolArray = column("its coins go on to `outside` when they are paid out", np.bool_)


class Away(GrowingTable):
    """One row a (delegator, validator it left): principal in the wallet that will be staked again.

    What a wallet holds beside it, rewards kept, is no principal. Who is idle from the start has left validator -1.
    """

    delegator: IntArray = column("delegator id")
    validator: IntArray = column("validator id it left, -1 if it was idle at the start")
    amount_uakt: IntArray = column("amount, a part of the wallet [uakt]")


class Redelegations(GrowingTable):
    """One row a redelegation that is not yet complete: it bars hops and counts towards max_entries."""

    delegator: IntArray = column("delegator id")
    source: IntArray = column("validator id it left")
    destination: IntArray = column("validator id it went to")
    initial_balance_uakt: IntArray = column("amount moved [uakt]")
    destination_shares: IntArray = column("shares received")
    creation_height: IntArray = column("height of the message")
    completion_seconds: FloatArray = column("when it is complete [s since start]", np.float64)
