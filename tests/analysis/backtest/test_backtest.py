"""`backtest` on a small world: what it may know, what it writes, what it refuses or passes over, in one line each."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from econsim.analysis.backtest import asked as asked_room
from econsim.analysis.backtest import backtest as backtest_room
from econsim.analysis.backtest import replicates as room
from econsim.analysis.backtest.asked import asked_of
from econsim.analysis.backtest.backtest import as_known, backtest
from econsim.analysis.backtest.observations import SHIPPED, read_observations
from econsim.analysis.backtest.result import Backtest
from econsim.analysis.typed_json import read
from econsim.cli import call
from econsim.errors import UsageError
from econsim.networks.catalogue import load_scenario
from econsim.runs.manifest import read_manifest
from econsim.shocks.akt_price.recorded import recorded_price

SERIES = ["bonded_ratio", "leases_started"]
HEAD = "date,metric,value,standard_error"
LONG = f"{HEAD}\n2023-09-03,bonded_ratio,0.656,0.004\n2023-09-08,bonded_ratio,0.655,\n2023-09-10,happiness,3,\n"
YAML = """\
schema: 1
extends: mainnet7
name: small
run: {epochs: 10, market: false}
population: {delegators: {accounts: 200}}
"""


@pytest.fixture
def place(tmp_path):
    (tmp_path / "small.yaml").write_text(YAML, encoding="utf-8")
    (tmp_path / "seen.csv").write_text(LONG, encoding="utf-8")
    return tmp_path


def test_the_price_record_ends_where_it_ended_on_the_day():
    price = as_known(load_scenario("akash_history"), date(2023, 10, 31)).shocks.akt_price
    assert price.record.last == datetime(2023, 10, 31, tzinfo=UTC)
    assert price.record.last_usd == recorded_price().usd_by_date[date(2023, 10, 31)]
    later = as_known(load_scenario("akash_history"), date(2024, 6, 30)).shocks.akt_price
    assert later.record.last == datetime(2024, 5, 16, 12, tzinfo=UTC)  # June was not over
    assert later.then.kind == "gbm_jumps"


def test_a_file_is_scored_and_what_has_no_series_is_passed_over_in_a_line(place, capsys):
    words = ["--train-until", "2023-09-05", "--scenario", str(place / "small.yaml"), "--out", str(place / "out")]
    size = ["--replicates", "3", "--workers", "1", "--quiet", "--json"]
    assert call(["backtest", str(place / "seen.csv"), *words, *size]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(one["metric"], one["end"]) for one in told["scores"][:1]] == [("bonded_ratio", "2023-09-08")]
    assert any("row 3: happiness is nothing that econsim has a series of" in line for line in told["passed_over"])
    (folder,) = (place / "out").iterdir()
    kept = read(Backtest, folder / "backtest.json")
    assert kept.metrics["bonded_ratio"].observations == 1
    assert {"manifest.json", "report.md", "scores.csv"} <= {one.name for one in folder.iterdir()}
    assert "cannot be said yet" in (folder / "report.md").read_text("utf-8")


def test_a_backtest_that_was_stopped_goes_on_and_its_answer_has_a_name_of_its_own(place, monkeypatch):
    asked = {"file": place / "seen.csv", "seed": 1, "replicates": 4, "workers": 1}
    monkeypatch.setattr(asked_room, "first_epoch", lambda scenario: SERIES)
    whole = backtest(place / "small.yaml", date(2023, 9, 5), **asked)
    ran = []

    def stopped(jobs, workers, done):
        ran.append([job.replicate for job in jobs])

        def one_more(result):
            done(result)
            if len(ran) == 1 and result.number == 1:
                raise KeyboardInterrupt

        simulate_all(jobs, workers, one_more)

    simulate_all = room.simulate_all
    monkeypatch.setattr(room, "simulate_all", stopped)
    with pytest.raises(KeyboardInterrupt):
        backtest(place / "small.yaml", date(2023, 9, 5), out=place / "out", **asked)
    made = backtest(place / "small.yaml", date(2023, 9, 5), out=place / "out", **asked)
    assert ran == [[0, 1, 2, 3], [2, 3]]
    assert made.scores == whole.scores
    assert made.results_digest == whole.results_digest
    assert made.digest == whole.digest
    assert read_manifest(Path(made.dir))["results_digest"] == made.results_digest
    (place / "seen.csv").write_text(LONG.replace("0.655", "0.645"), encoding="utf-8")
    other = backtest(place / "small.yaml", date(2023, 9, 5), out=place / "out", **asked)
    assert other.digest != made.digest
    assert other.results_digest != made.results_digest


def test_what_is_scored_is_of_the_file_alone_and_what_ships_tells_what_was_known(place, monkeypatch):
    monkeypatch.setattr(asked_room, "first_epoch", lambda scenario: SERIES)
    rows = ["2023-09-03,bonded_ratio,0.656,", "2023-09-08,bonded_ratio,0.655,", "2023-09-08,bonded_ratio_knot,0.655,"]
    (place / "seen.csv").write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    asked = asked_of(load_scenario(place / "small.yaml"), date(2023, 9, 5), place / "seen.csv")
    assert [(one.metric, one.end) for one in asked.scored] == [
        ("bonded_ratio", date(2023, 9, 8)),
        ("bonded_ratio_knot", date(2023, 9, 8)),
    ]
    shipped = [one for one in read_observations(SHIPPED, SERIES).found if one.metric == "bonded_ratio_knot"]
    assert asked.known["bonded_ratio_knot"] == [one for one in shipped if one.end <= date(2023, 9, 5)]
    assert asked.epochs == 10  # days from 31 August to the end of 9 September, nothing of what ships for later days
    (place / "seen.csv").write_text("\n".join([HEAD, *rows, "2023-08-30,bonded_ratio_knot,0.9,"]), encoding="utf-8")
    asked = asked_of(load_scenario(place / "small.yaml"), date(2023, 9, 5), place / "seen.csv")
    assert asked.known["bonded_ratio_knot"][-1].value == 0.9  # not the shipped 0.6561
    assert asked.passed_over == ()


def test_the_second_of_two_numbers_and_a_period_across_the_day_are_passed_over_in_a_line(place, monkeypatch):
    monkeypatch.setattr(asked_room, "first_epoch", lambda scenario: SERIES)
    head = "metric,period_start,period_end,value,period_ed"
    rows = ["2023-09-03,2023-09-03,0.656,", "2023-09-08,,0.75,", "2023-09-08,,0.6,", "2023-09-04,2023-09-07,0.7,"]
    lines = [head, *(f"bonded_ratio,{row}" for row in rows)]
    (place / "seen.csv").write_text("\n".join(lines), encoding="utf-8")
    asked = asked_of(load_scenario(place / "small.yaml"), date(2023, 9, 5), place / "seen.csv")
    assert [(one.end, one.value) for one in asked.scored] == [(date(2023, 9, 8), 0.75)]
    assert [line.removeprefix(str(place / "seen.csv")) for line in asked.passed_over] == [
        ": the column period_ed is not looked at; did you mean period_end?",
        ", row 3: bonded_ratio of 2023-09-08 is there before; the first counts",
        "bonded_ratio of 2023-09-04 to 2023-09-07: it begins by 2023-09-05 and ends after it, so it is neither known "
        "nor forecast",
    ]


def test_scores_follow_from_the_table_of_replicates_and_the_stated_error(place, monkeypatch):
    monkeypatch.setattr(asked_room, "first_epoch", lambda scenario: SERIES)
    (place / "seen.csv").write_text(LONG.replace("0.655,", "0.655,0.004"), encoding="utf-8")
    asked = {"file": place / "seen.csv", "seed": 1, "replicates": 3, "workers": 1, "out": place / "out"}
    folder = Path(backtest(place / "small.yaml", date(2023, 9, 5), **asked).dir)
    score = pd.read_csv(folder / "scores.csv").iloc[0]
    draws = pd.read_csv(folder / "forecasts.csv")["0_bonded_ratio"].to_numpy()
    assert score.standard_error == 0.004
    assert score.model_mean == pytest.approx(draws.mean(), rel=1e-12)
    assert score.model_sd == pytest.approx(np.hypot(draws.std(ddof=1), 0.004), rel=1e-12)
    many = np.random.default_rng(5).normal(size=(3, 200_000)) * 0.004 + draws[:, None]
    distance = np.abs(many - 0.655).mean()
    apart = np.mean([np.abs(many[one] - many[other]).mean() for one, other in ((0, 1), (0, 2), (1, 2))])
    assert score.model_crps == pytest.approx(distance - apart / 2.0, abs=3e-5)  # drawn errors: some four of their own


def test_what_some_replicate_has_no_number_of_is_passed_over_or_refused_where_it_is_all(place, monkeypatch):
    monkeypatch.setattr(asked_room, "first_epoch", lambda scenario: SERIES)
    asked = {"file": place / "seen.csv", "seed": 1, "replicates": 2, "workers": 1}
    rows = [*LONG.splitlines()[:3], "2023-09-07,bonded_ratio,0.65,"]
    (place / "seen.csv").write_text("\n".join(rows), encoding="utf-8")
    monkeypatch.setattr(backtest_room, "draws_of", lambda *_: np.array([[0.6, 0.7], [np.nan, 0.8]]))
    made = backtest(place / "small.yaml", date(2023, 9, 5), **asked)
    assert made.passed_over == ("bonded_ratio of 2023-09-07: not every replicate has such a number",)
    assert [(one.end, one.model.mean) for one in made.scores] == [("2023-09-08", 0.75)]
    monkeypatch.setattr(backtest_room, "draws_of", lambda *_: np.full((2, 2), np.nan))
    with pytest.raises(UsageError, match="nothing to score after 2023-09-05: bonded_ratio of 2023-09-07: not every re"):
        backtest(place / "small.yaml", date(2023, 9, 5), **asked)


@pytest.mark.parametrize(
    ("damage", "again"),
    [
        (lambda lines: [*lines[:-1], lines[-1].replace(".", ".1", 1)], [2]),  # another number
        (lambda lines: [*lines[:-1], lines[-1][:9]], [2]),  # a number that was cut off
        (lambda lines: [lines[0], "0,,0", *lines[2:]], [0]),
        (lambda lines: ["replicate,seal", *lines[1:]], []),  # rows do not ask the header
        (lambda lines: [], [0, 1, 2]),
        (lambda lines: ["\0\ud800".encode("utf-8", "surrogatepass").decode("latin-1")], [0, 1, 2]),
    ],
)
def test_what_is_damaged_in_the_table_of_replicates_is_made_again(place, monkeypatch, damage, again):
    asked = {"file": place / "seen.csv", "seed": 1, "replicates": 3, "workers": 1, "out": place / "out"}
    monkeypatch.setattr(asked_room, "first_epoch", lambda scenario: SERIES)
    made = backtest(place / "small.yaml", date(2023, 9, 5), **asked)
    table = Path(made.dir) / "forecasts.csv"
    whole = table.read_bytes()
    table.write_text("\n".join(damage(whole.decode().splitlines())), encoding="latin-1")
    ran = []

    def counting(jobs, workers, done):
        ran.extend(job.replicate for job in jobs)
        simulate_all(jobs, workers, done)

    simulate_all = room.simulate_all
    monkeypatch.setattr(room, "simulate_all", counting)
    assert backtest(place / "small.yaml", date(2023, 9, 5), **asked).scores == made.scores
    assert ran == again
    assert table.read_bytes() == whole


@pytest.mark.parametrize(
    ("day", "text", "complaint"),
    [
        (
            date(2023, 8, 1),
            LONG,
            "--train-until is 2023-08-01; small starts on 2023-08-31: give that day or a later one",
        ),
        (date(2024, 9, 5), LONG, "nothing to score after 2024-09-05: the last observation is of 2023-09-08"),
        (
            date(2023, 9, 5),
            f"{HEAD}\n2023-09-03,bonded_rati,0.6,\n2023-09-08,bonded_ratio,0.6,",
            "seen.csv: nothing to score after 2023-09-05: {file}, row 1: bonded_rati is nothing that econsim has a "
            "series of; did you mean bonded_ratio?; bonded_ratio of 2023-09-08: nothing is known of it on 2023-09-05; "
            "add an observation until then",
        ),
        (
            date(2023, 9, 5),
            "date,bonded_rati\n2023-09-03,0.6\n2023-09-08,0.6",
            "nothing to score after 2023-09-05: {file}: the column bonded_rati is nothing that econsim has a series "
            "of; did you mean bonded_ratio?",
        ),
        (date(2023, 9, 5), HEAD, "nothing to score after 2023-09-05: it holds no observation"),
        (
            date(2023, 9, 5),
            f"{HEAD}\n2023-09-08,bonded_ratio,0.6,-1",
            "row 1: standard_error is '-1'; expected a number",
        ),
        (date(2023, 9, 5), f"{HEAD}\n2023-09-08,bonded_ratio,nan,", "row 1: value is 'nan'; expected a finite number"),
        (date(2023, 9, 5), f"{HEAD}\nsoon,bonded_ratio,0.6,", "row 1: date is 'soon'; expected YYYY-MM-DD or YYYY-MM"),
        (
            date(2023, 9, 5),
            "metric,date,value\nbonded_ratio,2023-09-08,0,75",
            "seen.csv, row 1 (line 2): cells: 4, of the header: 3; write a decimal point, not a comma",
        ),
        (
            date(2023, 9, 5),
            "date,bonded_ratio,akt_usd\n2023-09-08,0,75,1.5",
            "row 1 (line 2): cells: 4, of the header: 3",
        ),
        (date(2023, 9, 5), "date,bonded_ratio,\n2023-09-08,0,75", "row 1 (line 2): '75' is in a column without a name"),
        (date(2023, 9, 5), "date,bonded_ratio,\n2023-09-08", "row 1 (line 2): cells: 1, of the header: 3"),
        (date(2023, 9, 5), "date,bonded_ratio,date\n2023-09-08,0.7,1", "the column date is there twice"),
        (date(2023, 9, 5), "a,b\n1,2", "has no dated numbers; columns are date"),
    ],
)
def test_what_cannot_be_scored_is_refused_in_one_line(place, day, text, complaint):
    (place / "seen.csv").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        backtest(place / "small.yaml", day, place / "seen.csv", replicates=2, workers=1)
    assert complaint.format(file=place / "seen.csv") in str(caught.value)
    assert "\n" not in str(caught.value)
