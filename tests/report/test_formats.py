"""The page: self-contained, the same bytes every time, readable without seeing, made from the folder alone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

import econsim
from econsim.analysis.compare import compared, folder_name
from econsim.errors import UsageError
from econsim.report import pdf
from econsim.report.comparison_document import document
from econsim.report.document import Document, Paragraph, Quantity, Row, Section, Table
from econsim.report.html import page
from econsim.report.markdown import markdown
from econsim.report.parts.tables import columns
from econsim.report.tree import printed
from econsim.report.write import FORMATS, write_document, write_report
from tests.analysis.hand_made import FinishedArm, hand_made_arms

SHIFTS = {"net_apr": -0.002, "commission_rate_mean": 0.02, "break_even_33_usd": -0.3}


@pytest.fixture(scope="module")
def comparison():
    return compared(hand_made_arms(shifts=SHIFTS, moved_uakt=5_000_000))


@pytest.fixture(scope="module")
def html(comparison) -> str:
    return page(document(comparison))


class Outline(HTMLParser):
    """Collects the elements of a page, and refuses tags that are not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "wbr"):
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag


def test_page_needs_no_outside_address(html: str) -> None:
    elements = Outline(html).found
    assert not {tag for tag, _ in elements} & {"script", "link", "img", "iframe", "object"}
    assert not any(name == "src" for _, attrs in elements for name in attrs)
    assert not re.search(r"url\((?!#)", html)
    assert "@import" not in html


def test_page_is_the_same_bytes_every_time(comparison, html: str) -> None:
    again = compared(hand_made_arms(shifts=SHIFTS, moved_uakt=5_000_000))
    assert page(document(comparison)) == html
    assert page(document(again)) == html


def test_a_verdict_among_numbers_may_be_broken_and_a_number_not() -> None:
    """Three columns of verdicts are wider than half a page, which hid the last of them."""
    cells = (("now",), ("no difference that matters",), (Quantity(329_375.0, "USD", 0),))
    table = Table(columns("arm", "tenants", "providers", numbers=range(1, 3)), (Row(cells),))
    made = page(Document("title", (), (table,), (), (), "2023-08-31"))
    assert re.findall('<td role="cell" class="([^"]*)"', made) == ["n said", "n"]


def test_page_never_says_nan_or_infinity(html: str) -> None:
    text = re.sub(r"<style>.*?</style>|<svg.*?</svg>", "", html, flags=re.DOTALL)
    assert not re.search(r"\b(nan|NaN|inf|None|undefined)\b", text)
    assert not re.search(r"\bnan\b", html, re.IGNORECASE)


def test_ids_are_unique_and_every_reference_has_its_target(html: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    references = set(re.findall(r'(?:url\(#|href="#)([^")]+)', html))
    assert references <= set(ids)


def test_what_users_write_is_shown_and_never_run() -> None:
    """As a name, in the HTML and in its drawings; matplotlib would take what stands between dollars for mathematics."""
    baseline, variant = hand_made_arms(shifts=SHIFTS)
    name = "<script>$x$</script>"
    html = page(document(compared([baseline, FinishedArm(name, name, variant.scenario, variant.run)])))
    assert "<script" not in html
    assert html.count("&lt;script&gt;$x$&lt;/script&gt;") > 4
    Outline(html)


def test_report_is_made_from_the_folder_alone(comparison, tmp_path: Path) -> None:
    folder = comparison.write(
        tmp_path / folder_name(comparison.baseline, comparison.variants, comparison.background.key)
    )
    (path,) = write_report(folder)
    assert path == folder / "report.html"
    assert path.read_text("utf-8") == page(document(comparison))


def test_report_of_a_comparison_without_a_folder_asks_where(comparison, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="say where"):
        write_report(comparison)
    assert write_report(comparison, tmp_path / "page.html")[0].exists()


def test_a_folder_without_a_comparison_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"is no results folder of econsim: it has no manifest\.json$"):
        write_report(tmp_path)


def test_the_public_word_writes_a_report(comparison, tmp_path: Path) -> None:
    assert econsim.write_report(comparison, tmp_path / "page.html")[0].exists()


HOSTILE = "<b>&amp;| `#let x = 1` *a* $b$ [c](javascript:d) 中 \x07 </summary>"


def numbers(text: str) -> set[str]:
    """Return the numbers of what a format says, signs and thousands included."""
    return set(re.findall(r"[+−]?\d[\d,]*(?:\.\d+)?", text))


def said(html: str) -> str:
    """Return what a page shows, without its pictures."""
    body = re.sub(r"<style>.*?</style>|<head>.*?</head>|<svg.*?</svg>", "", html, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", body)


def quantities(told) -> set[str]:
    """Return the quantities and intervals of a tree of JSON as they are written."""
    if isinstance(told, dict):
        own = {told["text"]} if told.get("kind") in ("quantity", "interval") else set()
        return own.union(*map(quantities, told.values()))
    return set().union(*map(quantities, told)) if isinstance(told, list) else set()


def test_all_formats_write_the_same_quantities(comparison, html: str) -> None:
    """HTML marks each, JSON and the source of the PDF (which leaves out the annex) hold each as it is written."""
    told = document(comparison)
    marked = set(re.findall(r'<span class="q">([^<]*)</span>', html))
    everything = quantities(json.loads(FORMATS["json"](told, "x")["x.json"]))
    outside_pictures = re.sub(r"<figure.*?</figure>", "", html, flags=re.DOTALL)
    assert len(marked) > 50
    assert marked == everything
    assert numbers(said(outside_pictures)) <= numbers(markdown(told, "x").replace("\\", ""))
    unfolded = re.sub(r'<details class="data">.*?</details>', "", page(printed(told)), flags=re.DOTALL)
    assert set(re.findall(r'<span class="q">([^<]*)</span>', unfolded)) <= quantities(json.loads(pdf.source(told)))


def test_every_format_is_the_same_bytes_every_time_and_the_pdf_is_accessible(comparison, tmp_path: Path) -> None:
    """typst refuses to make a PDF that is not PDF/UA-1."""
    first = write_document(document(comparison), tmp_path / "a" / "report", list(FORMATS))
    again = write_document(document(comparison), tmp_path / "b" / "report", list(FORMATS))
    assert [path.name for path in first] == [path.name for path in again]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]
    made = (tmp_path / "a" / "report.pdf").read_bytes()
    assert b"pdfuaid:part" in made


def test_another_process_writes_the_same_bytes(comparison, tmp_path: Path) -> None:
    folder = comparison.write(tmp_path / "kept")
    script = "import sys; from econsim.report.write import *; write_report(sys.argv[1], sys.argv[2], list(FORMATS))"
    subprocess.run([sys.executable, "-c", script, str(folder), str(tmp_path / "there" / "report")], check=True)
    here = write_report(folder, tmp_path / "here" / "report", list(FORMATS))
    assert all(path.read_bytes() == (tmp_path / "there" / path.name).read_bytes() for path in here)


def test_no_format_takes_what_is_said_for_its_own_marks(comparison) -> None:
    told = replace(document(comparison), title=HOSTILE, sections=(Section("s", HOSTILE, (Paragraph((HOSTILE,)),)),))
    assert pdf.pdf(told).startswith(b"%PDF")
    Outline(page(told))
    text = markdown(told, "x")
    assert "\\<b\\>" in text
    assert "\\[c\\]" in text
    assert "\\`\\#let" in text or "\\`#let" in text


def test_a_post_is_the_first_page_short_enough_for_a_forum(comparison, tmp_path: Path) -> None:
    post, *pictures = write_report(comparison, tmp_path / "report.md", ["post"])
    text = post.read_text("utf-8")
    assert post.name == "report_post.md"
    assert len(text) < 32_000  # Discourse, by default
    assert text.index("## Answer") < text.index("## How sure") < text.index("## Make it again")
    assert "## Outcomes" not in text
    assert "\n\nVersions and digests: annex.\n" in text
    assert set(re.findall(r"\]\(([^)]+\.png)\)", text)) == {picture.name for picture in pictures}
    marks = set(re.findall(r"\[\^(\d+)\](?!:)", text))
    assert marks <= set(re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE))


def test_a_format_that_is_not_known_is_refused_with_those_that_are(comparison, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no format 'docx': choose among html, md, post, pdf, csv, json"):
        write_report(comparison, tmp_path / "x", ["docx"])


def test_formats_may_be_one_text_as_in_the_command(comparison, tmp_path: Path) -> None:
    written = write_report(comparison, tmp_path / "mine.html", "csv, json")
    assert {path.suffix for path in written} == {".csv", ".json"}
    with pytest.raises(UsageError, match="a report has no format 'docx': choose among html"):
        write_report(comparison, tmp_path / "mine.html", "docx")


def test_a_report_that_is_to_go_to_no_path_is_refused(comparison) -> None:
    with pytest.raises(UsageError, match=r"^out is 5; expected the path of a file$"):
        write_report(comparison, 5)


def test_a_long_title_is_short_below_the_pages_of_a_pdf() -> None:
    told = Document("a minimum commission rate of 10 % " * 6, (), (), (), (), "2023-08-31")
    below = json.loads(pdf.source(told))["running_title"]
    assert len(below) <= 90
    assert below.endswith("…")
