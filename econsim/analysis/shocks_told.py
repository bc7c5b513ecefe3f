"""The tables of what a shock does, for the terminal, notebooks and the report: while it lasts, after it, until back."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from econsim.analysis.display import MISSING
from econsim.analysis.metrics import Metric
from econsim.analysis.report_data import Background, Clock
from econsim.analysis.shock_data import WEEK_DAYS, ShockRow, ShockWindows
from econsim.scenario.event_words import day_of


class ShockTold(NamedTuple):
    """What a table of a shock shows: each metric with what it does, in words what does not move and how to read it."""

    title: str
    rows: tuple[tuple[Metric, ShockRow], ...]
    notes: tuple[str, ...]


def shocks_told(background: Background, variant: str, *, by_model: bool) -> list[ShockTold]:
    """Return each shock by which a variant differs from the baseline; a row that never moves has none.

    `by_model`: of each GPU model apart, where anything of them moves, instead of all that is not told by model.
    """
    known = {one.name: one for one in background.metrics}
    made = []
    for found in background.shocks[variant]:
        told = [(known[row.metric], row) for row in found.rows if (row.gpu_model is not None) is by_model]
        moving = tuple(pair for pair in told if _moves(pair[1]))
        words = [f"{arm or 'nothing of it'}" for arm in (found.baseline, found.variant)]
        still = [row_name(*pair) for pair in told if not _moves(pair[1])]
        if moving or not by_model:
            notes = _notes(found, still, background.clock)
            made.append(ShockTold(f"{found.path}: {words[0]} → {words[1]}", moving, notes))
    return made


def _notes(found: ShockWindows, still: list[str], clock: Clock) -> tuple[str, ...]:
    begin, until = _day(found.begin, clock), "the end of the run" if found.end is None else _day(found.end, clock)
    after = f"after: the {found.days_after:.4g} days that follow" if found.days_after else "the run ends before it"
    return (
        f"Mean paired differences. During: {begin} to {until}, {found.days_during:.4g} days; {after}. Days "
        f"until back: from its end until the mean difference over {WEEK_DAYS} days is within what matters for the "
        "first time, in each pair; none where some pairs are not back within the run.",
        *([f"The same in both arms, during and after: {', '.join(still)}."] if still else []),
    )


def _day(moment: str, clock: Clock) -> str:
    return day_of(datetime.fromisoformat(moment), datetime.fromisoformat(clock.start), clock.epoch_seconds)


def _moves(row: ShockRow) -> bool:
    return bool(row.during.mean or (row.after is not None and row.after.mean))


def row_name(metric: Metric, row: ShockRow) -> str:
    """Return a metric with the GPU model that a row is of."""
    return metric.heading if row.gpu_model is None else f"{metric.heading}, {row.gpu_model}"


def not_back(row: ShockRow) -> str:
    """Return in how many pairs a metric is not back."""
    return f"{row.n - row.n_back} of {row.n} not back" if row.n else MISSING
