"""First-price equilibrium: what a provider bids that knows its cost, the law of all costs, and how many may bid.

With G(t) the probability that no rival that bids has a cost below t, a provider of cost c bids

    b(c) = c + integral from c to r of G(t) dt / G(c)

where r is the reserve, the highest price that a tenant pays. With n - 1 rivals G = (1 - F)^(n - 1); where it knows no
more than that the providers that may bid are Poisson in number with mean m, G = exp(-m F), since the others are then
Poisson with the same mean, whoever asks.

Source: Krishna, Auction Theory (2nd ed. 2010), sections 2.3 and 2.5 (reserve), 3.2.2 (number unknown), turned round for
sellers; Poisson numbers: Myerson, Population uncertainty and Poisson games, Int. J. Game Theory 27 (1998).
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from econsim.compiled import njit
from econsim.policies.providers.cost_law import KNOT_Z, CostLaw
from econsim.units import FloatArray, IntArray

_FARTHEST_Z = 8.0  # where optimal reserves are looked for, in standard normal quantiles of the cost
_GAUSS = np.polynomial.legendre.leggauss(4)


class Rivals(NamedTuple):
    """How many others may bid: exactly so many, or a Poisson number of providers in all."""

    number: float
    is_poisson: bool

    def log_win(self, below: Any) -> FloatArray:
        """Return the logarithm of the probability that no rival has a lower cost, `below` that one rival has."""
        if self.is_poisson:
            return np.asarray(-self.number * np.asarray(below))
        if self.number == 0.0:
            return np.zeros(np.shape(below))
        with np.errstate(divide="ignore"):
            return np.asarray(self.number * np.log1p(-np.asarray(below)))


def first_price_bid(cost: float, law: CostLaw, rivals: Rivals, reserve: float = math.inf) -> float:
    """Return the equilibrium bid at a cost, by quadrature; NaN above the reserve, which nobody bids.

    All prices are in one unit. It is infinite where no reserve stops a provider that may be alone.
    """
    from scipy.integrate import quad

    if cost > min(reserve, law.top):
        return math.nan
    log_win = float(rivals.log_win(law.below(cost)))

    def likely(price: float) -> float:
        """Return how likely it wins at a price, over how likely it does at its cost."""
        return math.exp(float(rivals.log_win(law.below(price))) - log_win)

    alone = likely(math.inf)
    beyond = (reserve - law.top) * alone if alone > 0.0 and reserve > law.top else 0.0
    return cost + beyond + float(quad(likely, cost, min(reserve, law.top), epsabs=0.0, epsrel=1e-11, limit=200)[0])


def optimal_reserve(law: CostLaw, tenant_value: float) -> float:
    """Return the reserve r that is best for a tenant, whatever the number of bidders: value = r + F(r) / f(r).

    The highest cost, where the value is beyond that of it; NaN where the value is below every cost.

    Source: Myerson, Optimal auction design, Math. of Operations Research 6 (1981), turned round for buyers.
    """
    from scipy.optimize import brentq

    def excess(z: float) -> float:
        cost, below = float(law.at(np.array(z))), float(law.below(law.at(np.array(z))))
        density = math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi) / float(law.slope(np.array(z)))
        return cost + below / density - tenant_value

    if excess(_FARTHEST_Z) <= 0.0:
        return law.top
    if excess(-_FARTHEST_Z) >= 0.0:
        return math.nan
    return float(law.at(np.array(brentq(excess, -_FARTHEST_Z, _FARTHEST_Z, xtol=1e-14))))


def bids_at_knots(law: CostLaw, rivals: list[Rivals], of: IntArray, reserve: FloatArray) -> FloatArray:
    """Return equilibrium bids at the knots of cost, shape (*reserve.shape, knots); at costs above the reserve, that.

    rivals: of each kind; of: the kind of each bundle, shape (bundles,); reserve: shape (rows, bundles). Reserves and
    bids are over the provider's own cost level, like costs.
    """
    at, weight = (np.asarray(part) for part in _GAUSS)
    step = KNOT_Z[1] - KNOT_Z[0]
    inner = KNOT_Z[:-1, None] + step * (at + 1.0) / 2.0  # (cells, points)
    costs = law.at(KNOT_Z)
    cells, decays = [], []
    for each in rivals:
        log_win = each.log_win(law.below(costs))
        likely = np.exp(each.log_win(law.below(law.at(inner))) - log_win[:-1, None])
        cells.append((likely * law.slope(inner)) @ weight * step / 2.0)
        decays.append(np.exp(log_win[1:] - log_win[:-1]))
    begin, end = (np.array([each.log_win(law.below(prices)) for each in rivals]) for prices in (costs, reserve))
    return np.asarray(_bids(costs, np.array(cells), np.array(decays), begin, end, of, reserve))


@njit
def _bids(
    costs: FloatArray,
    cells: FloatArray,
    decays: FloatArray,
    log_begin: FloatArray,
    log_end: FloatArray,
    of: IntArray,
    reserve: FloatArray,
) -> FloatArray:
    """Return bids: the mark-up at a knot is what its cell adds, and as much of the next one's as wins are likelier."""
    n_rows, n_bundles = reserve.shape
    bids = np.empty((n_rows, n_bundles, costs.size))
    for row in range(n_rows):
        for bundle in range(n_bundles):
            kind, most, markup = of[bundle], reserve[row, bundle], 0.0
            for knot in range(costs.size - 1, -1, -1):
                cost = costs[knot]
                if cost >= most:
                    bids[row, bundle, knot] = most
                    continue
                if knot < costs.size - 1 and costs[knot + 1] <= most:
                    markup = cells[kind, knot] + decays[kind, knot] * markup
                elif most < math.inf:
                    falls = log_begin[kind, knot] - log_end[kind, row, bundle]
                    if knot == costs.size - 1:  # the reserve lies beyond all costs
                        markup = (most - cost) * math.exp(-falls)
                    else:  # in this cell, in which wins become less likely at an even rate
                        markup = (most - cost) * (1.0 if falls == 0.0 else -math.expm1(-falls) / falls)
                bids[row, bundle, knot] = cost + markup
    return bids
