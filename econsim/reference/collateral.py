"""How much AKT stands behind ACT, and what follows: the status of the engine and how long a mint epoch is.

    ratio         (vault - AKT that waits) x price / supply of ACT, half-even twice; not divided without a supply
    healthy       bps > warn
    warning       halt < bps <= warn
    halt_cr       bps <= halt
    epoch blocks  min_epoch_blocks x (1 + backoff)^k, k = (warn - bps) div 10, at most 14400

Source: akash-network/node x/bme/keeper/keeper.go calculateCR, mintStatusUpdate, calculateBlocksDiff
@2d606d30b7bc452781f773dba4f7b4a8c5e582de (v2.0.0; the same in v2.1.0).
"""

from __future__ import annotations

from typing import Literal

from econsim.reference.bme_conversion import BASIS_POINTS, BmeParams
from econsim.reference.decimal18 import Dec

Status = Literal["healthy", "warning", "halt_cr", "halt_oracle"]
HALTS: tuple[Status, Status] = ("halt_cr", "halt_oracle")
LARGEST_BPS = 2**32 - 1
BPS_A_STEP = 10
LONGEST_EPOCH = 14_400  # blocks; no parameter


def collateral_ratio(vault: int, pending: int, act_supply: int, price: Dec) -> Dec:
    """Return AKT in the vault that does not wait [uakt], at its price [USD], for each uact there is."""
    worth = Dec.whole(vault - pending) * price
    return worth / Dec.whole(act_supply) if act_supply > 0 else worth


def ratio_bps(ratio: Dec) -> int:
    """Return a ratio in whole basis points, cut, and clamped to what 32 bits hold.

    Without ACT the ratio is a number of dollars; from 2^63 bps the chain's own conversion would panic: clamped, too.
    """
    return min((ratio * Dec.whole(BASIS_POINTS)).truncate_int(), LARGEST_BPS)


def status_of(params: BmeParams, bps: int) -> Status:
    """Return the status that the thresholds alone give."""
    if bps > params.warn_bps:
        return "healthy"
    return "warning" if bps > params.halt_bps else "halt_cr"


def epoch_blocks(params: BmeParams, bps: int) -> int:
    """Return the blocks from one mint epoch to the next: exponential in the steps below the warn threshold."""
    steps = max(params.warn_bps - bps, 0) // BPS_A_STEP
    if steps == 0 or params.backoff_percent == 0:
        return params.min_epoch_blocks
    growth = Dec.whole(100 + params.backoff_percent) / Dec.whole(100)
    blocks = min(Dec.whole(params.min_epoch_blocks) * growth.power(steps), Dec.whole(LONGEST_EPOCH))
    return max(blocks.truncate_int(), params.min_epoch_blocks)
