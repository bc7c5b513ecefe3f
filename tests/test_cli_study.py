"""study: the shipped questions of governance by name, and the page that is kept of each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from econsim.analysis.arms import arms_of
from econsim.analysis.compare import compare, compared
from econsim.analysis.studies import study_named, study_names, written_digest
from econsim.analysis.typed_json import json_of
from econsim.cli.study import study as study_command
from econsim.model_version import model_version
from econsim.report.study_page import made_by, write_study
from econsim.scenario.claims import gaps_in
from tests.analysis.hand_made import hand_made_arms

MOST_POINTS, MOST_FIGURES = 60, 3


@pytest.mark.parametrize("name", study_names())
def test_every_study_asks_a_question_names_what_it_assumes_and_has_objectives_and_variants(name: str) -> None:
    study = study_named(name)
    assert study.question.endswith("?")
    assert study.assumes.endswith(".")
    assert 0 < len(study.objectives) <= MOST_FIGURES
    assert 0 < len(study.variants) <= MOST_POINTS
    if not name.startswith("bme_"):  # of another mechanism, shorter: docs/burn_mint.md
        assert (study.run.epochs >= 730, study.run.replicates) == (True, 20)


@pytest.mark.parametrize("name", study_names())
def test_every_study_is_answered_in_a_sentence_that_the_runs_fill_and_says_what_each_variant_is(name: str) -> None:
    study = study_named(name)
    assert gaps_in(study.answer)
    assert all(study.variant(one).title not in ("", study.title) for one in study.variants)


@pytest.mark.parametrize(("name", "baseline"), [("commission_floor", "baseline"), ("take_rate", "mainnet7")])
def test_a_study_is_no_parent_of_itself(name: str, baseline: str) -> None:
    """Without its variants the one is no scenario that ships, and the other is Mainnet 7 as it is."""
    assert arms_of(study_named(name), [])[0].label == baseline


def test_what_is_written_of_a_study_changes_with_a_variant_and_with_no_heading() -> None:
    study = study_named("take_rate")
    same = study.with_changes({"title": "Another", "run.replicates": 3})
    other = study.with_changes({"variants.none": {"chain.take.default_take_rate": 1}})
    assert written_digest(same) == written_digest(study) != written_digest(other)


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
    made, study = compared(hand_made_arms(shifts={"net_apr": -0.002})), study_named("take_rate")
    (tmp_path / "report_before.png").write_bytes(b"")
    page, *others = write_study(made, study, tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([page, *others])
    text = page.read_text("utf-8")
    assert all(one.name in text for one in others if one.suffix == ".png")
    assert made_by(model_version(), written_digest(study)) in text
    assert "`econsim compare studies/take_rate`" in text
    assert json.loads((tmp_path / "comparison.json").read_text("utf-8")) == json_of(made.numbers)


def test_a_study_that_was_killed_goes_on_with_the_runs_it_kept(tmp_path: Path, monkeypatch) -> None:
    """Of four runs some are kept when the third is broken off; the command again leaves those as they are."""
    tiny = {"run.epochs": 2, "run.replicates": 2, "population.delegators.accounts": 50, "objectives": []}
    study = study_named("governed_floor").with_changes(
        {**tiny, "variants": {"never_proposed": {"governance.floor": None}}}
    )
    monkeypatch.setattr("econsim.analysis.studies.study_named", lambda name: study)
    whole = compare(study, workers=1, out=tmp_path / "at once")

    told: list[int] = []

    def killed(replicates: int) -> None:
        told.append(replicates)
        if sum(told) > 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compare(study, workers=1, out=tmp_path / "again", progress=killed)
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "again").rglob("*.parquet")}
    assert kept
    study_command("governed_floor", workers=1, out=tmp_path / "again", quiet=True)
    assert all(path.stat().st_mtime_ns == then for path, then in kept.items())
    made = json.loads((tmp_path / "again" / "studies" / "governed_floor" / "comparison.json").read_text("utf-8"))
    assert made["results_digest"] == whole.numbers.results_digest
