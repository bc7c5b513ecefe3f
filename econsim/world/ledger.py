"""The integer ledger: every uakt, every uusdc and every uact is in exactly one named account.

An account is either a money column of a table (one account a row) or a single pot. Money moves only here, and every
amount is in the journal under its reason; the columns are the accounts, not copies. The pot `outside` stands for
everybody who is no agent; `outside_uusdc` may go below zero, since USDC is issued elsewhere. ACT is sent to nobody, so
there is none outside. `bme` is the module account of the burn-mint equilibrium, its vault; `console` is the one wallet
from which those who pay by card are lent their deposits.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import index
from typing import Any, NamedTuple

import numpy as np

from econsim.errors import BrokenBooks
from econsim.units import DENOMS, IntArray
from econsim.world.journal import Journal
from econsim.world.kept import Kept
from econsim.world.money_columns import MoneyColumns
from econsim.world.tables import record_type, records
from econsim.world.transfers import POT_ROW, Transfer, add, common_size, extent, flat, lowest_of

POTS = (*(f"{pot}_{denom}" for denom in ("uakt", "uusdc") for pot in ("outside", "community_pool", "escrow_dust")),
        "fee_collector_uakt", "bme_uakt", "console_uakt",
        *(f"{pot}_uact" for pot in ("bme", "console", "community_pool", "escrow_dust")))  # fmt: skip
_POT_RECORD = record_type(**dict.fromkeys(POTS, np.int64))
_WALLETS_OF_ACT = {
    *(f"{who}.wallet_uact" for who in ("providers", "tenants", "traders")),
    *("console_uact", "community_pool_uact"),
}
MAY_BE_NEGATIVE = {"outside_uusdc"}
_HINT = {
    "outside_uakt": "; all who are no agents hold less AKT than is wanted of them: a lower "
    "bonding_response_per_year, fewer orders or a higher AKT price leave them more"
}


class Account(NamedTuple):
    """One account (`row` a whole number, or None for a pot) or many (`row` an array of rows, repeats allowed)."""

    name: str
    row: Any = None


class Move(NamedTuple):
    """An amount, or one amount a row, from one account to another (None: it is burned), and why.

    Where an account names many rows, there is one amount for each of them (a single amount is meant for each).
    """

    source: Account
    destination: Account | None
    amount: Any
    why: str


class Ledger:
    """All money of one world."""

    def __init__(self) -> None:
        """Start with no accounts but the pots, all empty."""
        self._pots = records(_POT_RECORD, 1)
        self.tables: list[MoneyColumns] = []
        self._columns: dict[str, tuple[Any, str]] = {}
        self._denom_of: dict[str, str] = {pot: denom_of(pot) for pot in POTS}
        self.supply = dict.fromkeys(DENOMS, 0)
        self.journal = Journal()
        self.kept = Kept()

    @property
    def pots(self) -> dict[str, IntArray]:
        """Return the balance of each pot (a view of one row)."""
        return {pot: self._pots[pot] for pot in POTS}

    @property
    def pot_record(self) -> Any:
        """Return the balances of all pots as one record, for compiled code."""
        return self._pots[0]

    @property
    def pot_numbers(self) -> IntArray:
        """Return the balances of all pots, in the order of POTS (a view)."""
        numbers: IntArray = self._pots.view(np.int64)
        return numbers

    def open_column(self, name: str, table: Any, attribute: str) -> None:
        """Make a money column the accounts `name`, one a row; the name ends in the denom."""
        if denom_of(name) not in DENOMS:
            raise BrokenBooks(f"account '{name}' does not end in one of {DENOMS}")
        self._columns[name] = (table, attribute)
        same = next((each for each in self.tables if each.table is table), None)
        if same is None:
            self.tables.append(same := MoneyColumns(table))
        same.add(name, denom_of(name), attribute)
        self._denom_of[name] = denom_of(name)
        self.kept = Kept()

    def close_columns(self) -> None:
        """Forget the money columns: they are to be opened anew, in other tables of the same rows."""
        self.tables, self._columns, self.kept = [], {}, Kept()

    def names(self, denom: str) -> list[str]:
        """Return the names of all accounts that hold a denom."""
        return [name for name in (*self._columns, *POTS) if self._denom_of[name] == denom]

    def balances(self, name: str) -> IntArray:
        """Return the balances of an account, one a row (a pot has one row); writing to them is not allowed."""
        if name in self._columns:
            table, attribute = self._columns[name]
            column: IntArray = getattr(table, attribute)
            return column
        if name not in POTS:
            raise BrokenBooks(f"no account is called '{name}'")
        pot: IntArray = self._pots[name]
        return pot

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
        transfers = [self._transfer(move) for move in moves]
        for transfer in transfers:
            add(transfer.source, transfer.source_rows, transfer.amounts, -1)
            add(transfer.destination, transfer.destination_rows, transfer.amounts, 1)
        overdrawn = self._overdrawn(moves, transfers)
        if overdrawn:
            for transfer in transfers:
                add(transfer.source, transfer.source_rows, transfer.amounts, 1)
                add(transfer.destination, transfer.destination_rows, transfer.amounts, -1)
            raise BrokenBooks(overdrawn)
        for move, transfer in zip(moves, transfers, strict=True):
            denom = denom_of(move.source.name)
            self.journal.money[move.why, denom] += transfer.total
            if move.destination is None:
                self.supply[denom] -= transfer.total

    def mint(self, destination: Account, amount: int, why: str) -> None:
        """Create an amount in one account: the supply of its denom grows."""
        name, row = destination
        if amount < 0 or not isinstance(row, int | np.integer | None):
            raise BrokenBooks(f"{why}: cannot mint {amount} into {name}")
        minted, denom = index(amount), self.denom(name)
        self.balances(name)[row or 0] += minted
        self.supply[denom] += minted
        self.journal.money[why, denom] += minted

    def burn(self, source: Account, amount: Any, why: str) -> None:
        """Destroy an amount (or one a row): the supply of its denom falls; refused like a move."""
        self.post([Move(source, None, amount, why)])

    def imbalance(self, denom: str) -> int:
        """Return the sum of all accounts less the supply: 0 unless the books are broken."""
        return sum(map(self.total, self.names(denom))) - self.supply[denom]

    def _transfer(self, move: Move) -> Transfer:
        """Return a move as arrays that fit each other; refuse what cannot be meant."""
        source, destination, amount, why = move
        route = f"{why}: from {source.name} to {destination.name if destination else 'nowhere'}"
        if self.denom(source.name) != self.denom((destination or source).name):
            raise BrokenBooks(f"{route} would change the denom")
        if destination is not None and {source.name, destination.name} <= _WALLETS_OF_ACT:
            raise BrokenBooks(f"{route}: nobody can send ACT; it goes into escrow, or x/bme burns it for AKT")
        try:
            amounts = flat(amount)
            rows = [POT_ROW if account is None else self._rows(account) for account in (source, destination)]
            n_amounts = common_size(amounts.size, *(each.size for each in rows))
        except (TypeError, ValueError) as mistake:
            raise BrokenBooks(f"{route}: {mistake}") from mistake
        lowest, _, total = extent(amounts)
        if lowest < 0:
            raise BrokenBooks(f"{route}: a negative amount")
        if amounts.size != n_amounts:
            amounts, total = np.repeat(amounts, n_amounts), total * n_amounts
        gone = np.zeros(1, dtype=np.int64)
        balances = [gone if account is None else self.balances(account.name) for account in (source, destination)]
        return Transfer(balances[0], rows[0], balances[1], rows[1], amounts, int(total))

    def denom(self, name: str) -> str:
        """Return the denom that the accounts of a name hold."""
        if name not in self._denom_of:
            raise BrokenBooks(f"no account is called '{name}'")
        return self._denom_of[name]

    def _rows(self, account: Account) -> IntArray:
        if account.row is None:
            if account.name not in POTS:
                raise ValueError(f"{account.name} has many accounts: name the row")
            return POT_ROW
        rows = flat(account.row)
        lowest, highest, _ = extent(rows)
        if rows.size and not 0 <= lowest <= highest < self.balances(account.name).shape[-1]:
            raise ValueError(f"{account.name} has no such row: {lowest} to {highest} were named")
        return rows

    def _overdrawn(self, moves: Sequence[Move], transfers: Sequence[Transfer]) -> str | None:
        """Return a message about the first source that is below zero, or None."""
        for move, transfer in zip(moves, transfers, strict=True):
            if move.source.name not in MAY_BE_NEGATIVE:
                row, balance = lowest_of(transfer.source, transfer.source_rows)
                if balance < 0:
                    return below_zero(move.why, move.source.name, row, balance)
        return None


def below_zero(why: str, account: str, row: int, balance: int) -> str:
    """Return the words that refuse what would put an account below zero."""
    return f"{why}: {account}[{row}] would be {balance}{_HINT.get(account, '')}"


def denom_of(name: str) -> str:
    """Return the denom that an account's name ends in."""
    return name.rsplit("_", 1)[-1]
