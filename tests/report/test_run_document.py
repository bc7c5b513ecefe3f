"""The report of a single run: levels, paths, events, what it rests on."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from econsim.analysis.report_data import Versions
from econsim.networks.catalogue import load_scenario
from econsim.report.document import Badge, Command
from econsim.report.html import page
from econsim.report.run_document import document
from econsim.report.tables_csv import tables_csv
from econsim.report.tree import figures
from econsim.report.write import write_report
from econsim.report.written import text
from econsim.runs.manifest import versions
from tests.analysis.hand_made import hand_made_run
from tests.report.test_comparison_document import parts, titles

COMMAND = "econsim run mainnet7 --epochs 40"


def told(run):
    return document(run, COMMAND, Versions(**versions()))


@pytest.fixture(scope="module")
def run():
    return hand_made_run(load_scenario("mainnet7"))


@pytest.fixture(scope="module")
def made(run):
    return told(run)


def test_the_first_page_goes_from_levels_to_the_command(made) -> None:
    assert made.title == load_scenario("mainnet7").question
    assert titles(made.first_page) == ["What comes out", "Over time", "What happens", "How sure", "Make it again"]
    assert {one.text for one in parts((*made.first_page, *made.sections), Command)} == {COMMAND}


def test_a_level_is_the_mean_over_runs_with_students_interval(run, made) -> None:
    """GPU utilisation: the mean over all days, weighted by GPUs, of each run; then over the runs."""
    by_run = run.series.groupby("replicate")
    values = [np.average(part["gpu_utilisation_all"], weights=part["gpus_all"]) for _, part in by_run]
    ends = stats.t.interval(0.95, len(values) - 1, np.mean(values), stats.sem(values))
    row = next(line for line in tables_csv(made)["levels"].splitlines() if line.startswith('"GPU utilisation'))
    shown = [float(cell) for cell in row.rsplit(",", 3)[1:]]
    assert shown == pytest.approx([100 * one for one in (np.mean(values), *ends)], abs=0.06)


def test_few_runs_are_a_trial_and_closed_books_are_said(made) -> None:
    badges = [one.words for one in parts(made.first_page, Badge)]
    assert badges == ["trial run, do not cite", "books 0 uakt"]


def test_a_declared_objective_comes_first_and_its_better_side_is_told() -> None:
    wanted = {"objectives": [{"metric": "nakamoto_coefficient", "better": "higher", "smallest_effect": 1.0}]}
    made = told(hand_made_run(load_scenario("mainnet7").with_changes(wanted)))
    rows = tables_csv(made)["levels"].splitlines()
    assert "(objective: higher is better)" in rows[1]
    assert sum("(objective" in row for row in rows) == 1
    assert figures(made)[0].name == "nakamoto_coefficient"


def test_events_are_said_in_sentences(made) -> None:
    html = page(made)
    assert "mainnet_7: brings release v0.26.0" in html


def test_one_run_has_no_interval_and_says_so() -> None:
    made = told(hand_made_run(load_scenario("mainnet7"), replicates=1))
    assert "nothing can be told from chance." in page(made)
    assert "The AKT price is the same" not in page(made)
    assert text(made.subtitle).endswith("1 run")


def test_the_same_run_gives_the_same_bytes(made) -> None:
    assert page(told(hand_made_run(load_scenario("mainnet7")))) == page(made)


def test_a_run_in_memory_is_written_where_it_is_told(run, tmp_path) -> None:
    (path,) = write_report(run, tmp_path / "mine.md", formats=["csv"])[:1]
    table = pd.read_csv(tmp_path / "mine_levels.csv")
    assert path.name == "mine_levels.csv"
    assert len(table) <= 12


@pytest.mark.parametrize(
    ("begins", "told_from"), [("start_day: 10", "2023-09-10"), ("date: 2023-09-11", "2023-09-11 00:00 UTC")]
)
def test_a_shock_that_begins_between_boundaries_is_told_with_its_hour(begins: str, told_from: str) -> None:
    boom = f"shocks.gpu_demand.boom={{kind: step, {begins}, size: 1}}"
    html = page(told(hand_made_run(load_scenario("mainnet7", [boom]))))
    assert f"boom from {told_from} on: " in html
