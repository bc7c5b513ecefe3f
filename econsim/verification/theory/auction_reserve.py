"""Theory of reserves: the highest price that a tenant accepts, held against the market (Myerson 1981)."""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np
from pydantic import Field, model_validator

from econsim.draws import Streams
from econsim.policies.providers.cost_law import CostLaw, LognormalCost, UniformCost
from econsim.policies.providers.equilibrium import Equilibrium
from econsim.policies.tenants.choice import Cheapest
from econsim.units import FloatArray
from econsim.verification.auction_house import Auctions, House, hold_auctions
from econsim.verification.theory.auction_runs import (
    AUCTIONS,
    FROM_COST,
    LARGEST,
    MOST_BIDDERS,
    UNIT_COSTS,
    over_auctions,
)
from econsim.verification.theory.theory import (
    REPLICATES,
    SEED,
    CannotMeasure,
    Measured,
    Range,
    Theory,
    Whole,
    over_replicates,
)


class Reserve(Range):
    """Costs between 0 and 1, and a highest price that the tenant accepts."""

    n: Whole = Field(ge=1, le=MOST_BIDDERS)
    reserve: float = Field(ge=0.02, le=10.0)
    tenant_value: float = Field(ge=0.0, le=LARGEST)


def reserve_uniform(given: Reserve, sample: int) -> Measured:
    """Let equilibrium bidders of a known number bid who know the highest price that is accepted."""
    bidders = Equilibrium(**UNIT_COSTS, **FROM_COST, rivals="fixed", n_rivals=given.n - 1.0)
    house = House([given.n], [given.reserve], bidders, Cheapest())

    def found(held: Auctions, n: int) -> dict[str, float]:
        p_trade, paid = held.number.size / n, held.price_usd.sum() / n
        return {
            "p_trade": p_trade,
            "mean_price_given_trade": held.price_usd.mean(),
            "mean_payment": paid,
            "mean_winner_cost_given_trade": held.mean_winner_cost_usd,
            "tenant_surplus": given.tenant_value * p_trade - paid,
            "total_surplus": (given.tenant_value - held.mean_winner_cost_usd) * p_trade,
        }

    return Measured(*over_auctions(given, house, found, sample, 1.0 + given.tenant_value))


class OptimalReserve(Range):
    """A law of costs, uniform (low, high) or lognormal (mu, sigma), and what the order is worth to the tenant."""

    distribution: Literal["uniform", "lognormal"]
    tenant_value: float = Field(gt=0.0, le=LARGEST)
    low: float | None = Field(default=None, ge=0.0, le=LARGEST)
    high: float | None = Field(default=None, gt=0.0, le=LARGEST)
    log_median: float | None = Field(alias="mu", default=None, ge=-10.0, le=10.0)
    log_sd: float | None = Field(alias="sigma", default=None, gt=0.0, le=1.5)

    @model_validator(mode="after")
    def _has_a_law(self) -> OptimalReserve:
        is_uniform = self.distribution == "uniform"
        given, other = (self.low, self.high), (self.log_median, self.log_sd)
        wanted, beside = (given, other) if is_uniform else (other, given)
        if None in wanted or beside != (None, None):
            raise ValueError(f"a {self.distribution} law has {'low and high' if is_uniform else 'mu and sigma'} alone")
        if is_uniform and not self.low < self.high:  # type: ignore[operator]
            raise ValueError("low is not below high")
        return self

    @property
    def law(self) -> CostLaw:
        """Return the law of costs."""
        if self.low is not None and self.high is not None:
            return UniformCost(self.low, self.high)
        return LognormalCost(self.log_median or 0.0, self.log_sd or 1.0)


_BIDDERS = (1, 2)  # for whom the same reserve must be best
_LOOK = np.linspace(-4.0, 4.0, 33)  # standard normal quantiles of the costs that are tried first as reserves
_NEAR = 15  # reserves tried around the best of them ...
_ASIDE = 0.75  # ... from so much of a quantile below it to as much above
_DEGREE = 3  # of the polynomial through the tenant's surplus near its top


def best_reserve(given: OptimalReserve, sample: int) -> Measured:
    """Let the same auctions be held with one reserve after the other, and find where the tenant's surplus is largest.

    Surpluses of `_BIDDERS` are added up, each auction with the same costs at every reserve.
    """
    law, unit = given.law, given.high or math.exp(given.log_median or 0.0)
    value = given.tenant_value / unit
    if law.below(given.tenant_value) <= law.below(law.at(_LOOK[:1])):
        raise CannotMeasure("the order is worth less to the tenant than nearly all costs: it buys nothing")
    first = _surpluses(given, law.at(_LOOK) / unit, value, sample // 4).mean(axis=0)
    best = _LOOK[np.argmax(first)]
    near = np.linspace(law.at(best - _ASIDE), law.at(best + _ASIDE), _NEAR) / unit
    surpluses = _surpluses(given, near, value, sample)
    _, errors = over_replicates([{"reserve": unit * _top(near, surplus)} for surplus in surpluses])
    return Measured({"reserve": unit * _top(near, surpluses.mean(axis=0))}, errors)


def _top(reserves: FloatArray, surplus: FloatArray) -> float:
    """Return where a polynomial through surpluses is highest, between the first reserve and the last."""
    curve = np.polynomial.Polynomial.fit(reserves, surplus, _DEGREE)
    within = np.linspace(reserves[0], reserves[-1], 10_001)
    return float(within[np.argmax(curve(within))])


def _surpluses(given: OptimalReserve, reserves: FloatArray, value: float, sample: int) -> FloatArray:
    """Return the tenant's mean surplus of an auction by replicate and reserve, added up over numbers of bidders."""
    n = sample // (REPLICATES * reserves.size * len(_BIDDERS))
    found = np.zeros((REPLICATES, reserves.size))
    lots = np.repeat(np.arange(reserves.size), n)
    for bidders in _BIDDERS:
        bids = Equilibrium(**_costs(given), **FROM_COST, rivals="fixed", n_rivals=bidders - 1.0)
        house = House([bidders] * reserves.size, reserves.tolist(), bids, Cheapest())
        for replicate in range(REPLICATES):
            rng = Streams(SEED, replicate)(f"reserves {bidders} {reserves.size} {given!r}")
            keys = np.tile(rng.integers(2**63, size=n).astype(np.uint64), reserves.size)
            held = hold_auctions(house, lots, keys)
            gained = np.bincount(lots[held.number], value - held.price_usd, reserves.size)
            found[replicate] += gained / n
    return found


def _costs(given: OptimalReserve) -> dict[str, Any]:
    if given.low is not None and given.high is not None:
        return {"cost_law": "uniform", "cost_low": given.low / given.high, "cost_high": 1.0}
    return {"cost_law": "lognormal", "cost_log_sd": given.log_sd}


THEORIES = (
    Theory("auction.reserve_uniform", Reserve, reserve_uniform, sample=AUCTIONS),
    Theory("auction.optimal_reserve", OptimalReserve, best_reserve, sample=4 * AUCTIONS),
)
