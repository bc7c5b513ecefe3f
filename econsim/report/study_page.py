"""The page of a study: the first page of its report as Markdown with its pictures, and its numbers."""

from __future__ import annotations

from pathlib import Path

from econsim.analysis.comparison import NUMBERS, Comparison
from econsim.analysis.typed_json import json_of
from econsim.atomic_files import remove_leftovers, write_json
from econsim.report.comparison_document import document
from econsim.report.tree import first_page
from econsim.report.write import STEM, write_document


def write_study(made: Comparison, folder: Path) -> list[Path]:
    """Write report.md, its pictures and comparison.json into a folder of their own; return them, the page first."""
    remove_leftovers(folder)
    pages = write_document(first_page(document(made)), folder / STEM, ["md"])
    for picture in set(folder.glob("*.png")) - set(pages):  # of an answer before
        picture.unlink()
    write_json(folder / NUMBERS, json_of(made.numbers))
    return [*pages, folder / NUMBERS]
