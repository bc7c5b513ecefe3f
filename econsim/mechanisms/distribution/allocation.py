"""Allocation of fees to validators in compiled code: amounts below a uakt are exact, in pairs of 64-bit numbers.

An amount is (whole uakt, rest in 1e-18 uakt); a row of what is allocated is such a pair.
"""

from __future__ import annotations

import numpy as np

from econsim.compiled import njit
from econsim.mechanisms.staking import money
from econsim.mechanisms.staking.money import Record
from econsim.mechanisms.staking.records import Records
from econsim.units import WIDE_DEC18, IntArray, exact_divmod

WORKED_OUT = -1
_LARGEST_INDEX = 2**63 - 1
_COMMISSION, _COMMISSION_REST, _SHARED, _SHARED_REST, _WHOLE, _FRACTION, _INDEX = range(7)


@njit
def allocated_by_power(fees_uakt: int, community_tax_dec18: int, power: IntArray) -> IntArray:
    """Return what is allocated to each validator: floor(pot x floor(power x 10^18 / total) / 10^18) [1e-18 uakt].

    The pot is fees x (10^18 - tax) [1e-18 uakt].
    """
    allocated, total = np.zeros((power.size, 2), np.int64), power.sum()
    if total == 0:
        return allocated
    pot, pot_rest = exact_divmod(fees_uakt, WIDE_DEC18 - community_tax_dec18, WIDE_DEC18)
    for number in range(power.size):
        share_dec18 = exact_divmod(WIDE_DEC18, power[number], total)[0]
        allocated[number, 0], allocated[number, 1] = _times(pot, pot_rest, share_dec18)[:2]
    return allocated


@njit
def _times(whole: int, rest: int, factor_dec18: int) -> tuple[int, int, int]:
    """Return an amount times a fraction up to 1 [1e-18]: whole uakt, rest [1e-18 uakt] and what is cut [1e-36 uakt]."""
    product, product_rest = exact_divmod(whole, factor_dec18, WIDE_DEC18)
    more, cut = exact_divmod(rest, factor_dec18, WIDE_DEC18)
    product, product_rest = _carried(product, product_rest + more)
    return product, product_rest, cut


@njit
def _carried(whole: int, rest: int) -> tuple[int, int]:
    """Return the same amount with a rest of 0 or more and below one uakt; it is off by at most one uakt."""
    if rest >= WIDE_DEC18:
        return whole + 1, rest - WIDE_DEC18
    if rest < 0:
        return whole - 1, rest + WIDE_DEC18
    return whole, rest


@njit
def _commission_of(whole: int, rest: int, rate_dec18: int) -> tuple[int, int]:
    """Return an amount times a rate, half-even at 18 decimals."""
    product, product_rest, cut = _times(whole, rest, rate_dec18)
    half = WIDE_DEC18 // 2
    if cut > half or (cut == half and product_rest % 2 == 1):
        return _carried(product, product_rest + 1)
    return product, product_rest


@njit
def index_of(validator: Record, shared: int, shared_rest: int) -> int:
    """Return the reward index once an amount is shared, or a negative number where 64 bits do not hold it."""
    shares = validator.delegator_shares
    risen, rest = exact_divmod(shared, WIDE_DEC18, shares)
    if risen < 0:
        return risen
    risen += (rest + shared_rest) // shares
    return validator.reward_index_dec18 + risen if risen <= _LARGEST_INDEX - validator.reward_index_dec18 else -1


@njit
def _worked_out(validators: Records, allocated: IntArray, found: IntArray) -> int:
    """Fill in how each allocation is split; return the validator whose index leaves 64 bits, or WORKED_OUT."""
    for number in range(validators.size):
        validator, split = validators[number], found[number]
        whole, rest = allocated[number, 0], allocated[number, 1]
        commission, commission_rest = _commission_of(whole, rest, validator.commission_rate_dec18)
        shared, shared_rest, index = 0, 0, validator.reward_index_dec18
        if validator.delegator_shares > 0:
            shared, shared_rest = _carried(whole - commission, rest - commission_rest)
            index = index_of(validator, shared, shared_rest)
        if index < 0:
            return number
        total, total_rest = _carried(commission + shared, commission_rest + shared_rest)
        split[_COMMISSION], split[_COMMISSION_REST] = commission, commission_rest
        split[_SHARED], split[_SHARED_REST] = shared, shared_rest
        split[_WHOLE], split[_FRACTION] = _carried(total, validator.allocated_fraction_dec18 + total_rest)
        split[_INDEX] = index
    return WORKED_OUT


@njit
def split_allocations(books: Record, pots: Record, validators: Records, fees_uakt: int, allocated: IntArray) -> int:
    """Split allocations of fees between commission and delegators, the rest goes to the pool.

    Returns the validator whose reward index leaves 64 bits, in which case nothing has moved, or WORKED_OUT.
    """
    found = np.zeros((validators.size, 7), np.int64)
    beyond = _worked_out(validators, allocated, found)
    if beyond != WORKED_OUT:
        return beyond
    to_pool = fees_uakt - found[:, _WHOLE].sum()  # below zero where fractions that the pool held become whole
    if not money.is_covered(books, money.CARRIED_FRACTIONS, 0, pots.community_pool_uakt + min(to_pool, 0)):
        return WORKED_OUT
    if to_pool < 0:
        money.return_fractions(books, pots, -to_pool)
    else:
        money.tax_fees(books, pots, to_pool)
    for number in range(validators.size):
        validator, split = validators[number], found[number]
        money.allocate_fees(books, pots, validator, split[_WHOLE])
        validator.allocated_fraction_dec18 = split[_FRACTION]
        more, validator.commission_fraction_dec18 = _carried(
            split[_COMMISSION], validator.commission_fraction_dec18 + split[_COMMISSION_REST]
        )
        validator.commission_uakt += more
        validator.reward_index_dec18 = split[_INDEX]
        accrued, accrued_rest = _carried(
            split[_COMMISSION] + split[_SHARED], split[_COMMISSION_REST] + split[_SHARED_REST]
        )
        validator.allocated_uakt = accrued + accrued_rest / WIDE_DEC18
        validator.commission_accrued_uakt = split[_COMMISSION] + split[_COMMISSION_REST] / WIDE_DEC18
        validator.rewards_accrued_uakt = split[_SHARED] + split[_SHARED_REST] / WIDE_DEC18
    return WORKED_OUT
