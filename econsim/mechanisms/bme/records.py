"""What compiled code of the module works on: its state and queue, the law in numbers, prices to come, wallets."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from econsim.units import IntArray
from econsim.world.tables import record_type

Record = Any
Records = Any

TERMS = record_type(
    # the law in force, by its own names
    circuit_breaker_warn_threshold=np.int64,  # bps
    circuit_breaker_halt_threshold=np.int64,  # bps
    min_epoch_blocks=np.int64,
    mint_spread_bps=np.int64,
    settle_spread_bps=np.int64,
    max_endblocker_records=np.int64,
    min_mint_uact=np.int64,
    min_mint_uakt=np.int64,
    max_pending_attempts=np.int64,  # of a burn without a price; 1: it is refunded at once
    restart_threshold=np.int64,  # bps
    max_burn_uact=np.int64,  # 0: no limit
    keeps_halt_cr=np.int64,  # 1 where a missing price leaves a halt for the ratio as it is
    # what the trader has standing (trading.py)
    trades=np.int64,  # 1 where he trades at all
    asks_at_once=np.int64,  # 1 where he does not wait for the block of an epoch
    mints_above=np.float64,  # price told over the market's; 0: never
    burns_below=np.float64,  # the same; 0: never
    market_usd=np.float64,  # what he pays and is paid for AKT
    # of the stretch
    next_price=np.int64,  # row of `prices`
    n_outcomes=np.int64,  # of the last end blocker
)
# What became of a conversion
CONVERTED, TOO_SMALL, MINIMUM_MINT, PRICE_STALLED, MAX_ATTEMPTS = range(5)
OUTCOME = record_type(
    tag=np.int64,  # of who asked
    amount=np.int64,  # asked for
    paid=np.int64,  # to its owner: of the other denom where it was carried out, else what came back
    what=np.int64,  # CONVERTED or why not
    kind=np.int32,
    owner=np.int32,
)


class Conversions(NamedTuple):
    """Everything a conversion may read or change."""

    state: Record  # STATE of world/bme.py
    price: Record  # PRICE: what is handed out now
    prices: Records  # PRICE: those to come in the stretch, by height
    terms: Record
    epoch_blocks: IntArray  # between two mint epochs, by ten basis points below the warning
    burn_epoch_blocks: IntArray  # between two burn epochs, alike
    queue: Records  # REQUEST
    outcomes: Records  # OUTCOME: the first `n_outcomes`
    pots: Record  # the ledger's
    providers: Records
    purses: Records  # of tenants
    traders: Records
