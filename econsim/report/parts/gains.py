"""Winners and losers in full: who got what, how many of each group are better off, what tenants got for their money."""

from __future__ import annotations

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import decimals_of
from econsim.analysis.metrics import metrics
from econsim.analysis.report_data import Gain
from econsim.analysis.value_created import BESIDE_VALUE, OF_VALUE, VALUE_CREATED
from econsim.analysis.verdicts import IDENTICAL
from econsim.analysis.winners import CROSS_CUT, NET_CREATION, OF_TENANTS, OF_THE_MARKET, OF_THE_MINT
from econsim.networks import captions
from econsim.report.document import Block, Inline, Interval, Paragraph, Quantity, Row, Section, Table
from econsim.report.parts.quantities import money, money_interval, percent
from econsim.report.parts.tables import columns

_CAPTIONS = {
    OF_THE_MINT: captions.MINT,
    CROSS_CUT: captions.CROSS_CUT,
    OF_THE_MARKET: captions.PROVIDERS,
    OF_TENANTS: captions.TENANTS,
    OF_VALUE: captions.VALUE,
    BESIDE_VALUE: captions.BESIDE_VALUE,
}
_HEADS = ("who", "members", "baseline", "proposal", "difference", "95 % interval")
_ON_A_CARD = (0, 4, 5)
_HAVE_SHARES = (OF_THE_MINT, OF_THE_MARKET, CROSS_CUT)
_TOTALS = {OF_THE_MINT: NET_CREATION, OF_VALUE: VALUE_CREATED}  # of tables whose rows have transfers
_PRICE_DECIMALS = decimals_of(metrics()["gpu_price_usd_per_hour"])


def gains_section(comparison: Comparison) -> Section:
    """Return who gains and who loses, for every variant."""
    blocks: list[Block | Section] = []
    for place, name in enumerate(comparison.variants, start=1):
        found = {kind: _gains(comparison, name, kind) for kind in _CAPTIONS}
        tables = tuple(_told(comparison, name, kind, gains) for kind, gains in found.items() if gains)
        blocks += [Section(f"gains-{place}", name, tables)] if len(comparison.variants) > 1 else tables
    return Section("gains", "Winners and losers", tuple(blocks))


def _gains(comparison: Comparison, variant: str, kind: str) -> list[Gain]:
    """Return the rows of a table; what tenants spend is none of them, as who spends more may have bought more."""
    return [gain for gain in comparison.background.winners[variant] if gain.table == kind and not _is_spend(gain)]


def _is_spend(gain: Gain) -> bool:
    return gain.table == OF_THE_MARKET and not gain.who.startswith("providers")


def _told(comparison: Comparison, variant: str, kind: str, gains: list[Gain]) -> Block:
    """Return a table, or the sentence that every row of it is identical."""
    if all(gain.verdict == IDENTICAL for gain in (*gains, *_totals(comparison, variant, kind))):
        return Paragraph((f"Identical in every run: {captions.KINDS[kind]}.",))
    return _table(comparison, variant, kind, gains)


def _totals(comparison: Comparison, variant: str, kind: str) -> list[Gain]:
    return _gains(comparison, variant, _TOTALS[kind]) if kind in _TOTALS else []


def _table(comparison: Comparison, variant: str, kind: str, gains: list[Gain]) -> Table:
    heads = [*_HEADS, *(("transfer",) if kind in _TOTALS else ()), "relative"]
    heads += ["better off", "worse off"] if kind in _HAVE_SHARES else []
    rows = [_row(gain, kind) for gain in gains]
    rows += [_row(gain, kind, is_total=True) for gain in _totals(comparison, variant, kind)]
    names = {"baseline": comparison.baseline, "proposal": variant}
    caption = _CAPTIONS[kind].format(days=round(comparison.days))
    told = columns(*(names.get(head, head) for head in heads), numbers=range(1, len(heads)), kept=_ON_A_CARD)
    return Table(told, tuple(rows), (caption,))


def _row(gain: Gain, kind: str, *, is_total: bool = False) -> Row:
    relative = gain.difference / abs(gain.baseline) if gain.baseline and gain.difference is not None else None
    is_same = gain.verdict == IDENTICAL
    cells: list[Inline] = [
        f"created: {gain.who}" if is_total else gain.who,
        "" if gain.members is None else Quantity(gain.members, "", 0),
        _amount(gain, gain.baseline),
        _amount(gain, gain.variant),
        "identical" if is_same else _amount(gain, gain.difference, is_signed=True),
        "" if is_same else _interval(gain),
    ]
    if kind in _TOTALS:
        cells.append("" if gain.transfer is None else money(gain.transfer, gain.unit, is_signed=True))
    cells.append("" if is_same else percent(relative))
    if kind in _HAVE_SHARES:
        cells += ["" if part is None else percent(part, 0, is_signed=False) for part in (gain.better, gain.worse)]
    return Row(tuple((cell,) for cell in cells), "total" if is_total else "row")


def _amount(gain: Gain, value: float | None, *, is_signed: bool = False) -> Quantity:
    """Return an amount in whole units, a price per GPU-hour in cents and less."""
    if gain.unit == "USD/GPU-hour":
        return Quantity(value, "", _PRICE_DECIMALS, is_signed)
    return money(value, gain.unit, is_signed=is_signed)


def _interval(gain: Gain) -> Inline:
    if gain.unit == "USD/GPU-hour" and gain.ci_low is not None and gain.ci_high is not None:
        return Interval(_amount(gain, gain.ci_low, is_signed=True), _amount(gain, gain.ci_high, is_signed=True))
    return money_interval(gain.ci_low, gain.ci_high, gain.unit)
