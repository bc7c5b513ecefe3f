"""`calibrate` on a small world: what its folder holds, that it goes on where it stopped, what it says of no fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from econsim.analysis.calibration import rejection
from econsim.analysis.calibration import simulations as room
from econsim.analysis.calibration.calibrate import calibrate
from econsim.analysis.calibration.result import FOUND, NOTHING_LEFT, Spread, load_calibration
from econsim.analysis.reproduce import reproduce
from econsim.cli import call
from econsim.errors import UsageError
from econsim.networks.catalogue import load_scenario
from econsim.report.write import write_report

SMALL = {"points": 6, "waves": 1, "replicates": 2, "draws": 40, "predictive": 3, "workers": 1}
PATHS = ["policies.bonding.bonding_response_per_year", "policies.bonding.required_real_yield"]
ROWS = """\
name,series,period_start,value,standard_error,discrepancy_sd
september,bonded_ratio,2023-09-08,{value},0.004,0.01
supply,supply_uakt,2023-09-08,2.18e14,1e12,0
"""
YAML = """\
schema: 1
extends: mainnet7
name: small
run: {epochs: 10, market: false}
population: {delegators: {accounts: 200}}
uncertain:
  policies.bonding.bonding_response_per_year: {low: 0, high: 60}
  policies.bonding.required_real_yield: {kind: normal, mean: 0.02, sd: 0.02}
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("calibration")
    (folder / "small.yaml").write_text(YAML, encoding="utf-8")
    (folder / "met.csv").write_text(ROWS.format(value=0.656), encoding="utf-8")
    (folder / "far.csv").write_text(ROWS.format(value=0.99), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def made(place):
    return calibrate(place / "small.yaml", place / "met.csv", out=place / "results", **SMALL)


def test_a_folder_holds_numbers_draws_simulations_and_presets(made):
    folder = made.dir
    assert made.outcome == FOUND
    assert load_calibration(folder) == made
    draws = pd.read_csv(f"{folder}/posterior.csv")
    assert list(draws.columns) == ["draw", *PATHS]
    assert len(draws) == made.draws == 40
    assert draws[PATHS[0]].between(0.0, 60.0).all()
    runs = pd.read_csv(f"{folder}/simulations.csv")
    assert list(runs.columns) == ["replicate", *PATHS, "september", "supply", "seal"]
    assert len(runs) == made.simulations == 6 * 2 + 3
    assert runs["replicate"].is_unique


def test_what_makes_a_calibration_again_is_told_in_one_line(made):
    with pytest.raises(UsageError) as caught:
        reproduce(made.dir)
    told = str(caught.value)
    assert "is a calibration; it is made again, with --out ANOTHER_FOLDER, by: econsim calibrate small" in told
    assert told.endswith(f"results_digest {made.results_digest}")
    assert "\n" not in told


def test_few_draws_are_laid_to_the_targets_only_where_more_were_asked_for(made, place, monkeypatch):
    assert made.told == "40 draws of the posterior; few: no more were asked for, 100 are wanted"
    monkeypatch.setattr(rejection, "_MOST_TRIED", 1)
    monkeypatch.setattr(rejection, "_BATCH", 16)
    short = calibrate(place / "small.yaml", place / "met.csv", **SMALL)
    assert 2 <= short.draws <= 16
    assert "few: the targets leave hardly anything, or contradict each other, 100 are wanted" in short.told


@pytest.mark.parametrize("which", ["prior", "posterior"])
def test_presets_run_as_scenarios_whose_variants_are_draws(made, which):
    preset = load_scenario(f"{made.dir}/{which}.yaml")
    assert preset.name == f"small_{which}"
    assert len(preset.variants) == 20
    assert list(preset.uncertain) == PATHS
    first = preset.variant("draw_01").policies.bonding[0].policy
    if which == "posterior":
        draws = pd.read_csv(f"{made.dir}/posterior.csv")
        assert first.required_real_yield == pytest.approx(draws[PATHS[1]][0], rel=1e-5)
        even = (np.arange(10_000) + 0.5) / 10_000
        for path in PATHS:  # the first has a uniform prior, the second a normal
            believed = preset.uncertain[path].at(even)
            assert believed.mean() == pytest.approx(draws[path].mean(), rel=1e-4)
            assert believed.std() == pytest.approx(draws[path].std(ddof=0), rel=1e-2)  # more is told


@pytest.fixture
def ran(monkeypatch):
    """Return how many replicates were run each time, a list that grows."""
    counted = []

    def counting(jobs, workers, done):
        counted.append(len(jobs))
        simulate_all(jobs, workers, done)

    simulate_all = room.simulate_all
    monkeypatch.setattr(room, "simulate_all", counting)
    return counted


def test_what_is_there_is_not_run_again_and_half_of_it_gives_the_same_answer(made, place, ran):
    file = place / "results" / made.dir.split("/")[-1] / "simulations.csv"
    lines = file.read_text("utf-8").splitlines()
    file.write_text("\n".join(lines[:7]) + "\n", encoding="utf-8")
    again = calibrate(place / "small.yaml", place / "met.csv", out=place / "results", **SMALL)
    assert ran == [6, 3]  # of 12 runs at points 6 are left; the draws' runs stood at the end of the table
    assert again.results_digest == made.results_digest
    calibrate(place / "small.yaml", place / "met.csv", out=place / "results", **SMALL)
    assert ran[2:] == [0, 0]


def cut_number(lines):
    *row, seal = lines[1].split(",")
    return [lines[0], ",".join([*row[:-2], row[-2][:3], row[-1], seal]), *lines[2:]]


def cut_cell(lines):
    *row, _, seal = lines[2].split(",")
    return [*lines[:2], ",".join([*row, "", seal]), *lines[3:]]


@pytest.mark.parametrize(
    ("damaged", "again"),
    [
        (cut_number, [1, 0]),
        (cut_cell, [1, 0]),
        (lambda lines: [lines[0][:12], *lines[1:]], [0, 0]),
        (lambda lines: [*lines[:-1], lines[-1][:-4]], [0, 1]),
        (lambda lines: [], [12, 3]),
    ],
)
def test_what_is_damaged_of_the_simulations_is_run_again(made, place, ran, damaged, again):
    file = place / "results" / made.dir.split("/")[-1] / "simulations.csv"
    whole = file.read_bytes()
    file.write_text("\n".join(damaged(whole.decode().splitlines())), encoding="utf-8")
    assert calibrate(place / "small.yaml", place / "met.csv", out=place / "results", **SMALL).results_digest == (
        made.results_digest
    )
    assert ran == again
    assert file.read_bytes() == whole


def test_a_report_names_parameters_observations_and_the_command(made, tmp_path):
    (file, *_) = write_report(made, tmp_path / "report.md", ("md",))
    text = file.read_text("utf-8")
    assert "40 draws of the posterior" in text
    assert all(path in text for path in PATHS)
    assert "econsim calibrate small" in text


def test_a_report_says_beside_its_intervals_how_often_such_intervals_held_the_truth(made, tmp_path):
    (file, *_) = write_report(made, tmp_path / "report.md", ("md",))
    believed = file.read_text("utf-8").split("What is believed now")[1].split("What it predicts")[0]
    assert "held 86.0 to 92.0 % of two parameters of stake" in believed


def test_the_last_column_is_called_what_it_is_a_ratio_of_standard_deviations(made, tmp_path):
    """Ranges 10 and 9 wide, 0.9, beside deviations of 4 and 2."""
    one = replace(
        made.parameters[PATHS[0]],
        prior=Spread(5.0, 4.0, 0.0, 5.0, 10.0),
        posterior=Spread(5.0, 2.0, 0.0, 5.0, 9.0),
        narrowed=0.5,
    )
    (file, *_) = write_report(replace(made, parameters={PATHS[0]: one}), tmp_path / "report.md", ("md",))
    lines = file.read_text("utf-8").splitlines()
    (heads,) = (line for line in lines if "posterior mean" in line)
    (row,) = (line for line in lines if PATHS[0] in line and line.startswith("|"))
    assert [cell.strip() for cell in heads.split("|")][-2] == "sd over the prior's"
    assert [cell.strip() for cell in row.split("|")][-2] == "0.50"


def test_a_report_says_how_far_intervals_were_widened_or_that_points_were_too_few(made, tmp_path):
    (last,) = made.waves
    assert (last.widened, last.held_unwidened, last.held) == (1.0, None, None)
    wide = replace(made, waves=(replace(last, widened=2.0, held_unwidened=0.84, held=0.903),))
    pages = ((made, "few.md"), (wide, "told.md"))
    few, told = (write_report(one, tmp_path / name, ("md",))[0].read_text("utf-8") for one, name in pages)
    assert "too few points to see whether the intervals hold" in few
    assert "held 84 % of their parameters, and 90 % with the variances of emulators and chance multiplied by 2" in told


def test_a_target_that_no_point_can_meet_is_said_plainly_and_the_command_fails(place, capsys):
    size = [word for name, number in SMALL.items() for word in (f"--{name}", str(number))]
    words = [str(place / "small.yaml"), "--targets", str(place / "far.csv"), "--out", str(place / "far")]
    assert call(["calibrate", *words, *size, "--quiet"]) == 1
    out, err = capsys.readouterr()
    assert err.splitlines()[-1].startswith("no plausible point: no point meets september; the nearest point misses ")
    assert "No plausible point" in out
    (folder,) = (place / "far").iterdir()
    kept = load_calibration(folder)
    assert kept.outcome == NOTHING_LEFT
    assert all(one.posterior is None for one in (*kept.parameters.values(), *kept.targets.values()))
    assert not (folder / "posterior.yaml").exists()


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"points": 2}, "points is 2; expected 4 or more"),
        ({"replicates": 1}, "replicates is 1; expected 2 or more"),
        ({"points": 60_000}, "are 120000 simulations; 90000 at most"),
    ],
)
def test_a_size_that_cannot_be_is_refused(place, changed, complaint):
    with pytest.raises(UsageError, match=complaint):
        calibrate(place / "small.yaml", place / "met.csv", **SMALL | changed)


def test_a_scenario_in_which_nothing_is_uncertain_is_refused():
    with pytest.raises(UsageError, match="mainnet7 has nothing uncertain: say which parameters"):
        calibrate("mainnet7")
