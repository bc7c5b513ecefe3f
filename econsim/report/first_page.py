"""The first page of what has results: what a notebook shows of it and a terminal prints."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from econsim.analysis.comparison import Comparison
from econsim.report import tree
from econsim.report.document import Code, Document, Text
from econsim.report.notebook import fragment
from econsim.report.terminal import terminal
from econsim.report.told import Thing, told


@dataclass(frozen=True, repr=False)
class FirstPage:
    """The first page of a report, and where more of it is."""

    document: Document
    more: Text

    def __str__(self) -> str:
        """Return it as plain text of at most 100 columns."""
        return terminal(self.document).rstrip("\n")

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return fragment(self.document, self.more)


def first_page(thing: Thing) -> FirstPage:
    """Return the first page of the report of a comparison, a run or a sweep, or of the folder that keeps one."""
    document, folder = told(thing)
    page = tree.first_page(document)
    return FirstPage(page, ("The whole report: ", Code(_call(thing, folder)), "."))


def _call(thing: Thing, folder: Path | None) -> str:
    """Return what is typed to write the whole report."""
    if isinstance(thing, Comparison):
        return "comparison.report()" if folder else "comparison.report(out='report.html')"
    return f"econsim.write_report({str(folder)!r})" if folder else "econsim.write_report(run, 'report.html')"
