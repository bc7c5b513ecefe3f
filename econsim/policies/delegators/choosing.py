"""The choice of a validator: weights by the logit of commission, and a race in which each runs at its weight's rate."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from econsim.compiled import njit
from econsim.draws import bits_of, uniform_of
from econsim.units import BoolArray, FloatArray, IntArray
from econsim.world.tranches import Stakes

_ROUNDING = 1.0 + 1e-12


@njit
def logit_weights(genesis_share: FloatArray, cheaper: FloatArray, sensitivity: float) -> FloatArray:
    """Return genesis_share x exp(sensitivity x cheaper) up to a factor; 0 where `cheaper` is NaN: cannot be chosen."""
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
def how_much_cheaper(now: FloatArray, before: FloatArray, can_be_chosen: BoolArray, by_net_share: bool) -> FloatArray:
    """Return what delegators answer of each commission rate, now and at genesis; NaN where it cannot be chosen.

    By net share ln(1 - now) - ln(1 - before), else before - now. Who keeps everything has no net share.
    """
    cheaper = np.full(now.size, np.nan)
    for validator in range(now.size):
        if can_be_chosen[validator] and not by_net_share:
            cheaper[validator] = before[validator] - now[validator]
        elif can_be_chosen[validator] and now[validator] < 1.0 and before[validator] < 1.0:
            cheaper[validator] = math.log1p(-now[validator]) - math.log1p(-before[validator])
    return cheaper


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


@njit
def choice(
    stakes: Stakes, bits: Any, delegator: int, validator: int, number: int, of_large: FloatArray, of_small: FloatArray
) -> int:
    """Return which validator a tranche chooses, -1 where there is none."""
    named = bits_of(bits_of(bits_of(bits, delegator), validator), number)
    return _first(named, of_large if stakes.delegators[delegator].is_large else of_small)


@njit
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
