"""The rows of the report about the market's targets: what was observed beside what each arm has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from econsim.analysis.display import MISSING, significant
from econsim.analysis.report_data import TargetRows
from econsim.analysis.targets import observed, period
from econsim.networks.targets import OUTSIDE, JudgedTarget


@dataclass(frozen=True)
class FoundCell:
    """What one arm has for a target."""

    mean: str
    verdict: str


@dataclass(frozen=True)
class TargetRow:
    """One target with what each arm has for it."""

    label: str
    unit: str
    mark: str
    observed: str
    tolerance: str
    found: list[FoundCell]
    reason: str
    source: str


def target_rows(targets: Mapping[str, TargetRows]) -> list[TargetRow]:
    """Return the market's targets beside what each arm has, a verdict a row; nothing where no arm covers any."""
    by_arm = [judged.rows for judged in targets.values()]
    if all(row.mean is None for rows in by_arm for row in rows):
        return []
    return [_target(judged) for judged in zip(*by_arm, strict=True)]


def _target(judged: tuple[JudgedTarget, ...]) -> TargetRow:
    target = judged[0]
    is_outside = target.mark == OUTSIDE
    return TargetRow(
        label=target.label,
        unit=target.unit,
        mark=target.mark,
        observed=observed(target),
        tolerance=MISSING if is_outside else f"{100 * target.tolerance:.0f} %",
        found=[_found(row) for row in judged],
        reason=target.reason,
        source=", ".join(filter(None, (target.source, period(target)))),
    )


def _found(row: JudgedTarget) -> FoundCell:
    if row.mean is None or row.verdict is None:
        return FoundCell(MISSING, MISSING if row.mark == OUTSIDE else "not in this run")
    return FoundCell(significant(row.mean), row.verdict)
