"""Price changes of the open market: what they multiply, whom they reach, and what orders do, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.errors import ScenarioError
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.policies.providers.pricing import CostPlus
from econsim.policies.tenants.choice import Cheapest
from econsim.shocks.outside_price.shapes import PriceDrift, PriceStep
from econsim.shocks.price_changes import PriceChanges
from econsim.shocks.reservation_price.curves import LogLogistic
from econsim.verification.crowded_market import Crowd, let_in

DAYS = np.array([9.0, 10.0, 20.0, 40.0])
CUTS = {"h100": 0.44, "a100": 0.33, "h200": 0.254}  # as recorded: see docs/prices.md
USUAL = LogLogistic(
    price_elasticity=1.2,
    paying_share_at_reference=0.5,
    gpu_reference_price_ratio=0.47,
    cpu_reference_price_ratio=0.76,
)


def test_a_step_stays():
    assert PriceStep(start_day=10.0, size=-0.44).multiplier(DAYS).tolist() == [1.0, 0.56, 0.56, 0.56]


def test_a_drift_falls_by_the_same_part_every_day():
    """A quarter is left after 20 days, so half after 10."""
    found = PriceDrift(start_day=10.0, days=20.0, size=-0.75).multiplier(DAYS)
    assert found.tolist() == pytest.approx([1.0, 1.0, 0.5, 0.25], rel=1e-12)


def test_changes_multiply_and_reach_their_own_model_alone():
    changes = PriceChanges(
        (PriceStep(start_day=10.0, size=-0.5), PriceStep(start_day=10.0, size=-0.2, gpu_model="h100"))
    )
    found = changes.ratio(np.full(3, 15.0), np.array([-1, 0, 1]), ("a100", "h100"))
    assert found.tolist() == pytest.approx([1.0, 0.5, 0.4], rel=1e-12)


def test_days_count_from_the_start_of_a_run_that_goes_on_from_a_history():
    changes = PriceChanges((PriceStep(start_day=10.0, size=-0.5),), days_before=100.0)
    found = changes.ratio(np.array([109.0, 111.0]), np.zeros(2, dtype=np.int64), ("gpu",))
    assert found.tolist() == [1.0, 0.5]


def orders_filled(cut: float, n: int = 40_000) -> int:
    """Return how many of n tenants find one provider, with room for all, cheap enough."""
    crowd = Crowd(np.array([0.47]), n, 1.0, CostPlus(markup=0.0, cost_share_of_typical_ask=1.0), Cheapest())
    uniform = (np.arange(n) + 0.5) / n
    change = PriceChanges((PriceStep(start_day=0.0, size=-cut),))
    ratio = change.ratio(np.zeros(n), np.zeros(n, dtype=np.int64), ("gpu",))
    return let_in(crowd, USUAL.price_ratio(uniform, True) * ratio, take_percent=0).size


def test_orders_answer_to_a_cut_of_5_percent_by_the_elasticity():
    arc = np.log(orders_filled(0.05) / orders_filled(0.0)) / np.log(0.95)
    assert arc == pytest.approx(1.2, abs=0.1)


@pytest.mark.parametrize(("cut", "left"), [(0.44, 0.1992), (0.33, 0.2766), (0.254, 0.3311)])
def test_a_cut_as_recorded_leaves_the_orders_of_the_law_at_the_new_ratio(cut, left):
    """By hand: 1 / (1 + (1 / .56)^2.4) = 1 / (1 + 4.021) = .1992; with .67 1 / 3.615, with .746 1 / 3.020."""
    assert orders_filled(cut) / 40_000 == pytest.approx(left, abs=2e-4)


def test_an_unknown_model_is_refused_with_the_known_ones():
    with pytest.raises(ScenarioError, match=r"shocks\.outside_price\.cut\.gpu_model is 'h10'; .*did you mean h100"):
        load_scenario("mainnet7").with_changes(
            {"shocks.outside_price": {"cut": {"kind": "price_step", "start_day": 1, "size": -0.4, "gpu_model": "h10"}}}
        )


def test_intentions_that_come_up_after_a_cut_are_worth_less_and_those_before_are_not():
    """The same draws: reservation prices of the second day are half, those of CPUs and of the first day the same."""
    scenario = load_scenario("mainnet7")
    cut = {"shocks.outside_price": {"cut": {"kind": "price_step", "start_day": 1, "size": -0.5}}}
    runs = [AkashModel(each, epochs=2, seed=1) for each in (scenario, scenario.with_changes(cut))]
    for _ in range(2):
        for run in runs:
            run.step()
    rows = [run.world.intentions for run in runs]
    n = int(runs[0].world.market.state[0].cursor)
    days = rows[0].height[:n] - runs[0].world.start_height
    per_day = 86_400.0 / runs[0].world.seconds_per_block
    is_cut = (runs[0].world.bundles.gpus[rows[0].bundle[:n]] > 0) & (days >= per_day)
    assert is_cut.any()
    assert not is_cut.all()
    wanted = rows[0].max_price_ratio[:n] * np.where(is_cut, 0.5, 1.0)
    assert rows[1].max_price_ratio[:n].tolist() == wanted.tolist()
    assert np.array_equal(rows[1].max_price_ratio[n:], rows[0].max_price_ratio[n:])
