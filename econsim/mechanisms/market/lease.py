"""Leases: they open, are topped up, pay the provider, and end. Each waits for one event at a time."""

from __future__ import annotations

from econsim.compiled import njit
from econsim.mechanisms.escrow.rules import depletion_height, settlement, units_to_cover, whole_units
from econsim.mechanisms.market.bids import take_capacity
from econsim.mechanisms.market.heap import (
    FUNDS_CHECK,
    LEASE_END,
    NEVER,
    TOP_UP,
    WITHDRAWAL,
    await_event,
    await_nothing,
)
from econsim.mechanisms.market.money import (
    deposit_in_escrow,
    keep_bid_deposit,
    leave_dust,
    pay_provider,
    refund_escrow,
    return_lease_bid_deposit,
)
from econsim.mechanisms.market.records import LeaseParties, Market, MarketState, Record
from econsim.mechanisms.market.tally import change_use, count_overdraft, count_spending
from econsim.mechanisms.take.rules import take_fee


@njit
def open_lease(m: Market, height: int, order: Record, bid: Record) -> None:
    """Turn a bid into a lease: its capacity stays taken, its deposit moves along, the tenant fills the escrow.

    Deposit = max(min_deposit of the denom, rate x deposit_blocks rounded up to whole units).
    Where we differ: the chain takes the deposit when the deployment is created, bid_wait_blocks earlier.
    """
    rules, book = m.state.rules, m.state.book
    book.free_leases -= 1
    lease = m.leases[m.leases[book.free_leases].free_slot]
    _write(lease, order, bid, height)
    keep_bid_deposit(m.state.flows, height, order, bid, lease)
    cost = units_to_cover(lease.rate_micro_per_block * rules.deposit_blocks)
    deposit = max(cost, rules.min_deposit[lease.denom])
    deposit_in_escrow(m.state.flows, height, lease, m.tenants[lease.tenant], deposit)
    lease.next_withdrawal = height + rules.withdrawal_blocks
    _plan_top_up(lease, height, rules)
    m.state.counts.leases_started += 1
    change_use(m.by_model, m.state.counts, height, m.bundles[lease.bundle], 1)
    _await_next_event(m.state, lease)


@njit
def _write(lease: Record, order: Record, bid: Record, height: int) -> None:
    lease.serial = order.serial
    lease.tenant = order.tenant
    lease.provider = bid.provider
    lease.node = bid.node
    lease.bundle = order.bundle
    lease.denom = order.denom
    lease.rate_micro_per_block = bid.price_micro_per_block
    lease.start = height
    lease.planned_end = height + order.duration_blocks
    lease.settled_at = height
    lease.balance_micro = 0
    lease.payment_micro = 0
    lease.counted_to = height
    lease.n_top_ups = order.n_top_ups


@njit
def top_up(state: MarketState, height: int, who: LeaseParties) -> None:
    """Deposit the cost of one more top-up period, or what is still needed to the planned end if that is less.

    A deposit does not settle the account.
    """
    lease, rules = who.lease, state.rules
    period_micro = lease.rate_micro_per_block * rules.top_up_blocks
    deposit = units_to_cover(min(period_micro, _needed_micro(lease)))
    deposit_in_escrow(state.flows, height, lease, who.tenant, deposit)
    lease.n_top_ups -= 1
    _plan_top_up(lease, height, rules)
    _await_next_event(state, lease)


@njit
def withdraw(state: MarketState, height: int, who: LeaseParties) -> bool:
    """Settle and pay the provider the whole units it has earned; return whether the lease is over."""
    is_overdrawn = _settle(state.counts, height, who)
    _pay_out(state, height, who)
    if not is_overdrawn:
        who.lease.next_withdrawal += state.rules.withdrawal_blocks
        _await_next_event(state, who.lease)
    return is_overdrawn


@njit
def end(m: Market, height: int, who: LeaseParties) -> None:
    """Close the deployment, now, by whatever cause: settle, refund the tenant, pay the provider; dust stays in escrow.

    If the settlement overdraws the account, everything left goes to the provider.
    """
    state = m.state
    is_overdrawn = _settle(state.counts, height, who)
    if not is_overdrawn:
        refund_escrow(state.flows, height, who.lease, who.tenant)
        state.counts.leases_ended += 1
    _pay_out(state, height, who)
    leave_dust(state.flows, height, who.lease)
    close(m, height, who)


@njit
def close(m: Market, height: int, who: LeaseParties) -> None:
    """Close a lease, paid out whatever the cause: free the capacity, return the bid deposit, give the slot back."""
    lease, book = who.lease, m.state.book
    return_lease_bid_deposit(m.state.flows, height, lease, who.provider)
    take_capacity(who.node, who.bundle, -1)
    change_use(m.by_model, m.state.counts, height, who.bundle, -1)
    lease.rate_micro_per_block = 0
    await_nothing(lease)
    m.leases[book.free_leases].free_slot = lease.slot
    book.free_leases += 1


@njit
def _settle(counts: Record, height: int, who: LeaseParties) -> bool:
    """Settle the account at a height; return whether that overdraws it."""
    lease = who.lease
    count_spending(lease, height, who.model)
    elapsed_blocks = height - lease.settled_at
    paid, is_overdrawn = settlement(lease.balance_micro, lease.rate_micro_per_block, elapsed_blocks)
    if is_overdrawn:
        count_overdraft(lease, height, who.model, counts)
    lease.balance_micro -= paid
    lease.payment_micro += paid
    lease.settled_at = height
    return is_overdrawn


@njit
def _pay_out(state: MarketState, height: int, who: LeaseParties) -> None:
    """Pay the whole units of the payment: the take fee to the community pool, the rest to the provider."""
    denom = who.lease.denom
    amount = whole_units(who.lease.payment_micro)
    fee = take_fee(amount, state.rules.take_rates[denom])
    pay_provider(state.flows, height, who.lease, who.provider, amount, fee)
    who.provider.earned[denom] += amount - fee
    who.tenant.spent[denom] += amount


@njit
def _needed_micro(lease: Record) -> int:
    """Return what the account lacks to pay for everything up to the planned end; negative if it has more."""
    return int(lease.rate_micro_per_block * (lease.planned_end - lease.settled_at) - lease.balance_micro)


@njit
def _plan_top_up(lease: Record, height: int, rules: Record) -> None:
    """Set the next top-up a period from now, or never: nothing more is needed, or the tenant will forget."""
    is_planned = lease.n_top_ups > 0 and _needed_micro(lease) > 0
    lease.next_top_up = height + rules.top_up_blocks if is_planned else NEVER


@njit
def _await_next_event(state: MarketState, lease: Record) -> None:
    """Let the lease wait for its next event; of equal heights, the kind that comes first."""
    kind, height = LEASE_END, lease.planned_end
    if lease.next_top_up < height:
        kind, height = TOP_UP, lease.next_top_up
    if lease.next_withdrawal < height:
        kind, height = WITHDRAWAL, lease.next_withdrawal
    found_dry = funds_check_after_depletion(lease, state.rules.monitor_blocks)
    if found_dry < height:
        kind, height = FUNDS_CHECK, found_dry
    await_event(state.events, state.book, height, kind, lease)


@njit
def funds_check_after_depletion(lease: Record, monitor_blocks: int) -> int:
    """Return the height of the first funds check after the account has run dry; checks count from the start.

    Source: akash-network/provider, lease-funds-monitor-interval @2eed230ab1023b4291970996523fe6523392e120.
    """
    dry = depletion_height(lease.settled_at, lease.balance_micro, lease.rate_micro_per_block)
    return int(lease.start + ((dry - lease.start) // monitor_blocks + 1) * monitor_blocks)
