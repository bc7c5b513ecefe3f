"""Genesis preferences: with what probability a tranche falls with each validator, before anybody's rate is lifted.

The shares of the validators on 20 February 2024 are the result of tranches that fell where they fell; `p`, the 100
shares by which they fall, is fitted so that placing tranches independently gives the table on average
(data/fitted/brands.csv; `econsim calibrate genesis`). That table is some months younger than the lift of 27 September
2023. A part e = exp(-moves per day x days since the lift) of stake had not chosen anew by then, the rest had chosen
under the lifted rates. The preferences p0 of each type at genesis therefore solve

    e p0 + (1 - e) w(p0) = p,    w_v(p0) ~ p0_v x ((1 - c_lifted) / (1 - c_old))^s

with the old rates of the replicate and s of the type (`genesis.table_*`). A captive validator keeps its share: nobody
arrives there or leaves by choice. Assumptions: `stake_shape`, `waiting_tail`.
"""

from __future__ import annotations

from math import exp

import numpy as np

from econsim.genesis.parameters import Genesis
from econsim.genesis.validators import ValidatorTable
from econsim.units import DEC18, BoolArray, FloatArray
from econsim.world.validators import Validators
from econsim.world.world import GenesisPreferences


def build_preferences(
    genesis: Genesis, validators: Validators, table: ValidatorTable, seats: int, waiting_exponent: float | None = None
) -> GenesisPreferences:
    """Return how each type places tranches at genesis.

    Only the first `seats` of the table are chosen, the share of the others is spread over those; who waits below the
    table is preferred by nobody, or by Zipf's law with that exponent from the last of the table on.
    """
    rate, n = validators.commission_rate_dec18 / DEC18, table.fitted_share.size
    chosen = np.arange(n) < seats
    now = np.where(chosen, table.fitted_share, 0.0) / table.fitted_share[chosen].sum()
    stays = exp(-genesis.table_moves_per_day * genesis.table_days_since_lift)
    kept_then, kept_now = 1.0 - rate[:n], 1.0 - np.maximum(rate[:n], table.commission_rate)
    captive = validators.is_captive[:n]

    def of_type(sensitivity: float) -> FloatArray:
        odds = np.divide(kept_now, kept_then, out=np.ones(n), where=~captive) ** sensitivity
        shares = np.zeros(len(validators))
        shares[:n] = before_the_lift(now, odds, captive, stays)
        if waiting_exponent is not None:
            shares[n:] = waiting_shares(float(table.stake_share.min()), n, len(validators) - n, waiting_exponent)
        return shares

    return GenesisPreferences(of_type(genesis.table_sensitivity_large), of_type(genesis.table_sensitivity_small), rate)


def waiting_shares(least: float, n_table: int, n_waiting: int, exponent: float) -> FloatArray:
    """Return the shares of candidates below a table: least x (n_table / k)^exponent, k from n_table + 1 on."""
    rank = np.arange(n_table + 1, n_table + n_waiting + 1)
    return np.asarray(least * (n_table / rank) ** exponent)


def before_the_lift(now: FloatArray, odds: FloatArray, captive: BoolArray, stays: float) -> FloatArray:
    """Return p0 that solves stays x p0 + (1 - stays) x w(p0) = now, where w ~ p0 x odds among those not captive.

    With L = (share of those not captive) / sum(p0 odds), p0 = now / (stays + (1 - stays) odds L), and L is where
    these add up to the share of those not captive.
    """
    free = ~captive & (now > 0.0)
    if not free.any() or np.ptp(odds[free]) == 0.0:
        return now.copy()

    def shares(scale: float) -> FloatArray:
        return np.asarray(now[free] / (stays + (1.0 - stays) * odds[free] * scale))

    def excess(scale: float) -> float:
        return float(shares(scale).sum() - now[free].sum())

    low, high = 0.5 / odds[free].max(), 2.0 / odds[free].min()
    while low < (middle := (low + high) / 2.0) < high:  # until no number lies between; the excess falls with the scale
        low, high = (middle, high) if excess(middle) > 0.0 else (low, middle)
    before = now.copy()
    before[free] = shares(high)
    return before
