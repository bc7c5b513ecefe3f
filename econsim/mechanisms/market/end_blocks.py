"""End blockers of the burn-mint equilibrium within the market, what they tell its tenants, and the Console's stock.

Conversions are carried out at the end of a block, behind all that happens in it: orders that waited for ACT are posted
in the next block, accounts are filled up in it. The Console looks at its stock once a period.
"""

from __future__ import annotations

from econsim.compiled import njit_borrowing, njit_within
from econsim.mechanisms.bme.records import CONVERTED, Conversions, Record
from econsim.mechanisms.bme.requests import has_room
from econsim.mechanisms.bme.walk import next_end_block, run_end_block
from econsim.mechanisms.market.calendar import RETURN, await_event, await_nothing, first_waiting
from econsim.mechanisms.market.in_act import NOBODYS, SLOTS, UNFUNDED, UNPAID, ask_for_act, is_open
from econsim.mechanisms.market.lease import await_next_event
from econsim.mechanisms.market.records import Market
from econsim.mechanisms.market.tally import ACT_CAME, ACT_REFUSED
from econsim.world.bme import OF_A_PROVIDER, OF_THE_CONSOLE

ROOM_OF_AN_EVENT = 4  # in the queue: two of the event, and a mint and a burn of the trader in blocks before it


@njit_within
def has_room_for_requests(m: Market) -> bool:
    """Return whether the queue has room for what one more event may ask for."""
    return not is_open(m.conversions) or has_room(m.conversions, ROOM_OF_AN_EVENT)


@njit_borrowing
def is_waited_for(c: Conversions) -> bool:
    """Return whether anything is to come that an end blocker does."""
    if not is_open(c):
        return False
    is_queued = c.state.n_burns + c.state.n_mints > 0 or c.terms.trades != 0
    return bool(is_queued or c.terms.next_price < c.prices.size or c.state.is_touched != 0)


@njit_within
def next_of_leases(m: Market, until_height: int) -> int:
    """Return the height of the first event of a lease, or one that it does not come before."""
    slot = first_waiting(m.calendar)
    return min(m.calendar.waits[slot].height, until_height) if slot >= 0 else until_height


@njit_within
def end_a_block(m: Market, before: int) -> bool:
    """Run the next end blocker below a height that does anything; return False where there is none."""
    height = next_end_block(m.conversions, before)
    if height >= before:
        return False
    run_end_block(m.conversions, height)
    for place in range(m.conversions.terms.n_outcomes):
        _tell(m, height, m.conversions.outcomes[place])
    return True


@njit_within
def _tell(m: Market, height: int, outcome: Record) -> None:
    """Tell who asked for a conversion what became of it."""
    if outcome.kind == OF_A_PROVIDER:
        if outcome.what == CONVERTED:
            m.supply.providers[outcome.owner].from_burns_uakt += outcome.paid
        return
    if outcome.kind == OF_THE_CONSOLE:
        m.book.console_asked -= 1
    if outcome.tag == NOBODYS:
        return
    slot, of_a_lease, serial = outcome.tag % SLOTS, outcome.tag // SLOTS % 2, outcome.tag // SLOTS // 2
    if of_a_lease == 0:
        order = m.orders[slot]
        order.returns_as = ACT_CAME if outcome.what == CONVERTED else ACT_REFUSED
        await_event(m.order_calendar, order, height + 1, RETURN)
        return
    lease = m.leases[slot]
    if lease.rate_micro_per_block > 0 and lease.serial == serial and m.origins[slot].awaits_act != 0:
        m.origins[slot].awaits_act = 0
        later = 1 if outcome.what == CONVERTED else m.rules.act_retry_blocks
        lease.next_top_up = height + later
        await_nothing(m.calendar, slot)
        await_next_event(m.rules, m.calendar, lease)


@njit_borrowing
def next_refill(rules: Record, book: Record, c: Conversions, first: int, until_height: int) -> int:
    """Return the height at which the Console looks at its stock next, or one that it does not come before.

    It begins with the first block of a stretch in which there is ACT.
    """
    if not is_open(c) or rules.card_share == 0.0 or rules.console_target_uact == 0:
        return until_height
    return int(min(max(book.next_refill, first), until_height))


@njit_within
def refill_the_console(m: Market, height: int) -> None:
    """Let the Console ask for what its stock lacks, unless it waits for a mint; where it is refused it tries again."""
    lacking, again = m.rules.console_target_uact - m.books.pots.console_uact, m.rules.console_period_blocks
    if lacking > 0 and m.book.console_asked == 0:
        outcome = ask_for_act(m.rules, m.book, m.books, m.conversions, height, 0, 1, lacking, NOBODYS)
        if outcome == UNPAID:
            return
        if outcome == UNFUNDED:
            again = min(again, m.rules.act_retry_blocks)
    m.book.next_refill = height + again
