"""sensitivity: what it says before it runs, what it leaves in its folder, and that it goes on where it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from econsim.analysis.sensitivity.result import load_sensitivity

SMALL = (
    "sensitivity", "mainnet7", "--baseline", "mainnet6", "--method", "morris", "--trajectories", "2",
    "--over", "old_rates", "--epochs", "2", "--replicates", "1", "--workers", "1",
    "--set", "population.delegators.accounts=200", "--set", "population.tenants.accounts=50",
)  # fmt: skip


def test_what_is_simulated_is_told_before_kept_reported_and_not_run_again(said) -> None:
    code, out, err = said(*SMALL)
    assert code == 0, err
    assert err.startswith("morris: 3 factors, 8 points, ")
    assert "What the answer depends on" in out
    folder = Path(out.splitlines()[-1].removeprefix("the whole report: econsim report "))
    made = load_sensitivity(folder)
    assert made.found.points == 8
    assert made.found.invariants.violations == 0
    assert {effect.mean_absolute for one in made.found.responses.values() for effect in one.effects[-2:-1]} <= {0.0}
    code, out, _ = said(*SMALL, "--dry-run", "--json")
    told = json.loads(out)
    assert (code, told["runs_left"], told["dir"]) == (0, 0, str(folder))
    assert told["runs"] == made.found.runs
    code, out, _ = said("report", str(folder), "--format", "html,json")
    assert code == 0
    assert "What it rests on" in (folder / "report.html").read_text("utf-8")
    code, out, _ = said(*SMALL, "--json", "--quiet")
    again = json.loads(out)
    assert (code, again["results_digest"]) == (0, made.found.results_digest)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--method", "sobl"), "sobl: no such method; did you mean sobol?"),
        (("--method", "morris", "--over", "old_rate"), "old_rate: nothing uncertain is called so"),
        (("--method", "morris", "--trajectories", "1"), "1 trajectories tell no interval; expected 2 or more"),
        (("--replicates", "0"), "--replicates"),
    ],
)
def test_what_cannot_be_asked_is_one_line(said, words, complaint) -> None:
    code, out, err = said("sensitivity", "mainnet7", "--baseline", "mainnet6", *words)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert complaint in err
