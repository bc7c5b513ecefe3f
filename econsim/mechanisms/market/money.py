"""Money of the market: compiled code counts it and notes every flow; Python posts the flows to the ledger.

One small function a reason. After posting, what the market counted must equal what the ledger holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from econsim.compiled import njit
from econsim.errors import BrokenBooks
from econsim.mechanisms.market.records import Flows, Market, Record
from econsim.units import DENOMS, MICRO, UAKT, IntArray
from econsim.world.ledger import Account, Ledger, Move

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
) = range(10)


_N_DENOMS = len(DENOMS)
_MOST_OF_A_BID, _MOST_OF_A_LEASE = 3, 5  # flows noted by an event that decides it, that ends it


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
}


@njit
def _note(flows: Flows, height: int, reason: int, source: int, destination: int, denom: int, amount: int) -> None:
    """Note a flow for the ledger; nothing moves when the amount is 0.

    There is room for what `most_flows_of_an_event` foresees; more is counted, not written, and stops the run.
    """
    if amount == 0:
        return
    place = flows.counts.n_flows
    flows.counts.n_flows += 1
    if place >= flows.rows.size:
        return
    flow = flows.rows[place]
    flow.height = height
    flow.reason = reason
    flow.source = source
    flow.destination = destination
    flow.denom = denom
    flow.amount = amount


@njit
def most_flows_of_an_event(n_providers: int, n_bids: int, n_leases: int) -> int:
    """Return how many flows one event may note, given the bids that are open and the leases that run.

    It may lock a bid deposit of every provider, end every lease and decide every order. A lease that ends notes the
    return of its bid deposit, a refund, a payout, a take fee and dust, one that begins a deposit kept, a purchase and a
    deposit; a lost bid its return.
    """
    return n_providers + _MOST_OF_A_BID * n_bids + _MOST_OF_A_LEASE * n_leases


@njit
def lock_bid_deposit(flows: Flows, height: int, order: Record, bid: Record, provider: Record) -> None:
    """Move a bid's deposit from the provider's wallet to the order."""
    provider.wallet[UAKT] -= bid.deposit_uakt
    order.deposit_uakt += bid.deposit_uakt
    _note(flows, height, BID_DEPOSIT, bid.provider, order.slot, UAKT, bid.deposit_uakt)


@njit
def return_bid_deposit(flows: Flows, height: int, order: Record, bid: Record, provider: Record) -> None:
    """Move a lost bid's deposit back to the provider's wallet."""
    order.deposit_uakt -= bid.deposit_uakt
    provider.wallet[UAKT] += bid.deposit_uakt
    _note(flows, height, BID_DEPOSIT_RETURNED, order.slot, bid.provider, UAKT, bid.deposit_uakt)


@njit
def keep_bid_deposit(flows: Flows, height: int, order: Record, bid: Record, lease: Record) -> None:
    """Move the winning bid's deposit from the order to the lease."""
    order.deposit_uakt -= bid.deposit_uakt
    lease.deposit_uakt = bid.deposit_uakt
    _note(flows, height, BID_DEPOSIT_KEPT, order.slot, lease.slot, UAKT, bid.deposit_uakt)


@njit
def return_lease_bid_deposit(flows: Flows, height: int, lease: Record, provider: Record) -> None:
    """Move the deposit of a closed lease's bid back to the provider's wallet."""
    provider.wallet[UAKT] += lease.deposit_uakt
    _note(flows, height, LEASE_BID_DEPOSIT_RETURNED, lease.slot, lease.provider, UAKT, lease.deposit_uakt)
    lease.deposit_uakt = 0


@njit
def deposit_in_escrow(flows: Flows, height: int, lease: Record, tenant: Record, amount: int) -> None:
    """Move an amount from the tenant's wallet to the escrow account; what the wallet lacks is bought first."""
    bought = max(0, amount - tenant.wallet[lease.denom])
    _note(flows, height, TENANT_PURCHASE, 0, lease.tenant, lease.denom, bought)
    tenant.wallet[lease.denom] += bought - amount
    lease.balance_micro += amount * MICRO
    _note(flows, height, ESCROW_DEPOSIT, lease.tenant, lease.slot, lease.denom, amount)


@njit
def refund_escrow(flows: Flows, height: int, lease: Record, tenant: Record) -> None:
    """Move the whole units of the escrow account back to the tenant's wallet."""
    amount = lease.balance_micro // MICRO
    lease.balance_micro -= amount * MICRO
    tenant.wallet[lease.denom] += amount
    _note(flows, height, ESCROW_REFUND, lease.slot, lease.tenant, lease.denom, amount)


@njit
def pay_provider(flows: Flows, height: int, lease: Record, provider: Record, amount: int, fee: int) -> None:
    """Move a withdrawal out of the payment: the fee to the community pool, the rest to the provider."""
    lease.payment_micro -= amount * MICRO
    provider.wallet[lease.denom] += amount - fee
    _note(flows, height, PAYOUT, lease.slot, lease.provider, lease.denom, amount - fee)
    _note(flows, height, TAKE_FEE, lease.slot, 0, lease.denom, fee)


@njit
def leave_dust(flows: Flows, height: int, lease: Record) -> None:
    """Move what a closed lease left in account and payment, 0 or 1 unit together, to the pot of stranded dust."""
    amount = (lease.balance_micro + lease.payment_micro) // MICRO
    lease.balance_micro, lease.payment_micro = 0, 0
    _note(flows, height, ESCROW_DUST, lease.slot, 0, lease.denom, amount)


# --- posting -----------------------------------------------------------------------------------------------


def post_flows(ledger: Ledger, market: Market) -> None:
    """Post all flows noted, one vector move a reason and denom, and forget them.

    What was counted here is checked against the ledger.
    """
    if market.state.counts.n_flows > market.state.flows.rows.size:
        raise BrokenBooks("market: one event moved money more often than `most_flows_of_an_event` foresees")
    n_groups = len(REASONS) * len(DENOMS)
    edges, source, destination, amounts = _by_reason(market.state.flows, n_groups)
    moves = []
    for group in np.flatnonzero(np.diff(edges)).tolist():
        part = slice(edges[group], edges[group + 1])
        reason, code = divmod(group, len(DENOMS))
        words, paid_by, paid_to = REASONS[reason]
        payers = _account(ledger, paid_by.format(DENOMS[code]), source[part])
        payees = _account(ledger, paid_to.format(DENOMS[code]), destination[part])
        moves.append(Move(payers, payees, amounts[part], words))
    ledger.post(moves)
    market.state.counts.n_flows = 0
    for name, counted in _counted(market):
        if not np.array_equal(ledger.balances(name), counted):
            raise BrokenBooks(f"market: the flows posted do not explain the balances of {name}")


@njit
def _by_reason(flows: Flows, n_groups: int) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Return the flows noted as columns, sorted by group (reason, then denom), and where each group begins.

    Group g is the rows edges[g] .. edges[g + 1] - 1 of (source, destination, amount), in the order noted.
    """
    n_flows = flows.counts.n_flows
    edges = np.zeros(n_groups + 1, dtype=np.int64)
    for place in range(n_flows):
        edges[flows.rows[place].reason * _N_DENOMS + flows.rows[place].denom + 1] += 1
    edges = np.cumsum(edges)
    free = edges[:-1].copy()
    source = np.empty(n_flows, dtype=np.int64)
    destination = np.empty_like(source)
    amounts = np.empty_like(source)
    for place in range(n_flows):
        flow = flows.rows[place]
        group = flow.reason * _N_DENOMS + flow.denom
        source[free[group]], destination[free[group]] = flow.source, flow.destination
        amounts[free[group]] = flow.amount
        free[group] += 1
    return edges, source, destination, amounts


def _account(ledger: Ledger, name: str, rows: IntArray) -> Account:
    return Account(name) if name in ledger.pots else Account(name, rows)


def _counted(market: Market) -> Iterator[tuple[str, IntArray]]:
    """Yield the accounts the market moves, with the balances it has counted itself."""
    yield "orders.bid_deposit_uakt", market.orders["deposit_uakt"]
    yield "leases.bid_deposit_uakt", market.leases["deposit_uakt"]
    held_micro = market.leases["balance_micro"] + market.leases["payment_micro"]
    for code, denom in enumerate(DENOMS):
        yield f"tenants.wallet_{denom}", market.tenants["wallet"][:, code]
        yield f"providers.wallet_{denom}", market.providers["wallet"][:, code]
        yield f"leases.escrow_{denom}", np.where(market.leases["denom"] == code, held_micro // MICRO, 0)
