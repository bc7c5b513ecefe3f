"""The end blockers of the module, from one at which something happens to the next.

At height h: if h >= the next burn epoch, that becomes h + min_epoch_blocks and queued burns are walked; then status and
the blocks between mint epochs follow from the ratio; where the status has just left a halt, the next mint epoch is so
many blocks away; else, unless there is a halt, if h is the mint epoch, the next one is set, queued mints are walked and
the status follows once more. A mint epoch that falls into a halt is lost. The queue is walked by address, then by
height (batches.py). Before all that the trader asks, if there is one (trading.py).

Source: akash-network/node x/bme/keeper/abci.go @2d606d30b7bc452781f773dba4f7b4a8c5e582de (v2.0.0),
@0dd8f81038c01863cc55091d3ef9477a3821591f (v2.1.0-rc12).
Where we differ: nothing; blocks in which nothing can happen are passed over, which changes no number.
"""

from __future__ import annotations

from econsim.compiled import njit_borrowing
from econsim.mechanisms.bme.arithmetic import BPS_A_STEP, ratio_bps
from econsim.mechanisms.bme.batches import walk_burns, walk_mints
from econsim.mechanisms.bme.records import Conversions, Record
from econsim.mechanisms.bme.trading import next_trade, trade
from econsim.world.bme import HALT_CR, HALT_ORACLE, HEALTHY, WARNING


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
    if c.terms.trades != 0:
        found = next_trade(c, found)
    _pass_to(c, found)
    return int(found)


@njit_borrowing
def _pass_to(c: Conversions, height: int) -> None:
    """Let end blockers go by in which nothing happens: epochs come round without a record."""
    state, every = c.state, _burn_epoch_blocks(c)
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
    if terms.trades != 0:
        trade(c, height)
    terms.n_outcomes, n_left = 0, terms.max_endblocker_records
    is_burn_epoch, before = height >= state.next_burn, state.status
    if is_burn_epoch:
        n_left -= walk_burns(c, n_left)
    update_status(c, height)
    if is_burn_epoch:
        state.next_burn = height + _burn_epoch_blocks(c)
    if before >= HALT_CR and state.status <= WARNING:
        state.next_mint = height + state.epoch_blocks
    elif state.status <= WARNING and height == state.next_mint:
        state.next_mint = height + state.epoch_blocks
        walk_mints(c, n_left)
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
def come_to(c: Conversions, height: int) -> None:
    """Bring the module to the messages of a block: end blockers before it are run, its price is handed out."""
    run_end_blocks(c, height)
    take_prices(c, height)


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
    """Let status and blocks between mint epochs follow from the ratio, without any hysteresis unless the law has one.

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
        if state.is_halted != 0 and bps <= terms.restart_threshold:
            state.status = HALT_CR
        state.is_halted = 1 if state.status == HALT_CR else 0
        if state.status <= WARNING:
            state.epoch_blocks = c.epoch_blocks[max(0, warn - bps) // BPS_A_STEP]
    if state.status != before:
        count_blocks(state, before, height)


@njit_borrowing
def _burn_epoch_blocks(c: Conversions) -> int:
    """Return the blocks between two burn epochs at the ratio of the last status; without a price they are short."""
    if c.price.is_healthy == 0:
        return int(c.terms.min_epoch_blocks)
    steps = max(0, c.terms.circuit_breaker_warn_threshold - c.state.ratio_bps) // BPS_A_STEP
    return int(c.burn_epoch_blocks[steps])


@njit_borrowing
def count_blocks(state: Record, status: int, until: int) -> None:
    """Count the blocks up to a height under a status."""
    state.blocks[status] += until - state.counted_to
    state.counted_to = until
