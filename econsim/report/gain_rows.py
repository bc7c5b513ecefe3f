"""The rows of the report about money: winners and losers, and from which AKT price on validators earn their cost."""

from __future__ import annotations

from dataclasses import dataclass

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import MISSING, percent, plain
from econsim.analysis.report_data import Gain
from econsim.analysis.text_table import TextTable
from econsim.analysis.winners import CROSS_CUT, NET_CREATION, OF_THE_MARKET, OF_THE_MINT
from econsim.networks import captions
from econsim.units import UAKT_PER_AKT


@dataclass(frozen=True)
class GainRow:
    """What a group got in both arms, every number written as people read it."""

    who: str
    members: str
    baseline: str
    variant: str
    difference: str
    interval: str
    transfer: str
    relative: str
    verdict: str


@dataclass(frozen=True)
class GainTable:
    """One table of winners and losers with what stands above it."""

    caption: str
    rows: list[GainRow]


@dataclass(frozen=True)
class GainTables:
    """The mint, its total and the sum of its transfers, the validators cut otherwise, and the market."""

    mint: GainTable
    net_creation: list[GainRow]
    sum: str
    cross_cut: GainTable
    market: GainTable


def gain_tables(comparison: Comparison, variant: str) -> GainTables:
    """Return winners and losers of a variant."""
    gains, days = comparison.background.winners[variant], round(comparison.days)

    def rows(table: str) -> list[GainRow]:
        return [_gain(gain) for gain in gains if gain.table == table]

    total = sum(gain.transfer or 0.0 for gain in gains if gain.table == OF_THE_MINT)
    return GainTables(
        mint=GainTable(captions.MINT.format(days=days), rows(OF_THE_MINT)),
        net_creation=rows(NET_CREATION),
        sum=_money(round(total), "uakt", signed=True),
        cross_cut=GainTable(captions.CROSS_CUT.format(days=days), rows(CROSS_CUT)),
        market=GainTable(captions.MARKET.format(days=days), rows(OF_THE_MARKET)),
    )


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


def _gain(gain: Gain) -> GainRow:
    interval = MISSING
    if gain.ci_low is not None and gain.ci_high is not None:
        interval = " to ".join(_money(end, gain.unit, signed=True) for end in (gain.ci_low, gain.ci_high))
    relative = gain.difference / abs(gain.baseline) if gain.baseline and gain.difference is not None else None
    return GainRow(
        who=gain.who,
        members=MISSING if gain.members is None else f"{gain.members:,}",
        baseline=_money(gain.baseline, gain.unit),
        variant=_money(gain.variant, gain.unit),
        difference=_money(gain.difference, gain.unit, signed=True),
        interval=interval,
        transfer=_money(gain.transfer, gain.unit, signed=True),
        relative=percent(relative),
        verdict=gain.verdict,
    )


def _money(value: float | None, unit: str, *, signed: bool = False) -> str:
    if value is None:
        return MISSING
    return plain(round(value / UAKT_PER_AKT if unit == "uakt" else value, 6), 0, signed=signed)


def _usd(value: float | None) -> str:
    return MISSING if value is None else plain(value, 2)


def _apart(value: float | None) -> str:
    return _mean_count(value).removesuffix(".0")


def _mean_count(value: float | None) -> str:
    return MISSING if value is None else plain(value, 1)
