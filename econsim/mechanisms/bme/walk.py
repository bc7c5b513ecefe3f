"""The end blockers of the module, from one at which something happens to the next.

At height h: if h >= the next burn epoch, that becomes h + min_epoch_blocks and queued burns are walked; then status and
the blocks between mint epochs follow from the ratio; where the status has just left a halt, the next mint epoch is so
many blocks away; else, unless there is a halt, if h is the mint epoch, the next one is set, queued mints are walked and
the status follows once more. A mint epoch that falls into a halt is lost. The queue is walked by address, then by
height; every record is priced alike. Both directions together try `max_endblocker_records` a block, which is looked at
after each record: behind a full walk of burns one mint is still tried.

Source: akash-network/node x/bme/keeper/abci.go @2d606d30b7bc452781f773dba4f7b4a8c5e582de (v2.0.0),
@0dd8f81038c01863cc55091d3ef9477a3821591f (v2.1.0-rc12).
Where we differ: nothing; blocks in which nothing can happen are passed over, which changes no number.
"""

from __future__ import annotations

from econsim.compiled import njit_borrowing
from econsim.mechanisms.bme.arithmetic import BPS_A_STEP, ratio_bps, spread_of, times
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
from econsim.world.bme import HALT_CR, HALT_ORACLE, HEALTHY, WARNING

_WAITS = -1  # what becomes of a burn that is tried again


@njit_borrowing
def next_end_block(c: Conversions, until: int) -> int:
    """Return the next height before `until` whose end blocker does more than count blocks, or `until` for none.

    Epochs at which nothing is queued are passed over.
    """
    state, found = c.state, until
    if state.is_registered == 0:
        return until
    if c.terms.next_price < c.prices.size:
        found = min(found, max(c.prices[c.terms.next_price].height, state.walked_to))
    if state.is_touched != 0:
        found = min(found, state.walked_to)
    if state.n_burns > 0:
        found = min(found, max(state.next_burn, state.walked_to))
    if state.n_mints > 0 and state.status <= WARNING and state.next_mint >= state.walked_to:
        found = min(found, state.next_mint)
    _pass_to(c, found)
    return int(found)


@njit_borrowing
def _pass_to(c: Conversions, height: int) -> None:
    """Let end blockers go by in which nothing happens: epochs come round without a record."""
    state, every = c.state, c.terms.min_epoch_blocks
    if height <= state.walked_to:
        return
    begin = max(state.next_burn, state.walked_to)
    if begin < height:
        state.next_burn = begin + every * ((height - 1 - begin) // every + 1)
    if state.status <= WARNING and state.walked_to <= state.next_mint < height:
        every = state.epoch_blocks
        state.next_mint += every * ((height - 1 - state.next_mint) // every + 1)
    state.walked_to = height


@njit_borrowing
def run_end_block(c: Conversions, height: int) -> None:
    """Run the end blocker of a height; all before it have been run or passed over. `outcomes` are those of this one."""
    state, terms = c.state, c.terms
    take_prices(c, height)
    terms.n_outcomes, n_left = 0, terms.max_endblocker_records
    if height >= state.next_burn:
        state.next_burn = height + terms.min_epoch_blocks
        n_left -= _walk_burns(c, n_left)
    before = state.status
    update_status(c, height)
    if before >= HALT_CR and state.status <= WARNING:
        state.next_mint = height + state.epoch_blocks
    elif state.status <= WARNING and height == state.next_mint:
        state.next_mint = height + state.epoch_blocks
        _walk_mints(c, n_left)
        update_status(c, height)
    state.is_touched = 0
    state.walked_to = height + 1


@njit_borrowing
def run_end_blocks(c: Conversions, until: int) -> None:
    """Run the end blockers of all heights before one; of outcomes those of the last that had any are there."""
    height = next_end_block(c, until)
    while height < until:
        run_end_block(c, height)
        height = next_end_block(c, until)


@njit_borrowing
def finish(c: Conversions, until: int) -> None:
    """Run the end blockers of all heights before one, and count the blocks up to there."""
    run_end_blocks(c, until)
    count_blocks(c.state, c.state.status, until)


@njit_borrowing
def take_prices(c: Conversions, height: int) -> None:
    """Take over the price that messages and end blocker of a height are handed."""
    terms = c.terms
    while terms.next_price < c.prices.size and c.prices[terms.next_price].height <= height:
        _hand_out(c.price, c.prices[terms.next_price])
        terms.next_price += 1
        c.state.is_touched = 1


@njit_borrowing
def _hand_out(price: Record, new: Record) -> None:
    price.height = new.height
    price.is_healthy = new.is_healthy
    if new.is_healthy != 0:
        price.whole = new.whole
        price.part_dec18 = new.part_dec18
        price.inverse_whole = new.inverse_whole
        price.inverse_part_dec18 = new.inverse_part_dec18


@njit_borrowing
def update_status(c: Conversions, height: int) -> None:
    """Let status and blocks between mint epochs follow from the ratio, without any hysteresis.

    Blocks are counted under the status that an end blocker leaves, from its own height on.
    """
    state, terms = c.state, c.terms
    before, warn = state.status, terms.circuit_breaker_warn_threshold
    if c.price.is_healthy == 0:
        if not (terms.keeps_halt_cr != 0 and before == HALT_CR):
            state.status = HALT_ORACLE
    else:
        bps = ratio_bps(c.pots.bme_uakt - state.pending_uakt, c.price.whole, c.price.part_dec18, state.supply_uact)
        state.ratio_bps = bps
        if bps > warn:
            state.status = HEALTHY
        elif bps > terms.circuit_breaker_halt_threshold:
            state.status = WARNING
        else:
            state.status = HALT_CR
        if state.status <= WARNING:
            state.epoch_blocks = c.epoch_blocks[max(0, warn - bps) // BPS_A_STEP]
    if state.status != before:
        count_blocks(state, before, height)


@njit_borrowing
def count_blocks(state: Record, status: int, until: int) -> None:
    """Count the blocks up to a height under a status."""
    state.blocks[status] += until - state.counted_to
    state.counted_to = until


@njit_borrowing
def _walk_burns(c: Conversions, n_most: int) -> int:
    """Walk queued burns; return how many were tried."""
    state, n, kept = c.state, min(c.state.n_burns, n_most), 0
    for place in range(n):
        request = c.queue[place]
        what, paid = _burn(c, request)
        if what == _WAITS:
            c.queue[kept] = request
            kept += 1
        else:
            _tell(c, request, what, paid)
    _close_up(c, kept, n)
    state.n_burns -= n - kept
    return int(n)


@njit_borrowing
def _burn(c: Conversions, request: Record) -> tuple[int, int]:
    """Carry out a burn; return what became of it and what was paid to its owner."""
    if c.price.is_healthy == 0:
        request.attempts += 1
        if request.attempts < c.terms.max_pending_attempts:
            return _WAITS, 0
        return (PRICE_STALLED if c.terms.max_pending_attempts == 1 else MAX_ATTEMPTS), _refund_burn(c, request)
    gross, rest = times(request.amount, c.price.inverse_whole, c.price.inverse_part_dec18)
    if gross <= 0:
        return TOO_SMALL, _refund_burn(c, request)
    if gross < c.terms.min_mint_uakt:
        return MINIMUM_MINT, _refund_burn(c, request)
    spread = spread_of(gross, rest, c.terms.settle_spread_bps)
    burn_act(c, request, gross, spread)
    return CONVERTED, int(gross - spread)


@njit_borrowing
def _refund_burn(c: Conversions, request: Record) -> int:
    to_the_module(c, request.kind, request.owner, UACT, -request.amount)
    c.state.pending_uact -= request.amount
    note(c.state, BURN_REFUNDED, request.amount)
    return int(request.amount)


@njit_borrowing
def _walk_mints(c: Conversions, n_most: int) -> None:
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
