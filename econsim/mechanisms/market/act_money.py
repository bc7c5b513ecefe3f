"""Money of deployments in ACT: AKT bought for mints, and deposits that the Console lends out of its one wallet."""

from __future__ import annotations

from econsim.compiled import njit_borrowing
from econsim.mechanisms.market.money import (
    CONSOLE_PURCHASE,
    ESCROW_LENT,
    LENT_RETURNED,
    TENANT_PURCHASE,
    change_escrow,
    note_flow,
)
from econsim.mechanisms.market.records import Books, Record
from econsim.units import MICRO, UACT, UAKT


@njit_borrowing
def free_act(book: Record, books: Books, purse: Record, is_lent: int) -> int:
    """Return the ACT from which a deposit may be paid that is not meant for an open order."""
    if is_lent != 0:
        return int(books.pots.console_uact - book.console_reserved_uact)
    return int(purse.wallet[UACT] - purse.reserved_uact)


@njit_borrowing
def reserve_act(book: Record, order: Record, purse: Record, amount: int) -> None:
    """Let an amount of ACT be meant for an order, or for none any more where it is negative."""
    order.reserved_uact += amount
    if order.is_lent != 0:
        book.console_reserved_uact += amount
    else:
        purse.reserved_uact += amount


@njit_borrowing
def buy_akt(books: Books, height: int, row: int, purse: Record, is_lent: int, amount: int) -> bool:
    """Fill a tenant's wallet, or the Console's, with AKT from `outside`; return False where it holds too little."""
    wallet = books.pots.console_uakt if is_lent != 0 else purse.wallet[UAKT]
    bought = max(0, amount - wallet)
    books.counts.lacking_uakt = max(0, bought - books.pots.outside_uakt)
    if books.counts.lacking_uakt > 0:
        return False
    books.pots.outside_uakt -= bought
    if is_lent != 0:
        books.pots.console_uakt += bought
        note_flow(books, height, CONSOLE_PURCHASE, 0, 0, UAKT, bought)
    else:
        purse.wallet[UAKT] += bought
        note_flow(books, height, TENANT_PURCHASE, 0, row, UAKT, bought)
    return True


@njit_borrowing
def lend_to_escrow(books: Books, height: int, lease: Record, amount: int) -> None:
    """Move an amount from the Console's wallet to the escrow account."""
    books.pots.console_uact -= amount
    change_escrow(lease, amount)
    lease.balance_micro += amount * MICRO
    note_flow(books, height, ESCROW_LENT, 0, lease.slot, UACT, amount)


@njit_borrowing
def return_lent(books: Books, height: int, lease: Record) -> None:
    """Move the whole units of the escrow account back to the Console, who lent them."""
    amount = lease.balance_micro // MICRO
    lease.balance_micro -= amount * MICRO
    change_escrow(lease, -amount)
    books.pots.console_uact += amount
    note_flow(books, height, LENT_RETURNED, lease.slot, 0, UACT, amount)
