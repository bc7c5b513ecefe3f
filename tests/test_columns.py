"""Views are windows: read-only, made when they are looked at, and cut to some rows as one would expect."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.columns import cut, window


class Maker:
    """Columns that count how often each was made."""

    def __init__(self, **columns) -> None:
        self.columns, self.made = columns, []

    def of(self, name):
        def make():
            self.made.append(name)
            return self.columns[name]

        return make


def seen(n_rows, **columns):
    maker = Maker(**columns)
    return window(n_rows, {name: maker.of(name) for name in columns}), maker


def test_a_column_is_made_when_it_is_first_read_and_no_sooner() -> None:
    own, maker = seen(2, wallet=np.array([1, 2]), dear=np.array([3, 4]))
    assert "dear" in own.columns
    assert sorted(own.columns) == ["dear", "wallet"]
    assert maker.made == []
    assert own.wallet.tolist() == own.wallet.tolist() == [1, 2]
    assert maker.made == ["wallet"]


def test_a_window_shows_what_is_there_and_cannot_be_written_to() -> None:
    wallet = np.array([1, 2])
    own, _ = seen(2, wallet=wallet)
    before = own.wallet
    wallet[0] = 7
    assert before.tolist() == [7, 2]
    with pytest.raises(ValueError, match="read-only"):
        own.wallet[0] = 1
    assert wallet.flags.writeable


def test_some_rows_see_their_own_and_make_only_what_they_read() -> None:
    own, maker = seen(
        4,
        wallet=np.array([1, 2, 3, 4]),
        held_row=np.array([0, 1, 1, 3]),
        held_uakt=np.array([10, 20, 30, 40]),
        genesis_share=np.array([0.5, 0.5]),
        dear=np.zeros(4),
    )
    some = cut(own, np.array([1, 3]))
    assert some.ids.tolist() == [1, 3]
    assert some.wallet.tolist() == [2, 4]
    assert some.held_row.tolist() == [0, 0, 1]
    assert some.held_uakt.tolist() == [20, 30, 40]
    assert some.genesis_share.tolist() == [0.5, 0.5]
    assert "dear" not in maker.made
    assert not some.held_uakt.flags.writeable


def test_a_view_that_lacks_a_column_says_which_it_has() -> None:
    own, _ = seen(1, wallet=np.zeros(1))
    with pytest.raises(AttributeError, match=r"no column 'stake'; they have \['wallet'\]"):
        _ = own.stake
