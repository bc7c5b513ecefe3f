"""Outages, single misses and double signs: as often as the law of each says, and each with luck of its own."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import numpy as np
import pytest

from econsim.contracts import Span
from econsim.draws import Streams
from econsim.shocks.validator_outages.processes import NoFaults, Renewal
from econsim.units import DAYS_PER_YEAR, SECONDS_PER_DAY

BLOCK, DAY = 6.0, 14_400  # seconds a block, blocks a day
START = datetime(2023, 8, 31, tzinfo=UTC)


def outages(days: int = 100, seed: int = 1, **parameters):
    return Renewal(**parameters).begins(Span(START, days, SECONDS_PER_DAY), Streams(seed, 0))


def of_day(day: int, made, validators: int = 20, n_blocks: int = DAY):
    return made.in_blocks(day, day * n_blocks, n_blocks, BLOCK, validators)


def is_missed(faults, validators: int = 20, n_blocks: int = DAY):
    missed = np.zeros((validators, n_blocks), np.bool_)
    for validator, first, last, _ in faults.absent.tolist():
        assert not missed[validator, first : last + 1].any()
        missed[validator, first : last + 1] = True
    return missed


def test_nothing_goes_wrong_where_the_scenario_says_none():
    assert NoFaults().begins(Span(START, 10, SECONDS_PER_DAY), Streams(1, 0)) is None


def test_a_validator_is_down_length_over_length_and_gap_of_the_time():
    """Two days up and one down on average: a third. The error of 200 x 100 days is that of about 6,667 cycles.

    A cycle's part of the time down has the variance 2 u^2 d^2 / (u + d)^3 a day (renewal reward): 0.2963 here.
    """
    made = outages(days_between_outages=2.0, outage_hours=24.0, missed_block_rate=0.0, double_signs_per_year=0.0)
    down = np.mean([is_missed(of_day(day, made, 200), 200).mean() for day in range(5, 100)])
    error = math.sqrt(0.2963 / (200 * 95))
    assert abs(down - 1 / 3) < 4 * error


def test_blocks_that_are_missed_are_those_whose_time_lies_in_a_spell():
    made = outages(days_between_outages=1.0, outage_hours=6.0, missed_block_rate=0.0)
    for day in (0, 1, 17):
        faults = of_day(day, made)
        times = (day * DAY + np.arange(DAY + 1)) * BLOCK
        for validator in range(20):
            spells = made.spells[made.first[validator] : made.first[validator + 1]]
            inside = ((spells[:, :1] <= times) & (times < spells[:, 1:])).any(axis=0)
            np.testing.assert_array_equal(is_missed(faults)[validator], inside[:-1])
            assert faults.is_offline[validator] == inside[-1]
        assert (faults.absent[:, 3] == 1).all()


def test_single_misses_are_as_frequent_as_their_rate_and_apart_from_each_other():
    """Bernoulli: 20 x 14,400 x 10 blocks at 0.01, error sqrt(p (1 - p) / n); two in a row as often as p^2."""
    made = outages(days_between_outages=1e5, missed_block_rate=0.01)
    missed = np.concatenate([is_missed(of_day(day, made)) for day in range(10)])
    assert abs(missed.mean() - 0.01) < 4 * math.sqrt(0.01 * 0.99 / missed.size)
    pairs = (missed[:, 1:] & missed[:, :-1]).mean()
    assert abs(pairs - 1e-4) < 4 * math.sqrt(1e-4 / missed.size)
    assert (of_day(0, made).absent[:, 3] == 0).all()


@pytest.mark.parametrize(("rate", "part"), [(0.0, 0.0), (1.0, 1.0)])
def test_a_rate_of_0_misses_none_and_one_of_1_all(rate, part):
    made = outages(days_between_outages=1e5, missed_block_rate=rate)
    assert is_missed(of_day(3, made)).mean() == part


def test_one_validator_more_or_a_longer_run_changes_nobody_elses_luck():
    given = {"days_between_outages": 2.0, "missed_block_rate": 0.01, "double_signs_per_year": 50.0}
    few, many, longer = outages(**given), outages(**given), outages(days=300, **given)
    for day in (0, 50):
        one, other, third = of_day(day, few, 5), of_day(day, many, 9), of_day(day, longer, 5)
        np.testing.assert_array_equal(one.absent, other.absent[other.absent[:, 0] < 5])
        np.testing.assert_array_equal(one.double_signs, other.double_signs[other.double_signs[:, 0] < 5])
        np.testing.assert_array_equal(one.absent, third.absent)
    grown = few.in_blocks(60, 60 * DAY, DAY, BLOCK, 9)
    np.testing.assert_array_equal(grown.absent, of_day(60, many, 9).absent)


def test_outages_do_not_depend_on_how_long_an_epoch_is():
    made = outages(days_between_outages=0.5, outage_hours=2.0, missed_block_rate=0.0)
    days = np.concatenate([is_missed(of_day(day, made)) for day in range(4)], axis=1)
    np.testing.assert_array_equal(days, is_missed(made.in_blocks(0, 0, 4 * DAY, BLOCK, 20), n_blocks=4 * DAY))


def test_double_signs_come_by_a_poisson_process_to_those_who_are_up():
    """40 validators, a year, 5 a year each: 200 with an error of sqrt(200); a third of the time they are down."""
    days = round(DAYS_PER_YEAR)
    given = {"double_signs_per_year": 7.5, "days_between_outages": 2.0, "outage_hours": 24.0}
    made = outages(days=days, **given, missed_block_rate=0.0, evidence_delay="1 hour")
    found = 0
    for day in range(days):
        faults = of_day(day, made, 40)
        missed = is_missed(faults, 40)
        for validator, block, delay in faults.double_signs.tolist():
            assert not missed[validator, block] or not missed[validator, min(block + 1, DAY - 1)]
            assert delay == 600
            found += 1
    assert abs(found - 200) < 4 * math.sqrt(200)


def test_evidence_takes_a_block_at_least():
    made = outages(double_signs_per_year=100.0, evidence_delay="0 s")
    delays = [delay for day in range(50) for _, _, delay in of_day(day, made).double_signs.tolist()]
    assert delays
    assert set(delays) == {1}


def neglected(saved, *, days=range(200), neglect=73.05, **parameters):
    """Return the part of the time in which 100 validators that save a part of the cost are down, day by day."""
    quiet = {"days_between_outages": 100_000.0, "missed_block_rate": 0.0, "double_signs_per_year": 0.0}
    made = outages(days=len(days), neglect_hours_per_month=neglect, **(quiet | parameters))
    faults = [made.in_blocks(day, day * DAY, DAY, BLOCK, 100, np.full(100, saved)) for day in days]
    return np.array([is_missed(each, 100).mean(axis=1) for each in faults])


@pytest.mark.parametrize("saved", [0.0, 0.25, 1.0])
def test_hours_offline_by_neglect_are_in_proportion_to_what_is_saved(saved):
    """73.05 of 730.5 hours a month are a tenth; the error is that of the mean of 100 validators."""
    each = neglected(saved).mean(axis=0)
    error = max(each.std(ddof=1) / math.sqrt(each.size), 1e-3)
    assert abs(each.mean() - 0.1 * saved) < 4 * error


def test_less_spending_only_adds_outages():
    made = {saved: outages(neglect_hours_per_month=200.0) for saved in (0.0, 0.3, 0.8)}
    for day in range(20):
        missed = [
            is_missed(each.in_blocks(day, day * DAY, DAY, BLOCK, 20, np.full(20, saved)))
            for saved, each in made.items()
        ]
        assert (missed[0] <= missed[1]).all()
        assert (missed[1] <= missed[2]).all()


def test_where_the_link_is_off_or_all_is_spent_nothing_is_added():
    plain = outages(days_between_outages=2.0)
    off, all_spent = outages(days_between_outages=2.0), outages(days_between_outages=2.0, neglect_hours_per_month=40.0)
    for day in range(20):
        alike = [
            of_day(day, plain),
            off.in_blocks(day, day * DAY, DAY, BLOCK, 20, np.ones(20)),
            all_spent.in_blocks(day, day * DAY, DAY, BLOCK, 20, np.zeros(20)),
        ]
        for other in alike[1:]:
            for one_column, other_column in zip(alike[0], other, strict=True):
                np.testing.assert_array_equal(one_column, other_column)


def test_an_outage_of_neglect_is_over_when_enough_is_spent_again():
    made = outages(neglect_hours_per_month=700.0, outage_hours=200.0, missed_block_rate=0.0)
    assert made.in_blocks(5, 5 * DAY, DAY, BLOCK, 20, np.ones(20)).is_offline.any()
    spent = made.in_blocks(6, 6 * DAY, DAY, BLOCK, 20, np.zeros(20))
    none = outages(outage_hours=200.0, missed_block_rate=0.0).in_blocks(6, 6 * DAY, DAY, BLOCK, 20)
    np.testing.assert_array_equal(spent.absent, none.absent)
