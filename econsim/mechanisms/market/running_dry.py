"""When the escrow account of a lease runs dry, and which withdrawal of its provider is an event of its own."""

from __future__ import annotations

from econsim.compiled import njit_borrowing
from econsim.mechanisms.escrow.rules import depletion_height, depletion_in_whole_units, due_in_whole_units
from econsim.mechanisms.market.records import Record
from econsim.world.market_book import NEVER


@njit_borrowing
def dry_and_withdrawal(rules: Record, pays_late: int, lease: Record) -> tuple[int, int]:
    """Return up to which height the account pays in full, and that of the next withdrawal that is an event.

    Every withdrawal is one, a period after the last settlement. While withdrawals are made late only the one is that
    will find the account dry, and the first of these heights is what it will be by then.
    """
    settled_at, balance, rate = lease.settled_at, lease.balance_micro, lease.rate_micro_per_block
    period = rules.withdrawal_blocks
    if rules.settles_whole_units != 0:
        return _in_whole_units(settled_at, balance, rate, period, pays_late)
    dry, withdrawal = depletion_height(settled_at, balance, rate), settled_at + period
    if pays_late != 0 and withdrawal <= dry:
        withdrawal += ((dry - withdrawal) // period + 1) * period
    return dry, withdrawal


@njit_borrowing
def _in_whole_units(settled_at: int, balance: int, rate: int, period: int, pays_late: int) -> tuple[int, int]:
    """Return the same where escrow settles whole units: each withdrawal drops a fraction, so the account lasts longer.

    A withdrawal takes D = rate x period, cut to whole units; floor(balance / D) of them leave it solvent, and it runs
    dry before the next one. Where a period earns less than a unit no withdrawal takes anything: it never runs dry.
    """
    if pays_late != 0:
        due = due_in_whole_units(rate, period)
        if due == 0:
            return NEVER, NEVER
        n_paid = balance // due
        settled_at, balance = settled_at + n_paid * period, balance - n_paid * due
    return depletion_in_whole_units(settled_at, balance, rate), settled_at + period
