"""The table of outcomes in the terminal and in notebooks: what differs, row by row; what is identical, in one line."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from rich import box
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from econsim.analysis.display import MISSING, number, over, span, words_of
from econsim.analysis.statistics import HIGHER, IDENTICAL, LOWER
from econsim.analysis.what_if_table import HEADING, what_if_notes, what_if_rows

if TYPE_CHECKING:
    from econsim.analysis.comparison import Comparison

_MOST_NAMED = 6
_WORDS = {HIGHER: "higher", LOWER: "lower"}
_HOW_MUCH = {True: "", False: " (small)", None: " (size open)"}


def outcome_rows(comparison: Comparison, variant: str) -> tuple[list[str], list[list[str]], list[str]]:
    """Return heading, rows and notes; identical metrics are named in a note instead of a row."""
    heading = ["metric", "over", comparison.baseline, variant, "difference", "95 % interval", "verdict"]
    rows, same = [], []
    for name, outcome in comparison.outcomes(variant).items():
        metric = comparison.metrics[name]
        if outcome["verdict"] == IDENTICAL:
            same.append(metric.heading)
            continue
        words, window = words_of(metric, outcome["window_days"]), over(metric, outcome["window_days"])
        levels = [number(metric, outcome[side]) for side in ("baseline", "variant")]
        difference = number(metric, outcome["difference"], signed=True)
        interval = span(metric, outcome["ci_low"], outcome["ci_high"])
        label = f"{metric.heading}, {words}" if words else metric.heading
        rows.append([label, window, *levels, difference, interval, _verdict(outcome["verdict"], outcome["material"])])
    return heading, rows, _notes(comparison, variant, same)


def outcome_table(comparison: Comparison, variant: str) -> list[RenderableType]:
    """Return the table for a terminal of 100 columns, with its notes."""
    heading, rows, notes = outcome_rows(comparison, variant)
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for place, title in enumerate(heading):
        is_number = 0 < place < len(heading) - 1
        table.add_column(title, justify="right" if is_number else "left", no_wrap=is_number, overflow="fold")
    for row in rows:
        table.add_row(*row)
    shown: list[RenderableType] = [table] if rows else []
    return [*shown, *(Padding(Text(note), (0, 0, 1, 0)) for note in notes)]


def what_if_table(comparison: Comparison, variant: str) -> list[RenderableType]:
    """Return what would change the answer, where that was asked."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for title in HEADING:
        is_number = title in HEADING[2:4]
        table.add_column(title, justify="right" if is_number else "left", no_wrap=is_number, overflow="fold")
    rows, notes = what_if_rows(comparison, variant), what_if_notes(comparison, variant)
    for row in rows:
        table.add_row(*row)
    return [*([table] if rows else []), *(Padding(Text(note), (0, 0, 1, 0)) for note in notes)]


def _verdict(verdict: str, material: bool | None) -> str:
    return _WORDS[verdict] + _HOW_MUCH[material] if verdict in _WORDS else MISSING


def _notes(comparison: Comparison, variant: str, same: list[str]) -> list[str]:
    numbers = comparison.numbers
    notes = [f"Identical in every replicate: {', '.join(same)}."] if same else []
    notes += comparison.background["price"]["beyond"]
    notes.append(
        f"{numbers['replicates']} paired replicates of {numbers['epochs']} epochs, seed {numbers['seed']}. "
        f"The interval is chance inside the model; doubt about the world is elsewhere.{_gain(comparison, variant)} "
        f"{comparison.background['price']['interval']} "
        f"“{MISSING}” = no detectable difference; “small” = less than matters; "
        "“size open” = the interval straddles what matters. "
        "“over”: the last days of the run that a metric looks at, or its end."
        f"{_pace(comparison, variant)}"
    )
    undecided = _undecided(comparison, variant)
    return [*notes, *([undecided] if undecided else [])]


def _pace(comparison: Comparison, variant: str) -> str:
    """Say what a number a year is in a run that is shorter than one."""
    found, known = comparison.outcomes(variant), comparison.metrics
    if not any("at this pace" in words_of(known[name], found[name]["window_days"]) for name in found):
        return ""
    return " “a year at this pace”: the amount of these days, carried on for a year."


def _undecided(comparison: Comparison, variant: str) -> str:
    """Return of which metrics it is open whether the difference matters, and how many replicates would settle it."""
    extras = comparison.background["statistics"][variant]
    wanted = {
        comparison.metrics[name].heading: extras[name]["settling_replicates"]
        for name, found in comparison.outcomes(variant).items()
        if found["verdict"] != IDENTICAL and found["material"] is None
    }
    needed = sorted((number, heading) for heading, number in wanted.items() if number is not None)
    if not needed:
        return ""
    listed = ", ".join(f"{heading} {number:,}" for number, heading in needed[:_MOST_NAMED])
    more = f" and {len(needed) - _MOST_NAMED} more" if len(needed) > _MOST_NAMED else ""
    return f"Replicates that would settle whether it matters (5 %, power 80 %): {listed}{more}."


def _gain(comparison: Comparison, variant: str) -> str:
    """Return what pairing leaves of the variance where there is a difference that matters or may matter."""
    extras = comparison.background["statistics"][variant]
    ratios = [
        extras[name]["variance_ratio"]
        for name, found in comparison.outcomes(variant).items()
        if found["verdict"] in _WORDS and found["material"] is not False
    ]
    known = [ratio for ratio in ratios if ratio is not None]
    if not known:
        return ""
    return f" Pairing leaves {100 * median(known):.2g} % of the variance (median of the metrics that differ)."
