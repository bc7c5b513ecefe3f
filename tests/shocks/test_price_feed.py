"""The feed of prices: silent never, once, or again and again, whatever the length of the run."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.contracts import Span
from econsim.draws import Streams
from econsim.shocks.price_feed.channel import PRICE_FEED
from econsim.shocks.price_feed.shapes import OneSilence, QuotedAlways, Silent

DAY = 86_400.0


def begun(shape, n_epochs: int = 1000, n_before: int = 0, replicate: int = 0):
    span = Span(n_epochs=n_epochs, epoch_seconds=DAY, start=np.datetime64("2023-09-01"), n_before=n_before)
    return PRICE_FEED.begins(shape, span, Streams(1, replicate))


def test_a_feed_that_is_never_silent_has_no_silences() -> None:
    assert begun(QuotedAlways()).silences(0.0, 1000 * DAY) == []


def test_one_silence_is_told_to_every_epoch_that_it_reaches_into() -> None:
    feed = begun(OneSilence(start_day=2.5, hours=24.0))
    assert feed.silences(0.0, 2.5 * DAY) == []
    for day in (2, 3):
        assert feed.silences(day * DAY, (day + 1) * DAY) == [(2.5 * DAY, 3.5 * DAY)]
    assert feed.silences(3.5 * DAY, 9 * DAY) == []


def test_days_count_from_the_start_of_the_run_not_from_the_history_before_it() -> None:
    assert begun(OneSilence(start_day=1.0, hours=12.0), n_before=10).silences(0.0, 99 * DAY) == [(11 * DAY, 11.5 * DAY)]


def test_silences_are_as_long_and_as_far_apart_as_they_say() -> None:
    feed = begun(Silent(days_between=5.0, mean_hours=6.0), n_epochs=50_000)
    begin, end = np.array(feed.silences(0.0, np.inf)).T / DAY
    assert (begin[1:] > end[:-1]).all()
    n = begin.size
    assert (end - begin).mean() * 24.0 == pytest.approx(6.0, abs=4 * 6.0 / np.sqrt(n))
    assert (begin[1:] - end[:-1]).mean() == pytest.approx(5.0, abs=4 * 5.0 / np.sqrt(n))


def test_a_longer_run_has_the_same_silences_and_more() -> None:
    shape = Silent(days_between=5.0, mean_hours=6.0)
    short, long = (begun(shape, n_epochs=n).silences(0.0, np.inf) for n in (100, 300))
    assert long[: len(short)] == short
    assert len(long) > len(short)
    assert begun(shape, replicate=1).silences(0.0, np.inf) != begun(shape).silences(0.0, np.inf)
