"""The rows of the report about money: winners and losers, and from which AKT price on validators earn their cost."""

from __future__ import annotations

from dataclasses import dataclass

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import MISSING, percent, plain
from econsim.analysis.report_data import Gain
from econsim.analysis.winners import CROSS_CUT, NET_CREATION, OF_THE_MARKET, OF_THE_MINT
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
class GainRows:
    """The mint and the sum of its transfers, its total, the market, and the validators cut otherwise."""

    mint: list[GainRow]
    sum: str
    net_creation: list[GainRow]
    market: list[GainRow]
    cross_cut: list[GainRow]


@dataclass(frozen=True)
class BreakEvenRows:
    """Break-even prices and how many cover their own cost, a column an arm; and how many stand apart."""

    arms: list[str]
    prices: list[list[str]]
    covering: list[list[str]]
    apart: str


def gain_rows(comparison: Comparison, variant: str) -> GainRows:
    """Return winners and losers of a variant."""
    gains = comparison.background.winners[variant]

    def rows(table: str) -> list[GainRow]:
        return [_gain(gain) for gain in gains if gain.table == table]

    total = sum(gain.transfer or 0.0 for gain in gains if gain.table == OF_THE_MINT)
    return GainRows(
        mint=rows(OF_THE_MINT),
        sum=_money(round(total), "uakt", signed=True),
        net_creation=rows(NET_CREATION),
        market=rows(OF_THE_MARKET),
        cross_cut=rows(CROSS_CUT),
    )


def break_even_rows(comparison: Comparison) -> BreakEvenRows:
    """Return the break-even prices of every arm, and how many validators cover their own cost at some prices."""
    found = comparison.background.break_even
    tables = list(found.values())
    return BreakEvenRows(
        arms=list(found),
        prices=[
            [f"{row.rank}", f"{row.cost_usd_per_month:,.0f}", *(_usd(one.prices[place].usd) for one in tables)]
            for place, row in enumerate(tables[0].prices)
        ],
        covering=[
            [_usd(row.akt_price_usd), *(_mean_count(one.covering[place].validators) for one in tables)]
            for place, row in enumerate(tables[0].covering)
        ],
        apart="; ".join(
            f"{arm}: {_apart(one.n_captive)} and {_apart(one.n_without_commission)}" for arm, one in found.items()
        ),
    )


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
