from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from pydantic import ValidationError

from econsim.draws import Streams
from econsim.errors import ScenarioError
from econsim.shocks.akt_price.processes import Constant, GbmJumps, History

DAY = 86_400.0
START = datetime(2023, 8, 31, 15, 45, tzinfo=UTC)
DRAWS = Streams(1, 0)


def test_a_constant_price_stays():
    assert Constant(usd=1.25).path(3, START, DAY, DRAWS).tolist() == [1.25, 1.25, 1.25]


def test_the_price_of_an_epoch_is_that_of_the_date_on_which_it_begins():
    prices = History().path(28, START, DAY, DRAWS)
    assert prices[0] == 1.0356  # 2023-08-31
    assert prices[27] == 0.7698  # 2023-09-27


def test_epochs_of_half_a_day_share_the_price_of_their_date():
    prices = History().path(5, datetime(2023, 8, 31, tzinfo=UTC), DAY / 2, DRAWS)
    assert prices[0] == prices[1] == 1.0356
    assert prices[2] == prices[3] != prices[1]


MONTHS = {  # CoinGecko's monthly means
    "2024-01": 2.80, "2024-02": 3.45, "2024-03": 5.42, "2024-04": 4.23, "2024-05": 5.19, "2024-06": 3.66,
    "2024-07": 3.41, "2024-08": 2.60, "2024-09": 2.58, "2024-10": 2.47, "2024-11": 3.21, "2024-12": 4.18,
}  # fmt: skip


@pytest.mark.parametrize("month", MONTHS)
def test_a_monthly_mean_is_the_price_at_noon_of_the_16th(month):
    noon = datetime.fromisoformat(f"{month}-16T12:00:00+00:00")
    assert History().path(1, noon, DAY, DRAWS)[0] == pytest.approx(MONTHS[month], rel=1e-12)


def test_between_two_months_the_log_of_the_price_is_a_straight_line():
    """From 2.80 at noon of 16 January to 3.45 at noon of 16 February 2024: half way the geometric mean."""
    half_way = datetime(2024, 2, 1, 0, tzinfo=UTC)
    assert History().path(1, half_way, DAY, DRAWS)[0] == pytest.approx((2.80 * 3.45) ** 0.5, rel=1e-12)


def test_between_the_last_daily_price_and_january_the_log_is_a_straight_line_too():
    """15 December 2023 0:00 at 2.3269, 16 January 2024 12:00 at 2.80: 32.5 days; December's mean has no part."""
    assert History().path(1, datetime(2023, 12, 15, 23, tzinfo=UTC), DAY, DRAWS)[0] == 2.3269
    a_quarter = datetime(2023, 12, 23, 3, tzinfo=UTC)
    expected = 2.3269 * (2.80 / 2.3269) ** 0.25
    assert History().path(1, a_quarter, DAY, DRAWS)[0] == pytest.approx(expected, rel=1e-12)


def test_a_history_ends_at_noon_of_16_december_2024():
    """31 August 2023, 15:45, plus 472 days is 15 December 2024, 15:45; the next epoch begins after the last knot."""
    prices = History().path(473, START, DAY, DRAWS)
    share = (30 - 20.25 / 24) / 30  # of the way from 16 November to 16 December, both at noon
    assert prices[-1] == pytest.approx(3.21 * (4.18 / 3.21) ** share, rel=1e-12)
    last_price = datetime(2024, 12, 16, 12, tzinfo=UTC)
    assert History().recorded_until() == last_price
    assert History().misfit(START, last_price) is None
    too_long = History().misfit(START, last_price + timedelta(minutes=1))
    assert too_long.path == ""
    assert "knows prices until 2024-12-16 12:00, and the last epoch begins on 2024-12-16 12:01" in too_long.message


def test_a_run_beyond_the_history_is_refused_with_what_to_do():
    with pytest.raises(ScenarioError, match=r"no price for 2024-12-16.*then: \{kind: constant\}"):
        History().path(474, START, DAY, DRAWS)


def test_a_run_before_the_history_is_refused():
    with pytest.raises(ScenarioError, match="no price for 2023-06-30"):
        History().path(2, datetime(2023, 6, 30, tzinfo=UTC), DAY, DRAWS)
    assert History().misfit(datetime(2023, 6, 30, tzinfo=UTC), START).path == "run.start"


def test_what_follows_a_history_goes_on_from_its_last_price():
    history = History(then=GbmJumps())
    prices = history.path(480, START, DAY, DRAWS)
    returns = GbmJumps().log_returns(np.arange(472, 479), DAY, DRAWS)
    assert np.log(prices[473:]) == pytest.approx(np.log(4.18) + np.cumsum(returns))
    assert history.misfit(START, START + timedelta(days=10_000)) is None
    held = History(then=Constant(usd=2.0)).path(480, START, DAY, DRAWS)
    assert set(held[473:]) == {2.0}
    assert held[472] != 2.0


def test_a_constant_without_a_price_holds_the_last_one_of_the_history():
    assert set(History(then=Constant()).path(489, START, DAY, DRAWS)[473:]) == {4.18}


def test_a_run_that_begins_after_the_history_has_what_follows_from_its_first_epoch_on():
    start = datetime(2025, 6, 1, tzinfo=UTC)
    assert History(then=Constant()).path(3, start, DAY, DRAWS).tolist() == [4.18] * 3
    walk = History(then=GbmJumps()).path(3, start, DAY, DRAWS)
    assert walk == pytest.approx(4.18 / 1.0356 * GbmJumps().path(3, start, DAY, DRAWS), rel=1e-12)


def test_a_history_cannot_follow_itself():
    with pytest.raises(ValidationError, match="is 'history'; expected kind constant or gbm_jumps"):
        History(then=History())  # type: ignore[arg-type]


def test_the_walk_has_the_moments_of_the_second_half_of_2023():
    returns = GbmJumps().log_returns(np.arange(400_000), DAY, DRAWS)
    spread = returns - returns.mean()
    assert spread.std() == pytest.approx(0.069, abs=0.0003)
    assert (spread**4).mean() / spread.var() ** 2 == pytest.approx(7.4, abs=0.35)


def test_the_moments_are_the_same_whatever_is_held():
    median, mean = (GbmJumps(holds=held).log_returns(np.arange(1_000), DAY, DRAWS) for held in ("median", "mean"))
    assert median - mean == pytest.approx(np.full(1_000, median[0] - mean[0]), abs=1e-12)


def test_held_mean_the_mean_of_the_price_stays_where_it_is():
    growth = np.exp(GbmJumps(holds="mean").log_returns(np.arange(400_000), DAY, DRAWS))
    assert growth.mean() == pytest.approx(1.0, abs=4 * 0.0705 / 400_000**0.5)


def ends_of_a_year(held):
    """Return the log prices after 365 days of 4,000 paths that begin at 1."""
    returns = GbmJumps(holds=held).log_returns(np.arange(4_000 * 365), DAY, DRAWS)
    return returns.reshape(4_000, 365).sum(axis=1)


def test_held_median_half_of_all_paths_end_above_the_start():
    """The share above has a standard error of .5 / sqrt(4000) = .0079; with the mean held it is far below .5."""
    assert (ends_of_a_year("median") > 0.0).mean() == pytest.approx(0.5, abs=3 * 0.0079)


def test_held_mean_the_median_falls_58_percent_a_year():
    """.0589^2 / 2 + .05 (e^(.1606^2 / 2) - 1) = .002384 a day: e^(-.002384 x 365) = .419; log sd 1.32, n = 4,000."""
    standard_error = 1.2533 * 1.32 / 4_000**0.5
    assert np.median(ends_of_a_year("mean")) == pytest.approx(np.log(0.419), abs=3 * standard_error)


def test_a_week_has_seven_times_the_variance_and_a_seventh_of_the_excess_kurtosis_of_a_day():
    returns = GbmJumps(holds="mean").log_returns(np.arange(400_000), 7 * DAY, DRAWS)
    spread = returns - returns.mean()
    assert spread.var() == pytest.approx(7 * 0.0047588, rel=0.01)
    assert (spread**4).mean() / spread.var() ** 2 == pytest.approx(3 + 4.406 / 7, abs=0.1)
    assert np.exp(returns).mean() == pytest.approx(1.0, abs=4 * 0.19 / 400_000**0.5)


def test_without_jumps_the_log_returns_are_normal():
    returns = GbmJumps(jumps_per_day=0.0, holds="mean").log_returns(np.arange(200_000), DAY, DRAWS)
    assert returns.std() == pytest.approx(0.0589, rel=0.01)
    assert returns.mean() == pytest.approx(-(0.0589**2) / 2, abs=4 * 0.0589 / 200_000**0.5)
    assert (np.abs(returns - returns.mean()) > 0.0589 * 5.5).sum() == 0


def test_a_walk_begins_at_its_start_and_does_not_depend_on_the_horizon():
    long, short = (GbmJumps().path(n, START, DAY, DRAWS) for n in (365, 30))
    assert long[0] == 1.0356
    assert np.array_equal(long[:30], short)
    assert GbmJumps().path(1, START, DAY, DRAWS).tolist() == [1.0356]


def test_replicates_walk_apart():
    here, there = (GbmJumps().path(30, START, DAY, Streams(1, replicate)) for replicate in (0, 1))
    assert not np.any(here[1:] == there[1:])


def test_processes_without_a_history_cover_everything():
    long = (datetime(1990, 1, 1, tzinfo=UTC), datetime(2290, 1, 1, tzinfo=UTC))
    assert Constant(usd=1.0).misfit(*long) is None
    assert GbmJumps().misfit(*long) is None
