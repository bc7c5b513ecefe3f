"""Delegators, what they have delegated, and what is leaving or has just moved."""

from __future__ import annotations

import numpy as np

from econsim.compiled import njit
from econsim.units import BoolArray, FloatArray, IntArray
from econsim.world.tables import Table, column

_STRIDE = 1 << 20  # more than there can be validators


def pair_key(delegator: IntArray, validator: IntArray) -> IntArray:
    """Return one number for each (delegator, validator) pair; it sorts by delegator, then validator."""
    return np.asarray(delegator * _STRIDE + validator)


@njit
def _rows_of(pairs: IntArray, wanted: IntArray) -> IntArray:
    """Return the row of each wanted pair among sorted ones, by bisection; -1 where there is none."""
    rows = np.searchsorted(pairs, wanted)
    for place in range(wanted.size):
        if rows[place] == pairs.size or pairs[rows[place]] != wanted[place]:
            rows[place] = -1
    return rows


class Delegators(Table):
    """One row an account that holds or has held stake; the operators' own accounts are the first rows."""

    wallet_uakt: IntArray = column("liquid [uakt; ledger account]")
    is_large: BoolArray = column("among the large heads (top share of heads by stake at genesis)", np.bool_)
    operates: IntArray = column("id of the validator it operates, -1 if none")
    tranche_ratio: FloatArray = column("largest tranche of its holdings over bonded stake", np.float64)
    rewards_uakt: IntArray = column("staking rewards withdrawn since the start, without commission [uakt]")
    stake_at_start_uakt: IntArray = column("stake at genesis [uakt]")


class Delegations(Table):
    """One row a (delegator, validator) pair with shares, sorted by delegator, then validator.

    Row numbers change whenever pairs come or go: nothing outside keeps one.
    """

    delegator: IntArray = column("delegator id")
    validator: IntArray = column("validator id")
    pair: IntArray = column("key of the pair; the table is sorted by it")
    shares: IntArray = column("shares of the validator")
    start_index_dec18: IntArray = column("the validator's reward index when rewards were last settled [1e-18 uakt]")

    def in_order(self) -> IntArray:
        """Return the rows of all pairs by delegator, then validator: what does not depend on how rows are kept."""
        return np.arange(len(self))

    def find(self, delegator: IntArray, validator: IntArray) -> IntArray:
        """Return the row of each pair, -1 where there is none."""
        return np.asarray(_rows_of(self.pair, pair_key(delegator, validator)))

    def ensure(self, delegator: IntArray, validator: IntArray) -> IntArray:
        """Add the pairs that are missing, without shares, and return the row of each pair asked for."""
        missing = self.find(delegator, validator) < 0
        if missing.any():
            pairs = np.unique(pair_key(delegator[missing], validator[missing]))
            where = np.searchsorted(self.pair, pairs)
            self.insert(where, pair=pairs, delegator=pairs // _STRIDE, validator=pairs % _STRIDE)
        return self.find(delegator, validator)

    def drop_empty(self) -> None:
        """Forget the pairs that have no shares left."""
        self.keep(self.shares > 0)


class Unbondings(Table):
    """One row an unbonding entry: stake on its way out, without rewards."""

    delegator: IntArray = column("delegator id")
    validator: IntArray = column("validator id it leaves")
    balance_uakt: IntArray = column("amount that will be paid out [uakt; ledger account]")
    initial_balance_uakt: IntArray = column("amount at the beginning [uakt]")
    creation_height: IntArray = column("height of the message")
    completion_seconds: FloatArray = column("when it is paid out [s since start]", np.float64)
    is_leaving: BoolArray = column("its coins go on to `outside` when they are paid out", np.bool_)


class Away(Table):
    """One row a (delegator, validator it left): principal in the wallet that will be staked again.

    What a wallet holds beside it, rewards kept, is no principal. Who is idle from the start has left validator -1.
    """

    delegator: IntArray = column("delegator id")
    validator: IntArray = column("validator id it left, -1 if it was idle at the start")
    amount_uakt: IntArray = column("amount, a part of the wallet [uakt]")

    def put(self, delegator: IntArray, validator: IntArray, amount_uakt: IntArray) -> None:
        """Add amounts; those of one delegator that left one validator are one row."""
        n_before = len(self)
        self.append(delegator=delegator, validator=validator, amount_uakt=amount_uakt)
        self.keep(_put_together(self.delegator, self.validator, self.amount_uakt, n_before))


@njit
def _put_together(delegator: IntArray, validator: IntArray, amount_uakt: IntArray, n_before: int) -> BoolArray:
    """Add each amount from row `n_before` on to the first of its pair; return which rows are the first of theirs."""
    is_first = np.ones(delegator.size, np.bool_)
    for new in range(n_before, delegator.size):
        for row in range(new):
            if delegator[row] == delegator[new] and validator[row] == validator[new]:
                amount_uakt[row] += amount_uakt[new]
                is_first[new] = False
                break
    return is_first


class Redelegations(Table):
    """One row a redelegation that is not yet complete: it bars hops and counts towards max_entries."""

    delegator: IntArray = column("delegator id")
    source: IntArray = column("validator id it left")
    destination: IntArray = column("validator id it went to")
    initial_balance_uakt: IntArray = column("amount moved [uakt]")
    destination_shares: IntArray = column("shares received")
    creation_height: IntArray = column("height of the message")
    completion_seconds: FloatArray = column("when it is complete [s since start]", np.float64)
