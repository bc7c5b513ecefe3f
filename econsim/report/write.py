"""Reports as files, in the formats that are asked for, each file whole or not there."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from econsim.analysis.comparison import REPORT
from econsim.atomic_files import write_bytes
from econsim.errors import UsageError
from econsim.plots.pictures import png
from econsim.report.document import Document
from econsim.report.html import page
from econsim.report.markdown import markdown, picture_name
from econsim.report.pdf import pdf
from econsim.report.tables_csv import tables_csv
from econsim.report.told import Thing, told
from econsim.report.tree import as_json, figures, first_page
from econsim.scenario.asked import path_of

Files = Mapping[str, bytes]  # by name
STEM = Path(REPORT).stem


def write_report(thing: Thing, out: Path | str | None = None, formats: Sequence[str] = ("html",)) -> list[Path]:
    """Write the report of results, or of the folder that keeps them, and return its files, the main one first.

    `thing` is a comparison, a run or a sweep, `formats` are among `html`, `md`, `post` (Markdown of the first page
    alone), `pdf`, `csv` and `json`: a list, or text with commas between. `out` is the file to write, whose ending is
    that of each format in turn; report.html, report.md, report_post.md, ... in their folder when None.
    """
    wanted = known(formats)
    document, folder = told(thing)
    asked = path_of(out, "file")
    if asked is None and folder is None:
        raise UsageError("these results were kept in no folder: say where with write_report(..., out=FILE)")
    place = Path(str(folder)) / STEM if asked is None else asked
    return write_document(document, place, wanted)


def write_document(document: Document, place: Path, formats: Sequence[str]) -> list[Path]:
    """Write a document beside `place`, whose ending, if it is that of a format, gives way to that of each."""
    stem = place.name.removesuffix(place.suffix) if place.suffix[1:] in FORMATS else place.name
    files = {name: content for one in formats for name, content in FORMATS[one](document, stem).items()}
    for name, content in files.items():
        write_bytes(place.parent / name, content)
    return [place.parent / name for name in files]


def known(formats: Sequence[str]) -> list[str]:
    """Return formats, each once; one that is not known is refused with those that are."""
    given = formats.split(",") if isinstance(formats, str) else formats
    wanted = list(dict.fromkeys(one.strip().lower() for one in given))
    if unknown := [one for one in wanted if one not in FORMATS]:
        raise UsageError(f"a report has no format {unknown[0]!r}: choose among {', '.join(FORMATS)}")
    if not wanted:
        raise UsageError(f"a report in no format is none: choose among {', '.join(FORMATS)}")
    return wanted


def _html(document: Document, stem: str) -> Files:
    return {f"{stem}.html": page(document).encode()}


def _markdown(document: Document, stem: str) -> Files:
    return _with_pictures(f"{stem}.md", document, stem)


def _post(document: Document, stem: str) -> Files:
    """Return the first page alone: many a forum takes 32,000 characters, and a whole report has more."""
    return _with_pictures(f"{stem}_post.md", first_page(document), stem)


def _with_pictures(name: str, document: Document, stem: str) -> Files:
    pictures = {
        picture_name(stem, figure): png(figure.draw, figure.size, has_title=False) for figure in figures(document)
    }
    return {name: markdown(document, stem).encode(), **pictures}


def _pdf(document: Document, stem: str) -> Files:
    return {f"{stem}.pdf": pdf(document)}


def _csv(document: Document, stem: str) -> Files:
    return {f"{stem}_{name}.csv": content.encode() for name, content in tables_csv(document).items()}


def _json(document: Document, stem: str) -> Files:
    return {f"{stem}.json": (json.dumps(as_json(document), indent=1, allow_nan=False) + "\n").encode()}


FORMATS: Mapping[str, Callable[[Document, str], Files]] = {
    "html": _html,
    "md": _markdown,
    "post": _post,
    "pdf": _pdf,
    "csv": _csv,
    "json": _json,
}
