"""Each delegator's delegations are a list by validator, whatever comes and goes, and no row is empty."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from econsim.world.delegations import Delegations
from econsim.world.tables import empty

PAIRS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 6)), min_size=1, max_size=12)


def columns(pairs) -> tuple[np.ndarray, np.ndarray]:
    delegator, validator = np.array(pairs, dtype=np.int64).T
    return delegator, validator


def pairs_of(held: Delegations) -> list[tuple[int, int, int]]:
    """Return (delegator, validator, shares) of all pairs in order."""
    rows = held.in_order()
    return list(zip(*(column[rows].tolist() for column in (held.delegator, held.validator, held.shares)), strict=True))


@given(st.lists(st.tuples(PAIRS, st.sets(st.integers(0, 40))), max_size=6))
def test_pairs_are_in_order_unique_and_findable_whatever_comes_and_goes(batches):
    held = empty(Delegations, 0)
    expected: dict[tuple[int, int], int] = {}
    for batch, leaving in batches:
        rows = held.ensure(*columns(batch))
        np.add.at(held.shares, rows, 1)
        for pair in batch:
            expected[pair] = expected.get(pair, 0) + 1
        for place in leaving & set(range(len(expected))):
            pair = sorted(expected)[place]
            held.shares[held.find(*columns([pair]))] = expected[pair] = 0
        held.drop_empty()
        expected = {pair: shares for pair, shares in expected.items() if shares}
        assert pairs_of(held) == [(*pair, expected[pair]) for pair in sorted(expected)]
        assert len(held) == len(expected)
        rows = held.find(*columns(batch))
        for row, pair in zip(rows.tolist(), batch, strict=True):
            assert (row >= 0) == (pair in expected)
            assert row < 0 or (held.delegator[row], held.validator[row], held.shares[row]) == (*pair, expected[pair])


def test_a_pair_that_does_not_exist_has_row_minus_one():
    held = empty(Delegations, 0)
    assert held.find(np.array([0]), np.array([0])).tolist() == [-1]
    held.ensure(np.array([3, 5]), np.array([1, 0]))
    assert held.find(np.array([3, 3, 4, 5, 9]), np.array([1, 0, 0, 0, 0])).tolist() == [0, -1, -1, 1, -1]


def test_a_new_pair_has_no_shares_and_leaves_the_others_alone():
    held = empty(Delegations, 0)
    held.ensure(np.array([2]), np.array([2]))
    held.shares[0] = 7
    held.ensure(np.array([1, 3]), np.array([0, 0]))
    assert pairs_of(held) == [(1, 0, 0), (2, 2, 7), (3, 0, 0)]


def test_a_pair_that_goes_moves_no_other_one_but_the_last():
    held = empty(Delegations, 0)
    held.ensure(np.array([1, 1, 1, 2]), np.array([0, 4, 9, 0]))
    held.shares[:] = [5, 0, 6, 7]
    held.drop_empty()
    assert held.delegator.tolist() == [1, 2, 1]
    assert pairs_of(held) == [(1, 0, 5), (1, 9, 6), (2, 0, 7)]
