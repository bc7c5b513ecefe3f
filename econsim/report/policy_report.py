"""The policy report: one self-contained page made from a comparison, or from its folder alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from econsim.analysis.comparison import REPORT, Comparison, load_comparison
from econsim.analysis.kept_paths import PATHS
from econsim.analysis.text_table import TextTable
from econsim.analysis.what_if_table import what_if_table
from econsim.errors import UsageError
from econsim.networks.captions import TARGETS
from econsim.networks.caveats import limits
from econsim.plots import time_path
from econsim.plots.path_data import path_data, path_table
from econsim.plots.pictures import svg
from econsim.report.gain_rows import GainTables, break_even_tables, gain_tables
from econsim.report.outcome_rows import (
    ChangeRow,
    OutcomeRows,
    change_rows,
    outcome_rows,
    statistics_table,
)
from econsim.report.sentences import answer, described
from econsim.report.target_rows import target_rows
from econsim.runs.atomic_files import write_text


@dataclass(frozen=True)
class VariantPart:
    """What the page says of one variant."""

    name: str
    answer: list[str]
    changes: list[ChangeRow]
    outcomes: OutcomeRows
    gains: GainTables
    what_if: TextTable | None
    statistics: TextTable


@dataclass(frozen=True)
class FigurePart:
    """One figure with its words and its data."""

    svg: str
    alt: str
    unit: str
    heading: str
    table: TextTable


def write_report(comparison: Comparison | Path | str, out: Path | str | None = None) -> Path:
    """Write the report of a comparison, or of the folder of one, and return its path.

    `out` is the file to write; report.html in the comparison's folder when None.
    """
    made = comparison if isinstance(comparison, Comparison) else load_comparison(comparison)
    if out is None and made.directory is None:
        raise UsageError("this comparison was kept in no folder: say where with write_report(comparison, out=FILE)")
    path = Path(out) if out is not None else Path(str(made.directory)) / REPORT
    write_text(path, page(made))
    return path


def page(comparison: Comparison) -> str:
    """Return the report as HTML: the same bytes for the same comparison."""
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return templates.get_template("report.html").render(_content(comparison))


def _content(comparison: Comparison) -> dict[str, Any]:
    """Return what the template names; everything that has fields is typed."""
    numbers, background = comparison.numbers, comparison.background
    return {
        "numbers": numbers,
        "background": background,
        "days": round(comparison.days),
        "variants": [_variant(comparison, name) for name in comparison.variants],
        "figures": [_figure(comparison, name) for name in PATHS],
        "break_even": break_even_tables(comparison),
        "targets": target_rows(background.targets),
        "limits": limits(),
        "of_targets": _with_code(TARGETS),
    }


def _with_code(text: str) -> Markup:
    """Return text as HTML, what stands between backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def _variant(comparison: Comparison, name: str) -> VariantPart:
    return VariantPart(
        name=name,
        answer=answer(comparison, name),
        changes=change_rows(comparison, name),
        outcomes=outcome_rows(comparison, name),
        gains=gain_tables(comparison, name),
        what_if=what_if_table(comparison.numbers, comparison.background, name),
        statistics=statistics_table(comparison, name),
    )


def _figure(comparison: Comparison, name: str) -> FigurePart:
    data, metric = path_data(comparison, name), comparison.metrics[name]
    return FigurePart(
        svg=svg(lambda axes: time_path(comparison, name, axes), name, (4.7, 3.1)),
        alt=described(comparison, name),
        unit=data.unit,
        heading=metric.heading,
        table=path_table(data, metric),
    )
