"""First-price equilibrium: public formulas against the laws that ship, and the tables that policies bid by."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy import integrate, stats

import econsim
from econsim.policies.providers.cost_law import KNOT_Z, LognormalCost, UniformCost
from econsim.policies.providers.first_price import Rivals, bids_at_knots, first_price_bid, optimal_reserve

ROWS = json.loads((Path(econsim.__file__).parent / "data" / "theory" / "benchmarks.json").read_text("utf-8"))
NONE_OF = np.zeros(1, dtype=np.int64)


def rows_of(law):
    found = [row for row in ROWS if row["law"] == law]
    assert found
    return found


def bid_of(row, cost):
    """Return the bid at a cost under the law of a row."""
    given = row["parameters"]
    if row["law"] == "auction.poisson_bidders_uniform":
        return first_price_bid(cost, UniformCost(0.0, 1.0), Rivals(given["lam"], True), given["reserve"])
    rivals = Rivals(given["n"] - 1.0, False)
    if row["law"] == "auction.lognormal":
        return first_price_bid(cost, LognormalCost(given["mu"], given["sigma"]), rivals)
    if row["law"] == "auction.reserve_uniform":
        return first_price_bid(cost, UniformCost(0.0, 1.0), rivals, given["reserve"])
    return first_price_bid(cost, UniformCost(given["cost_low"], given["cost_high"]), rivals, given["cost_high"])


@pytest.mark.parametrize("row", rows_of("auction.uniform"), ids=lambda row: row["id"])
def test_the_bid_at_a_uniform_cost_is_that_of_the_law(row):
    given, expected = row["parameters"], row["expected"]
    assert bid_of(row, (given["cost_low"] + given["cost_high"]) / 2) == pytest.approx(expected["bid_at_midpoint"], 1e-9)


@pytest.mark.parametrize("row", rows_of("auction.lognormal"), ids=lambda row: row["id"])
def test_bids_at_lognormal_costs_are_those_of_the_law(row):
    given, expected = row["parameters"], row["expected"]
    median = math.exp(given["mu"])
    tenth = median * math.exp(given["sigma"] * stats.norm.ppf(0.1))
    assert bid_of(row, median) == pytest.approx(expected["bid_at_median_cost"], rel=1e-7)
    assert bid_of(row, tenth) == pytest.approx(expected["bid_at_p10_cost"], rel=1e-7)


@pytest.mark.parametrize("row", rows_of("auction.poisson_bidders_uniform"), ids=lambda row: row["id"])
def test_bids_against_a_poisson_number_are_those_of_the_law(row):
    expected = row["expected"]
    assert bid_of(row, 0.0) == pytest.approx(expected["bid_at_cost_0"], rel=1e-9)
    assert bid_of(row, 0.5) == pytest.approx(expected["bid_at_cost_half"], rel=1e-9)
    # the winner's cost has density m exp(-m c): the mean bid over it is the mean price
    mean = row["parameters"]["lam"]
    paid = integrate.quad(lambda cost: bid_of(row, cost) * mean * math.exp(-mean * cost), 0.0, 1.0, epsrel=1e-10)[0]
    assert paid / (1.0 - math.exp(-mean)) == pytest.approx(expected["mean_price_given_trade"], rel=1e-8)


@pytest.mark.parametrize("row", rows_of("auction.reserve_uniform"), ids=lambda row: row["id"])
def test_bids_under_a_reserve_cost_the_tenant_what_the_law_says(row):
    n, reserve = row["parameters"]["n"], row["parameters"]["reserve"]
    paid = integrate.quad(lambda cost: bid_of(row, cost) * n * (1 - cost) ** (n - 1), 0.0, reserve, epsrel=1e-11)[0]
    assert paid == pytest.approx(row["expected"]["mean_payment"], rel=1e-9)
    assert math.isnan(bid_of(row, reserve + 0.01))


@pytest.mark.parametrize("row", rows_of("auction.optimal_reserve"), ids=lambda row: row["id"])
def test_the_best_reserve_is_that_of_the_law(row):
    given = row["parameters"]
    is_uniform = given["distribution"] == "uniform"
    law = UniformCost(given["low"], given["high"]) if is_uniform else LognormalCost(given["mu"], given["sigma"])
    assert optimal_reserve(law, given["tenant_value"]) == pytest.approx(row["expected"]["reserve"], rel=1e-9)


def test_the_best_reserve_is_the_highest_cost_where_the_order_is_worth_far_more_and_none_where_it_is_worth_nothing():
    assert optimal_reserve(UniformCost(1.0, 2.0), 3.5) == 2.0  # value - r - F / f = 3.5 - 2 - 1 > 0 at the highest cost
    assert math.isnan(optimal_reserve(UniformCost(1.0, 2.0), 0.5))


def test_who_may_be_alone_bids_the_reserve_beyond_all_costs_and_more_without_one():
    alone, law = Rivals(0.0, False), UniformCost(0.0, 1.0)
    assert first_price_bid(0.3, law, alone, 2.5) == pytest.approx(2.5)
    assert first_price_bid(0.3, law, alone) == math.inf
    # Poisson: (1 - e^(-m (1 - c))) / m up to the highest cost, then e^(-m (1 - c)) (r - 1)
    expected = 0.3 + (1 - math.exp(-1.4)) / 2 + math.exp(-1.4) * 1.5
    assert first_price_bid(0.3, law, Rivals(2.0, True), 2.5) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("law", [UniformCost(0.5, 1.5), LognormalCost(0.0, 0.35), LognormalCost(0.0, 1.0)], ids=str)
@pytest.mark.parametrize("rivals", [Rivals(0, False), Rivals(1, False), Rivals(9, False), Rivals(4.0, True)], ids=str)
@pytest.mark.parametrize("reserve", [1.2, 3.0])
def test_the_table_of_bids_is_the_formula_at_every_knot(law, rivals, reserve):
    table = bids_at_knots(law, [rivals], NONE_OF, np.array([[reserve]]))[0, 0]
    costs = law.at(KNOT_Z)
    for knot in range(48, KNOT_Z.size - 48, 24):  # from 4.5 standard deviations below to as many above
        expected = first_price_bid(costs[knot], law, rivals, reserve) if costs[knot] <= reserve else reserve
        assert table[knot] == pytest.approx(expected, rel=5e-6)


def test_the_table_of_bids_without_a_reserve_is_the_formula_too():
    law, rivals = LognormalCost(0.0, 0.5), Rivals(3.0, False)
    table = bids_at_knots(law, [rivals], NONE_OF, np.array([[math.inf]]))[0, 0]
    for knot in range(48, KNOT_Z.size - 96, 24):
        expected = first_price_bid(law.at(KNOT_Z[knot : knot + 1])[0], law, rivals)
        assert table[knot] == pytest.approx(expected, rel=1e-6)


def test_a_bundle_is_bid_on_by_the_rivals_that_it_has():
    law, few, many = UniformCost(0.0, 1.0), Rivals(1.0, False), Rivals(9.0, False)
    both = bids_at_knots(law, [few, many], np.array([1, 0]), np.full((1, 2), 1.0))[0]
    middle = KNOT_Z.size // 2  # a cost of a half: (1 - 0.5) / n is added
    assert both[:, middle] == pytest.approx([0.55, 0.75], rel=1e-8)
