"""How long the rest will take: at the pace since the first replicate; the start and what was kept do not count."""

from __future__ import annotations

from econsim.runs.progress import Count


def test_the_start_is_no_measure_of_the_pace() -> None:
    """30 s to start, then a replicate every 2 s: with 5 of 10 done the other 5 take 10 s, not 38."""
    count = Count("mainnet7", 10)
    for done in range(5):
        count.add(1, 30.0 + 2.0 * done)
    assert count.told(38.0) == "mainnet7: 5 of 10 replicates, about 10 s left"


def test_what_was_kept_is_counted_but_not_timed() -> None:
    count = Count("mainnet7", 30)
    count.add(20, 0.1)
    for done in range(5):
        count.add(1, 10.0 + 3.0 * done)
    assert count.told(22.0) == "mainnet7: 25 of 30 replicates, about 15 s left"


def test_a_few_are_no_pace_and_at_the_end_nothing_is_left() -> None:
    count = Count("mainnet7", 5)
    for done in range(4):
        count.add(1, 10.0 * done)
    assert count.told(30.0) == "mainnet7: 4 of 5 replicates"
    count.add(1, 40.0)
    assert count.told(40.0) == "mainnet7: 5 of 5 replicates"


def test_more_than_was_asked_for_is_told_without_what_was_asked_for() -> None:
    """A scan that finds a crossing runs points that nobody could count before."""
    count = Count("where it flips", 4)
    for done in range(6):
        count.add(1, 10.0 * done)
    assert count.told(60.0) == "where it flips: 6 replicates"
