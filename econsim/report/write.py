"""Reports as files, in the formats that are asked for, each file whole or not there."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from econsim.analysis.comparison import REPORT, Comparison, load_comparison
from econsim.errors import UsageError
from econsim.plots.pictures import png
from econsim.report.comparison_document import document
from econsim.report.document import Document
from econsim.report.html import page
from econsim.report.markdown import markdown, picture_name
from econsim.report.pdf import pdf
from econsim.report.tables_csv import tables_csv
from econsim.report.tree import as_json, figures
from econsim.runs.atomic_files import write_bytes

Files = Mapping[str, bytes]  # by name
STEM = Path(REPORT).stem


def write_report(
    comparison: Comparison | Path | str, out: Path | str | None = None, formats: Sequence[str] = ("html",)
) -> list[Path]:
    """Write the report of a comparison, or of a results folder, and return the paths of its files, the main one first.

    `formats` are among `html`, `md`, `pdf`, `csv` and `json`. `out` is the file to write, whose ending is that of each
    format in turn; report.html, report.md, ... in the results folder when None.
    """
    wanted = known(formats)
    made = comparison if isinstance(comparison, Comparison) else load_comparison(comparison)
    if out is None and made.directory is None:
        raise UsageError("this comparison was kept in no folder: say where with write_report(comparison, out=FILE)")
    place = Path(out) if out is not None else Path(str(made.directory)) / STEM
    return write_document(document(made), place, wanted)


def write_document(told: Document, place: Path, formats: Sequence[str]) -> list[Path]:
    """Write a document beside `place`, whose ending, if it is that of a format, gives way to that of each."""
    stem = place.name.removesuffix(place.suffix) if place.suffix[1:] in FORMATS else place.name
    files = {name: content for one in formats for name, content in FORMATS[one](told, stem).items()}
    for name, content in files.items():
        write_bytes(place.parent / name, content)
    return [place.parent / name for name in files]


def known(formats: Sequence[str]) -> list[str]:
    """Return formats, each once; one that is not known is refused with those that are."""
    wanted = list(dict.fromkeys(one.strip().lower() for one in formats))
    if unknown := [one for one in wanted if one not in FORMATS]:
        raise UsageError(f"a report has no format {unknown[0]!r}: choose among {', '.join(FORMATS)}")
    if not wanted:
        raise UsageError(f"a report in no format is none: choose among {', '.join(FORMATS)}")
    return wanted


def _html(told: Document, stem: str) -> Files:
    return {f"{stem}.html": page(told).encode()}


def _markdown(told: Document, stem: str) -> Files:
    pictures = {picture_name(stem, figure): png(figure.draw, figure.size, has_title=False) for figure in figures(told)}
    return {f"{stem}.md": markdown(told, stem).encode(), **pictures}


def _pdf(told: Document, stem: str) -> Files:
    return {f"{stem}.pdf": pdf(told)}


def _csv(told: Document, stem: str) -> Files:
    return {f"{stem}_{name}.csv": content.encode() for name, content in tables_csv(told).items()}


def _json(told: Document, stem: str) -> Files:
    return {f"{stem}.json": (json.dumps(as_json(told), indent=1, allow_nan=False) + "\n").encode()}


FORMATS: Mapping[str, Callable[[Document, str], Files]] = {
    "html": _html,
    "md": _markdown,
    "pdf": _pdf,
    "csv": _csv,
    "json": _json,
}
