"""The report of a sweep: lines, the switching value, every point, failures."""

from __future__ import annotations

import csv
import dataclasses

import pytest

from econsim.analysis.report_data import Versions
from econsim.errors import UsageError
from econsim.networks.catalogue import load_scenario
from econsim.report.document import Command, Figure, Table
from econsim.report.html import page
from econsim.report.markdown import markdown
from econsim.report.sweep_document import document
from econsim.report.tables_csv import tables_csv
from econsim.report.tree import figures
from econsim.report.write import write_report
from econsim.report.written import text
from econsim.runs.manifest import versions
from tests.analysis.hand_made_sweep import SEATS, TAX, hand_made_sweep
from tests.report.test_comparison_document import parts

OBJECTIVE = {"objectives": [{"metric": "net_apr", "better": "higher", "smallest_effect": 0.001}]}


def told(differences, *, changes=None, **how):
    scenario = load_scenario("mainnet6").with_changes(changes or OBJECTIVE)
    return document(hand_made_sweep(differences, **how), scenario, "econsim sweep floors.yaml", Versions(**versions()))


@pytest.fixture(scope="module")
def made():
    return told([0.0, 1.0, 2.0, -1.0], seats=(5, 10, 15, 20))


def test_the_title_is_the_scenarios_question_and_the_command_is_the_one_that_was_typed(made) -> None:
    assert made.title == load_scenario("mainnet6").question
    assert {one.text for one in parts((*made.first_page, *made.sections), Command)} == {"econsim sweep floors.yaml"}


def test_the_first_objective_is_drawn_and_its_switching_value_is_told_with_how_it_was_found(made) -> None:
    """From +2 points at 15 to -1 at 20: 15 + 5 * 2 / 3 = 18.33."""
    assert [one.name for one in figures(made)] == ["net_apr-lines"]
    words = (
        "the sign of the difference to the baseline point flips at a maximum validators of 18.33; "
        "linear between its neighbours 15 and 20; at both the 95 % interval leaves out 0."
    )
    assert words in markdown(made, "report").replace("\n", " ").replace("</abbr>", "").replace(
        '<abbr title="the rules that a proposal is held against">', ""
    )


def test_every_point_has_a_row_in_the_unit_shown(made) -> None:
    """10 % at the baseline, two points more at the third, with intervals of half a point and a tenth."""
    rows = tables_csv(made)["points"].splitlines()
    assert len(rows) == 1 + 4
    assert rows[3].split(",") == ["2", "15", "12.00", "11.50", "12.50", "2.00", "1.90", "2.10", "higher"]


def test_a_field_of_colours_where_two_paths_are_swept() -> None:
    made = told([1.0, 1.0, -3.0, 2.0], seats=(10, 20), taxes=(0.0, 0.25), baseline=1)
    assert [one.name for one in figures(made)] == ["net_apr-lines", "net_apr-heat"]


def test_a_point_that_failed_is_named_and_has_no_row() -> None:
    made = told([0.0, None, 1.0], seats=(5, 10, 15))
    html = page(made)
    assert "1 of 3 points failed" in html
    assert "point 1 (chain.staking.max_validators = 10): books are broken" in html
    assert len(tables_csv(made)["points"].splitlines()) == 1 + 2


def test_a_sweep_of_which_nothing_is_left_is_told_without_a_picture() -> None:
    made = told([None, None], seats=(5, 10))
    assert list(parts((*made.first_page, *made.sections), Figure)) == []
    assert "No point of the sweep has this number." in page(made)


def test_the_same_sweep_gives_the_same_bytes(made) -> None:
    again = told([0.0, 1.0, 2.0, -1.0], seats=(5, 10, 15, 20))
    assert page(again) == page(made)


def test_without_objectives_what_differs_between_the_points_comes_first(made) -> None:
    tables = list(parts(told([0.0, 1.0], seats=(5, 10), changes={}).sections, Table))
    assert text(tables[0].rows[0].cells[0]) == "0, the baseline"


def test_a_sweep_that_was_kept_nowhere_says_what_its_report_needs() -> None:
    with pytest.raises(UsageError, match=r"kept in no folder, which its report needs"):
        write_report(hand_made_sweep([0.0, 1.0], seats=(5, 10)))


def designed(n, *, kind="sobol"):
    """A design of n points over seats and tax: the metrics rise by .01 points a seat, the tax does nothing."""
    made = hand_made_sweep([0.01 * ((7 * place) % n) for place in range(n)], seats=range(n))
    values = [{SEATS: (7 * place) % n, TAX: (place * 0.37) % 1.0} for place in range(n)]
    points = tuple(dataclasses.replace(one, values=at) for one, at in zip(made.points, values, strict=True))
    swept = {path: tuple(at[path] for at in values) for path in (SEATS, TAX)}
    return dataclasses.replace(made, design=kind, points=points, swept=swept)


def test_of_thousands_of_points_the_best_and_the_worst_are_shown_and_where_the_rest_is() -> None:
    scenario = load_scenario("mainnet6").with_changes(OBJECTIVE)
    made = document(designed(2_000), scenario, "econsim sweep x.yaml", Versions(**versions()))
    seats = [int(row[1]) for row in csv.reader(tables_csv(made)["points"].splitlines()[1:])]
    assert seats == [*range(1_999, 1_989, -1), *range(9, -1, -1)]
    html = page(made)
    assert "The best and the worst points" in html
    assert "The ten best and the ten worst of 2,000 points, and the baseline; all:" in html
    assert len(html) < 2_000_000


def test_a_design_is_drawn_as_dots_over_what_moves_it_most_first() -> None:
    """Ranks rise with the seats one by one: 1; the tax goes its own way."""
    scenario = load_scenario("mainnet6").with_changes(OBJECTIVE)
    made = document(designed(200), scenario, "econsim sweep x.yaml", Versions(**versions()))
    assert [one.name for one in figures(made)] == ["net_apr-dots-1", "net_apr-dots-2"]
    assert figures(made)[0].title.endswith("over maximum validators")
    first, second = tables_csv(made)["movers"].splitlines()[1:]
    assert first.split(",")[-1] == "1.00"
    assert abs(float(second.split(",")[-1].replace("−", "-"))) < 0.2


def test_a_design_says_nothing_of_sides_as_no_two_of_its_points_share_the_others() -> None:
    """The table has a point with +0.5 and one with -0.4 points: that it nowhere changes sides would be false."""
    made = hand_made_sweep([0.0, 0.5, -0.4], seats=(100, 105, 110))
    values = [{SEATS: 100, TAX: 0.25}, {SEATS: 105, TAX: 0.2}, {SEATS: 110, TAX: 0.3}]
    points = tuple(dataclasses.replace(one, values=at) for one, at in zip(made.points, values, strict=True))
    swept = {path: tuple(at[path] for at in values) for path in (SEATS, TAX)}
    spread = dataclasses.replace(made, design="sobol", points=points, swept=swept)
    page = markdown(
        document(spread, load_scenario("mainnet6"), "econsim sweep x.yaml", Versions(**versions())), "report"
    )
    assert " higher " in page
    assert " lower " in page
    assert "changes sides" not in page


def test_a_grid_over_words_does_not_say_that_nothing_changes_sides() -> None:
    page = markdown(told([0.0, 1.0, -1.0], seats=("a", "b", "c")), "report")
    assert "is swept over words, between which nothing can change sides" in page
    assert "changes sides at no value" not in page


def test_of_very_many_failures_twenty_are_listed() -> None:
    html = page(told([0.0] + [None] * 30, seats=range(5, 36)))
    assert html.count("books are broken") == 20
    assert "... and 10 more" in html
