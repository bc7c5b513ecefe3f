"""Who gains and who pays: the chart of the first page, with the table of what it shows."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import MISSING
from econsim.analysis.first_page_data import GroupGain, WhoGains
from econsim.analysis.verdicts import HIGHER, IDENTICAL, LOWER
from econsim.analysis.winners import DELEGATORS
from econsim.plots.winners import CREATED, amount, winners, winners_subtitle, winners_title
from econsim.report.document import Block, Figure, Inline, Interval, Paragraph, Quantity, Row, Table
from econsim.report.parts.market import market_blocks
from econsim.report.parts.puzzles import puzzles
from econsim.report.parts.quantities import change
from econsim.report.parts.tables import columns

_SIZE = (6.4, 3.0)
_ROUGH_FROM = 100  # AKT or USD; less is told whole


def who_blocks(comparison: Comparison, variants: Sequence[str], *, has_market: bool = True) -> tuple[Block, ...]:
    """Return a chart for each of some variants, or the sentence that nothing moves, and what differs in the market.

    `has_market`: with the table of tenants and providers, which is of all variants.
    """
    blocks: list[Block] = []
    for name in variants:
        blocks += [_block(comparison, name), *_spread_out(comparison, name)]
    return (*blocks, *puzzles(comparison, variants), *(market_blocks(comparison) if has_market else ()))


def _spread_out(comparison: Comparison, variant: str) -> tuple[Block, ...]:
    """Return why what moves to or from delegators may be too little to matter to any of them: they are many."""
    party = next(one for one in comparison.background.who_gains[variant].parties if one.who == DELEGATORS)
    metric, found = comparison.metrics["net_apr"], comparison.outcomes(variant)["net_apr"]
    if (
        party.verdict not in (HIGHER, LOWER)
        or found.material is not False
        or (found.difference or 0.0) * party.moved < 0.0
    ):
        return ()
    size, least = change(metric, found.difference), change(metric, metric.smallest_effect, is_signed=False)
    words = "Spread over all that delegators have bonded it is too little to matter: "
    return (Paragraph((words, size, f" of {metric.label}; it matters from ", least, " on."), "aside"),)


def _block(comparison: Comparison, variant: str) -> Block:
    found = comparison.background.who_gains[variant]
    several = f"{variant}: " if len(comparison.variants) > 1 else ""
    if all(row.verdict == IDENTICAL for row in (*found.groups, found.created)):
        several += "in this one run: " if comparison.numbers.replicates == 1 else ""
        words = f"{several}What is minted goes to delegators, validators and the community pool as before, to the uakt."
        return Paragraph((words,))

    def draw(axes: Axes) -> object:
        return winners(comparison, variant, axes)

    title = winners_title(found)
    return Figure(
        name=f"winners-{comparison.variants.index(variant) + 1}",
        title=several + title,
        subtitle=winners_subtitle(found),
        alt=f"Bar chart of AKT a year. {title}. {_in_words(found)}",
        draw=draw,
        size=_SIZE,
        data=Table(
            columns(
                "who",
                "members",
                ("moved", "AKT a year"),
                "95 % interval",
                ("the same", "USD a year"),
                numbers=range(1, 5),
            ),
            (*map(_row, found.groups), _row(found.created, "total")),
        ),
    )


def _row(group: GroupGain, kind: str = "row") -> Row:
    is_total = kind == "total"
    span: Inline = MISSING
    if group.ci_low is not None and group.ci_high is not None:
        span = Interval(_amount(group.ci_low), _amount(group.ci_high))
    members: Inline = "" if group.members is None else Quantity(group.members, "", 0)
    cells: tuple[Inline, ...] = (
        CREATED if is_total else group.who,
        members,
        _amount(group.moved),
        span,
        _amount(group.usd),
    )
    return Row(tuple((cell,) for cell in cells), "total" if is_total else "row")


def _amount(value: float) -> Quantity:
    return Quantity(value, "", None if abs(value) >= _ROUGH_FROM else 0, is_signed=True)


def _in_words(found: WhoGains) -> str:
    """Return every group with its amount: `Other delegators −21,000; community pool +218.`"""
    told = [f"{group.who} {amount(group.moved)}" for group in found.groups]
    return f"{'; '.join(told)}; {CREATED} {amount(found.created.moved)}."
