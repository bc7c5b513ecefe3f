"""Leases that run: what happens to them up to a height, and where they stand at the end of the stretch."""

from __future__ import annotations

from econsim.compiled import njit_borrowing, njit_within
from econsim.mechanisms.market.akt_fallback import has_akt, overdraft_at, pay_debt_in_akt, return_akt
from econsim.mechanisms.market.calendar import (
    BROKEN_OFF,
    LEASE_END,
    TOP_UP,
    WITHDRAWAL,
    await_nothing,
    first_waiting,
)
from econsim.mechanisms.market.end_blocks import has_room_for_requests
from econsim.mechanisms.market.in_act import AWAITED, UNPAID, burn_what_is_left, burn_what_is_paid
from econsim.mechanisms.market.lease import await_next_event, close, end, next_event, top_up, withdraw, withdraw_before
from econsim.mechanisms.market.money import has_room_for_flows
from econsim.mechanisms.market.open_orders import note_freed
from econsim.mechanisms.market.outages import cause_of_end
from econsim.mechanisms.market.records import LeaseParties, Market, Record, Records
from econsim.mechanisms.market.returning import reopen
from econsim.mechanisms.market.tally import (
    DRY,
    FAULT,
    PLANNED,
    carry_spending,
    count_down,
    count_end,
    count_spending,
    count_use,
)
from econsim.mechanisms.market.top_up_in_act import top_up_with_act
from econsim.mechanisms.market.trust import has_room_for_memories, note_end
from econsim.mechanisms.market.worth import carry_worth, count_worth
from econsim.units import UACT
from econsim.world.providers import IN_MAINTENANCE


@njit_within
def parties_of(m: Market, lease: Record) -> LeaseParties:
    """Return a lease with all that it touches."""
    bundle = m.bundles[lease.bundle]
    tenant, provider, node = m.tenants[lease.tenant], m.supply.providers[lease.provider], m.supply.nodes[lease.node]
    origin, purse = m.origins[lease.slot], m.purses[lease.tenant]
    model, of_class = m.by_model[bundle.gpu_model], m.by_class[origin.tenant_class]
    return LeaseParties(lease, tenant, purse, provider, node, bundle, model, of_class, origin)


@njit_within
def let_leases_run(m: Market, until_height: int) -> bool:
    """Let the events of leases before a height happen; stop early, with False, when one of them cannot happen.

    It cannot without room for its flows, for what its tenants remember and for an order that one posts again, or for
    lack of a deposit. They come before the events of orders and the arrivals of the same height. Stop early, too, after
    one that has freed room for which orders wait, or whose tenant has come back.
    """
    rules, books, calendar, book, leases = m.rules, m.books, m.calendar, m.book, m.leases
    stretch, waits = calendar.stretch, calendar.waits
    while True:
        slot = first_waiting(calendar)
        if slot < 0 or waits[slot].height >= until_height:
            return True
        if (
            not has_room_for_flows(m)
            or not has_room_for_requests(m)
            or not has_room_for_memories(book, m.pair_trust, leases.size - book.free_leases)
        ):
            return False
        height, kind, lease = waits[slot].height, waits[slot].kind, leases[slot]
        who = parties_of(m, lease)
        if kind == TOP_UP:
            if rules.settles_whole_units != 0:  # what it still needs depends on how often it has been settled
                withdraw_before(rules, books, height, who)
            if lease.denom == UACT:
                if not _fill_up(m, height, who):
                    return False
                if stretch.is_back != 0:
                    return True
            elif not top_up(rules, books, calendar, height, who):
                return False
            continue
        if kind == BROKEN_OFF and book.free_orders == 0:
            return False
        await_nothing(calendar, slot)
        withdraw_before(rules, books, height, who)
        cause, debt, blocks = DRY, 0, 0
        if has_akt(lease):
            debt, blocks = overdraft_at(lease, height)
        burns = who.provider.burns_at_once != 0 and lease.denom == UACT
        if kind in (BROKEN_OFF, LEASE_END):
            is_dry = end(rules, books, stretch.first, height, who)
            if not is_dry or pay_debt_in_akt(rules, books, m.conversions, height, who, debt, blocks):
                cause = PLANNED if kind == LEASE_END else cause_of_end(who.node, who.tenant)
        elif withdraw(rules, books, height, who):  # on schedule, or because a funds check has found the account dry
            if pay_debt_in_akt(rules, books, m.conversions, height, who, debt, blocks):
                await_next_event(rules, calendar, lease)
                continue
            close(books, stretch.first, height, who)
        else:
            await_next_event(rules, calendar, lease)
            if burns:
                _burn_at_once(m, height, lease.provider)
                return True
            continue
        if burns:
            _burn_at_once(m, height, lease.provider)
        if has_akt(lease):
            return_akt(books, height, lease, who.purse)
        count_end(books.counts, cause)
        who.provider.bad_leases += cause == FAULT
        note_end(m, lease, height, cause)
        if lease.denom == UACT and rules.burns_refunds != 0:
            burn_what_is_left(m.conversions, height, lease.tenant)
            stretch.is_back = 1
        if kind == BROKEN_OFF and cause != DRY:
            reopen(m, height, lease)
        free_lease(leases, book, slot)
        note_freed(m, lease.node, height, kind, lease.serial)
        if stretch.n_freed > 0 or stretch.is_back != 0:
            return True


@njit_within
def _burn_at_once(m: Market, height: int, row: int) -> None:
    """Let a provider that has been paid burn its ACT; the loop must look again for end blockers."""
    burn_what_is_paid(m.conversions, height, row)
    m.calendar.stretch.is_back = 1


@njit_within
def _fill_up(m: Market, height: int, who: LeaseParties) -> bool:
    """Fill the account of a lease in ACT up again; return False if `outside` holds too little AKT for the mint.

    Where a mint is asked for, end blockers may come before the next event: the loop must look again.
    """
    outcome = top_up_with_act(m.rules, m.book, m.books, m.conversions, height, who)
    if outcome == UNPAID:
        return False
    await_nothing(m.calendar, who.lease.slot)
    await_next_event(m.rules, m.calendar, who.lease)
    if outcome == AWAITED:
        m.calendar.stretch.is_back = 1
    return True


@njit_borrowing
def free_lease(leases: Records, book: Record, slot: int) -> None:
    """Give a lease's slot back."""
    leases[book.free_leases].free_slot = slot
    book.free_leases += 1


@njit_borrowing
def finish(m: Market) -> None:
    """Bring withdrawals, spending, use and downtime up to the end of the stretch."""
    rules, books, stretch, leases = m.rules, m.books, m.calendar.stretch, m.leases
    by_model, by_class = m.by_model, m.by_class
    for slot in range(leases.size):
        lease = leases[slot]
        if lease.rate_micro_per_block > 0:
            who = parties_of(m, lease)
            withdraw_before(rules, books, stretch.until, who)
            count_spending(lease, stretch.until, who.model, who.of_class)
            blocks = stretch.until - max(lease.start, stretch.first)
            count_use(books.counts, who.model, who.bundle, blocks)
            count_worth(who.of_class, who.origin, blocks)
    for row in range(m.supply.nodes.size):
        node = m.supply.nodes[row]
        if node.state >= IN_MAINTENANCE:
            count_down(books.counts, by_model[node.gpu_model], node, stretch.first, stretch.until)
    for model in range(by_model.size):
        carry_spending(by_model[model])
    for tenant_class in range(by_class.size):
        carry_spending(by_class[tenant_class])
        carry_worth(by_class[tenant_class])


@njit_within
def plan_anew(m: Market) -> None:
    """Let leases that run find out what they wait for, before any is linked in the calendar.

    Prices have changed, or what escrow settles.
    """
    for slot in range(m.leases.size):
        lease, wait = m.leases[slot], m.calendar.waits[slot]
        if lease.rate_micro_per_block > 0:
            wait.kind, wait.height = next_event(m.rules, 0, lease)
    m.book.must_plan = 0


@njit_borrowing
def withdraw_on_time(m: Market, height: int, kind: int, serial: int) -> None:
    """Make all withdrawals that come before an event, and each that is still to come in the stretch at its height."""
    rules, books, calendar, leases = m.rules, m.books, m.calendar, m.leases
    calendar.stretch.pays_late = 0
    for slot in range(leases.size):
        lease = leases[slot]
        if lease.rate_micro_per_block > 0:
            who = parties_of(m, lease)
            if calendar.waits[slot].kind == BROKEN_OFF:  # which comes before any withdrawal of its height
                withdraw_before(rules, books, height, who)
                continue
            is_before = kind > WITHDRAWAL or (kind == WITHDRAWAL and lease.serial < serial)
            withdraw_before(rules, books, height + 1 if is_before else height, who)
            await_nothing(calendar, slot)
            await_next_event(rules, calendar, lease)
