"""How single values are written: durations, dates, money; and back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from econsim.scenario.amounts import micro_units_of
from econsim.scenario.values import counted, duration_text, moment_of, moment_text, number_text, seconds_of


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("21 days", 1_814_400.0),
        ("1 day", 86_400.0),
        ("24 hours", 86_400.0),
        ("10 minutes", 600.0),
        ("600 s", 600.0),
        ("1.5 hours", 5_400.0),
        ("0.1 s", 0.1),
        ("0 s", 0.0),
    ],
)
def test_a_duration_is_a_number_and_a_unit(text, seconds):
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", [21, 21.0, True, None, "21", "days", "21days", "-1 days", "1e3 s", "1 ss", [1]])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="expected a duration with its unit"):
        seconds_of(text)


@given(st.floats(min_value=1e-3, max_value=1e9, allow_nan=False))
def test_a_duration_is_read_back_as_it_was(seconds):
    assert seconds_of(duration_text(seconds)) == seconds


def test_a_duration_is_written_in_its_largest_whole_unit():
    texts = [duration_text(seconds) for seconds in (1_814_400.0, 86_400.0, 7_200.0, 600.0, 90.0, 0.5)]
    assert texts == ["21 days", "1 day", "2 hours", "10 minutes", "90 s", "0.5 s"]


@pytest.mark.parametrize(
    ("given_as", "expected"),
    [
        ("2023-08-31T15:45:00Z", datetime(2023, 8, 31, 15, 45, tzinfo=UTC)),
        ("2023-08-31 15:45:00Z", datetime(2023, 8, 31, 15, 45, tzinfo=UTC)),
        ("2023-08-31T17:45:00+02:00", datetime(2023, 8, 31, 15, 45, tzinfo=UTC)),
        ("2023-08-31", datetime(2023, 8, 31, tzinfo=UTC)),
        (date(2023, 8, 31), datetime(2023, 8, 31, tzinfo=UTC)),
        (datetime(2023, 8, 31, 17, tzinfo=timezone(timedelta(hours=2))), datetime(2023, 8, 31, 15, tzinfo=UTC)),
    ],
)
def test_a_time_is_in_utc_and_a_bare_date_is_midnight(given_as, expected):
    assert moment_of(given_as) == expected
    assert moment_of(moment_text(moment_of(given_as))) == expected


@pytest.mark.parametrize("given_as", ["2023-08-31T15:45:00", "2023-13-01", "20230831", "soon", 20230831, None, True])
def test_what_is_no_time_in_utc_is_refused(given_as):
    with pytest.raises(ValueError, match="expected a time in UTC"):
        moment_of(given_as)


@pytest.mark.parametrize(
    ("given_as", "cure"),
    [
        ("2023-09-10T00:00:00", r"2023-08-31; it has no time zone, in UTC it is 2023-09-10T00:00:00Z$"),
        ("2023-09-10 15:45", r"it has no time zone, in UTC it is 2023-09-10T15:45:00Z$"),
        (
            datetime(2023, 9, 10, tzinfo=UTC).replace(tzinfo=None),
            r"it has no time zone, give it one: tz='UTC' of pandas, tzinfo=UTC of datetime$",
        ),
        (pd.Timestamp("2023-09-10"), r"give it one: tz='UTC' of pandas"),
        (pd.NaT, r"or a date such as 2023-08-31$"),
        ("20230831", r"or a date such as 2023-08-31$"),
    ],
)
def test_a_time_without_a_zone_is_refused_with_its_cure(given_as, cure):
    with pytest.raises(ValueError, match=cure):
        moment_of(given_as)


@pytest.mark.parametrize(
    ("amount", "uakt"),
    [
        (5_000_000, 5_000_000),
        ("5 AKT", 5_000_000),
        ("0.5 AKT", 500_000),
        ("0.000001 AKT", 1),
        ("217688892 AKT", 217_688_892_000_000),
        ("0.1000000 AKT", 100_000),
    ],
)
def test_money_is_whole_micro_units_or_an_exact_amount(amount, uakt):
    assert micro_units_of(amount, "AKT") == uakt


@pytest.mark.parametrize(
    "amount", [5.0, True, "5", "5AKT", "5 USDC", "5 uakt", "-5 AKT", "0.0000001 AKT", None, "1e3 AKT"]
)
def test_what_is_no_amount_is_refused(amount):
    with pytest.raises(ValueError, match=r"^is "):
        micro_units_of(amount, "AKT")


def test_numbers_in_messages_have_no_needless_tail():
    assert [number_text(number) for number in (0.05, 5.0, 5, 1e-9, 0.1 + 0.2)] == [
        "0.05",
        "5",
        "5",
        "0.000000001",
        "0.30000000000000004",
    ]


@pytest.mark.parametrize(("number", "said"), [(0, "0 epochs"), (1, "1 epoch"), (20, "20 epochs")])
def test_one_thing_is_told_in_the_singular(number, said):
    assert counted(number, "epoch") == said
