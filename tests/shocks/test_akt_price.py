from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from pydantic import ValidationError

from econsim.errors import ScenarioError
from econsim.randomness import Streams
from econsim.shocks.akt_price import Constant, GbmJumps, History

DAY = 86_400.0
START = datetime(2023, 8, 31, 15, 45, tzinfo=UTC)
LUCK = Streams(1, 0)


def test_a_constant_price_stays():
    assert Constant(usd=1.25).path(3, START, DAY, LUCK).tolist() == [1.25, 1.25, 1.25]


def test_the_price_of_an_epoch_is_that_of_the_date_on_which_it_begins():
    prices = History().path(28, START, DAY, LUCK)
    assert prices[0] == 1.0356  # 2023-08-31
    assert prices[27] == 0.7698  # 2023-09-27


def test_epochs_of_half_a_day_share_the_price_of_their_date():
    prices = History().path(5, datetime(2023, 8, 31, tzinfo=UTC), DAY / 2, LUCK)
    assert prices[0] == prices[1] == 1.0356
    assert prices[2] == prices[3] != prices[1]


def test_a_history_covers_every_epoch_that_begins_on_its_last_date():
    n_epochs = (datetime(2023, 12, 16, tzinfo=UTC) - START).days + 1  # the last begins on 15 December, 15:45
    assert History().path(n_epochs, START, DAY, LUCK)[-1] == 2.3269
    assert History().covers_until(START) == datetime(2023, 12, 15, 23, 59, 59, 999_999, tzinfo=UTC)


def test_a_run_beyond_the_history_is_refused_with_what_to_do():
    with pytest.raises(ScenarioError, match=r"no price for 2023-12-16.*then: \{kind: gbm_jumps\}"):
        History().path(120, START, DAY, LUCK)


def test_a_run_before_the_history_is_refused():
    with pytest.raises(ScenarioError, match="no price for 2023-06-30"):
        History().path(2, datetime(2023, 6, 30, tzinfo=UTC), DAY, LUCK)


def test_what_follows_a_history_goes_on_from_its_last_price():
    history = History(then=GbmJumps())
    prices = history.path(120, START, DAY, LUCK)
    assert prices[106] == 2.3269
    returns = GbmJumps().log_returns(np.arange(106, 119), DAY, LUCK)
    assert np.log(prices[107:] / prices[106:-1]) == pytest.approx(returns)
    assert history.covers_until(START) is None
    held = History(then=Constant(usd=2.0)).path(120, START, DAY, LUCK)
    assert set(held[107:]) == {2.0}


def test_a_history_cannot_follow_itself():
    with pytest.raises(ValidationError, match="is 'history'; expected kind constant or gbm_jumps"):
        History(then=History())  # type: ignore[arg-type]


def test_the_walk_has_the_moments_of_the_second_half_of_2023():
    returns = GbmJumps().log_returns(np.arange(400_000), DAY, LUCK)
    spread = returns - returns.mean()
    assert spread.std() == pytest.approx(0.069, abs=0.0003)
    assert (spread**4).mean() / spread.var() ** 2 == pytest.approx(7.4, abs=0.35)


def test_the_mean_of_the_price_stays_where_it_is():
    growth = np.exp(GbmJumps().log_returns(np.arange(400_000), DAY, LUCK))
    assert growth.mean() == pytest.approx(1.0, abs=4 * 0.0705 / 400_000**0.5)


def test_a_week_has_seven_times_the_variance_and_a_seventh_of_the_excess_kurtosis_of_a_day():
    returns = GbmJumps().log_returns(np.arange(400_000), 7 * DAY, LUCK)
    spread = returns - returns.mean()
    assert spread.var() == pytest.approx(7 * 0.0047588, rel=0.01)
    assert (spread**4).mean() / spread.var() ** 2 == pytest.approx(3 + 4.406 / 7, abs=0.1)
    assert np.exp(returns).mean() == pytest.approx(1.0, abs=4 * 0.19 / 400_000**0.5)


def test_without_jumps_the_log_returns_are_normal():
    returns = GbmJumps(jumps_per_day=0.0).log_returns(np.arange(200_000), DAY, LUCK)
    assert returns.std() == pytest.approx(0.0589, rel=0.01)
    assert returns.mean() == pytest.approx(-(0.0589**2) / 2, abs=4 * 0.0589 / 200_000**0.5)
    assert (np.abs(returns - returns.mean()) > 0.0589 * 5.5).sum() == 0


def test_a_walk_begins_at_its_start_and_does_not_depend_on_the_horizon():
    long, short = (GbmJumps().path(n, START, DAY, LUCK) for n in (365, 30))
    assert long[0] == 1.0356
    assert np.array_equal(long[:30], short)
    assert GbmJumps().path(1, START, DAY, LUCK).tolist() == [1.0356]


def test_replicates_walk_apart():
    here, there = (GbmJumps().path(30, START, DAY, Streams(1, replicate)) for replicate in (0, 1))
    assert not np.any(here[1:] == there[1:])


def test_processes_without_a_history_cover_everything():
    assert Constant(usd=1.0).covers_until(START) is None
    assert GbmJumps().covers_until(START + timedelta(days=1)) is None
