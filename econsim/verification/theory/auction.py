"""Theory of reverse auctions, held against the market: providers draw a cost for each order and bid by a policy.

Vickrey 1961; Riley, Samuelson 1981; Krishna, Auction Theory. Prices are read off the leases, costs of winners are
counted by the market; standard errors come from independent replicates. Prices are in any unit: a law whose highest
cost (uniform) or median (lognormal) is 1 is stepped and the results are stretched.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from pydantic import Field, model_validator

from econsim.policies.providers.cost_law import LognormalCost, UniformCost
from econsim.policies.providers.equilibrium import Equilibrium
from econsim.policies.providers.first_price import Rivals, first_price_bid
from econsim.policies.providers.pricing import CostPlus
from econsim.policies.tenants.choice import Cheapest, Logit
from econsim.units import IntArray
from econsim.verification.auction_house import Auctions, House
from econsim.verification.theory.auction_runs import (
    AUCTIONS,
    FROM_COST,
    LARGEST,
    MOST_BIDDERS,
    UNIT_COSTS,
    over_auctions,
)
from econsim.verification.theory.theory import Measured, Range, Theory, Whole

_ANY_PRICE = 1e6  # over the median cost: beyond what anybody would bid
_NO_SECOND = "the market is pay as bid"
_N = Field(ge=1, le=MOST_BIDDERS)


class UniformCosts(Range):
    """Costs anywhere between two."""

    cost_low: float = Field(ge=0.0, le=LARGEST)
    cost_high: float = Field(gt=0.0, le=LARGEST)
    n: Whole = _N

    @model_validator(mode="after")
    def _costs_have_a_width(self) -> UniformCosts:
        if self.cost_low >= self.cost_high:
            raise ValueError("cost_low is not below cost_high")
        return self

    @property
    def costs(self) -> dict[str, Any]:
        """Return the law as policies take it, the highest cost 1."""
        return {"cost_law": "uniform", "cost_low": self.cost_low / self.cost_high, "cost_high": 1.0}


def uniform(given: UniformCosts, sample: int) -> Measured:
    """Let equilibrium bidders of a known number bid; the highest price accepted is the highest cost."""
    high, rivals = given.cost_high, Rivals(given.n - 1.0, is_poisson=False)
    bidders = Equilibrium(**given.costs, **FROM_COST, rivals="fixed", n_rivals=rivals.number)
    house = House([given.n], [1.0], bidders, Cheapest())

    def found(held: Auctions, n: int) -> dict[str, float]:
        mean = held.price_usd.mean()
        return {
            "mean_price_first": high * mean,
            "mean_winner_cost": high * held.mean_winner_cost_usd,
            "mean_rent": high * (mean - held.mean_winner_cost_usd),
            "sd_price_first": high * held.price_usd.std(ddof=1),
        }

    values, errors = over_auctions(given, house, found, sample, high)
    middle = (given.cost_low + high) / 2.0
    bid = first_price_bid(middle, UniformCost(given.cost_low, high), rivals, high)
    missing = dict.fromkeys(("mean_price_second", "sd_price_second"), _NO_SECOND)
    return Measured(values | {"bid_at_midpoint": bid}, errors, missing)


class LognormalCosts(Range):
    """Costs whose logarithm is normal; at least one rival, since any price is accepted."""

    log_median: float = Field(alias="mu", ge=-10.0, le=10.0)
    log_sd: float = Field(alias="sigma", gt=0.0, le=1.5)
    n: Whole = Field(ge=2, le=MOST_BIDDERS)


def lognormal(given: LognormalCosts, sample: int) -> Measured:
    """Let equilibrium bidders of a known number bid where any price is accepted."""
    median, rivals = math.exp(given.log_median), Rivals(given.n - 1.0, is_poisson=False)
    bidders = Equilibrium(
        cost_law="lognormal",
        cost_log_sd=given.log_sd,
        **FROM_COST,
        rivals="fixed",
        n_rivals=rivals.number,
        reserve_ratio=_ANY_PRICE,
    )

    def found(held: Auctions, n: int) -> dict[str, float]:
        mean = held.price_usd.mean()
        return {
            "mean_price": median * mean,
            "mean_winner_cost": median * held.mean_winner_cost_usd,
            "mean_rent": median * (mean - held.mean_winner_cost_usd),
        }

    values, errors = over_auctions(given, House([given.n], [math.inf], bidders, Cheapest()), found, sample, median)
    law = LognormalCost(given.log_median, given.log_sd)
    at_median = first_price_bid(median, law, rivals)
    low = float(law.at(np.array(_TENTH)))
    values |= {
        "bid_at_median_cost": at_median,
        "markup_at_median": at_median / median - 1.0,
        "bid_at_p10_cost": first_price_bid(low, law, rivals),
    }
    return Measured(values, errors)


class CostPlusCosts(UniformCosts):
    """Costs anywhere between two, and what is added to them."""

    markup: float = Field(ge=0.0, le=100.0)


def cost_plus_uniform(given: CostPlusCosts, sample: int) -> Measured:
    """Let bidders add the same to their costs, whatever the others do."""
    bidders = CostPlus(**given.costs, **FROM_COST, markup=given.markup)
    return _mean_price(given, House([given.n], [math.inf], bidders, Cheapest()), sample)


class LogitChoice(UniformCosts):
    """Costs anywhere between two, and how much the price counts in the tenant's choice; null for all that counts."""

    price_weight: float | None = Field(alias="gamma", ge=0.0, le=LARGEST)


def logit_choice_uniform(given: LogitChoice, sample: int) -> Measured:
    """Let bidders ask their costs, and the tenant choose by price and taste."""
    bidders = CostPlus(**given.costs, **FROM_COST, markup=0.0)
    takes = (
        Cheapest()
        if given.price_weight is None
        else Logit(price_weight=given.price_weight * given.cost_high, audit_weight=0.0)
    )
    return _mean_price(given, House([given.n], [math.inf], bidders, takes), sample)


def _mean_price(given: UniformCosts, house: House, sample: int) -> Measured:
    def found(held: Auctions, n: int) -> dict[str, float]:
        return {"mean_price": given.cost_high * held.price_usd.mean()}

    return Measured(*over_auctions(given, house, found, sample, given.cost_high))


class PoissonBidders(Range):
    """Costs between 0 and 1, a Poisson number of bidders that know its mean alone, and a highest price."""

    mean_bidders: float = Field(alias="lam", gt=0.0, le=60.0)
    reserve: float = Field(ge=0.02, le=10.0)


def poisson_bidders_uniform(given: PoissonBidders, sample: int) -> Measured:
    """Let orders be for GPU models that 0, 1, 2, ... providers supply, Poisson in number."""
    rivals = Rivals(given.mean_bidders, is_poisson=True)
    bidders = Equilibrium(**UNIT_COSTS, **FROM_COST, rivals="poisson", n_rivals=given.mean_bidders)
    most = (
        round(given.mean_bidders + 10.0 * math.sqrt(given.mean_bidders)) + 10
    )  # a larger number does not come in 10^12 draws
    house = House(range(most + 1), [given.reserve] * (most + 1), bidders, Cheapest())

    def found(held: Auctions, n: int) -> dict[str, float]:
        return {
            "p_at_least_one_bid": held.number.size / n,
            "mean_price_given_trade": held.price_usd.mean(),
            "mean_winner_cost_given_trade": held.mean_winner_cost_usd,
        }

    def numbers(rng: np.random.Generator, n: int) -> IntArray:
        return np.minimum(rng.poisson(given.mean_bidders, size=n), most)

    values, errors = over_auctions(given, house, found, sample, 1.0, numbers)
    bids = {"bid_at_cost_0": 0.0, "bid_at_cost_half": 0.5}
    law = UniformCost(0.0, 1.0)
    told = {key: first_price_bid(cost, law, rivals, given.reserve) for key, cost in bids.items()}
    return Measured(values | {key: None if math.isnan(bid) else bid for key, bid in told.items()}, errors)


_TENTH = -1.2815515655446004  # standard normal quantile of .1

THEORIES = (
    Theory("auction.uniform", UniformCosts, uniform, sample=AUCTIONS),
    Theory("auction.lognormal", LognormalCosts, lognormal, sample=AUCTIONS),
    Theory("auction.cost_plus_uniform", CostPlusCosts, cost_plus_uniform, sample=AUCTIONS),
    Theory("auction.poisson_bidders_uniform", PoissonBidders, poisson_bidders_uniform, sample=AUCTIONS),
    Theory("auction.logit_choice_uniform", LogitChoice, logit_choice_uniform, sample=AUCTIONS),
)
