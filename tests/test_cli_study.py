"""study: the shipped questions of governance by name, and the page that is kept of each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from econsim.analysis.compare import compared
from econsim.analysis.studies import study_named, study_names
from econsim.analysis.typed_json import json_of
from econsim.report.study_page import write_study
from tests.analysis.hand_made import hand_made_arms

MOST_POINTS, MOST_FIGURES = 60, 3


@pytest.mark.parametrize("name", study_names())
def test_every_study_asks_a_question_names_what_it_assumes_and_has_objectives_and_variants(name: str) -> None:
    study = study_named(name)
    assert study.question.endswith("?")
    assert study.assumes.endswith(".")
    assert 0 < len(study.objectives) <= MOST_FIGURES
    assert 0 < len(study.variants) <= MOST_POINTS
    assert (study.run.epochs >= 730, study.run.replicates) == (True, 20)


def test_the_list_of_studies_has_each_with_its_question(said) -> None:
    code, out, _ = said("list", "studies", "--json")
    rows = json.loads(out)["studies"]
    assert (code, [row["name"] for row in rows]) == (0, list(study_names()))
    assert [row["question"] for row in rows] == [study_named(row["name"]).question for row in rows]


def test_an_unknown_study_is_one_line_with_the_nearest_name(said) -> None:
    code, out, err = said("study", "comission_floor")
    assert (code, out) == (2, "")
    assert "did you mean commission_floor?" in err
    assert len(err.strip().splitlines()) == 1


def test_the_page_is_kept_with_its_pictures_and_numbers_and_without_those_of_an_answer_before(tmp_path: Path) -> None:
    made = compared(hand_made_arms(shifts={"net_apr": -0.002}))
    (tmp_path / "report_before.png").write_bytes(b"")
    page, *others = write_study(made, tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([page, *others])
    text = page.read_text("utf-8")
    assert all(one.name in text for one in others if one.suffix == ".png")
    assert json.loads((tmp_path / "comparison.json").read_text("utf-8")) == json_of(made.numbers)
