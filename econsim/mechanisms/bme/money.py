"""Money of the module: compiled code moves it between vault and wallets, and the journal is told for what reason.

ACT that is minted and burned, and AKT that is minted because credits do not cover what is handed out, change the
ledger's supply when it is posted; until then the state knows it.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import numpy as np

from econsim.compiled import njit_borrowing
from econsim.mechanisms.bme.records import Conversions, Record
from econsim.units import UACT, UAKT
from econsim.world.bme import N_REASONS, OF_A_PROVIDER, OF_A_TENANT, OF_A_TRADER
from econsim.world.ledger import Ledger

# Why money moves
(
    MINT_ASKED,
    MINT_REFUNDED,
    ACT_MINTED,
    ACT_PAID,
    BURN_ASKED,
    BURN_REFUNDED,
    ACT_BURNED,
    AKT_MINTED,
    AKT_PAID,
    MINT_SPREAD,
    TRADER_BOUGHT,
    TRADER_PAID,
) = cast(tuple[int, ...], tuple(np.arange(N_REASONS)))  # no literals: a kernel is compiled anew for each of them


class Reason(NamedTuple):
    """A reason in words, its denom, and whether it makes (1) or destroys (-1) money."""

    words: str
    denom: str
    makes: int = 0


REASONS = {
    MINT_ASKED: Reason("AKT locked to mint ACT", "uakt"),
    MINT_REFUNDED: Reason("AKT of refused mints returned", "uakt"),
    ACT_MINTED: Reason("ACT minted", "uact", 1),
    ACT_PAID: Reason("minted ACT paid out", "uact"),
    BURN_ASKED: Reason("ACT given to be burned", "uact"),
    BURN_REFUNDED: Reason("ACT of refused burns returned", "uact"),
    ACT_BURNED: Reason("ACT burned", "uact", -1),
    AKT_MINTED: Reason("AKT minted beyond credits", "uakt", 1),
    AKT_PAID: Reason("AKT paid out for ACT", "uakt"),
    MINT_SPREAD: Reason("spread of mints", "uact"),
    TRADER_BOUGHT: Reason("AKT bought by traders", "uakt"),
    TRADER_PAID: Reason("paid by traders for AKT", "uusdc"),
}


@njit_borrowing
def held(c: Conversions, kind: int, owner: int, denom: int) -> int:
    """Return what is in an owner's wallet."""
    if kind == OF_A_PROVIDER:
        return int(c.providers[owner].wallet[denom])
    if kind == OF_A_TENANT:
        return int(c.purses[owner].wallet[denom])
    if kind == OF_A_TRADER:
        return int(c.traders[owner].wallet[denom])
    return int(c.pots.console_uakt) if denom == UAKT else int(c.pots.console_uact)


@njit_borrowing
def to_the_module(c: Conversions, kind: int, owner: int, denom: int, amount: int) -> None:
    """Move an amount from an owner's wallet to the module, or back where it is negative."""
    if kind == OF_A_PROVIDER:
        c.providers[owner].wallet[denom] -= amount
    elif kind == OF_A_TENANT:
        c.purses[owner].wallet[denom] -= amount
    elif kind == OF_A_TRADER:
        c.traders[owner].wallet[denom] -= amount
    elif denom == UAKT:
        c.pots.console_uakt -= amount
    else:
        c.pots.console_uact -= amount
    if denom == UAKT:
        c.pots.bme_uakt += amount
    else:
        c.pots.bme_uact += amount


@njit_borrowing
def note(state: Record, reason: int, amount: int) -> None:
    """Add an amount to its reason's total of the epoch."""
    state.moved[reason] += amount


@njit_borrowing
def mint_act(c: Conversions, request: Record, gross: int, spread: int) -> None:
    """Mint ACT against AKT that is there already: all but the spread goes to the owner; the AKT becomes credit."""
    state = c.state
    c.pots.bme_uact += gross
    to_the_module(c, request.kind, request.owner, UACT, spread - gross)
    state.pending_uakt -= request.amount
    state.credits_uakt += request.amount
    state.supply_uact += gross
    state.minted_uact += gross
    state.trapped_uact += spread
    note(state, ACT_MINTED, gross)
    note(state, ACT_PAID, gross - spread)
    note(state, MINT_SPREAD, spread)


@njit_borrowing
def burn_act(c: Conversions, request: Record, amount: int, gross: int, spread: int) -> None:
    """Burn so much of a request and hand out AKT, out of credits as far as they go, else minted anew."""
    state = c.state
    fresh = max(0, gross - state.credits_uakt)
    c.pots.bme_uact -= amount
    c.pots.bme_uakt += fresh
    to_the_module(c, request.kind, request.owner, UAKT, spread - gross)
    state.pending_uact -= amount
    state.credits_uakt -= gross - fresh
    state.free_reserve_uakt += spread
    state.supply_uact -= amount
    state.burned_uact += amount
    state.minted_uakt += fresh
    note(state, ACT_BURNED, amount)
    note(state, AKT_MINTED, fresh)
    note(state, AKT_PAID, gross - spread)


_WORDS = [(reason.words, reason.denom, reason.makes) for reason in REASONS.values()]


def post(ledger: Ledger, state: Record) -> None:
    """Write to the journal what has moved, by reason, let supplies follow, and begin anew."""
    moved = state["moved"]
    if not moved.any():
        return
    for (words, denom, makes), amount in zip(_WORDS, moved.tolist(), strict=True):
        if amount:
            ledger.journal.money[words, denom] += amount
            ledger.supply[denom] += makes * amount
    moved[:] = 0
