"""Top-ups in ACT: when half of a deposit is used it is filled up again, out of ACT that is there or minted for it."""

from __future__ import annotations

from econsim.compiled import njit_borrowing
from econsim.mechanisms.bme.records import Conversions
from econsim.mechanisms.escrow.rules import units_to_cover
from econsim.mechanisms.market.act_money import free_act, lend_to_escrow
from econsim.mechanisms.market.akt_fallback import deposit_akt
from econsim.mechanisms.market.in_act import (
    AWAITED,
    FUNDED,
    UNPAID,
    ask_for_act,
    blocks_to_refill,
    half_used,
    tag_of,
)
from econsim.mechanisms.market.money import deposit_in_escrow
from econsim.mechanisms.market.records import Books, LeaseParties, Record
from econsim.world.market_book import NEVER


@njit_borrowing
def pay_deposit(books: Books, height: int, purse: Record, lease: Record, is_lent: int, amount: int) -> None:
    """Move ACT into the account of a lease, from its tenant's wallet or the Console's."""
    if is_lent != 0:
        lend_to_escrow(books, height, lease, amount)
    else:
        deposit_in_escrow(books, height, lease, purse, amount)


@njit_borrowing
def top_up_with_act(rules: Record, book: Record, books: Books, c: Conversions, height: int, who: LeaseParties) -> int:
    """Fill an account up to what is prepaid, or ask for a mint and wait for it; return what came of it.

    Where the chain refuses to mint, what is there is deposited, and the tenant asks again when half of what is left is
    used, some time later at least. The lease is to wait for its next event anew.
    """
    lease, is_lent = who.lease, who.origin.is_lent
    blocks = blocks_to_refill(rules, lease, height)
    wanted = units_to_cover(lease.rate_micro_per_block * blocks) if blocks > 0 else 0
    there, outcome = free_act(book, books, who.purse, is_lent), FUNDED
    if there < wanted:
        tag = tag_of(lease.serial, lease.slot, 1)
        outcome = ask_for_act(rules, book, books, c, height, lease.tenant, is_lent, wanted - there, tag)
        if outcome == UNPAID:
            return outcome
        if outcome == AWAITED:
            who.origin.awaits_act, lease.next_top_up = 1, NEVER
            return outcome
        books.counts.top_ups_refused += 1
        puts_akt = rules.akt_as_fallback != 0 and is_lent == 0
        if puts_akt and not deposit_akt(rules, books, c, height, lease, who.purse, wanted - there):
            return UNPAID
        wanted = max(0, there)
    if wanted > 0:
        pay_deposit(books, height, who.purse, lease, is_lent, wanted)
    if wanted > 0 and outcome == FUNDED:
        lease.n_top_ups -= 1
    plan_top_up_in_act(rules, lease, height, outcome != FUNDED)
    return outcome


@njit_borrowing
def plan_top_up_in_act(rules: Record, lease: Record, height: int, was_refused: bool) -> None:
    """Set the next top-up to when half is used; or never: nothing more is needed, or the tenant will forget."""
    needed = lease.rate_micro_per_block * (lease.planned_end - lease.settled_at) - lease.balance_micro
    if lease.n_top_ups <= 0 or needed <= 0:
        lease.next_top_up = NEVER
    else:
        later = height + rules.act_retry_blocks if was_refused else height
        lease.next_top_up = max(later, half_used(lease, height))
