"""Arithmetic of a conversion and of the collateral ratio, exact to the chain's last decimal.

The chain reckons with decimals of 18 places (cosmossdk.io/math LegacyDec): a product of a whole number and a decimal is
exact, a quotient is rounded half to even. Such a decimal is here a whole part and a rest scaled by 10^18, both in 64
bits, so that any price from .000001 to 1,000,000 USD fits.
"""

from __future__ import annotations

from decimal import Decimal

from econsim.compiled import njit_borrowing
from econsim.units import DEC18, WIDE_DEC18, exact_divmod

BPS = 10_000  # in one
BPS_A_STEP = 10  # of the ratio, at each of which mint epochs grow longer
MOST_BPS = 2**32 - 1  # the chain clamps a ratio to what 32 bits hold
_HALF_OF_A_TENTHOUSANDTH = BPS // 2
_DEC18_A_BPS = DEC18 // BPS
_MOST_WHOLE_TO_ROUND = 46_001  # beyond it no remainder is within half a last place of the next basis point


def decimal_parts(value: Decimal) -> tuple[int, int]:
    """Return a decimal as its whole part and the rest scaled by 10^18, cut off at 18 places."""
    return divmod(int(value.scaleb(18)), DEC18)


def inverse_parts(value: Decimal) -> tuple[int, int]:
    """Return 1 / value in 18 places, rounded half to even, as whole part and rest scaled by 10^18."""
    scaled = int(value.scaleb(18))
    quotient, remainder = divmod(DEC18 * DEC18, scaled)
    if 2 * remainder > scaled or (2 * remainder == scaled and quotient % 2 == 1):
        quotient += 1
    return divmod(quotient, DEC18)


@njit_borrowing
def times(amount: int, whole: int, part_dec18: int) -> tuple[int, int]:
    """Return amount x decimal as whole part and rest scaled by 10^18; exact."""
    more, rest = exact_divmod(amount, part_dec18, WIDE_DEC18)
    return amount * whole + more, rest


@njit_borrowing
def spread_of(whole: int, rest_dec18: int, bps: int) -> int:
    """Return floor(output x bps / 10000) of an unrounded output: the quotient is rounded at its last place first."""
    spread, remainder = exact_divmod(whole, bps, BPS)
    more, left = exact_divmod(rest_dec18, bps, WIDE_DEC18)
    remainder += more
    if remainder >= BPS or (remainder == BPS - 1 and left >= WIDE_DEC18 - _HALF_OF_A_TENTHOUSANDTH):
        return spread + 1
    return spread


@njit_borrowing
def ratio_bps(collateral_uakt: int, whole: int, part_dec18: int, supply_uact: int) -> int:
    """Return collateral x price / supply in whole basis points, cut off; without any supply it is not divided at all.

    The quotient is rounded half to even at 18 places before it is cut off, as the chain does.
    """
    worth, rest = times(collateral_uakt, whole, part_dec18)
    if supply_uact == 0:
        if worth > MOST_BPS // BPS:
            return MOST_BPS
        return worth * BPS + rest // _DEC18_A_BPS
    bps, remainder = exact_divmod(worth, BPS, supply_uact)
    if bps < 0 or bps > MOST_BPS:
        return MOST_BPS
    remainder += rest // _DEC18_A_BPS
    bps += remainder // supply_uact
    missing = supply_uact - remainder % supply_uact
    if missing <= _MOST_WHOLE_TO_ROUND and missing * _DEC18_A_BPS - rest % _DEC18_A_BPS <= supply_uact // 2:
        bps += 1
    return min(bps, MOST_BPS)
