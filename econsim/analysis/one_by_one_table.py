"""The table of a proposal taken apart, for the terminal, notebooks and the report."""

from __future__ import annotations

from econsim.analysis.display import number, span, unit_of
from econsim.analysis.metrics import Metric
from econsim.analysis.outcomes import Numbers, OneByOne, PairedDifference
from econsim.analysis.report_data import Background
from econsim.analysis.text_table import TextTable

_HEADING = ("objective", "change", "difference", "95 % interval")
ALL, INTERACTION = "all of it", "interaction"


def one_by_one_table(numbers: Numbers, background: Background, variant: str) -> TextTable | None:
    """Return a row for each objective and change, for all changes and their interaction; None where nobody asked.

    An objective that no change moves has no row.
    """
    if numbers.one_by_one is None:
        return None
    found = numbers.one_by_one[variant]
    known_as = {one.name: one for one in background.metrics}
    wanted = [known_as[name] for name in found.objectives]
    moved = [known for known in wanted if any(one.difference for _, one in _rows(found, known.name))]
    rows = [_cells(known, words, one) for known in moved for words, one in _rows(found, known.name)]
    same = [known.label for known in wanted if known not in moved]
    return TextTable(_HEADING, rows, _notes(found, same), range(2, 4), f"{variant}: change by change")


def _rows(found: OneByOne, metric: str) -> list[tuple[str, PairedDifference]]:
    alone = [(one.words, one.metrics[metric]) for one in found.alone if one.metrics]
    return [*alone, (ALL, found.together[metric]), (INTERACTION, found.interaction[metric])]


def _cells(known: Metric, words: str, found: PairedDifference) -> list[str]:
    unit = unit_of(known.unit).difference
    return [
        f"{known.heading}, {unit}" if unit else known.heading,
        words,
        number(known, found.difference, signed=True),
        span(known, found.ci_low, found.ci_high),
    ]


def _notes(found: OneByOne, same: list[str]) -> list[str]:
    out = [f"{one.path} ({one.reason})" for one in found.alone if not one.metrics]
    hold = f" It holds what these do, too: {'; '.join(out)} cannot stand alone." if out else ""
    return [
        "Each change alone in the baseline, on the same draws, pair by pair. Interaction: all of it less the sum of "
        f"the changes alone.{hold}",
        *([f"Moved by none of them: {', '.join(same)}."] if same else []),
    ]
