"""The market's book grows by slots that 32 bits can name, or not at all."""

from __future__ import annotations

import pickle

import pytest

from econsim.errors import RunError
from econsim.world import tables
from econsim.world.market_book import MarketBook


@pytest.mark.parametrize("name", ["orders", "bids", "leases"])
def test_slots_that_32_bits_cannot_name_are_refused_and_the_book_stays_as_it_was(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = MarketBook.empty(n_models=1, slots=4)
    monkeypatch.setattr(tables, "MOST_ROWS", 6)
    book.grow(name, 2)
    before = pickle.dumps(book)
    with pytest.raises(RunError, match=rf"^{name} would have 7 rows; 6 are the most: simulate fewer of them$"):
        book.grow(name, 1)
    assert pickle.dumps(book) == before


def test_the_lowest_new_slot_is_used_first() -> None:
    book = MarketBook.empty(n_models=1, slots=2)
    book.grow("leases", 2)
    assert book.leases.slot.tolist() == [0, 1, 2, 3]
    assert book.leases.free_slot.tolist() == [1, 0, 3, 2]
    assert (book.state[0].free_leases, len(book.waits), book.n_leases) == (4, 4, 0)
