"""Deployments in ACT: who lacks it buys AKT, asks for a mint and waits for it; for who pays by card the Console does.

A deposit pays for `prepaid_blocks`, or for the whole lease if that is less. Before its order is posted a tenant reckons
with the mean of the asks that it would pay. In a halt nobody can mint: then the order finds no lease. ACT that is there
for open orders is used for nothing else.

Source: akash-network/node x/bme/keeper, x/deployment/handler/server.go @2d606d30b7bc452781f773dba4f7b4a8c5e582de; of
the Console, akash-network/console pull requests #2972 and #3000. Where we differ: the chain takes the deposit when the
deployment is created; here it is set aside then and paid when the lease begins.
"""

from __future__ import annotations

import math

from econsim.compiled import njit_borrowing
from econsim.mechanisms.bme.arithmetic import BPS
from econsim.mechanisms.bme.records import Conversions
from econsim.mechanisms.bme.requests import QUEUED, address_of, ask, would_be_refused
from econsim.mechanisms.bme.walk import come_to
from econsim.mechanisms.escrow.rules import depletion_in_whole_units, units_to_cover
from econsim.mechanisms.market.act_money import buy_akt, free_act, reserve_act
from econsim.mechanisms.market.records import Books, Record
from econsim.units import DEC18, UACT, UAKT, IntArray
from econsim.world.bme import OF_A_PROVIDER, OF_A_TENANT, OF_THE_CONSOLE

# What comes of looking for ACT: it is there, it will be minted, it will not, `outside` holds too little AKT for it
FUNDED, AWAITED, UNFUNDED, UNPAID = range(4)
NOBODYS = -1  # a tag
SLOTS = 2**24  # of leases, of orders


@njit_borrowing
def is_open(c: Conversions) -> bool:
    """Return whether the module takes part in the stretch: a market by itself is without it."""
    return bool(c.terms.min_epoch_blocks > 0)


@njit_borrowing
def tag_of(serial: int, slot: int, of_a_lease: int) -> int:
    """Return the number by which a mint is known: who it is for, an order or a lease."""
    return int((serial * 2 + of_a_lease) * SLOTS + slot)


@njit_borrowing
def prepayment(rules: Record, rate_micro_per_block: int, duration_blocks: int) -> int:
    """Return a first deposit [uact]: the cost of the blocks prepaid, or of a shorter lease; at least the minimum."""
    blocks = min(rules.prepaid_blocks, duration_blocks)
    return max(units_to_cover(rate_micro_per_block * blocks), rules.min_deposit[UACT])


@njit_borrowing
def reckoned_rate(asks: IntArray, most: int) -> int:
    """Return the mean of the asks that are not above a maximum price; 0 without any [micro per block]."""
    total, n = 0.0, 0
    for provider in range(asks.size):
        if 0 < asks[provider] <= most:
            total += asks[provider]
            n += 1
    return int(total / n) if n > 0 else 0


@njit_borrowing
def fund_order(
    rules: Record, book: Record, books: Books, c: Conversions, asks: IntArray, height: int, order: Record
) -> int:
    """Set ACT aside for an order that is to be posted, or ask for a mint; return what comes of it.

    Nobody sets ACT aside for an order on which nobody would bid at its price. asks: of all providers for it.
    """
    purse = c.purses[order.tenant]
    order.is_lent = 1 if order.denom_uniform < rules.card_share else 0
    rate = reckoned_rate(asks, order.max_price_micro_per_block)
    if rate == 0:
        return FUNDED
    wanted = prepayment(rules, rate, order.duration_blocks)
    lacking = wanted - free_act(book, books, purse, order.is_lent)
    if lacking > 0:
        tag = tag_of(order.serial, order.slot, 0)
        return ask_for_act(rules, book, books, c, height, order.tenant, order.is_lent, lacking, tag)
    reserve_act(book, order, purse, wanted)
    return FUNDED


@njit_borrowing
def ask_for_act(
    rules: Record,
    book: Record,
    books: Books,
    c: Conversions,
    height: int,
    row: int,
    is_lent: int,
    lacking: int,
    tag: int,
) -> int:
    """Let a tenant, or the Console for it, buy AKT and ask for a mint that brings what is lacking [uact].

    The chain mints no less than `min_mint`, and keeps the spread. The Console fills its stock up as well, unless it
    waits for a mint already. AKT bought is a margin more than that costs, for the price may fall until it is carried
    out, and a unit for rounding.
    """
    if not is_open(c):
        return UNFUNDED
    come_to(c, height)
    if would_be_refused(c, UAKT):
        c.state.refused += 1
        return UNFUNDED
    if is_lent != 0 and book.console_asked == 0:
        lacking = max(lacking, rules.console_target_uact - books.pots.console_uact)
    gross = max(lacking * BPS // (BPS - c.terms.mint_spread_bps) + 1, c.terms.min_mint_uact)
    price_usd = c.price.whole + c.price.part_dec18 / DEC18
    amount = math.ceil(gross / price_usd * (1.0 + rules.mint_margin_ratio)) + 1
    if not buy_akt(books, height, row, c.purses[row], is_lent, amount):
        return UNPAID
    kind, owner = (OF_THE_CONSOLE, 0) if is_lent != 0 else (OF_A_TENANT, row)
    outcome = ask(c, height, address_of(kind, owner), kind, owner, UAKT, amount, tag)
    if outcome != QUEUED:
        return UNFUNDED
    book.console_asked += is_lent
    return AWAITED


@njit_borrowing
def burn_what_is_left(c: Conversions, height: int, row: int) -> None:
    """Let a tenant ask that the ACT be burned which it needs for no open order; in a halt for want of a price it waits.

    It tries no second time: the ACT is there for the next lease.
    """
    purse = c.purses[row]
    if not is_open(c):
        return
    come_to(c, height)
    amount = purse.wallet[UACT] - purse.reserved_uact
    if amount > 0 and not would_be_refused(c, UACT):
        ask(c, height, address_of(OF_A_TENANT, row), OF_A_TENANT, row, UACT, amount, NOBODYS)


@njit_borrowing
def burn_what_is_paid(c: Conversions, height: int, row: int) -> None:
    """Let a provider ask that all its ACT be burned, unless that is refused."""
    if not is_open(c):
        return
    come_to(c, height)
    amount = c.providers[row].wallet[UACT]
    if amount > 0 and not would_be_refused(c, UACT):
        ask(c, height, address_of(OF_A_PROVIDER, row), OF_A_PROVIDER, row, UACT, amount, NOBODYS)


@njit_borrowing
def blocks_to_refill(rules: Record, lease: Record, height: int) -> int:
    """Return for how many blocks more the account is to pay so that it holds the prepayment again."""
    dry = depletion_in_whole_units(lease.settled_at, lease.balance_micro, lease.rate_micro_per_block)
    return int(min(rules.prepaid_blocks, lease.planned_end - height) - (dry - height))


@njit_borrowing
def half_used(lease: Record, height: int) -> int:
    """Return the height at which half of what the account pays for from now on will be used."""
    dry = depletion_in_whole_units(lease.settled_at, lease.balance_micro, lease.rate_micro_per_block)
    return int(height + max(1, (dry - height) // 2))
