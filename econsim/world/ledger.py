"""The integer ledger: every uakt and every uusdc is in exactly one named account.

An account is either a money column of a table (one account a row) or a single pot. Money moves only here; the
columns are the accounts, not copies. The pot `outside` of each denom stands for everybody who is no agent;
`outside_uusdc` may go below zero, since USDC is issued elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from econsim.errors import BrokenBooks
from econsim.units import DENOMS, IntArray, whole_numbers

POTS = (*(f"{pot}_{denom}" for denom in DENOMS for pot in ("outside", "community_pool", "escrow_dust")),
        "fee_collector_uakt")  # fmt: skip
_MAY_BE_NEGATIVE = {"outside_uusdc"}


class Account(NamedTuple):
    """One account (`row` a whole number, or None for a pot) or many (`row` an array of rows, repeats allowed)."""

    name: str
    row: Any = None


class Move(NamedTuple):
    """An amount, or one amount a row, from one account to another, and why.

    Where an account names many rows, there is one amount for each of them (a single amount is meant for each).
    """

    source: Account
    destination: Account
    amount: Any
    why: str


class Ledger:
    """All money of one world."""

    def __init__(self) -> None:
        """Start with no accounts but the pots, all empty."""
        self.pots: dict[str, IntArray] = {pot: np.zeros(1, dtype=np.int64) for pot in POTS}
        self._columns: dict[str, tuple[Any, str]] = {}
        self.supply = dict.fromkeys(DENOMS, 0)
        self.flows: dict[str, int] = defaultdict(int)

    def open_column(self, name: str, table: Any, attribute: str) -> None:
        """Make a money column the accounts `name`, one a row; the name ends in the denom."""
        if denom_of(name) not in DENOMS:
            raise BrokenBooks(f"account '{name}' does not end in one of {DENOMS}")
        self._columns[name] = (table, attribute)

    def names(self, denom: str) -> list[str]:
        """Return the names of all accounts that hold a denom."""
        return [name for name in (*self._columns, *self.pots) if denom_of(name) == denom]

    def balances(self, name: str) -> IntArray:
        """Return the balances of an account, one a row (a pot has one row); writing to them is not allowed."""
        if name in self._columns:
            table, attribute = self._columns[name]
            column: IntArray = getattr(table, attribute)
            return column
        if name not in self.pots:
            raise BrokenBooks(f"no account is called '{name}'")
        return self.pots[name]

    def total(self, name: str) -> int:
        """Return the sum of an account's balances."""
        return int(self.balances(name).sum())

    def move(self, source: Account, destination: Account, amount: Any, why: str) -> None:
        """Move an amount (or one a row); refuses negative amounts, mixed denoms and overdrawn sources."""
        self.post([Move(source, destination, amount, why)])

    def post(self, moves: Sequence[Move]) -> None:
        """Carry out moves that belong together; no account may be below zero once all are done.

        What is refused raises BrokenBooks and leaves every account as it was.
        """
        amounts = [self._amounts(move) for move in moves]
        for move, each in zip(moves, amounts, strict=True):
            self._add(move.source, -each)
            self._add(move.destination, each)
        overdrawn = self._overdrawn(moves)
        if overdrawn:
            for move, each in zip(moves, amounts, strict=True):
                self._add(move.source, each)
                self._add(move.destination, -each)
            raise BrokenBooks(overdrawn)
        for move, each in zip(moves, amounts, strict=True):
            self.flows[move.why] += int(each.sum())

    def mint(self, destination: Account, amount: int, why: str) -> None:
        """Create an amount in one account: the supply of its denom grows."""
        if amount < 0 or np.ndim(destination.row):
            raise BrokenBooks(f"{why}: cannot mint {amount} into {destination.name}")
        self._add(destination, whole_numbers(amount))
        self.supply[denom_of(destination.name)] += int(amount)
        self.flows[why] += int(amount)

    def start_epoch(self) -> None:
        """Set the flows by reason to zero."""
        self.flows.clear()

    def imbalance(self, denom: str) -> int:
        """Return the sum of all accounts less the recorded supply: 0 unless the books are broken."""
        return sum(self.total(name) for name in self.names(denom)) - self.supply[denom]

    def _amounts(self, move: Move) -> IntArray:
        """Return the amounts of a move, one for each row its accounts name; refuse what cannot be meant."""
        source, destination, amount, why = move
        if denom_of(source.name) != denom_of(destination.name):
            raise BrokenBooks(f"{why}: from {source.name} to {destination.name} would change the denom")
        try:
            rows = [self._rows(account) for account in (source, destination)]
            each = np.broadcast_arrays(whole_numbers(amount), *rows)[0]
        except (TypeError, ValueError) as mistake:
            raise BrokenBooks(f"{why}: from {source.name} to {destination.name}: {mistake}") from mistake
        if each.size and each.min() < 0:
            raise BrokenBooks(f"{why}: a negative amount from {source.name} to {destination.name}")
        return each

    def _rows(self, account: Account) -> IntArray:
        if account.row is None:
            if account.name not in self.pots:
                raise ValueError(f"{account.name} has many accounts: name the row")
            return whole_numbers(0)
        rows = whole_numbers(account.row)
        if rows.size and not 0 <= rows.min() <= rows.max() < self.balances(account.name).shape[-1]:
            raise ValueError(f"{account.name} has no such row: {rows.min()} to {rows.max()} were named")
        return rows

    def _add(self, account: Account, amounts: IntArray) -> None:
        balances = self.balances(account.name)
        row = 0 if account.row is None else account.row
        if np.ndim(row) == 0:
            balances[row] += amounts.sum()
        else:
            np.add.at(balances, row, amounts)

    def _overdrawn(self, moves: Sequence[Move]) -> str | None:
        """Return a message about the first source that is below zero, or None."""
        for move in moves:
            balances = self.balances(move.source.name)
            if move.source.name not in _MAY_BE_NEGATIVE and balances.size and balances.min() < 0:
                row = int(balances.argmin())
                return f"{move.why}: {move.source.name}[{row}] would be {int(balances[row])}"
        return None


def denom_of(name: str) -> str:
    """Return the denom that an account's name ends in."""
    return name.rsplit("_", 1)[-1]
