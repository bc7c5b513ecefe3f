"""The first page in a notebook and on a terminal: the report's own tree, kept to itself, readable, short."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import econsim
from econsim.analysis.compare import compared
from econsim.networks.catalogue import load_scenario
from econsim.report import html as html_room
from econsim.report.comparison_document import document
from econsim.report.document import Link, Paragraph, Section
from econsim.report.terminal import terminal
from econsim.report.tree import first_page
from tests.analysis.hand_made import FinishedArm, hand_made_arms, hand_made_run
from tests.analysis.hand_made_sweep import hand_made_sweep
from tests.report.every_node import EVERY_NODE, of_html
from tests.report.test_formats import Outline, numbers

SHIFTS = {"net_apr": -0.002, "commission_rate_mean": 0.02, "break_even_33_usd": -0.3}
HEADINGS = ["Answer", "Who gains, who pays", "What changes", "Over time", "How sure", "Make it again"]
TEMPLATES = Path(html_room.__file__).parent / "templates"


@pytest.fixture(scope="module")
def comparison():
    return compared(hand_made_arms(shifts=SHIFTS, moved_uakt=5_000_000))


@pytest.fixture(scope="module")
def shown(comparison) -> str:
    return comparison._repr_html_()


def test_a_notebook_shows_the_first_page_and_where_the_rest_is(comparison, shown: str) -> None:
    titles = re.findall(r"<h[34]>(.*?)</h[34]>", shown)
    assert titles == [document(comparison).title, *HEADINGS, "Sources and notes"]
    assert "The whole report: comparison.report(out='report.html')" in " ".join(of_html(shown).split())
    assert shown.count("<svg") == 2


def test_it_says_what_the_page_says(comparison, shown: str) -> None:
    page = html_room.page(first_page(document(comparison)))
    assert numbers(of_html(shown)) == numbers(of_html(page))


def test_nothing_is_run_or_fetched(shown: str) -> None:
    elements = Outline(shown).found
    assert not {tag for tag, _ in elements} & {"script", "link", "img", "iframe", "object", "html", "body", "main"}
    assert not any(name == "src" or name.startswith("on") for _, attrs in elements for name in attrs)
    assert not re.search(r"url\((?!#)|@import|@font-face", shown)


def test_its_style_is_that_of_its_own_elements(shown: str) -> None:
    """Every selector names the page's own class; but for media, nothing is said to the document as a whole."""
    bare = re.sub(r"@media[^{]*\{", "", "".join(re.findall(r"<style>(.*?)</style>", shown, re.DOTALL)))
    selectors = re.findall(r"([^{}]+)\{[^{}]*\}", bare)
    assert len(selectors) > 80
    for one in selectors:
        assert all(".econsim" in part for part in re.split(r",(?![^(]*\))", one)), one
    assert "@" not in bare


def test_pages_in_one_notebook_share_no_id(comparison, shown: str) -> None:
    other = compared(hand_made_arms(shifts=SHIFTS, moved_uakt=6_000_000))._repr_html_()
    ids, of_other = (re.findall(r'\bid="([^"]+)"', one) for one in (shown, other))
    assert len(ids) == len(set(ids))
    assert not set(ids) & set(of_other)
    assert set(re.findall(r'(?:url\(#|href="#)([^")]+)', shown)) <= set(ids)


def test_the_same_results_are_shown_in_the_same_bytes(shown: str) -> None:
    assert compared(hand_made_arms(shifts=SHIFTS, moved_uakt=5_000_000))._repr_html_() == shown


def test_a_year_takes_little_room() -> None:
    """Two pictures of 365 days with their bands, and the style: what a photograph takes, or less."""
    runs = [hand_made_run(load_scenario("mainnet6"), epochs=365)]
    runs += [hand_made_run(load_scenario("mainnet7"), epochs=365, shifts=SHIFTS, moved_uakt=5_000_000)]
    made = compared([FinishedArm(run.scenario.name, None, run.scenario, run) for run in runs])
    assert len(made._repr_html_()) < 120_000


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.1)."""
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_letters_stand_out_in_every_theme(theme: int) -> None:
    """WCAG 2.1 asks for a contrast of 4.5 between letters and what they stand on."""
    pairs = re.findall(r"(--[\w-]+): light-dark\((#\w+), (#\w+)\)", (TEMPLATES / "notebook.css").read_text("utf-8"))
    colours = {name: _luminance((light, dark)[theme]) for name, light, dark in pairs}
    for ink, papers in (
        ("--ink", ("--paper", "--wash", "--good", "--bad", "--doubt", "--alarm")),
        ("--soft", ("--paper",)),
        ("--accent", ("--paper",)),
    ):
        for paper in papers:
            low, high = sorted((colours[ink], colours[paper]))
            assert (high + 0.05) / (low + 0.05) >= 4.5, (ink, paper)


def test_every_colour_of_the_page_has_one_for_the_dark() -> None:
    of_page, of_notebook = (
        set(re.findall(r"(--[\w-]+):", (TEMPLATES / name).read_text("utf-8"))) for name in ("style.css", "notebook.css")
    )
    assert of_page - of_notebook == {"--alarm-edge"}  # which stands out on either


def test_a_run_and_a_sweep_show_their_first_page_too() -> None:
    run = hand_made_run()
    assert "<h4>What comes out</h4>" in run._repr_html_()
    assert "econsim.write_report(run, &#39;report.html&#39;)" in run._repr_html_().replace("<wbr>", "")
    assert hand_made_sweep([0.0, 1.0], seats=(5, 10))._repr_html_() is None  # kept nowhere: IPython takes its repr


def test_a_run_and_a_sweep_whose_folder_is_gone_are_shown_all_the_same(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    assert replace(hand_made_run(), directory=gone)._repr_html_() == hand_made_run()._repr_html_()
    assert replace(hand_made_sweep([0.0, 1.0], seats=(5, 10)), dir=str(gone))._repr_html_() is None


def test_a_terminal_shows_the_same_page_in_the_same_order_and_short(comparison) -> None:
    text = str(econsim.first_page(comparison))
    lines = text.splitlines()
    assert lines[0] == document(comparison).title
    assert [line for line in lines if line in HEADINGS] == HEADINGS
    assert len(lines) < 80
    assert max(map(len, lines)) <= 100


@pytest.mark.parametrize("columns", [100, 80, 60, 40])
def test_no_number_is_cut_however_narrow_a_terminal_is(comparison, columns: int) -> None:
    """Where a table finds no room a row becomes a card."""
    page = first_page(document(comparison))
    narrow, wide = terminal(page, columns), terminal(page, 1_000)
    assert max(map(len, narrow.splitlines())) <= columns
    assert numbers(narrow) == numbers(wide)
    assert "…" not in narrow


def test_a_card_leaves_out_what_a_narrow_page_leaves_out() -> None:
    columns, card = terminal(EVERY_NODE, 80), terminal(EVERY_NODE, 30)
    assert re.search(r"^ +delegators +−1,234.5 +–$", columns, re.MULTILINE)
    assert re.search(r"^  delegators\n +gain, AKT: −1,234.5\n  everybody$", card, re.MULTILINE)


def test_a_picture_is_its_numbers_where_they_are_few_and_its_words_where_they_are_many() -> None:
    text = terminal(EVERY_NODE, 80)
    assert "it rises" not in text
    assert "it falls to the end" in text


def test_what_only_points_to_a_section_stays_with_it(comparison) -> None:
    made = document(comparison)
    votes = Section(
        "ballots", "How the votes end", (Paragraph(("a fails",)), Paragraph((Link("Who votes", "#votes"),)))
    )
    told = replace(made, first_page=(*made.first_page, votes))
    assert first_page(told).first_page[-1] == replace(votes, blocks=votes.blocks[:1])
    assert told.first_page[-1] == votes
