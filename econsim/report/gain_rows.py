"""From which AKT price on validators earn their cost, as tables."""

from __future__ import annotations

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import MISSING, plain
from econsim.analysis.text_table import TextTable
from econsim.networks import captions


def break_even_tables(comparison: Comparison) -> tuple[TextTable, TextTable]:
    """Return the break-even prices of every arm, and how many validators cover their own cost at some prices."""
    found = comparison.background.break_even
    tables = list(found.values())
    apart = (f"{arm}: {_apart(one.n_captive)} and {_apart(one.n_without_commission)}" for arm, one in found.items())
    prices = [
        [f"{row.rank}", f"{row.cost_usd_per_month:,.0f}", *(_usd(one.prices[place].usd) for one in tables)]
        for place, row in enumerate(tables[0].prices)
    ]
    covering = [
        [_usd(row.akt_price_usd), *(_mean_count(one.covering[place].validators) for one in tables)]
        for place, row in enumerate(tables[0].covering)
    ]
    return (
        _numbers(
            captions.BREAK_EVEN.format(apart="; ".join(apart)), ["validators", "cost, USD a month", *found], prices
        ),
        _numbers(captions.COVERING, ["AKT price, USD", *found], covering),
    )


def _numbers(title: str, heading: list[str], rows: list[list[str]]) -> TextTable:
    """Return a table of numbers alone."""
    return TextTable(heading, rows, numbers=range(len(heading)), title=title)


def _usd(value: float | None) -> str:
    return MISSING if value is None else plain(value, 2)


def _apart(value: float | None) -> str:
    return _mean_count(value).removesuffix(".0")


def _mean_count(value: float | None) -> str:
    return MISSING if value is None else plain(value, 1)
