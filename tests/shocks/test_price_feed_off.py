"""Feeds that are off the market's price: by noise, by an attack, and quotes that are missing."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.networks.catalogue import load_scenario
from econsim.shocks.price_feed.off import AttackedQuotes, NoisyQuotes
from tests.shocks.test_price_feed import DAY, begun


def test_noise_is_as_large_as_it_says_and_each_feed_has_its_own() -> None:
    seconds, ratios = begun(NoisyQuotes(feeds=3, noise_bps=10.0, stands_minutes=60.0)).deviations(0.0, 1000 * DAY)
    assert ratios.shape == (seconds.size, 3)
    assert seconds.size == 24 * 1000
    logs = np.log(ratios)
    assert logs.std(axis=0) == pytest.approx([1e-3] * 3, rel=4 / np.sqrt(2 * seconds.size))
    assert np.abs(np.corrcoef(logs.T) - np.eye(3)).max() < 4 / np.sqrt(seconds.size)


def test_an_epoch_is_told_the_step_that_it_begins_within() -> None:
    feed = begun(NoisyQuotes(stands_minutes=600.0, missing_share=0.0))
    whole, part = feed.deviations(0.0, 10 * DAY), feed.deviations(1 * DAY, 2 * DAY)
    assert part[0].tolist() == [20 * 3600.0, 30 * 3600.0, 40 * 3600.0]
    assert part[1].tolist() == whole[1][2:5].tolist()


def test_a_longer_run_has_the_same_noise_and_the_same_missing_quotes_and_more() -> None:
    shape = NoisyQuotes(missing_share=0.05)
    short, long = begun(shape, n_epochs=20), begun(shape, n_epochs=60)
    assert np.array_equal(long.ratios[: short.ratios.shape[0] - 1], short.ratios[:-1])
    assert long.spells[: len(short.spells)] == short.spells
    assert begun(shape, replicate=1).spells != begun(shape).spells


@pytest.mark.parametrize("share", [0.05, 0.3])
def test_quotes_are_missing_in_a_row_as_often_as_independent_ones_are(share: float) -> None:
    """Runs of k begin with probability (1 - q) q^k (1 - q) a quote, of two or more with (1 - q) q^2."""
    days, quotes = 200, 14_400
    spells = np.array(begun(NoisyQuotes(missing_share=share), n_epochs=days).spells) / DAY
    expected = days * quotes * (1.0 - share) * share**2
    assert len(spells) == pytest.approx(expected, abs=5 * np.sqrt(expected))
    lengths = np.rint((spells[:, 1] - spells[:, 0]) * quotes)
    assert lengths.min() == 2
    assert lengths.mean() == pytest.approx(2 + share / (1 - share), abs=5 * lengths.std() / np.sqrt(len(spells)))


def test_an_attack_lifts_the_feeds_attacked_and_no_others_for_its_seconds() -> None:
    feed = begun(AttackedQuotes(start_day=2.25, size=0.2, seconds=60.0, feeds=3, feeds_attacked=2))
    seconds, ratios = feed.deviations(2 * DAY, 3 * DAY)
    assert seconds.tolist() == [0.0, 2.25 * DAY, 2.25 * DAY + 60.0]
    assert ratios == pytest.approx(np.array([[1.0, 1.0, 1.0], [1.2, 1.2, 1.0], [1.0, 1.0, 1.0]]))
    assert feed.deviations(1 * DAY, 2 * DAY) is None
    assert feed.deviations(3 * DAY, 4 * DAY) is None


def test_an_attack_comes_again_where_it_says_and_after_a_history_only() -> None:
    feed = begun(AttackedQuotes(start_day=1.0, size=-0.5, seconds=30.0, days_between=4.0), n_epochs=30, n_before=10)
    low = feed.seconds[(feed.ratios == 0.5).ravel()] / DAY
    assert low.tolist() == pytest.approx([11.0, 15.0, 19.0, 23.0, 27.0])
    assert feed.deviations(0.0, 10 * DAY) is None


def test_without_noise_and_missing_quotes_the_feed_is_right() -> None:
    feed = begun(NoisyQuotes(noise_bps=0.0, missing_share=0.0))
    assert (feed.spells, feed.deviations(0.0, 9 * DAY)) == ([], None)


def test_what_is_meant_is_told() -> None:
    scenario = load_scenario(
        "mainnet17", ["shocks.price_feed={kind: attack, start_day: 3, size: 0.2, seconds: 60, days_between: 7}"]
    )
    assert scenario.shocks.price_feed.told() == "1 of 1 feed(s) quote +0.2 for 60 s, every 7 days"
    assert scenario.shocks.price_feed.lasting().end is None
    assert "off by 10 bps" in NoisyQuotes().told()
