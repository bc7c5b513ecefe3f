"""The ledger: money moves between named accounts, is never made or lost, and never goes below zero."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from econsim.errors import BrokenBooks
from econsim.units import IntArray
from econsim.world.ledger import Account, Ledger, Move
from econsim.world.tables import Table, column, empty


class People(Table):
    age: IntArray = column("age")
    purse_uakt: IntArray = column("money")


POOL, OUTSIDE = Account("community_pool_uakt"), Account("outside_uakt")


def purse(*rows) -> Account:
    return Account("people.purse_uakt", np.array(rows))


@pytest.fixture
def ledger() -> Ledger:
    return open_ledger(100, 200, 300)


def open_ledger(*purses: int) -> Ledger:
    ledger = Ledger()
    people = empty(People, len(purses))
    ledger.open_column("people.purse_uakt", people, "purse_uakt")
    ledger.mint(OUTSIDE, 10_000, "genesis")
    ledger.move(OUTSIDE, purse(*range(len(purses))), np.array(purses), "genesis")
    ledger.journal.begin()
    return ledger


def everything(ledger: Ledger) -> dict[str, list[int]]:
    return {name: ledger.balances(name).tolist() for denom in ("uakt", "uusdc") for name in ledger.names(denom)}


def test_a_column_is_the_account_and_not_a_copy(ledger):
    ledger.move(purse(1), POOL, 50, "gift")
    assert ledger.balances("people.purse_uakt").tolist() == [100, 150, 300]
    assert ledger.total("community_pool_uakt") == 50
    assert ledger.imbalance("uakt") == 0


def test_amounts_go_row_by_row_and_a_row_may_come_twice(ledger):
    ledger.move(purse(0, 2, 2), purse(1, 1, 0), np.array([10, 20, 30]), "gifts")
    assert ledger.balances("people.purse_uakt").tolist() == [120, 230, 250]


def test_one_amount_for_many_rows_is_meant_for_each(ledger):
    ledger.move(purse(0, 1, 2), POOL, 7, "dues")
    assert ledger.balances("people.purse_uakt").tolist() == [93, 193, 293]
    assert ledger.total("community_pool_uakt") == 21
    ledger.move(POOL, purse(0, 1, 2), 7, "dues returned")
    assert ledger.balances("people.purse_uakt").tolist() == [100, 200, 300]
    assert ledger.imbalance("uakt") == 0


def test_flows_add_up_by_reason_until_the_next_epoch(ledger):
    ledger.move(purse(0, 1), POOL, np.array([1, 2]), "gift")
    ledger.move(purse(2), POOL, 4, "gift")
    assert ledger.journal.money["gift", "uakt"] == 7
    ledger.journal.begin()
    assert ledger.journal.money["gift", "uakt"] == 0


def test_what_belongs_together_is_judged_when_all_is_done(ledger):
    together = [Move(POOL, purse(0), 60, "advance"), Move(purse(1), POOL, 60, "paid back")]
    ledger.post(together)
    assert ledger.balances("people.purse_uakt").tolist() == [160, 140, 300]
    assert ledger.total("community_pool_uakt") == 0


@pytest.mark.parametrize(
    ("source", "destination", "amount", "message"),
    [
        (purse(0), POOL, 101, r"theft: people.purse_uakt\[0\] would be -1"),
        (purse(0, 0), POOL, np.array([60, 60]), r"theft: people.purse_uakt\[0\] would be -20"),
        (purse(0), POOL, -5, "a negative amount"),
        (purse(0), Account("outside_uusdc"), 5, "would change the denom"),
        (purse(0), POOL, 0.5, "whole numbers"),
        (purse(0, 1), purse(0, 1, 2), 5, "shape"),
        (Account("people.purse_uakt"), POOL, 5, "has many accounts: name the row"),
        (purse(3), POOL, 5, "no such row"),
        (POOL, purse(-1), 0, "no such row"),
        (Account("mattress_uakt", 0), POOL, 5, "no account is called 'mattress_uakt'"),
    ],
)
def test_a_refused_move_leaves_every_account_as_it_was(ledger, source, destination, amount, message):
    before = everything(ledger)
    with pytest.raises(BrokenBooks, match=message):
        ledger.post([Move(OUTSIDE, purse(2), 10, "fine"), Move(source, destination, amount, "theft")])
    assert everything(ledger) == before
    assert not ledger.journal.money["fine", "uakt"]


def test_usdc_is_issued_elsewhere_so_only_its_outside_may_be_negative(ledger):
    ledger.move(Account("outside_uusdc"), Account("community_pool_uusdc"), 5, "arrives over IBC")
    assert ledger.total("outside_uusdc") == -5
    assert ledger.imbalance("uusdc") == 0
    with pytest.raises(BrokenBooks, match=r"outside_uakt\[0\] would be -601; .* a lower bonding_response_per_year"):
        ledger.move(OUTSIDE, POOL, 10_001, "bought")


def test_minting_grows_the_supply_and_nothing_else_does(ledger):
    ledger.mint(Account("fee_collector_uakt"), 12, "minted")
    assert ledger.supply["uakt"] == 10_012
    ledger.balances("people.purse_uakt")[0] += 1
    assert ledger.imbalance("uakt") == 1
    with pytest.raises(BrokenBooks, match="cannot mint -1"):
        ledger.mint(POOL, -1, "burnt")
    with pytest.raises(BrokenBooks, match="cannot mint 5"):
        ledger.mint(purse(0, 1), 5, "minted twice")


def test_burning_shrinks_the_supply_by_what_each_row_gives(ledger):
    ledger.burn(purse(0, 2, 2), np.array([100, 20, 30]), "slashed")
    ledger.burn(OUTSIDE, 400, "slashed")
    assert ledger.balances("people.purse_uakt").tolist() == [0, 200, 250]
    assert ledger.total("outside_uakt") == 10_000 - 600 - 400
    assert ledger.supply == {"uakt": 10_000 - 550, "uusdc": 0, "uact": 0}
    assert ledger.imbalance("uakt") == 0
    assert ledger.journal.money["slashed", "uakt"] == 550


@pytest.mark.parametrize(
    ("source", "amount", "message"),
    [
        (purse(0), 101, r"theft: people.purse_uakt\[0\] would be -1"),
        (purse(0, 0), np.array([60, 60]), r"theft: people.purse_uakt\[0\] would be -20"),
        (purse(0, 1), np.array([5, -5]), "from people.purse_uakt to nowhere: a negative amount"),
        (purse(0, 1), np.array([5, 5, 5]), "shape"),
        (purse(3), 5, "no such row"),
        (Account("mattress_uakt"), 5, "no account is called"),
    ],
)
def test_a_refused_burning_leaves_everything_as_it_was(ledger, source, amount, message):
    before = everything(ledger)
    with pytest.raises(BrokenBooks, match=message):
        ledger.burn(source, amount, "theft")
    with pytest.raises(BrokenBooks, match=message):
        ledger.post([Move(OUTSIDE, None, 10, "fine"), Move(source, None, amount, "theft")])
    assert everything(ledger) == before
    assert ledger.supply == {"uakt": 10_000, "uusdc": 0, "uact": 0}
    assert not ledger.journal.money


def test_what_was_counted_stands_in_the_journal_until_the_next_epoch(ledger):
    ledger.journal.count("gifts_refused", np.int64(2))
    ledger.journal.count("gifts_refused", 3)
    assert ledger.journal.counts == {"gifts_refused": 5}
    assert ledger.journal.counts["gifts_accepted"] == 0
    ledger.journal.begin()
    assert not ledger.journal.counts


def test_an_account_must_name_its_denom(ledger):
    with pytest.raises(BrokenBooks, match="does not end in one of"):
        ledger.open_column("people.purse", None, "purse")


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(-2, 400)), max_size=30))
def test_books_balance_whatever_is_tried(tries):
    ledger = open_ledger(100, 200, 300)
    accounts = [purse(0), purse(1), purse(2), POOL]
    for source, destination, amount in tries:
        before = everything(ledger)
        try:
            ledger.move(accounts[source], accounts[destination], amount, "try")
        except BrokenBooks:
            assert everything(ledger) == before
        assert ledger.imbalance("uakt") == 0
        assert min(min(balances) for balances in everything(ledger).values()) >= 0
