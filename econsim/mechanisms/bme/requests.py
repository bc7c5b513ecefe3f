"""Requests: who asks for a conversion gives the coins at once and waits; nobody can take a request back.

Refused without a healthy price, in a halt for want of one, and mints in a halt for the ratio, too.

Source: akash-network/node x/bme/keeper/keeper.go RequestBurnMint @2d606d30b7bc452781f773dba4f7b4a8c5e582de (v2.0.0).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.compiled import njit_borrowing
from econsim.draws import bits_of
from econsim.mechanisms.bme.money import BURN_ASKED, MINT_ASKED, held, note, to_the_module
from econsim.mechanisms.bme.records import Conversions
from econsim.units import UACT, UAKT
from econsim.world.bme import HALT_CR, HALT_ORACLE

# What becomes of a request
QUEUED, NO_ROOM, REFUSED, NOTHING_TO_GIVE = range(4)
_OF_ADDRESSES = np.uint64(0)


@njit_borrowing
def would_be_refused(c: Conversions, denom: int) -> bool:
    """Return whether a conversion of uakt (a mint) or uact (a burn) is refused now."""
    state = c.state
    if state.is_registered == 0 or c.price.is_healthy == 0 or state.status >= HALT_ORACLE:
        return True
    return bool(denom == UAKT and state.status >= HALT_CR)


@njit_borrowing
def has_room(c: Conversions, n: int) -> bool:
    """Return whether the queue has room for so many more requests."""
    return bool(c.state.n_burns + c.state.n_mints + n <= c.queue.size)


@njit_borrowing
def address_of(kind: int, owner: int) -> Any:
    """Return 64 bits that stand for the address of an owner: a hash, so that its order tells nothing of who it is."""
    return bits_of(bits_of(_OF_ADDRESSES, kind), owner)


@njit_borrowing
def ask(c: Conversions, height: int, address: int, kind: int, owner: int, denom: int, amount: int, tag: int) -> int:
    """Ask for the conversion of an amount, of an owner of some address; return QUEUED or why not.

    denom: UAKT to mint ACT, UACT to burn it [micro-units]. kind and owner: whose wallet gives and is paid. tag: a
    number that comes back with the outcome. End blockers before the height have been run, its price is handed out.
    """
    state = c.state
    if would_be_refused(c, denom):
        state.refused += 1
        return REFUSED
    if amount <= 0 or amount > held(c, kind, owner, denom):
        return NOTHING_TO_GIVE
    if not has_room(c, 1):
        return NO_ROOM
    to_the_module(c, kind, owner, denom, amount)
    n, first, last = state.n_burns + state.n_mints, 0, state.n_burns
    if denom == UACT:
        state.pending_uact += amount
        note(state, BURN_ASKED, amount)
        state.n_burns += 1
    else:
        state.pending_uakt += amount
        note(state, MINT_ASKED, amount)
        first, last = last, n
        state.n_mints += 1
    place = n
    while place > last or (place > first and c.queue[place - 1].address > address):
        c.queue[place] = c.queue[place - 1]
        place -= 1
    queued = c.queue[place]
    queued.address, queued.height, queued.amount, queued.tag = address, height, amount, tag
    queued.kind, queued.owner, queued.attempts = kind, owner, 0
    return QUEUED
