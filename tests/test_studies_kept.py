"""The answers in results/studies/: every study has one, of its own arms and objectives, and says whose answer it is."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from econsim.analysis.provenance import changes
from econsim.analysis.studies import study_named, study_names, written_digest
from econsim.analysis.typed_json import json_of

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "results" / "studies"
MADE_BY = re.compile(r"Model version ([0-9a-f]{16}), scenario content ([0-9a-f]{16})\.")
MOST_BYTES = 9_000_000  # of all of them together
SEVENTEEN = tuple(name for name in study_names() if not name.startswith("bme_"))  # those of docs/studies.md
KEPT = tuple(sorted(folder.name for folder in RESULTS.iterdir() if not folder.name.endswith("-quick")))


def numbers(name: str) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads((RESULTS / name / "comparison.json").read_text("utf-8"))
    return kept


def page(name: str) -> str:
    return (RESULTS / name / "report.md").read_text("utf-8")


def table_maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_studies", ROOT / "docs" / "make_studies.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_there_are_seventeen_and_each_has_an_answer_and_no_answer_is_of_none() -> None:
    assert len(SEVENTEEN) == 17
    assert set(SEVENTEEN) <= set(KEPT) <= set(study_names())


@pytest.mark.parametrize("name", KEPT)
def test_an_answer_is_of_the_scenario_as_it_is_or_says_of_which_it_is(name: str) -> None:
    """A page names the model and the content that it is of; where that is today's, so are the changes it counts."""
    ((_, content),) = MADE_BY.findall(page(name))
    study = study_named(name)
    assert page(name).replace("\\", "").splitlines()[0] == f"# {study.question}"
    if content == written_digest(study):
        for kept in numbers(name)["variants"]:
            written = {row["path"]: row["variant"] for row in kept["changes"]}
            today = {row.path: json_of(row.variant) for row in changes(study, study.variant(kept["name"]))}
            assert written == today


@pytest.mark.parametrize("name", KEPT)
def test_an_answer_has_the_arms_and_objectives_of_its_file(name: str) -> None:
    study, kept = study_named(name), numbers(name)
    assert [one["name"] for one in kept["variants"]] == list(study.variants)
    for objective in study.objectives:
        outcomes = [one["metrics"][objective.metric] for one in kept["variants"]]
        assert {one["smallest_effect"] for one in outcomes} == {objective.smallest_effect}
    claims = kept["claims"] or []
    assert [one["says"] for one in claims] == [one.says for one in study.claims]
    assert (kept["epochs"], kept["seed"]) == (study.run.epochs, study.run.seed)
    assert kept["invariants"]["violations"] == 0


@pytest.mark.parametrize("name", KEPT)
def test_few_runs_are_a_trial_run(name: str) -> None:
    """A page may be a trial for few days, too."""
    told = page(name)
    assert ("10 are the least to be cited" in told) == (numbers(name)["replicates"] < 10)
    assert ("trial run, do not cite" in told) == ("are the least to be cited" in told)


@pytest.mark.parametrize("name", KEPT)
def test_the_pictures_of_a_page_are_there_and_three_at_most_and_no_others(name: str) -> None:
    named = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", page(name))
    assert sorted(named) == sorted(picture.name for picture in (RESULTS / name).glob("*.png"))
    assert 0 < len(named) <= 3


def test_the_table_of_studies_is_that_of_the_pages() -> None:
    """The question of each file and the sentence that stands on its page."""
    made, told = table_maker(), (ROOT / "docs" / "studies.md").read_text("utf-8")
    found = made.BETWEEN.search(told)
    assert found is not None
    assert found[0] == f"{found[1]}{made.table()}{found[2]}"


def test_all_of_them_are_no_burden() -> None:
    assert sum(path.stat().st_size for path in RESULTS.rglob("*") if path.is_file()) < MOST_BYTES
