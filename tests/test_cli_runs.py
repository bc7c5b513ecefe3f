"""run and compare as scripts meet them: exit codes, checks, sizes that are refused, dry runs, placebos."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from econsim.analysis.compare import compare
from econsim.analysis.metrics import Level
from econsim.analysis.outcomes import Outcome, Variant
from econsim.analysis.plan import Planned, Rate, measured_start, plan
from econsim.cli import call
from econsim.cli.fail_if import CheckFailed, checks_of, raise_if_comparison_fails, raise_if_run_fails
from econsim.errors import UsageError
from econsim.networks import akash_model as model
from econsim.networks.catalogue import load_scenario
from tests.scenario.scenario_files import written

SMALL = ("--epochs", "2", "--replicates", "2", "--workers", "1")
VARIANTS = """\
schema: 1
name: study
extends: mainnet6
population: {fixed: true}
variants:
  placebo: {}
  tight: {chain.staking.max_validators: 85}
"""


@pytest.fixture
def said(capsys, tmp_path, monkeypatch):
    """Run a command in an empty folder and return its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = call(arguments)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_a_run_whose_books_break_is_exit_code_1_and_one_line(said, monkeypatch):
    def broken(model):
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(model.AkashModel, "one_epoch", broken)
    code, out, err = said("run", "mainnet6", *SMALL, "--json")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "mainnet6, seed 1, replicate 0, epoch 0: ZeroDivisionError: on purpose" in err


def test_a_file_too_large_by_its_own_numbers_may_be_run_for_less(said, tmp_path):
    written(tmp_path, "schema: 1\nextends: mainnet7\nrun: {epoch_length: 7 days, epochs: 900}\n", "weeks.yaml")
    code, out, err = said("run", "weeks.yaml", "--json", "--quiet")
    assert (code, json.loads(out)["codes"]) == (2, ["too-large"])
    assert "at most, so lower it or run fewer epochs" in err
    code, out, err = said("run", "weeks.yaml", "--epochs", "1", "--replicates", "1", "--workers", "1", "--quiet")
    assert (code, err) == (0, "")


def test_a_failed_check_is_exit_code_3_and_the_output_is_printed_all_the_same(said):
    checks = ("--fail-if", "nakamoto_coefficient >= 1", "--fail-if", "nakamoto_coefficient < 1")
    code, out, err = said("run", "mainnet6", *SMALL, "--json", "--quiet", *checks)
    assert code == 3
    assert json.loads(out)["metrics"]["nakamoto_coefficient"]["mean"] >= 1
    assert err.startswith("check failed: nakamoto_coefficient >= 1: it is ")
    assert err.count("\n") == 1


def test_a_check_that_does_not_fail_is_exit_code_0_and_silent(said):
    code, out, err = said("run", "mainnet6", *SMALL, "--quiet", "--fail-if", "nakamoto_coefficient < 1")
    assert (code, err) == (0, "")
    assert "Herfindahl index of stake" in out


@pytest.mark.parametrize(
    ("condition", "complaint"),
    [
        ("net_appr < 1", "--fail-if #1 net_appr: no such metric; did you mean net_apr?"),
        ("net_apr", "--fail-if #1 is 'net_apr'; expected METRIC < NUMBER"),
        ("net_apr = 1", "expected METRIC < NUMBER"),
        ("net_apr < nan", "expected METRIC < NUMBER"),
        ("net_apr < 1e999", "expected METRIC < NUMBER"),
        ("net_apr < 0.1 or 1", "expected METRIC < NUMBER"),
        ("difference(net_apr < 0", "expected METRIC < NUMBER"),
        ("net_apr) < 0", "expected METRIC < NUMBER"),
        ("difference(net_apr) < 0", "a run has no difference, econsim compare has"),
    ],
)
def test_a_check_that_cannot_be_made_is_refused_before_anything_is_run(said, tmp_path, condition, complaint):
    code, out, err = said("run", "mainnet6", *SMALL, "--fail-if", condition)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert complaint in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("condition", "value", "fails"),
    [
        ("net_apr < 0.1", 0.09, True),
        ("net_apr < 0.1", 0.1, False),
        ("net_apr <= 0.1", 0.1, True),
        ("net_apr > 1e-1", 0.2, True),
        ("net_apr >= .1", 0.09, False),
        ("net_apr == -2", -2.0, True),
        ("net_apr != 3", 3.0, False),
        (" net_apr!=+3.5 ", 3.0, True),
        ("net_apr < 0.1", None, True),
    ],
)
def test_a_check_fails_when_its_condition_holds_or_there_is_no_number(condition, value, fails):
    checks = checks_of([condition], of_comparison=False)
    metrics = {"net_apr": Level("1/year", value, None, None)}
    if fails:
        with pytest.raises(CheckFailed, match="net_apr"):
            raise_if_run_fails(checks, "mainnet6", metrics)
    else:
        raise_if_run_fails(checks, "mainnet6", metrics)


def test_in_a_comparison_a_name_is_the_variants_mean_and_difference_the_paired_difference():
    def variant(name: str, mean: float, difference: float | None):
        found = Outcome("1/year", 0.1, mean, difference, None, None, 0.001, None, "higher", 30.0, None, None, None)
        return Variant(name, (), {"net_apr": found})

    variants = [variant("low", 0.05, -0.05), variant("high", 0.15, None)]
    checks = checks_of(["net_apr > 0.1", "difference( net_apr ) < 0"], of_comparison=True)
    with pytest.raises(CheckFailed) as failed:
        raise_if_comparison_fails(checks, variants)
    assert str(failed.value).splitlines() == [
        "check failed: net_apr > 0.1: it is 0.15 in high",
        "check failed: difference( net_apr ) < 0: it is -0.05 in low",
        "check failed: difference( net_apr ) < 0: it has no value in high",
    ]


def test_the_metric_of_a_check_in_a_comparison_is_found_too():
    with pytest.raises(UsageError, match=r"--fail-if #2 gpu_utilization: .*gpu_utilisation"):
        checks_of(["net_apr < 0", "difference(gpu_utilization) < 0"], of_comparison=True)


@pytest.mark.parametrize(
    ("option", "complaint"),
    [
        (("--replicates", "0"), "--replicates is 0; expected 1 to 100000"),
        (("--replicates", "-3"), "--replicates is -3; expected 1 to 100000"),
        (("--replicates", "1000000000000"), "--replicates is 1000000000000; expected 1 to 100000"),
        (("--epochs", "0"), "--epochs is 0; expected 1 to 100000"),
        (("--epochs", "99999999999999999999999"), "--epochs is 99999999999999999999999; expected 1 to 100000"),
        (("--epochs", "1.5"), 'expected a whole number, got "1.5"'),
        (("--epochs", "many"), 'expected a whole number, got "many"'),
        (("--seed", "-1"), "--seed is -1; expected 0 to 9223372036854775807"),
        (("--workers", "0"), "--workers is 0; expected 1 to 1024"),
        (("--workers", "5000"), "--workers is 5000; expected 1 to 1024"),
        (("--out", "file/below"), "--out is file/below; file is a file, name a folder"),
        (("--jsno",), "Did you mean --json?"),
        (("--out",), "requires an argument"),
        (("another",), "another"),
    ],
)
def test_a_size_or_option_that_makes_no_sense_is_one_line_and_exit_code_2(said, tmp_path, option, complaint):
    (tmp_path / "file").write_text("")
    code, out, err = said("run", "mainnet6", *option)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert complaint in err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_command_that_does_not_exist_is_exit_code_2_with_the_nearest_one(said):
    code, _, err = said("swep", "mainnet6")
    assert code == 2
    assert 'Did you mean "sweep"?' in err


def test_a_file_alone_is_compared_with_its_own_variants_and_a_placebo_is_identical(said, tmp_path):
    file = str(written(tmp_path, VARIANTS, "study.yaml"))
    code, out, _ = said("compare", file, *SMALL, "--json", "--quiet")
    made = json.loads(out)
    placebo, tight = made["variants"]
    assert (code, made["baseline"], placebo["name"], tight["name"]) == (0, "baseline", "placebo", "tight")
    assert placebo["changes"] == []
    found = placebo["metrics"].values()
    assert {row["verdict"] for row in found} == {"identical"}
    assert {row["difference"] for row in found} == {0.0}
    assert {(row["ci_low"], row["ci_high"], row["material"]) for row in found} == {(0.0, 0.0, False)}
    assert tight["changes"] == [{"path": "chain.staking.max_validators", "baseline": 100, "variant": 85}]
    assert tight["metrics"]["stake_hhi"]["verdict"] == "higher"
    assert set(made["run_dirs"]) == {"baseline", "placebo", "tight"}


def test_an_event_that_a_run_does_not_reach_is_told(said):
    _, out, _ = said("compare", "mainnet6", "mainnet7", *SMALL, "--quiet")
    told = "timeline.mainnet_7 acts at epoch 27, after the end of this run: nothing of it is seen here"
    assert told in out.splitlines()
    assert out.splitlines()[-1].startswith("report: ")


def test_what_is_not_reached_is_told_before_anything_runs_and_first_of_all_on_the_page(said, monkeypatch):
    told = "timeline.mainnet_7 acts at epoch 27, after the end of this run: nothing of it is seen here"
    code, out, err = said("compare", "mainnet6", "mainnet7", *SMALL, "--quiet")
    page = Path(out.splitlines()[-1].removeprefix("report: ")).read_text("utf-8")
    body = page[page.index("<main") :]
    assert (out.splitlines()[1], err) == (told, "")  # the first is about axlUSDC, accepted in epoch 7
    assert body.index("the run ends before the proposal acts") < body.index(">Answer<")
    words = re.sub("<[^>]+>", "", body)
    assert told in words
    assert "Not answered: the run ends before the proposal acts." in words

    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("econsim.runs.run.simulate_all", interrupted)
    code, out, _ = said("run", "mainnet7", *SMALL, "--set", "run.seed=5")
    assert code == 130
    assert told in out.splitlines()


def test_a_run_prints_labels_units_and_intervals(said, tmp_path):
    """217,688,892 AKT at genesis; two days of inflation at 8 % mint about 47,700 a day."""
    wanted = "objectives: [{metric: supply_uakt, better: lower, smallest_effect: 1000000}]"
    written(tmp_path, f"schema: 1\nname: minted\nextends: mainnet7\n{wanted}\n", "minted.yaml")
    _, out, _ = said("run", "minted.yaml", *SMALL, "--quiet")
    rows = [re.split(r"\s{2,}", line.strip()) for line in out.splitlines()]
    _, _, mean, interval = next(row for row in rows if row[0].startswith("supply, AKT"))
    assert 217_730_000 < int(mean.replace(",", "")) < 217_880_000
    assert " to " in interval
    assert out.splitlines()[-1].startswith("results: results/minted-")


def test_set_changes_every_arm_so_that_it_is_no_difference_between_them(said):
    changed = ("--set", "chain.staking.max_validators=85")
    code, out, _ = said("compare", "mainnet6", "mainnet7", "mainnet6", *SMALL, *changed, "--json", "--quiet")
    variants = json.loads(out)["variants"]
    assert code == 0
    assert [variant["name"] for variant in variants] == ["mainnet7", "mainnet6#2"]
    assert [change["path"] for change in variants[0]["changes"]] == ["timeline.mainnet_7"]
    assert variants[1]["changes"] == []


def test_arms_that_want_different_things_of_a_metric_are_refused_before_anything_is_run(said, tmp_path):
    wants = "schema: 1\nextends: mainnet6\nobjectives: [{{metric: net_apr, better: {}, smallest_effect: 0.001}}]\n"
    files = [str(written(tmp_path, wants.format(way), f"{way}.yaml")) for way in ("higher", "lower")]
    code, _, err = said("compare", *files, *SMALL)
    assert code == 2
    assert "different things of net_apr" in err
    assert not (tmp_path / "results").exists()


def test_a_dry_run_writes_nothing_and_tells_what_is_there_already(said, tmp_path):
    changed = ("--set", "chain.staking.max_validators=85", *SMALL)
    code, out, _ = said("run", "mainnet7", *changed, "--dry-run", "--json")
    planned = json.loads(out)
    assert code == 0
    assert list(tmp_path.iterdir()) == []
    (run,) = planned["runs"]
    assert (planned["command"], planned["epochs"], planned["replicates"], planned["workers"]) == ("run", 2, 2, 1)
    assert run["against"] == "mainnet7"
    assert run["changes"] == [{"path": "chain.staking.max_validators", "baseline": 100, "variant": 85}]
    assert (run["replicates_there"], run["replicates_to_run"]) == (0, 2)
    assert planned["estimate"]["seconds"] > 0
    made = json.loads(said("run", "mainnet7", *changed, "--json")[1])
    assert made["dir"] == planned["dir"] == run["dir"]
    size = sum(file.stat().st_size for file in (tmp_path / made["dir"]).rglob("*.parquet"))
    assert size <= planned["estimate"]["bytes"] <= 5 * size
    done = json.loads(said("run", "mainnet7", *changed, "--dry-run", "--json")[1])
    assert done["runs"][0]["replicates_there"] == 2
    assert done["estimate"] == {"seconds": 0.0, "bytes": 0, "probe_epochs": 0, "seconds_per_epoch": None}
    more = ("--set", "chain.staking.max_validators=85", "--epochs", "2", "--replicates", "5", "--workers", "1")
    later = json.loads(said("run", "mainnet7", *more, "--dry-run", "--json")[1])
    assert (later["runs"][0]["replicates_there"], later["runs"][0]["replicates_to_run"]) == (2, 3)


def test_a_dry_run_of_a_file_tells_what_differs_from_the_shipped_scenario_it_comes_from(said, tmp_path):
    written(tmp_path, "schema: 1\nextends: mainnet7\nchain: {staking: {max_validators: 85}}\n", "parent.yaml")
    child = written(tmp_path, "schema: 1\nextends: parent.yaml\nrun: {epochs: 3}\n", "child.yaml")
    code, out, _ = said("run", str(child), *SMALL, "--dry-run")
    assert code == 0
    assert "child against mainnet7: chain.staking.max_validators: 100 -> 85" in out.splitlines()
    assert "nothing was written" in out


def test_a_dry_run_of_a_comparison_names_its_folder_and_counts_a_shared_folder_once(said):
    code, out, _ = said("compare", "mainnet6", "mainnet6", *SMALL, "--dry-run", "--json")
    planned = json.loads(out)
    assert code == 0
    assert [run["replicates_to_run"] for run in planned["runs"]] == [2, 0]
    made = compare("mainnet6", "mainnet6", epochs=2, replicates=2, workers=1, out="results")
    assert str(made.directory) == planned["dir"]


def test_an_estimate_counts_the_start_of_the_command_of_its_workers_and_the_report(monkeypatch):
    """4 replicates in 2 lanes are 2 turns of .5 + 10 x .1 s; a start of 3 s each for the command and its workers."""
    rate = Rate(epochs=20, first_seconds=43.0, genesis_seconds=0.5, epoch_seconds=0.1, fixed_bytes=100, epoch_bytes=10)
    monkeypatch.setattr("econsim.analysis.plan.measured_rate", lambda scenario: rate)
    monkeypatch.setattr("econsim.analysis.plan.measured_start", lambda: 3.0)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    scenario = load_scenario("mainnet6", ["run.epochs=10", "run.replicates=4"])
    planned = [Planned("mainnet6", scenario, None, None)]
    for workers, seconds, start in (
        (2, 6 + 2 * 1.5 + 1, 6.0),
        (1, 3 + 4 * 1.5 + 1, 3.0),
        (4, 3 + 6 + 2 * 1.5 + 1, 9.0),
    ):
        found = plan(planned, workers, Path("nowhere"), closing_seconds=1.0)
        assert found.estimate.seconds == pytest.approx(seconds)
        assert (found.start.seconds, found.start.compile_seconds) == pytest.approx((start, 40.0))


def test_a_start_is_that_of_a_process_of_its_own():
    assert measured_start() > 0.2  # numpy, pandas and numba alone take longer to import


def test_a_dry_run_still_refuses_what_a_run_would_refuse(said):
    assert said("run", "mainnet6", "--dry-run", "--fail-if", "net_appr < 1")[0] == 2
    assert said("run", "mainnet6", "--dry-run", "--replicates", "0")[0] == 2
    assert said("compare", "mainnet6", "--dry-run")[0] == 2


def test_a_plan_of_what_if_counts_its_runs_too_and_none_twice(said):
    """Six replicates of each belief and arm; the first two of what is as compared are those of the comparison."""
    code, out, _ = said("compare", "mainnet6", "mainnet7", *SMALL, "--what-if", "--dry-run", "--json", "--quiet")
    to_run = {row["name"]: row["replicates_to_run"] for row in json.loads(out)["runs"]}
    assert code == 0
    assert (to_run["mainnet6"], to_run["mainnet6, base"]) == (2, 4)
    # in two epochs no upgrade acts: mainnet7 asks for another timeline all the same, and has runs of its own
    assert (to_run["mainnet7, base"], to_run["mainnet7, old_rates_0"]) == (4, 6)


TWO_CHANGES = """\
schema: 1
name: two
extends: mainnet6
timeline:
  proposal:
    date: 2023-09-01
    set: {chain.staking.min_commission_rate: 0.10, chain.distribution.community_tax: 0.0}
"""
LATE = "schema: 1\nname: late\nextends: mainnet6\ntimeline: {late: {date: 2024-08-30, migrations: [lift_to_floor]}}\n"


def test_a_plan_of_one_by_one_counts_the_run_of_each_change_alone(said, tmp_path):
    written(tmp_path, TWO_CHANGES, "two.yaml")
    code, out, _ = said("compare", "mainnet6", "two.yaml", *SMALL, "--one-by-one", "--dry-run", "--json", "--quiet")
    to_run = {row["name"]: row["replicates_to_run"] for row in json.loads(out)["runs"]}
    assert code == 0
    alone = "two, timeline.proposal: chain.{} alone"
    names = ["mainnet6", "two", *map(alone.format, ("staking.min_commission_rate", "distribution.community_tax"))]
    assert to_run == dict.fromkeys(names, 2)


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_one_change_is_not_taken_apart_and_says_so_in_one_line(said, dry):
    code, out, err = said("compare", "mainnet6", "mainnet7", *SMALL, "--one-by-one", "--quiet", *dry)
    assert (code, out) == (2, "")
    assert err == "--one-by-one: mainnet7 has 1 change against mainnet6; there is nothing to take apart\n"


def test_a_plan_says_what_each_event_does_and_what_may_not_be_meant(said, tmp_path):
    written(tmp_path, LATE, "late.yaml")
    code, out, _ = said("compare", "mainnet6", "late.yaml", *SMALL, "--dry-run", "--quiet")
    assert code == 0
    late = "dated 2024-08-30 00:00 UTC, after the end of the run (2 epochs): nothing of it is seen here"
    assert f"late: timeline.late: lifts every validator below 5 % to it; {late}\n" in out
    assert "timeline.late acts at epoch 364, after the end of this run: nothing of it is seen here\n" in out
    assert out.count("timeline.axlusdc_accepted: sets min_deposits.uusdc to 5 USDC (not set before); ") == 1


SOON = """\
schema: 1
name: soon
extends: mainnet6
timeline:
  axlusdc_accepted: null
  soon: {date: 2023-09-01T15:45:00Z, migrations: [lift_to_floor]}
"""


def test_what_events_do_is_told_after_a_run_and_a_comparison(said, tmp_path):
    """The event acts at epoch 1; the sentence has whom this run has seen lifted."""
    written(tmp_path, SOON, "soon.yaml")
    told = r"soon: lifts (about )?[1-9][0-9]* validators with [0-9.]+ % of stake to 5 %; takes effect at epoch 1"
    alone = said("run", "soon.yaml", *SMALL, "--quiet")[1]
    assert len(re.findall(f"^ +- {told}", alone, re.MULTILINE)) == 1
    paired = said("compare", "mainnet6", "soon.yaml", *SMALL, "--quiet")[1]
    assert len(re.findall(rf"^soon: timeline\.{told}", paired, re.MULTILINE)) == 1
    assert "mainnet6: timeline." not in paired
