"""A batch of conversions that an end blocker carries out: the queue is walked, every record is priced alike.

Both directions together try `max_endblocker_records` a block, which is looked at after each record: behind a full walk
of burns one mint is still tried.

Source: akash-network/node x/bme/keeper/abci.go @2d606d30b7bc452781f773dba4f7b4a8c5e582de (v2.0.0),
@0dd8f81038c01863cc55091d3ef9477a3821591f (v2.1.0-rc12).
"""

from __future__ import annotations

from econsim.compiled import njit_borrowing
from econsim.mechanisms.bme.arithmetic import spread_of, times
from econsim.mechanisms.bme.money import BURN_REFUNDED, MINT_REFUNDED, burn_act, mint_act, note, to_the_module
from econsim.mechanisms.bme.records import (
    CONVERTED,
    MAX_ATTEMPTS,
    MINIMUM_MINT,
    PRICE_STALLED,
    TOO_SMALL,
    Conversions,
    Record,
)
from econsim.units import UACT, UAKT

_ALL = 2**62  # more uact than there can be
_WAITS = -1  # what becomes of a burn that is tried again


@njit_borrowing
def walk_burns(c: Conversions, n_most: int) -> int:
    """Walk queued burns; return how many were tried. Of what the law lets no more burn the rest waits."""
    state, n, kept, left = c.state, min(c.state.n_burns, n_most), 0, _most_to_burn(c)
    for place in range(n):
        request = c.queue[place]
        part = min(request.amount, left) if c.price.is_healthy != 0 else request.amount
        what, paid = _burn(c, request, part) if part > 0 else (_WAITS, 0)
        if what != _WAITS:
            left -= part
            _tell(c, request, what, paid)
            request.amount -= part
        if what == _WAITS or request.amount > 0:
            c.queue[kept] = request
            kept += 1
    _close_up(c, kept, n)
    state.n_burns -= n - kept
    return int(n)


@njit_borrowing
def _most_to_burn(c: Conversions) -> int:
    """Return how much ACT may be burned in this epoch [uact]."""
    is_limited = c.terms.max_burn_uact > 0 and c.state.ratio_bps <= c.terms.circuit_breaker_warn_threshold
    return int(c.terms.max_burn_uact) if is_limited else _ALL


@njit_borrowing
def _burn(c: Conversions, request: Record, amount: int) -> tuple[int, int]:
    """Carry out a burn of so much of a request; return what became of it and what was paid to its owner."""
    if c.price.is_healthy == 0:
        request.attempts += 1
        if request.attempts < c.terms.max_pending_attempts:
            return _WAITS, 0
        return (PRICE_STALLED if c.terms.max_pending_attempts == 1 else MAX_ATTEMPTS), _refund_burn(c, request, amount)
    gross, rest = times(amount, c.price.inverse_whole, c.price.inverse_part_dec18)
    if gross <= 0:
        return TOO_SMALL, _refund_burn(c, request, amount)
    if gross < c.terms.min_mint_uakt:
        return MINIMUM_MINT, _refund_burn(c, request, amount)
    spread = spread_of(gross, rest, c.terms.settle_spread_bps)
    burn_act(c, request, amount, gross, spread)
    return CONVERTED, int(gross - spread)


@njit_borrowing
def _refund_burn(c: Conversions, request: Record, amount: int) -> int:
    to_the_module(c, request.kind, request.owner, UACT, -amount)
    c.state.pending_uact -= amount
    note(c.state, BURN_REFUNDED, amount)
    return int(amount)


@njit_borrowing
def walk_mints(c: Conversions, n_most: int) -> None:
    """Walk queued mints."""
    first = c.state.n_burns
    n = min(c.state.n_mints, max(1, n_most))
    for place in range(first, first + n):
        request = c.queue[place]
        what, paid = _mint(c, request)
        _tell(c, request, what, paid)
    _close_up(c, first, first + n)
    c.state.n_mints -= n


@njit_borrowing
def _mint(c: Conversions, request: Record) -> tuple[int, int]:
    """Carry out a mint; return what became of it and what was paid to its owner."""
    gross, rest = times(request.amount, c.price.whole, c.price.part_dec18)
    if gross <= 0:
        return TOO_SMALL, _refund_mint(c, request)
    if gross < c.terms.min_mint_uact:
        return MINIMUM_MINT, _refund_mint(c, request)
    spread = spread_of(gross, rest, c.terms.mint_spread_bps)
    mint_act(c, request, gross, spread)
    return CONVERTED, int(gross - spread)


@njit_borrowing
def _refund_mint(c: Conversions, request: Record) -> int:
    to_the_module(c, request.kind, request.owner, UAKT, -request.amount)
    c.state.pending_uakt -= request.amount
    note(c.state, MINT_REFUNDED, request.amount)
    return int(request.amount)


@njit_borrowing
def _tell(c: Conversions, request: Record, what: int, paid: int) -> None:
    """Note what became of a conversion."""
    if what == CONVERTED:
        c.state.conversions += 1
    else:
        c.state.refunds += 1
    outcome = c.outcomes[c.terms.n_outcomes]
    outcome.tag, outcome.amount, outcome.paid, outcome.what = request.tag, request.amount, paid, what
    outcome.kind, outcome.owner = request.kind, request.owner
    c.terms.n_outcomes += 1


@njit_borrowing
def _close_up(c: Conversions, place: int, first: int) -> None:
    """Let the queue from one place on move up to another."""
    n = c.state.n_burns + c.state.n_mints
    if place < first:
        for each in range(first, n):
            c.queue[place + each - first] = c.queue[each]
