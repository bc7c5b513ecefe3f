"""Supply and demand of one elasticity each, held against the market: a demand shock, and who bears the take fee.

Marshall 1890, book V; Kotlikoff, Summers 1987 (tax incidence). Costs of a crowd of providers make supply ~ p^eta, the
maximum prices of a crowd of tenants make demand ~ p^-eps; each provider asks its cost, the take fee on top.

The market has no auctioneer who clears it: tenants come one after the other and each takes the cheapest room that is
left. By the time that a price p is reached B p^eta GPUs are taken and the next tenant pays it with probability
(lowest / p)^eps; so B eta p^(eta + eps - 1) dp = lowest^eps dn, and after n tenants p^(eta + eps) ~ n / B. That is the
law of the clearing price up to a constant, which ratios lose; the mean price paid is a fixed part of the last.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from pydantic import Field

from econsim.draws import Streams
from econsim.policies.providers.pricing import CostPlus
from econsim.policies.tenants.choice import Cheapest
from econsim.shocks.reservation_price.curves import IsoElastic
from econsim.units import FloatArray
from econsim.verification.crowded_market import Crowd, let_in
from econsim.verification.theory.theory import SEED, CannotMeasure, Measured, Range, Theory

_LEASES = 48_000  # before a shock, over all runs
_RUNS = 8
_PROVIDERS = 256
_TAKEN = 0.9  # of all GPUs in the fuller of the two runs: nobody may find the market sold out
_FREE_RIDE = 0.005  # of the tenants are those who came while prices lay below what everybody pays
_GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0
_MOST_TENANTS = 2_000_000
_NO_ASK_RISES = (
    "with supply elasticity 0 no provider's cost rises with what is sold: all ask the same, a shock of demand meets "
    "full nodes and the price stays (factor 1); scarcity has a price only where someone clears the market"
)


class Elastic(Range):
    """How demand and supply answer to the price: both positive, demand falls."""

    demand_elasticity: float = Field(ge=0.1, le=4.0)
    supply_elasticity: float = Field(ge=0.0, le=10.0)

    @property
    def together(self) -> float:
        """Return eps + eta."""
        return self.demand_elasticity + self.supply_elasticity


class Shock(Elastic):
    """How many more tenants come, as a part of those who came before."""

    demand_shock: float = Field(gt=-0.9, le=4.0)


class Fee(Elastic):
    """What the chain takes of each payout, in whole percent, as it is on chain."""

    take_rate: float = Field(ge=0.0, le=0.9)


@dataclass(frozen=True)
class _Found:
    price: float  # mean over leases
    leases: int


def isoelastic_shock(given: Shock, sample: int) -> Measured:
    """Let so many more tenants come to the same providers."""
    more = 1.0 + given.demand_shock
    pairs = _in_pairs(given, sample, largest=max(1.0, more), more=more, percent=0)
    return Measured({"price_factor": _ratio(pairs, "price"), "quantity_factor": _ratio(pairs, "leases")})


def fee_incidence(given: Fee, sample: int) -> Measured:
    """Let the same tenants come to the same providers, with the take fee and without."""
    percent = round(100.0 * given.take_rate)
    if not math.isclose(percent / 100.0, given.take_rate):
        raise CannotMeasure("the chain takes whole percents")
    pairs = _in_pairs(given, sample, largest=1.0, more=1.0, percent=percent)
    price, kept = _ratio(pairs, "price"), 1.0 - given.take_rate
    return Measured(
        {
            "tenant_price_factor": price,
            "provider_net_price_factor": price * kept,
            "quantity_factor": _ratio(pairs, "leases"),
            "pass_through": -math.log(price) / math.log(kept) if percent else None,
        }
    )


def _ratio(pairs: list[tuple[_Found, _Found]], what: str) -> float:
    """Return the geometric mean of the ratios of what was found after to what was found before."""
    return math.exp(float(np.mean([math.log(getattr(after, what) / getattr(before, what)) for before, after in pairs])))


def _in_pairs(given: Elastic, sample: int, *, largest: float, more: float, percent: int) -> list[tuple[_Found, _Found]]:
    """Return what comes before and after, for crowds with the same luck."""
    of_demand, of_supply = given.demand_elasticity, given.supply_elasticity
    if of_supply == 0.0:
        raise CannotMeasure(_NO_ASK_RISES)
    leases = sample // _RUNS
    taken = _TAKEN / largest ** (of_supply / given.together)  # before, of all GPUs
    usual = taken ** (1.0 / of_supply)  # the cost of the dearest provider is 1
    lowest = max(0.001, min(1.0, (_FREE_RIDE * of_supply / of_demand) ** (1.0 / given.together)))
    tenants = math.ceil(leases * of_supply / given.together / lowest**of_demand)
    if tenants * largest > _MOST_TENANTS:
        raise CannotMeasure(f"it takes {tenants * largest:,.0f} tenants to see so elastic a demand")
    room = math.ceil(leases / taken / _PROVIDERS)
    demand = IsoElastic(tail_elasticity=of_demand, lowest_price_ratio=lowest)
    pairs = []
    for run in range(_RUNS):
        step = (run + 0.5) / _RUNS  # where the steps of supply lie, each of a provider, is another in each run
        costs = ((np.arange(_PROVIDERS) + step) / _PROVIDERS) ** (1.0 / of_supply)
        crowd = Crowd(costs, room, usual, CostPlus(markup=0.0, cost_share_of_typical_ask=1.0), Cheapest())
        first = float(Streams(SEED, run)(f"crowd {given!r}").random())
        before, after = (_evenly(first, round(n)) for n in (tenants, tenants * more))
        pairs.append((_found(crowd, demand, before, 0), _found(crowd, demand, after, percent)))
    return pairs


def _evenly(first: float, n: int) -> FloatArray:
    """Return uniforms that fill [0, 1) evenly at every length of the sequence (golden ratio: Weyl 1916)."""
    return np.asarray((first + _GOLDEN * np.arange(n)) % 1.0)


def _found(crowd: Crowd, demand: IsoElastic, uniform: FloatArray, percent: int) -> _Found:
    prices = let_in(crowd, demand.price_ratio(uniform, has_gpu=True), percent)
    if prices.size == crowd.costs_usd.size * crowd.room:
        raise CannotMeasure("the providers are sold out")
    return _Found(float(prices.mean()), prices.size)


_AUCTION_MODE = ("simulated.auction_mode_rtol", 0.05)

THEORIES = (
    Theory("market.isoelastic_shock", Shock, isoelastic_shock, sample=_LEASES, rtol={"": _AUCTION_MODE}),
    Theory("market.fee_incidence", Fee, fee_incidence, sample=_LEASES, rtol={"": _AUCTION_MODE}),
)
