"""The page: self-contained, the same bytes every time, readable without seeing, made from the folder alone."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import econsim
from econsim.analysis.compare import compared, folder_name
from econsim.analysis.kept_paths import PATHS
from econsim.errors import UsageError
from econsim.networks.catalogue import load_scenario
from econsim.report.policy_report import page, write_report
from tests.analysis.hand_made import FinishedArm, hand_made_arms, hand_made_run, relabelled

SHIFTS = {"net_apr": -0.002, "commission_rate_mean": 0.02, "break_even_33_usd": -0.3}


@pytest.fixture(scope="module")
def comparison():
    return compared(hand_made_arms(shifts=SHIFTS, moved_uakt=5_000_000))


@pytest.fixture(scope="module")
def html(comparison) -> str:
    return page(comparison)


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
    assert "://" not in html
    elements = Outline(html).found
    assert not {tag for tag, _ in elements} & {"script", "link", "img", "iframe", "object"}
    fetched = [value for _, attrs in elements for name, value in attrs.items() if name in ("src", "href", "xlink:href")]
    assert all(value is not None and value.startswith("#") for value in fetched)
    assert not re.search(r"url\((?!#)", html)
    assert "@import" not in html


def test_page_is_the_same_bytes_every_time(comparison, html: str) -> None:
    again = compared(hand_made_arms(shifts=SHIFTS, moved_uakt=5_000_000))
    assert page(comparison) == html
    assert page(again) == html


def test_page_never_says_nan_or_infinity(html: str) -> None:
    text = re.sub(r"<style>.*?</style>|<svg.*?</svg>", "", html, flags=re.DOTALL)
    assert not re.search(r"\b(nan|inf|None|undefined)\b", text, re.IGNORECASE)
    assert not re.search(r"\bnan\b", html, re.IGNORECASE)


def test_ids_are_unique_and_every_reference_has_its_target(html: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    references = set(re.findall(r'(?:url\(#|href="#)([^")]+)', html))
    assert references <= set(ids)


def test_every_figure_has_a_description_and_a_data_table(html: str) -> None:
    assert html.count("<figure") == len(PATHS) == 4
    described = [attrs["aria-label"] for _, attrs in Outline(html).found if attrs.get("role") == "img"]
    assert len(described) == 4
    assert all(text and len(text) > 50 for text in described)
    for figure in re.findall(r"<figure.*?</figure>", html, re.DOTALL):
        assert "<details>" in figure
        assert figure.count("<tr>") >= 3


def test_page_shows_the_answer_the_change_and_its_chain_source(html: str) -> None:
    assert "Compared with mainnet6, mainnet7" in html
    assert "timeline.<wbr>mainnet_7" in html
    assert "@6952ec25c2f6494439d947e03ff9aaacc592598d" in html


def test_page_prints_targets_limits_assumptions_and_how_to_make_it_again(html: str) -> None:
    assert "150 to 200" in html
    assert "0.5 to 0.7" in html
    assert "500,000 to 1,000,000" in html
    assert "a factor of about 3 of doubt" in html
    assert "no code path leads from a commission floor to provider behaviour" in html
    assert "population.<wbr>delegators.<wbr>large_stake_share" in html
    assert "econsim compare mainnet6 mainnet7 --replicates 6 --epochs 40 --seed 1" in html


def test_page_of_a_copy_says_so_everywhere() -> None:
    baseline = hand_made_arms()[0]
    html = page(compared([baseline, relabelled(baseline, "copy")]))
    assert "identical in every replicate, in all" in html
    assert "copy asks for exactly what mainnet6 asks for" in html


def test_page_of_several_variants_answers_for_each() -> None:
    arms = hand_made_arms(shifts=SHIFTS)
    html = page(compared([*arms, relabelled(arms[1], "other")]))
    assert "Answer: mainnet7" in html
    assert "Answer: other" in html
    Outline(html)


@pytest.mark.parametrize(("replicates", "epochs"), [(1, 40), (2, 1)])
def test_page_of_the_smallest_comparisons_can_be_made(replicates: int, epochs: int) -> None:
    runs = [
        hand_made_run(load_scenario(name), replicates=replicates, epochs=epochs) for name in ("mainnet6", "mainnet5")
    ]
    html = page(compared([FinishedArm(run.scenario.name, None, run.scenario, run) for run in runs]))
    Outline(html)


def test_what_users_write_is_shown_and_never_run() -> None:
    """As a name, in the HTML and in its drawings; matplotlib would take what stands between dollars for mathematics."""
    baseline, variant = hand_made_arms(shifts=SHIFTS)
    name = "<script>$x$</script>"
    html = page(compared([baseline, FinishedArm(name, name, variant.scenario, variant.run)]))
    assert "<script" not in html
    assert html.count("&lt;script&gt;$x$&lt;/script&gt;") > len(PATHS)
    Outline(html)


def test_report_is_made_from_the_folder_alone(comparison, tmp_path: Path) -> None:
    folder = comparison.write(
        tmp_path / folder_name(comparison.baseline, comparison.variants, comparison.background.key)
    )
    path = write_report(folder)
    assert path == folder / "report.html"
    assert path.read_text("utf-8") == page(comparison)


def test_report_of_a_comparison_without_a_folder_asks_where(comparison, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="say where"):
        write_report(comparison)
    assert write_report(comparison, tmp_path / "page.html").exists()


def test_a_folder_without_a_comparison_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not the folder of a comparison"):
        write_report(tmp_path)


def test_the_public_word_writes_a_report(comparison, tmp_path: Path) -> None:
    assert econsim.write_report(comparison, tmp_path / "page.html").exists()
