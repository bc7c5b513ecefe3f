"""AKT as a fallback: while x/bme is halted and there is a price, AKT in the account pays what ACT cannot.

uakt = debt / price, as many whole ones as there are; the debt falls by uakt x price; if nothing of it is left the lease
goes on. In other times the AKT is not touched, and it returns to the tenant at the end. Only a tenant who wants to puts
it there: in a halt, instead of the ACT that it cannot have minted.

Source: akash-network/node x/escrow/keeper/keeper.go settleFromAktFallback @2d606d30b7bc452781f773dba4f7b4a8c5e582de.
Where we differ: the fraction of a uakt that the chain takes and cannot send is dust here; there the account settles no
more until somebody deposits, here it goes on; a debt that is covered is paid in full, whatever its last decimal.
"""

from __future__ import annotations

import math

from econsim.compiled import njit_borrowing
from econsim.mechanisms.bme.arithmetic import times
from econsim.mechanisms.bme.records import Conversions
from econsim.mechanisms.bme.walk import come_to
from econsim.mechanisms.escrow.rules import depletion_in_whole_units, due_in_whole_units, units_to_cover
from econsim.mechanisms.market.act_money import buy_akt
from econsim.mechanisms.market.money import ESCROW_DEPOSIT, ESCROW_DUST, ESCROW_REFUND, PAYOUT, note_flow
from econsim.mechanisms.market.records import Books, LeaseParties, Record
from econsim.mechanisms.market.terms import in_usd
from econsim.units import DEC18, MICRO, UACT, UAKT
from econsim.world.bme import HALT_CR

_DEC18_A_MILLIONTH = DEC18 // MICRO


@njit_borrowing
def has_akt(lease: Record) -> bool:
    """Return whether there is AKT in the account of a lease in ACT."""
    return bool(lease.denom == UACT and lease.escrow_uakt > 0)


@njit_borrowing
def overdraft_at(lease: Record, height: int) -> tuple[int, int]:
    """Return what a settlement would leave unpaid [micro], and the blocks worked since the account ran dry."""
    settled_at, balance, rate = lease.settled_at, lease.balance_micro, lease.rate_micro_per_block
    debt = due_in_whole_units(rate, height - settled_at) - balance
    if debt <= 0:
        return 0, 0
    return debt, height - depletion_in_whole_units(settled_at, balance, rate)


@njit_borrowing
def pay_debt_in_akt(
    rules: Record, books: Books, c: Conversions, height: int, who: LeaseParties, debt: int, blocks: int
) -> bool:
    """Pay a debt [micro] that has been counted with AKT in the account; return whether nothing of it is left."""
    lease = who.lease
    if debt == 0:
        return False
    come_to(c, height)
    if c.state.status < HALT_CR or c.price.is_healthy == 0:
        return False
    uakt, fraction = times(units_to_cover(debt), c.price.inverse_whole, c.price.inverse_part_dec18)
    lost = 1 if fraction > 0 else 0
    is_covered = lease.escrow_uakt >= uakt + lost
    if is_covered:
        books.counts.unpaid_blocks -= blocks
    else:
        uakt, lost = lease.escrow_uakt, 0
        worth, rest = times(uakt, c.price.whole, c.price.part_dec18)
        debt = min(debt, worth * MICRO + rest // _DEC18_A_MILLIONTH)
    books.counts.unsettled[UACT] -= debt
    lease.escrow_uakt -= uakt + lost
    books.pots.escrow_dust_uakt += lost
    who.provider.wallet[UAKT] += uakt
    who.provider.earned[UAKT] += uakt
    who.node.earned[UAKT] += uakt
    who.purse.spent_usd += in_usd(rules, UAKT, uakt)  # for the lease may have closed
    who.model.spent_units[UAKT] += uakt
    who.of_class.spent_units[UAKT] += uakt
    note_flow(books, height, PAYOUT, lease.slot, lease.provider, UAKT, uakt)
    note_flow(books, height, ESCROW_DUST, lease.slot, 0, UAKT, lost)
    return bool(is_covered)


@njit_borrowing
def return_akt(books: Books, height: int, lease: Record, purse: Record) -> None:
    """Give the AKT in an account back to its tenant."""
    amount = lease.escrow_uakt
    lease.escrow_uakt -= amount
    purse.wallet[UAKT] += amount
    note_flow(books, height, ESCROW_REFUND, lease.slot, lease.tenant, UAKT, amount)


@njit_borrowing
def deposit_akt(
    rules: Record, books: Books, c: Conversions, height: int, lease: Record, purse: Record, lacking: int
) -> bool:
    """Let a tenant put AKT into the account for ACT that it lacks [uact]; return False if `outside` holds too little.

    Nothing happens without a price.
    """
    if c.price.is_healthy == 0:
        return True
    price_usd = c.price.whole + c.price.part_dec18 / DEC18
    amount = math.ceil(lacking / price_usd * (1.0 + rules.mint_margin_ratio)) - lease.escrow_uakt
    if amount <= 0:
        return True
    if not buy_akt(books, height, lease.tenant, purse, 0, amount):
        return False
    purse.wallet[UAKT] -= amount
    lease.escrow_uakt += amount
    note_flow(books, height, ESCROW_DEPOSIT, lease.tenant, lease.slot, UAKT, amount)
    return True
