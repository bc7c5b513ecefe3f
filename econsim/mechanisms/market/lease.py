"""Leases: they open, are topped up, pay the provider, and end. Each waits for one event at a time."""

from __future__ import annotations

from econsim.compiled import njit_borrowing
from econsim.mechanisms.escrow.rules import settlement, settlement_in_whole_units, units_to_cover, whole_units
from econsim.mechanisms.market.act_money import return_lent
from econsim.mechanisms.market.calendar import FUNDS_CHECK, LEASE_END, TOP_UP, WITHDRAWAL, await_event, await_nothing
from econsim.mechanisms.market.capacity import take_capacity
from econsim.mechanisms.market.money import (
    deposit_in_escrow,
    is_paid,
    keep_bid_deposit,
    leave_dust,
    pay_provider,
    refund_escrow,
    return_lease_bid_deposit,
)
from econsim.mechanisms.market.records import Books, Calendar, LeaseParties, Record
from econsim.mechanisms.market.running_dry import dry_and_withdrawal
from econsim.mechanisms.market.tally import count_fraction_lost, count_overdraft, count_spending, count_use
from econsim.mechanisms.market.terms import in_usd
from econsim.mechanisms.market.top_up_in_act import pay_deposit, plan_top_up_in_act
from econsim.mechanisms.market.worth import count_worth
from econsim.mechanisms.take.rules import take_fee
from econsim.units import UACT
from econsim.world.market_book import NEVER


@njit_borrowing
def first_deposit(rules: Record, denom: int, rate_micro_per_block: int) -> int:
    """Return max(min_deposit of the denom, rate x deposit_blocks rounded up to whole units)."""
    return max(units_to_cover(rate_micro_per_block * rules.deposit_blocks), rules.min_deposit[denom])


@njit_borrowing
def open_lease(
    rules: Record,
    books: Books,
    calendar: Calendar,
    height: int,
    order: Record,
    bid: Record,
    lease: Record,
    purse: Record,
    deposit: int,
) -> None:
    """Turn a bid into a lease: its capacity stays taken, its deposit moves along, the tenant fills the escrow.

    Where we differ: the chain takes the deposit when the deployment is created, bid_wait_blocks earlier.
    """
    _write(lease, order, bid, height)
    keep_bid_deposit(books, height, order, bid, lease)
    if order.denom == UACT:
        pay_deposit(books, height, purse, lease, order.is_lent, deposit)
        plan_top_up_in_act(rules, lease, height, False)
    else:
        deposit_in_escrow(books, height, lease, purse, deposit)
        _plan_top_up(lease, height, rules)
    books.counts.leases_started += 1
    await_next_event(rules, calendar, lease)


@njit_borrowing
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


@njit_borrowing
def remember_origin(origin: Record, order: Record, tenant: Record) -> None:
    """Remember of which intention and attempt a lease is, in case its tenant must post again."""
    origin.event_key = order.event_key
    origin.max_price_ratio = order.max_price_ratio
    origin.outside_ratio = order.outside_ratio
    origin.denom_uniform = order.denom_uniform
    origin.attempt = order.attempt
    origin.is_lent = order.is_lent
    origin.awaits_act = 0
    origin.tenant_class = tenant.tenant_class
    origin.spent_usd = 0.0


@njit_borrowing
def top_up(rules: Record, books: Books, calendar: Calendar, height: int, who: LeaseParties) -> bool:
    """Deposit the cost of one more top-up period, or what is still needed to the planned end if that is less.

    A deposit does not settle the account. Return whether it was paid; if not, nothing has happened.
    """
    lease = who.lease
    period_micro = lease.rate_micro_per_block * rules.top_up_blocks
    deposit = units_to_cover(min(period_micro, _needed_micro(lease)))
    if not is_paid(books, who.purse, lease.denom, deposit):
        return False
    await_nothing(calendar, lease.slot)
    deposit_in_escrow(books, height, lease, who.purse, deposit)
    lease.n_top_ups -= 1
    _plan_top_up(lease, height, rules)
    await_next_event(rules, calendar, lease)
    return True


@njit_borrowing
def withdraw(rules: Record, books: Books, height: int, who: LeaseParties) -> bool:
    """Settle and pay the provider the whole units it has earned; return whether the lease is over.

    The next withdrawal is due a period after the last settlement: as long as a lease runs, nothing else settles it.
    """
    is_overdrawn = _settle(rules, books.counts, height, who)
    _pay_out(rules, books, height, who)
    return is_overdrawn


@njit_borrowing
def withdraw_before(rules: Record, books: Books, height: int, who: LeaseParties) -> None:
    """Make the withdrawals that were due before a height and are not made yet.

    Late is as good as on time as long as nobody looks at the wallet: a withdrawal touches the lease's account, what was
    paid to its provider, and totals. None of them overdraws the account: the one that does is an event of its own.
    """
    while who.lease.settled_at + rules.withdrawal_blocks < height:
        withdraw(rules, books, who.lease.settled_at + rules.withdrawal_blocks, who)


@njit_borrowing
def end(rules: Record, books: Books, first: int, height: int, who: LeaseParties) -> bool:
    """Close the deployment, now, by whatever cause: settle, refund the tenant, pay the provider; dust stays in escrow.

    If the settlement overdraws the account, everything left goes to the provider; return whether it does. `first`: as
    in `close`.
    """
    count_spending(who.lease, height, who.model, who.of_class)
    is_overdrawn = _settle(rules, books.counts, height, who)
    if not is_overdrawn and who.lease.denom == UACT and who.origin.is_lent != 0:
        return_lent(books, height, who.lease)
    elif not is_overdrawn:
        refund_escrow(books, height, who.lease, who.purse)
    _pay_out(rules, books, height, who)
    leave_dust(books, height, who.lease)
    close(books, first, height, who)
    return is_overdrawn


@njit_borrowing
def close(books: Books, first: int, height: int, who: LeaseParties) -> None:
    """Close a lease, paid out whatever the cause: free the capacity, return the bid deposit; its slot is free.

    first: height at which the epoch has begun.
    """
    lease = who.lease
    return_lease_bid_deposit(books, height, lease, who.provider)
    take_capacity(who.node, who.bundle, -1)
    blocks = height - max(lease.start, first)
    count_use(books.counts, who.model, who.bundle, blocks)
    count_worth(who.of_class, who.origin, blocks)
    lease.rate_micro_per_block = 0
    who.purse.spent_usd += who.origin.spent_usd
    who.tenant.n_busy -= 1


@njit_borrowing
def _settle(rules: Record, counts: Record, height: int, who: LeaseParties) -> bool:
    """Settle the account at a height; return whether that overdraws it.

    What a settlement in full moves is counted as spending later, when the lease ends or the stretch does.
    """
    lease = who.lease
    elapsed_blocks, rate = height - lease.settled_at, lease.rate_micro_per_block
    if rules.settles_whole_units != 0:
        count_spending(lease, height, who.model, who.of_class)
        paid, is_overdrawn = settlement_in_whole_units(lease.balance_micro, rate, elapsed_blocks)
        count_fraction_lost(lease, height, paid, who.model, who.of_class)
    else:
        paid, is_overdrawn = settlement(lease.balance_micro, rate, elapsed_blocks)
    if is_overdrawn:
        count_spending(lease, height, who.model, who.of_class)
        count_overdraft(lease, height, rules.settles_whole_units, who.model, who.of_class, counts)
    lease.balance_micro -= paid
    lease.payment_micro += paid
    lease.settled_at = height
    return is_overdrawn


@njit_borrowing
def _pay_out(rules: Record, books: Books, height: int, who: LeaseParties) -> None:
    """Pay the whole units of the payment: the take fee to the community pool, the rest to the provider."""
    denom = who.lease.denom
    amount = whole_units(who.lease.payment_micro)
    fee = take_fee(amount, rules.take_rates[denom])
    pay_provider(books, height, who.lease, who.provider, amount, fee)
    who.provider.earned[denom] += amount - fee
    who.node.earned[denom] += amount - fee
    who.origin.spent_usd += in_usd(rules, denom, amount)


@njit_borrowing
def _needed_micro(lease: Record) -> int:
    """Return what the account lacks to pay for everything up to the planned end; negative if it has more."""
    return int(lease.rate_micro_per_block * (lease.planned_end - lease.settled_at) - lease.balance_micro)


@njit_borrowing
def _plan_top_up(lease: Record, height: int, rules: Record) -> None:
    """Set the next top-up a period from now, or never: nothing more is needed, or the tenant will forget."""
    is_planned = lease.n_top_ups > 0 and _needed_micro(lease) > 0
    lease.next_top_up = height + rules.top_up_blocks if is_planned else NEVER


@njit_borrowing
def await_next_event(rules: Record, calendar: Calendar, lease: Record) -> None:
    """Let the lease wait for its next event."""
    kind, height = next_event(rules, calendar.stretch.pays_late, lease)
    await_event(calendar, lease, height, kind)


@njit_borrowing
def next_event(rules: Record, pays_late: int, lease: Record) -> tuple[int, int]:
    """Return kind and height of a lease's next event; of equal heights, the kind that comes first.

    While withdrawals are made late, a withdrawal is an event only if it will find the account dry.
    """
    kind, height = LEASE_END, lease.planned_end
    if lease.next_top_up < height:
        kind, height = TOP_UP, lease.next_top_up
    dry, withdrawal = dry_and_withdrawal(rules, pays_late, lease)
    if withdrawal < height:
        kind, height = WITHDRAWAL, withdrawal
    found_dry = funds_check_after(dry, lease.start, rules.monitor_blocks)
    if found_dry < height:
        kind, height = FUNDS_CHECK, found_dry
    return kind, height


@njit_borrowing
def funds_check_after(dry: int, start: int, monitor_blocks: int) -> int:
    """Return the height of the first funds check after the account has run dry; checks count from the lease's start.

    Source: akash-network/provider, lease-funds-monitor-interval @2eed230ab1023b4291970996523fe6523392e120.
    """
    return start + ((dry - start) // monitor_blocks + 1) * monitor_blocks
