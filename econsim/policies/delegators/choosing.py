"""The choice of a validator: weights by the logit of commission, and a race in which each runs at its weight's rate."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from econsim.compiled import njit, njit_borrowing
from econsim.draws import bits_of, uniform_of
from econsim.units import BoolArray, FloatArray, IntArray
from econsim.world.tranches import Stakes

_ROUNDING = 1.0 + 1e-12


@njit
def logit_weights(
    now: FloatArray,
    before: FloatArray,
    is_bonded: BoolArray,
    is_captive: BoolArray,
    by_net_share: bool,
    large: tuple[FloatArray, float],
    small: tuple[FloatArray, float],
) -> tuple[FloatArray, FloatArray]:
    """Return the weight of each validator with large and with small delegators, 0 for who cannot be chosen.

    `now`, `before`: commission rates now and at genesis; `large`, `small`: shares of the type's stake at genesis, and
    its sensitivity. weight = share x exp(sensitivity x cheaper), up to a factor.
    """
    cheaper = np.full(now.size, np.nan)
    for validator in range(now.size):
        if is_bonded[validator] and not is_captive[validator]:
            cheaper[validator] = _how_much_cheaper(now[validator], before[validator], by_net_share)
    return _weights(cheaper, *large), _weights(cheaper, *small)


@njit
def _how_much_cheaper(now: float, before: float, by_net_share: bool) -> float:
    """Return what delegators answer of a commission rate, now and at genesis; NaN where it cannot be chosen.

    By net share ln(1 - now) - ln(1 - before), else before - now. Who keeps everything has no net share.
    """
    if not by_net_share:
        return before - now
    return math.log1p(-now) - math.log1p(-before) if now < 1.0 and before < 1.0 else np.nan


@njit
def _weights(cheaper: FloatArray, genesis_share: FloatArray, sensitivity: float) -> FloatArray:
    log_odds, highest = np.full(cheaper.size, -np.inf), -np.inf
    for validator in range(cheaper.size):
        if genesis_share[validator] > 0.0 and not math.isnan(cheaper[validator]):
            log_odds[validator] = sensitivity * cheaper[validator]
            highest = max(highest, log_odds[validator])
    weights = np.zeros(cheaper.size)
    for validator in range(cheaper.size):
        if log_odds[validator] > -np.inf:
            weights[validator] = genesis_share[validator] * math.exp(log_odds[validator] - highest)
    return weights


@njit
def choose(
    stakes: Stakes,
    bits: Any,
    delegator: IntArray,
    validator: IntArray,
    number: IntArray,
    of_large: FloatArray,
    of_small: FloatArray,
) -> IntArray:
    """Return which validator each tranche (delegator, validator, number) chooses, by the weights of its type."""
    chosen = np.empty(delegator.size, np.int64)
    for place in range(delegator.size):
        chosen[place] = choice(stakes, bits, delegator[place], validator[place], number[place], of_large, of_small)
    return chosen


@njit_borrowing
def choice(
    stakes: Stakes, bits: Any, delegator: int, validator: int, number: int, of_large: FloatArray, of_small: FloatArray
) -> int:
    """Return which validator a tranche chooses, -1 where there is none."""
    named = bits_of(bits_of(bits_of(bits, delegator), validator), number)
    return _first(named, of_large if stakes.delegators[delegator].is_large else of_small)


@njit_borrowing
def _first(bits: Any, weights: FloatArray) -> int:
    """Return the validator that wins a race, -1 where there is none to choose.

    Each arrives after an exponential time at the rate of its weight, - ln(1 - draw) / weight, so that the first is v
    with probability weight_v / all weights, and a change of some weights changes only choices from or to these. That
    time is draw / weight at least, so who cannot be first needs no logarithm.
    """
    first, earliest = -1, np.inf
    for validator in range(weights.size):
        if weights[validator] > 0.0:
            draw = uniform_of(bits_of(bits, validator))
            if draw <= earliest * weights[validator] * _ROUNDING:
                arrival = -math.log1p(-draw) / weights[validator]
                if arrival < earliest:
                    first, earliest = validator, arrival
    return first
