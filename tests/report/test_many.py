"""More than three proposals: one page for all of them, each in full after it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from econsim.analysis.arms import FinishedArm
from econsim.analysis.compare import compared
from econsim.networks.catalogue import load_scenario
from econsim.report.comparison_document import document
from econsim.report.document import Document, Quantity, Section, Table
from econsim.report.terminal import terminal
from econsim.report.tree import figures, first_page
from econsim.report.written import text as written
from tests.analysis.hand_made import hand_made_run
from tests.report.test_comparison_document import parts, text

OBJECTIVE = {"objectives": [{"metric": "net_apr", "better": "higher", "smallest_effect": 0.001}]}
SHIFTS = {"alike": 0.0, "dearer": -0.002, "cheaper": 0.002, "hardly": 0.0002}  # of the net APR
MOVED_UAKT = 20_000_000_000  # times the place of the variant, in the 13 days in which arms differ
A_YEAR = MOVED_UAKT / 1e6 / 13.0 * 365.25 / 1_000.0  # thousands of AKT


def told(n_variants: int, moved_uakt: int = MOVED_UAKT, objective: Mapping[str, Any] = OBJECTIVE) -> Document:
    """Return the report of mainnet6 against so many variants, each with a net APR and transfers of its own."""
    baseline = hand_made_run(load_scenario("mainnet6").with_changes(objective))
    arms = [FinishedArm("now", "mainnet6", baseline.scenario, baseline)]
    for place, (name, shift) in enumerate(list(SHIFTS.items())[:n_variants]):
        scenario = load_scenario("mainnet7").with_changes(objective)
        run = hand_made_run(scenario, shifts={"net_apr": shift}, moved_uakt=place * moved_uakt)
        arms.append(FinishedArm(name, "mainnet7", scenario, run))
    return document(compared(arms))


@pytest.fixture(scope="module")
def many() -> Document:
    return told(4)


def section(document: Document, name: str) -> Section:
    return next(one for one in parts((*document.first_page, *document.sections), Section) if one.id == name)


def test_three_proposals_are_told_one_after_the_other_and_four_side_by_side(many: Document) -> None:
    assert [one.id for one in parts(told(3).first_page, Section)][:3] == ["answer-1", "answer-2", "answer-3"]
    assert [one.id for one in parts(many.first_page, Section)][:2] == ["answer", "who"]
    assert text(many.subtitle).startswith("4 proposals, against now")


def test_each_objective_says_by_whom_it_is_met(many: Document) -> None:
    told = " ".join(terminal(first_page(many)).split())
    assert re.search(
        r"Delegators' net APR: [0-9.]+ % a year under now; a difference of 0\.10 points a year or more matters\. ", told
    )
    words = "Better under cheaper; worse under dearer; no difference that matters under hardly; "
    assert f"or more matters. {words}identical under alike." in told
    (drawn,) = figures(first_page(many))
    stands = {text(row.cells[0]): text(row.cells[-1]) for row in drawn.data.rows}
    words = {"alike": "identical", "dearer": "worse", "cheaper": "better", "hardly": "no difference that matters"}
    assert stands == words


def test_what_moves_is_one_table_whose_parties_sum_to_zero(many: Document) -> None:
    table = next(parts(section(many, "who"), Table))
    for place, row in enumerate(table.rows):
        moved = [one.value for one in parts(row.cells[1:4], Quantity)]
        assert moved == pytest.approx([-place * A_YEAR, place * A_YEAR, 0.0])


def test_less_than_half_an_akt_a_year_is_no_transfer() -> None:
    """100 uakt in 13 days are 0.003 AKT a year."""
    table = next(parts(section(told(4, moved_uakt=100), "who"), Table))
    assert {one.value for row in table.rows for one in parts(row.cells[1:4], Quantity)} == {0.0}


def test_each_of_many_proposals_stands_in_full_after_the_first_page(many: Document) -> None:
    assert [one.title for one in many.sections[:4]] == list(SHIFTS)
    assert all(f"answer-{place}" not in {one.id for one in parts(many.first_page, Section)} for place in range(1, 5))


@pytest.mark.parametrize("n_variants", [1, 4])
def test_tenants_and_providers_stand_in_a_table_where_any_of_them_differs(n_variants: int, many: Document) -> None:
    """Half a point of GPUs in use is shown to be less than the point that matters, ten points matter."""
    baseline = hand_made_run(load_scenario("mainnet6").with_changes(OBJECTIVE))
    arms = [FinishedArm("now", "mainnet6", baseline.scenario, baseline)]
    for place, shift in enumerate([-0.1, -0.005, 0.1, 0.2][:n_variants]):
        scenario = load_scenario("mainnet7").with_changes(OBJECTIVE)
        run = hand_made_run(scenario, shifts={"gpu_utilisation_all": shift})
        arms.append(FinishedArm(f"v{place}", "mainnet7", run.scenario, run))
    tables = parts(section(document(compared(arms)), "who"), Table)
    (market,) = [one for one in tables if "GPUs in use" in {column.heading for column in one.columns}]
    told = [[written(cell) for cell in row.cells] for row in market.rows]
    assert [row[0] for row in told] == ["now", *(f"v{place}" for place in range(n_variants))]
    assert [row[2] for row in told[1:]] == ["−10.0", "no difference that matters", "+10.0", "+20.0"][:n_variants]
    assert {row[1] for row in told[1:]} == {"identical"}
    assert not any("GPUs in use" in text(one.columns) for one in parts(section(many, "who"), Table))


def test_many_proposals_fit_a_terminal(many: Document) -> None:
    assert max(map(len, terminal(first_page(many)).splitlines())) <= 110


def test_an_objective_of_the_last_days_says_so() -> None:
    """Some metrics look at the end or at the last 30 days; these runs have fewer, and the window says how many."""
    objectives = [
        {"metric": name, "better": "higher", "smallest_effect": 0.001}
        for name in ("bonded_ratio", "top_10_share", "net_apr")
    ]
    words = " ".join(terminal(first_page(told(4, objective={"objectives": objectives}))).split())
    assert re.search(r"Bonded ratio, mean of the last \d+ days: ", words)
    assert "Stake of the ten largest, at the end: " in words
    assert "Delegators' net APR: " in words
