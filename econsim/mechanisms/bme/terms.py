"""The terms of a stretch for compiled code: the law in numbers, the prices to come, room for outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np

from econsim.mechanisms.bme.arithmetic import BPS_A_STEP, decimal_parts, inverse_parts
from econsim.mechanisms.bme.parameters import MOST_EPOCH_BLOCKS, Bme
from econsim.mechanisms.bme.records import OUTCOME, TERMS, Record, Records
from econsim.mechanisms.upgrades.releases import Rules
from econsim.units import DEC18, IntArray
from econsim.world.bme import PRICE
from econsim.world.tables import records

_PERCENT = 100
_OF_THE_STRETCH = (
    *("trades", "asks_at_once", "mints_above", "burns_below", "market_usd"),
    *("next_price", "n_outcomes"),
)


def terms_of(law: Bme, release: Rules) -> Record:
    """Return the law in numbers."""
    numbers: dict[str, Any] = dict.fromkeys(_OF_THE_STRETCH, 0) | {
        "min_mint_uact": law.min_mint.get("uact", 0),
        "min_mint_uakt": law.min_mint.get("uakt", 0),
        "max_burn_uact": law.max_burn,
        "keeps_halt_cr": release.missing_price_keeps_halt_cr,
    }
    terms = records(TERMS, 1)
    terms[0] = tuple(numbers[name] if name in numbers else getattr(law, name) for name in TERMS.names or ())
    return terms[0]


def mint_epochs_of(law: Bme) -> IntArray:
    """Return the blocks between two mint epochs, one entry for every 10 bps that the ratio is below the warning.

    floor(min_epoch_blocks x (1 + backoff)^k), k the entry, at most 14,400; the power is taken by squaring, each product
    rounded half to even.
    """
    return _epochs(law, law.epoch_blocks_backoff_percent)


def burn_epochs_of(law: Bme) -> IntArray:
    """Return the blocks between two burn epochs, which grow likewise where the law slows burns down."""
    return _epochs(law, law.burn_backoff_percent)


def _epochs(law: Bme, percent: int) -> IntArray:
    steps = range(law.circuit_breaker_warn_threshold // BPS_A_STEP + 1)
    return np.array([_epoch_blocks(law.min_epoch_blocks, percent, k) for k in steps])


def _epoch_blocks(least: int, percent: int, steps: int) -> int:
    """Return the blocks so many steps below the warning."""
    power, base, most = DEC18, DEC18 + percent * (DEC18 // _PERCENT), MOST_EPOCH_BLOCKS * DEC18
    while steps > 0 and power <= most:
        if steps % 2:
            power = _product(power, base)
        base, steps = min(_product(base, base), most * MOST_EPOCH_BLOCKS), steps // 2
    return min(least * power // DEC18, MOST_EPOCH_BLOCKS)


def _product(a: int, b: int) -> int:
    """Return a x b of decimals scaled by 10^18, rounded half to even."""
    quotient, remainder = divmod(a * b, DEC18)
    half = 2 * remainder - DEC18
    return quotient + (half > 0 or (half == 0 and quotient % 2 == 1))


def room_for_outcomes(law: Bme) -> Records:
    """Return room for the outcomes of one end blocker: behind a full walk of burns one mint is still tried."""
    return records(OUTCOME, law.max_endblocker_records + 1)


def price_rows(handed_out: Sequence[tuple[int, Decimal | None]]) -> Records:
    """Return prices, each with the height from whose end blocker on it is handed out, as records; None for no price."""
    rows = records(PRICE, len(handed_out))
    rows[:] = [_numbers(height, price) for height, price in handed_out]
    return rows


def write_price(row: Record, height: int, price: Decimal | None) -> None:
    """Write a price into a record; where there is none, the numbers stay."""
    numbers = _numbers(height, price)
    row.height, row.is_healthy = numbers[:2]
    if price is not None:
        row.whole, row.part_dec18, row.inverse_whole, row.inverse_part_dec18 = numbers[2:]


def _numbers(height: int, price: Decimal | None) -> tuple[int, ...]:
    """Return a price as the numbers of its record."""
    if price is None:
        return height, 0, 0, 0, 0, 0
    return height, 1, *_parts(price)


@lru_cache(maxsize=4)  # a price is written down as it comes in, handed out, and handed out until the next one
def _parts(price: Decimal) -> tuple[int, ...]:
    """Return a price and its inverse, whole parts and rests."""
    return *decimal_parts(price), *inverse_parts(price)


def no_room() -> tuple[Record, Any, Records, Records]:
    """Return terms, prices and outcomes where the module is not there."""
    return records(TERMS, 1)[0], np.zeros(1, np.int64), records(PRICE, 0), records(OUTCOME, 0)
