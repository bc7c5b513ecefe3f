"""The page of a study: the first page of its report as Markdown with its pictures, and its numbers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from econsim.analysis.comparison import NUMBERS, Comparison
from econsim.analysis.studies import written_digest
from econsim.analysis.typed_json import json_of
from econsim.atomic_files import remove_leftovers, write_text
from econsim.report.comparison_document import document
from econsim.report.document import Code, Command, Document, Paragraph, Section
from econsim.report.tree import figures, first_page
from econsim.report.write import STEM, write_document
from econsim.scenario.schema import Scenario

REPRODUCE, PATH = "reproduce", "path"  # sections of the first page: how to make it again, the first time path
MOST_FIGURES = 3  # a page that has more leaves the time path out


def write_study(made: Comparison, study: Scenario, folder: Path) -> list[Path]:
    """Write report.md, its pictures and comparison.json into a folder of their own; return them, the page first."""
    remove_leftovers(folder)
    pages = write_document(page(made, study), folder / STEM, ["md"])
    for picture in set(folder.glob("*.png")) - set(pages):  # of an answer before
        picture.unlink()
    write_text(folder / NUMBERS, json.dumps(json_of(made.numbers), allow_nan=False, separators=(",", ":")) + "\n")
    return [*pages, folder / NUMBERS]


def page(made: Comparison, study: Scenario) -> Document:
    """Return the first page of a study, which says by which model and of which scenario it was made."""
    whole = first_page(document(made))
    blocks = tuple(_again(made, study) if _is(block, REPRODUCE) else block for block in whole.first_page)
    if len(figures(whole)) > MOST_FIGURES:
        blocks = tuple(block for block in blocks if not _is(block, PATH))
    return replace(whole, first_page=blocks)


def made_by(model_version: str, content: str) -> str:
    """Return the words that tell whose answer a page is."""
    return f"Model version {model_version}, scenario content {content}."


def _is(block: object, name: str) -> bool:
    return isinstance(block, Section) and block.id == name


def _again(made: Comparison, study: Scenario) -> Section:
    told = made_by(made.background.versions.model_version, written_digest(study))
    words = (
        f"{told} The whole report, every belief and every number: ",
        Code(f"econsim compare studies/{study.name}"),
        ".",
    )
    return Section(REPRODUCE, "Make it again", (Command(f"econsim study {study.name}"), Paragraph(words, "aside")))
