"""The policy report: one self-contained page made from a comparison, or from its folder alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from econsim.analysis.comparison import REPORT, Comparison, load_comparison
from econsim.analysis.paths import PATHS
from econsim.analysis.targets import CHECK, FITTED, targets
from econsim.analysis.what_if_table import HEADING, what_if_notes, what_if_rows
from econsim.errors import UsageError
from econsim.report.figures import svg, time_path
from econsim.report.rows import break_even_rows, changes, gains, outcomes, path_rows, statistics_rows, target_rows
from econsim.report.sentences import answer, described
from econsim.runs.atomic_files import write_text
from econsim.units import SECONDS_PER_DAY

_MARKS = [target["mark"] for target in targets()]
LIMITS = (
    "Mint, distribution and escrow are verified against the chain's code and data.",
    f"Of {len(_MARKS)} observations of the market {_MARKS.count(FITTED)} are fitted and {_MARKS.count(CHECK)} are "
    "checks; the table above says which of them these runs meet.",
    "The response of delegations to commission is estimated on other Cosmos chains and carries a factor of about 3 "
    "of doubt.",
    "Validators and providers are different actors: no code path leads from a commission floor to provider behaviour.",
    "An interval is chance inside the model, over replicates that share their draws between the arms; doubt about "
    "the model and its inputs is not in it.",
)


def report(comparison: Comparison | Path | str, out: Path | str | None = None) -> Path:
    """Write the report of a comparison, or of the folder of one, and return its path.

    `out` is the file to write; report.html in the comparison's folder when None.
    """
    made = comparison if isinstance(comparison, Comparison) else load_comparison(comparison)
    if out is None and made.directory is None:
        raise UsageError("this comparison was kept in no folder: say where with report(comparison, out=FILE)")
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
    numbers, background = comparison.numbers, comparison.background
    return {
        "baseline": comparison.baseline,
        "caveats": background["caveats"],
        "arms": background["arms"],
        "numbers": numbers,
        "clock": background["clock"],
        "days": round(numbers["epochs"] * background["clock"]["epoch_seconds"] / SECONDS_PER_DAY),
        "price": background["price"],
        "events": background["events"],
        "variants": [_variant(comparison, name) for name in comparison.variants],
        "figures": [_figure(comparison, name) for name in PATHS],
        "break_even": break_even_rows(comparison),
        "targets": target_rows(background["targets"]),
        "assumptions": background["assumptions"],
        "limits": LIMITS,
        "what_if_heading": HEADING,
        "command": background["command"],
        "asked": background.get("asked"),
        "versions": background["versions"],
    }


def _variant(comparison: Comparison, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "answer": answer(comparison, name),
        "changes": changes(comparison, name),
        "outcomes": outcomes(comparison, name),
        "gains": gains(comparison, name),
        "what_if": {"rows": what_if_rows(comparison, name), "notes": what_if_notes(comparison, name)},
        "statistics": statistics_rows(comparison, name),
    }


def _figure(comparison: Comparison, name: str) -> dict[str, Any]:
    data = time_path(comparison, name)
    return {
        "name": name,
        "svg": svg(data, name),
        "alt": described(comparison, name),
        "unit": data.unit,
        "heading": comparison.metrics[name].heading,
        "arms": list(data.arms),
        "rows": path_rows(data, comparison.metrics[name]),
    }
