"""The books by hand: what is in the accounts of each name, and in the one that holds least."""

from __future__ import annotations

import numpy as np

from econsim.units import DENOMS, BoolArray, IntArray
from econsim.world.books import add_up
from econsim.world.ledger import Ledger
from econsim.world.tables import Table, column, empty


class Shops(Table):
    is_open: BoolArray = column("open", np.bool_)
    till: IntArray = column("money by denom", lead=(2,))
    safe_uakt: IntArray = column("money")

    @property
    def till_uakt(self) -> IntArray:
        return self.till[0]

    @property
    def till_uusdc(self) -> IntArray:
        return self.till[1]


def ledger_of(shops: Shops) -> Ledger:
    ledger = Ledger()
    for name in ("till_uakt", "till_uusdc", "safe_uakt"):
        ledger.open_column(f"shops.{name}", shops, name)
    return ledger


def test_all_accounts_of_a_name_are_added_up_and_the_least_is_found() -> None:
    shops = empty(Shops, 3)
    shops.is_open = True
    shops.till = [[5, 2, 9], [40, -10, 7]]
    shops.safe_uakt = [100, 2**62, 3]
    ledger = ledger_of(shops)
    ledger.pots["outside_uusdc"][0] = -37
    books = add_up(ledger)
    total, least = (dict(zip(books.layout.names, held.tolist(), strict=True)) for held in (books.total, books.least))
    assert (total["shops.till_uakt"], least["shops.till_uakt"]) == (16, 2)
    assert (total["shops.till_uusdc"], least["shops.till_uusdc"]) == (37, -10)
    assert (total["shops.safe_uakt"], least["shops.safe_uakt"]) == (2**62 + 103, 3)
    assert (total["outside_uusdc"], least["outside_uusdc"]) == (-37, -37)
    assert list(total) == [name for denom in DENOMS for name in ledger.names(denom)]
    assert books.by_denom().tolist() == [2**62 + 119, 0, 0]


def safes(ledger: Ledger) -> list[int]:
    books = add_up(ledger)
    place = books.layout.names.index("shops.safe_uakt")
    return [int(books.total[place]), int(books.least[place])]


def test_a_table_that_has_grown_is_added_up_whole_and_one_without_rows_holds_nothing() -> None:
    shops = empty(Shops, 0)
    ledger = ledger_of(shops)
    assert safes(ledger) == [0, 0]
    shops.append(safe_uakt=[7, 8])
    assert safes(ledger) == [15, 7]
