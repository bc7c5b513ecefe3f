"""How numbers are written: units by one rule."""

from __future__ import annotations

import pytest

from econsim.analysis.display import Unit, unit_of


@pytest.mark.parametrize(
    ("unit", "shown"),
    [
        ("uakt/year", Unit(1e-6, "AKT a year", "AKT a year")),
        ("uusdc/year", Unit(1e-6, "USDC a year", "USDC a year")),
        ("fraction", Unit(100.0, "%", "points")),
        ("1/year", Unit(100.0, "% a year", "points a year")),
        ("USD/day", Unit(1.0, "USD a day", "USD a day")),
        ("USD/GPU-hour", Unit(1.0, "USD", "USD")),
        ("count", Unit(1.0, "", "")),
    ],
)
def test_units_are_shown_as_people_say_them(unit: str, shown: Unit) -> None:
    assert unit_of(unit) == shown


def test_a_unit_that_was_never_heard_of_is_shown_as_it_is_written() -> None:
    assert unit_of("votes") == Unit(1.0, "votes", "votes")
    assert unit_of("votes/month") == Unit(1.0, "votes a month", "votes a month")
