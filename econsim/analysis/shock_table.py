"""The tables of what a shock does, for the terminal, notebooks and the report: while it lasts, after it, until back."""

from __future__ import annotations

from econsim.analysis.display import MISSING, number, plain, span, unit_of
from econsim.analysis.metrics import Metric
from econsim.analysis.report_data import Background
from econsim.analysis.shock_data import WEEK_DAYS, Mean, ShockRow, ShockWindows
from econsim.analysis.text_table import TextTable

_HEADING = ("metric", "during", "95 % interval", "after", "95 % interval", "days until back", "95 % interval")


def shock_tables(background: Background, variant: str) -> list[TextTable]:
    """Return a table for each shock by which a variant differs from the baseline; a row that never moves has none."""
    known = {one.name: one for one in background.metrics}
    return [
        _table(found, known, [row for row in found.rows if row.gpu_model is None])
        for found in background.shocks[variant]
    ]


def shock_tables_by_model(background: Background, variant: str) -> list[TextTable]:
    """Return the same of the metrics that are told of each GPU model; none where nothing of them moves."""
    known = {one.name: one for one in background.metrics}
    made = [
        _table(found, known, [row for row in found.rows if row.gpu_model is not None])
        for found in background.shocks[variant]
    ]
    return [table for table in made if table.rows]


def _table(found: ShockWindows, known: dict[str, Metric], told: list[ShockRow]) -> TextTable:
    rows = [_cells(known[row.metric], row) for row in told if _moves(row)]
    still = [_name(known[row.metric], row) for row in told if not _moves(row)]
    words = [f"{arm or 'nothing of it'}" for arm in (found.baseline, found.variant)]
    return TextTable(_HEADING, rows, _notes(found, still), range(1, 7), f"{found.path}: {words[0]} → {words[1]}")


def _notes(found: ShockWindows, still: list[str]) -> list[str]:
    until = "the end of the run" if found.end is None else found.end[:10]
    after = f"after: the {found.days_after:.4g} days that follow" if found.days_after else "the run ends before it"
    return [
        f"Mean paired differences. During: {found.begin[:10]} to {until}, {found.days_during:.4g} days; {after}. Days "
        f"until back: from its end until the mean difference over {WEEK_DAYS} days is within what matters for the "
        "first time, in each pair; none where some pairs are not back within the run.",
        *([f"The same in both arms, during and after: {', '.join(still)}."] if still else []),
    ]


def _moves(row: ShockRow) -> bool:
    return bool(row.during.mean or (row.after is not None and row.after.mean))


def _name(metric: Metric, row: ShockRow) -> str:
    return metric.heading if row.gpu_model is None else f"{metric.heading}, {row.gpu_model}"


def _cells(metric: Metric, row: ShockRow) -> list[str]:
    unit = unit_of(metric.unit).difference
    name = _name(metric, row)
    return [
        f"{name}, {unit}" if unit else name,
        *_difference(metric, row.during),
        *_difference(metric, row.after or Mean(None, None, None)),
        *_days(row),
    ]


def _difference(metric: Metric, found: Mean) -> tuple[str, str]:
    return number(metric, found.mean, signed=True), span(metric, found.ci_low, found.ci_high)


def _days(row: ShockRow) -> tuple[str, str]:
    found = row.days_until_back
    if found is None or found.mean is None:
        return (f"{row.n - row.n_back} of {row.n} not back" if row.n else MISSING), MISSING
    if found.ci_low is None or found.ci_high is None:
        return plain(found.mean, 0), MISSING
    return plain(found.mean, 0), f"{plain(found.ci_low, 0)} to {plain(found.ci_high, 0)}"
