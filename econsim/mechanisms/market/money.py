"""Money of the market: compiled code moves it between the accounts, and the journal is told how much for what reason.

Wallets, deposits and escrow are the tables' own columns, pots the ledger's. One small function a reason debits the one,
credits the other and notes the amount. A deposit that neither the tenant nor `outside` can pay is not made: `is_paid`
notes what is lacking, the market stops there, and `post` raises.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import numpy as np

from econsim.compiled import njit_borrowing, njit_within
from econsim.errors import BrokenBooks
from econsim.mechanisms.market.records import Books, Market, Record
from econsim.units import DENOMS, MICRO, UAKT, UUSDC
from econsim.world.journal import Journal
from econsim.world.ledger import below_zero

# Why money moves
(
    BID_DEPOSIT,
    BID_DEPOSIT_RETURNED,
    BID_DEPOSIT_KEPT,
    LEASE_BID_DEPOSIT_RETURNED,
    TENANT_PURCHASE,
    ESCROW_DEPOSIT,
    ESCROW_REFUND,
    PAYOUT,
    TAKE_FEE,
    ESCROW_DUST,
    CONSOLE_PURCHASE,
    ESCROW_LENT,
    LENT_RETURNED,
) = cast(tuple[int, ...], tuple(np.arange(13)))  # no literals: a kernel is compiled anew for each of them


N_DENOMS = len(DENOMS)
_MOST_OF_A_BID, _MOST_OF_A_LEASE = 3, 8  # flows noted by an event that decides it, that ends it
_MOST_OF_ACT = 3  # flows noted where ACT is lacking: AKT bought, deposits


class Reason(NamedTuple):
    """A reason in words, and between which accounts it moves money; `{}` stands for the denom."""

    words: str
    source: str
    destination: str


REASONS = {
    BID_DEPOSIT: Reason("bid deposits locked", "providers.wallet_{}", "orders.bid_deposit_{}"),
    BID_DEPOSIT_RETURNED: Reason("deposits of lost bids", "orders.bid_deposit_{}", "providers.wallet_{}"),
    BID_DEPOSIT_KEPT: Reason("deposits of winning bids", "orders.bid_deposit_{}", "leases.bid_deposit_{}"),
    LEASE_BID_DEPOSIT_RETURNED: Reason("bid deposits of closed leases", "leases.bid_deposit_{}", "providers.wallet_{}"),
    TENANT_PURCHASE: Reason("bought by tenants", "outside_{}", "tenants.wallet_{}"),
    ESCROW_DEPOSIT: Reason("escrow deposits", "tenants.wallet_{}", "leases.escrow_{}"),
    ESCROW_REFUND: Reason("escrow refunds", "leases.escrow_{}", "tenants.wallet_{}"),
    PAYOUT: Reason("paid to providers", "leases.escrow_{}", "providers.wallet_{}"),
    TAKE_FEE: Reason("take fees", "leases.escrow_{}", "community_pool_{}"),
    ESCROW_DUST: Reason("dust left in escrow", "leases.escrow_{}", "escrow_dust_{}"),
    CONSOLE_PURCHASE: Reason("bought by the Console", "outside_{}", "console_{}"),
    ESCROW_LENT: Reason("escrow deposits lent by the Console", "console_{}", "leases.escrow_{}"),
    LENT_RETURNED: Reason("escrow refunds to the Console", "leases.escrow_{}", "console_{}"),
}


@njit_borrowing
def note_flow(books: Books, height: int, reason: int, source: int, destination: int, denom: int, amount: int) -> None:
    """Add an amount to its reason's total; for who watches, note the movement, unless the amount is 0.

    There is room for what `most_flows_of_an_event` foresees; more is counted, not written, and stops the run.
    """
    books.counts.moved[reason * N_DENOMS + denom] += amount
    if books.flows.size == 0 or amount == 0:
        return
    place = books.counts.n_flows
    books.counts.n_flows += 1
    if place >= books.flows.size:
        return
    flow = books.flows[place]
    flow.height = height
    flow.reason = reason
    flow.source = source
    flow.destination = destination
    flow.denom = denom
    flow.amount = amount


@njit_borrowing
def most_flows_of_an_event(n_providers: int, n_orders: int, n_bids: int, n_leases: int) -> int:
    """Return how many flows one event may note, given the orders and bids that are open and the leases that run.

    It may lock a bid deposit of every provider or on every order, end every lease and decide every order. A lease that
    ends notes the return of its bid deposit, a refund, a payout, a take fee and dust, three of these in AKT, too, where
    it stands in for ACT; one that begins a deposit kept, a purchase and a deposit; a lost bid its return.
    """
    return _MOST_OF_ACT + n_providers + n_orders + _MOST_OF_A_BID * n_bids + _MOST_OF_A_LEASE * n_leases


@njit_within
def has_room_for_flows(m: Market) -> bool:
    """Return whether there is room for all movements of money of one more event, for who watches."""
    books, book = m.books, m.book
    if books.flows.size == 0:
        return True
    n_orders, n_bids = m.orders.size - book.free_orders, m.bids.size - book.free_bids
    most = most_flows_of_an_event(m.supply.providers.size, n_orders, n_bids, m.leases.size - book.free_leases)
    return bool(books.counts.n_flows + most <= books.flows.size)


@njit_borrowing
def lock_bid_deposit(books: Books, height: int, order: Record, bid: Record, provider: Record) -> None:
    """Move a bid's deposit from the provider's wallet to the order."""
    provider.wallet[UAKT] -= bid.deposit_uakt
    order.bid_deposit_uakt += bid.deposit_uakt
    note_flow(books, height, BID_DEPOSIT, bid.provider, order.slot, UAKT, bid.deposit_uakt)


@njit_borrowing
def return_bid_deposit(books: Books, height: int, order: Record, bid: Record, provider: Record) -> None:
    """Move a lost bid's deposit back to the provider's wallet."""
    order.bid_deposit_uakt -= bid.deposit_uakt
    provider.wallet[UAKT] += bid.deposit_uakt
    note_flow(books, height, BID_DEPOSIT_RETURNED, order.slot, bid.provider, UAKT, bid.deposit_uakt)


@njit_borrowing
def keep_bid_deposit(books: Books, height: int, order: Record, bid: Record, lease: Record) -> None:
    """Move the winning bid's deposit from the order to the lease."""
    order.bid_deposit_uakt -= bid.deposit_uakt
    lease.bid_deposit_uakt += bid.deposit_uakt
    note_flow(books, height, BID_DEPOSIT_KEPT, order.slot, lease.slot, UAKT, bid.deposit_uakt)


@njit_borrowing
def return_lease_bid_deposit(books: Books, height: int, lease: Record, provider: Record) -> None:
    """Move the deposit of a closed lease's bid back to the provider's wallet."""
    amount = lease.bid_deposit_uakt
    lease.bid_deposit_uakt -= amount
    provider.wallet[UAKT] += amount
    note_flow(books, height, LEASE_BID_DEPOSIT_RETURNED, lease.slot, lease.provider, UAKT, amount)


@njit_borrowing
def is_paid(books: Books, purse: Record, denom: int, amount: int) -> bool:
    """Return whether the tenant's wallet and `outside` can pay a deposit; note what they lack if not.

    As much USDC as is wanted comes from elsewhere.
    """
    if denom == UAKT:
        books.counts.lacking_uakt = max(0, amount - purse.wallet[UAKT] - books.pots.outside_uakt)
    return bool(books.counts.lacking_uakt == 0)


@njit_borrowing
def deposit_in_escrow(books: Books, height: int, lease: Record, purse: Record, amount: int) -> None:
    """Move an amount from the tenant's wallet to the escrow account; what the wallet lacks is bought first."""
    bought = max(0, amount - purse.wallet[lease.denom])
    if lease.denom == UAKT:
        books.pots.outside_uakt -= bought
    else:
        books.pots.outside_uusdc -= bought
    purse.wallet[lease.denom] += bought
    note_flow(books, height, TENANT_PURCHASE, 0, lease.tenant, lease.denom, bought)
    purse.wallet[lease.denom] -= amount
    change_escrow(lease, amount)
    lease.balance_micro += amount * MICRO
    note_flow(books, height, ESCROW_DEPOSIT, lease.tenant, lease.slot, lease.denom, amount)


@njit_borrowing
def refund_escrow(books: Books, height: int, lease: Record, purse: Record) -> None:
    """Move the whole units of the escrow account back to the tenant's wallet."""
    amount = lease.balance_micro // MICRO
    lease.balance_micro -= amount * MICRO
    change_escrow(lease, -amount)
    purse.wallet[lease.denom] += amount
    note_flow(books, height, ESCROW_REFUND, lease.slot, lease.tenant, lease.denom, amount)


@njit_borrowing
def pay_provider(books: Books, height: int, lease: Record, provider: Record, amount: int, fee: int) -> None:
    """Move a withdrawal out of the payment: the fee to the community pool, the rest to the provider."""
    lease.payment_micro -= amount * MICRO
    change_escrow(lease, -amount)
    provider.wallet[lease.denom] += amount - fee
    if lease.denom == UAKT:
        books.pots.community_pool_uakt += fee
    elif lease.denom == UUSDC:
        books.pots.community_pool_uusdc += fee
    else:
        books.pots.community_pool_uact += fee
    note_flow(books, height, PAYOUT, lease.slot, lease.provider, lease.denom, amount - fee)
    note_flow(books, height, TAKE_FEE, lease.slot, 0, lease.denom, fee)


@njit_borrowing
def leave_dust(books: Books, height: int, lease: Record) -> None:
    """Move what a closed lease left in account and payment, 0 or 1 unit together, to the pot of stranded dust."""
    amount = (lease.balance_micro + lease.payment_micro) // MICRO
    lease.balance_micro, lease.payment_micro = 0, 0
    change_escrow(lease, -amount)
    if lease.denom == UAKT:
        books.pots.escrow_dust_uakt += amount
    elif lease.denom == UUSDC:
        books.pots.escrow_dust_uusdc += amount
    else:
        books.pots.escrow_dust_uact += amount
    note_flow(books, height, ESCROW_DUST, lease.slot, 0, lease.denom, amount)


@njit_borrowing
def change_escrow(lease: Record, amount: int) -> None:
    """Credit what a lease has in escrow, account and payment together, in whole units of its denom."""
    if lease.denom == UAKT:
        lease.escrow_uakt += amount
    elif lease.denom == UUSDC:
        lease.escrow_uusdc += amount
    else:
        lease.escrow_uact += amount


_WORDS = [(reason.words, denom) for reason in REASONS.values() for denom in DENOMS]


def post(journal: Journal, counts: Record) -> None:
    """Write to the journal what has moved, by reason and denom; raise BrokenBooks where `outside` lacks something."""
    for why, amount in zip(_WORDS, counts["moved"].tolist(), strict=True):
        if amount:
            journal.money[why] = journal.money.get(why, 0) + amount
    lacking = int(counts["lacking_uakt"])
    if lacking:
        raise BrokenBooks(below_zero(REASONS[TENANT_PURCHASE].words, "outside_uakt", 0, -lacking))
