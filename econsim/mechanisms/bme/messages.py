"""Requests of many at once, outside the market's stretch: who asks at an epoch's first block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from econsim.compiled import njit, njit_borrowing
from econsim.mechanisms.bme.arithmetic import decimal_parts
from econsim.mechanisms.bme.records import Conversions
from econsim.mechanisms.bme.requests import NO_ROOM, address_of, ask
from econsim.mechanisms.bme.rules import with_room_in_the_queue
from econsim.mechanisms.bme.standing import bring_cash
from econsim.mechanisms.bme.walk import come_to
from econsim.mechanisms.oracle.rules import Quotes
from econsim.mechanisms.supply.cash import Sold, short_of_cash_uusdc
from econsim.units import DEC18, UACT, UACT_PER_USD, UUSDC_PER_USD, BoolArray, FloatArray, IntArray
from econsim.world.bme import OF_A_PROVIDER
from econsim.world.world import World

_UNTAGGED = -1
_TRADER = 0  # his row


@dataclass(frozen=True)
class Burned(Protocol):
    """The share burned of the ACT in each wallet, and who burns what it is paid at once, by provider."""

    burned_share: FloatArray
    burns_at_once: BoolArray
    covers_costs: FloatArray


def burn_for_providers(world: World, conversions: Conversions, wanted: Burned, sold: Sold) -> Conversions:
    """Let providers ask, in the first block of the epoch, for the burn of a share of their ACT, rounded down.

    Who will not be able to pay the epoch's costs burns so many times what is lacking as it wants, at least. Where the
    chain refuses burns the ACT stays where it is. Return the module, with room for all of them.
    """
    wallets = world.providers.wallet_uact
    if not world.bme.is_registered:
        return conversions
    world.providers.burns_at_once[:] = wanted.burns_at_once
    if not wallets.any():
        return conversions
    lacking_uact = short_of_cash_uusdc(world, sold) * (UACT_PER_USD / UUSDC_PER_USD)
    for_costs = np.ceil(lacking_uact * wanted.covers_costs).astype(np.int64)
    shares = np.floor(wallets * wanted.burned_share).astype(np.int64)
    amounts = np.minimum(np.maximum(shares, for_costs), wallets)
    rows = np.flatnonzero(amounts)
    return ask_for_conversions(world, conversions, world.height, OF_A_PROVIDER, rows, UACT, amounts[rows])[0]


@dataclass(frozen=True)
class Standing(Protocol):
    """What the trader does by himself in every block (policies/traders/decisions.py), one entry a trader."""

    cash_uusdc: IntArray
    mints_above: FloatArray
    burns_below: FloatArray
    asks_at_once: BoolArray


def let_the_trader_stand(world: World, conversions: Conversions, quotes: Quotes | None, wanted: Standing) -> None:
    """Let him bring the cash that he wants to have brought, and write what he has standing into the epoch's terms."""
    if quotes is None:
        return
    terms = conversions.terms
    terms.trades = is_trading = wanted.mints_above[_TRADER] > 0.0 or wanted.burns_below[_TRADER] > 0.0
    if not is_trading:
        return
    whole, part_dec18 = decimal_parts(quotes.price)
    terms.market_usd = whole + float(part_dec18) / float(DEC18)  # rounded as what is told in compiled code
    terms.mints_above, terms.burns_below = wanted.mints_above[_TRADER], wanted.burns_below[_TRADER]
    terms.asks_at_once = wanted.asks_at_once.flat[-1]
    bring_cash(world, int(wanted.cash_uusdc[_TRADER]))


def ask_for_conversions(
    world: World, conversions: Conversions, height: int, kind: int, owners: IntArray, denom: int, amounts: IntArray
) -> tuple[Conversions, IntArray]:
    """Let owners of a kind ask, one after the other, in the block of a height; make room in the queue where it lacks.

    kind: OF_A_PROVIDER, OF_A_TENANT or OF_THE_CONSOLE, whose rows `owners` are. denom: UAKT to mint ACT, UACT to burn
    it. Returns the module with its room, and for each owner what became of it (`requests.py`).
    """
    answers = np.full(owners.size, NO_ROOM, dtype=np.int64)
    begin = 0
    while (begin := _ask(conversions, height, kind, owners, denom, amounts, answers, begin)) < owners.size:
        conversions = with_room_in_the_queue(world, conversions)
    return conversions, answers


@njit
def _ask(
    c: Conversions,
    height: int,
    kind: int,
    owners: IntArray,
    denom: int,
    amounts: IntArray,
    answers: IntArray,
    begin: int,
) -> int:
    """Ask for all owners from one on; return the first for whom there was no room, or how many there are."""
    for place in range(begin, owners.size):
        answers[place] = request_conversion(c, height, kind, owners[place], denom, amounts[place], _UNTAGGED)
        if answers[place] == NO_ROOM:
            return place
    return owners.size


@njit_borrowing
def request_conversion(c: Conversions, height: int, kind: int, owner: int, denom: int, amount: int, tag: int) -> int:
    """Ask, in the block of a height, for the conversion of an amount, as `ask` does; return QUEUED or why not.

    End blockers before the height that have not been run are run first; their outcomes are lost.
    """
    come_to(c, height)
    return ask(c, height, address_of(kind, owner), kind, owner, denom, amount, tag)
