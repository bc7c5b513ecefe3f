"""Winners and losers in full: tables of who got what, and from which AKT price validators earn their cost."""

from __future__ import annotations

from econsim.analysis.comparison import Comparison
from econsim.analysis.report_data import Gain
from econsim.analysis.statistics import IDENTICAL
from econsim.analysis.winners import CROSS_CUT, NET_CREATION, OF_THE_MARKET, OF_THE_MINT
from econsim.networks import captions
from econsim.report.document import Block, Inline, Quantity, Row, Section, Table
from econsim.report.gain_rows import break_even_tables
from econsim.report.parts.quantities import money, money_interval, percent
from econsim.report.parts.tables import columns, table_of

_CAPTIONS = {OF_THE_MINT: captions.MINT, CROSS_CUT: captions.CROSS_CUT, OF_THE_MARKET: captions.MARKET}


def gains_section(comparison: Comparison) -> Section:
    """Return who gains and who loses, for every variant."""
    blocks: list[Block | Section] = []
    for name in comparison.variants:
        tables = tuple(_table(comparison, name, kind) for kind in _CAPTIONS if _gains(comparison, name, kind))
        blocks += [Section(f"gains-{name}", name, tables)] if len(comparison.variants) > 1 else tables
    return Section("gains", "Winners and losers", tuple(blocks))


def break_even_section(comparison: Comparison) -> Section:
    """Return from which AKT price on validators earn their cost."""
    tables = tuple(table_of(table) for table in break_even_tables(comparison))
    return Section("break-even", "From which AKT price do validators earn their cost?", tables, is_folded=True)


def _gains(comparison: Comparison, variant: str, kind: str) -> list[Gain]:
    return [gain for gain in comparison.background.winners[variant] if gain.table == kind]


def _table(comparison: Comparison, variant: str, kind: str) -> Table:
    has_transfers = kind == OF_THE_MINT
    heads = ["who", "members", comparison.baseline, variant, "difference", "95 % interval"]
    heads += ["transfer", "relative"] if has_transfers else ["relative"]
    rows = [_row(gain, has_transfers) for gain in _gains(comparison, variant, kind)]
    if has_transfers:
        rows += [_row(gain, has_transfers, "total") for gain in _gains(comparison, variant, NET_CREATION)]
    caption = _CAPTIONS[kind].format(days=round(comparison.days))
    return Table(columns(*heads, numbers=range(1, len(heads))), tuple(rows), (caption,))


def _row(gain: Gain, has_transfers: bool, kind: str = "row") -> Row:
    relative = gain.difference / abs(gain.baseline) if gain.baseline and gain.difference is not None else None
    is_same = gain.verdict == IDENTICAL
    cells: list[Inline] = [
        gain.who if kind == "row" else f"created: {gain.who}",
        Quantity(gain.members, "", 0) if gain.members is not None else "",
        money(gain.baseline, gain.unit),
        money(gain.variant, gain.unit),
        "identical" if is_same else money(gain.difference, gain.unit, is_signed=True),
        "" if is_same else money_interval(gain.ci_low, gain.ci_high, gain.unit),
    ]
    if has_transfers:
        cells.append("" if gain.transfer is None else money(gain.transfer, gain.unit, is_signed=True))
    cells.append("" if is_same else percent(relative))
    return Row(tuple((cell,) for cell in cells), "total" if kind == "total" else "row")
