"""run and compare as scripts meet them: exit codes, checks, sizes that are refused, dry runs, placebos."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from econsim.networks import akash_model as model
from tests.scenario.scenario_files import written
from tests.small_world import SHORT

VARIANTS = """\
schema: 1
name: study
extends: mainnet6
population: {fixed: true}
variants:
  placebo: {}
  tight: {chain.staking.max_validators: 85}
"""


def test_a_run_whose_books_break_is_exit_code_1_and_one_line(said, monkeypatch):
    def broken(model):
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(model.AkashModel, "one_epoch", broken)
    code, out, err = said("run", "mainnet6", *SHORT, "--json", "--quiet")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "mainnet6, seed 1, replicate 0, epoch 0: ZeroDivisionError: on purpose" in err


def test_a_file_too_large_by_its_own_numbers_may_be_run_for_less(said, tmp_path):
    written(tmp_path, "schema: 1\nextends: mainnet7\nrun: {epoch_length: 7 days, epochs: 900}\n", "weeks.yaml")
    code, out, err = said("run", "weeks.yaml", "--json", "--quiet")
    assert (code, json.loads(out)["codes"]) == (2, ["too-large"])
    assert "at most, so lower it or run fewer epochs" in err
    code, out, err = said("run", "weeks.yaml", "--epochs", "1", "--replicates", "1", "--workers", "1", "--quiet")
    assert (code, err) == (0, "")


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
        (("--set", "run.epochs", "3"), "nothing here takes '3': --set PATH=VALUE is written without spaces"),
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
    code, out, _ = said("compare", file, *SHORT, "--json", "--quiet")
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
    _, out, _ = said("compare", "mainnet6", "mainnet7", *SHORT, "--quiet")
    told = (
        "timeline.mainnet_7 acts at epoch 27 (2023-09-27), after the end of this run: nothing of it is seen here; "
        "--epochs 28 or more reach it"
    )
    assert told in out.splitlines()
    assert out.splitlines()[-1].startswith("report: ")


def test_what_is_not_reached_is_told_beside_the_one_object_and_not_where_it_shall_be_quiet(said):
    told = "timeline.mainnet_7 acts at epoch 27 (2023-09-27)"
    _, out, err = said("run", "mainnet7", *SHORT, "--json")
    assert told in err
    assert json.loads(out)["scenario"] == "mainnet7"
    assert said("run", "mainnet7", *SHORT, "--json", "--quiet")[2] == ""


def test_what_is_not_reached_is_told_before_anything_runs_and_first_of_all_on_the_page(said, monkeypatch):
    told = (
        "timeline.mainnet_7 acts at epoch 27 (2023-09-27), after the end of this run: nothing of it is seen here; "
        "--epochs 28 or more reach it"
    )
    code, out, err = said("compare", "mainnet6", "mainnet7", *SHORT, "--quiet")
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
    code, out, _ = said("run", "mainnet7", *SHORT, "--set", "run.seed=5")
    assert code == 130
    assert told in out.splitlines()


def test_a_run_prints_labels_units_and_intervals(said, tmp_path):
    """217,688,892 AKT at genesis; two days of inflation at 8 % mint about 47,700 a day."""
    wanted = "objectives: [{metric: supply_uakt, better: lower, smallest_effect: 1000000}]"
    written(tmp_path, f"schema: 1\nname: minted\nextends: mainnet7\n{wanted}\n", "minted.yaml")
    _, out, _ = said("run", "minted.yaml", *SHORT, "--quiet")
    rows = [re.split(r"\s{2,}", line.strip()) for line in out.splitlines()]
    _, _, mean, interval = next(row for row in rows if row[0].startswith("supply, AKT"))
    assert 217_730_000 < int(mean.replace(",", "")) < 217_880_000
    assert " to " in interval
    assert out.splitlines()[-1].startswith("results: results/minted-")


def test_set_changes_every_arm_so_that_it_is_no_difference_between_them(said):
    changed = ("--set", "chain.staking.max_validators=85")
    code, out, _ = said("compare", "mainnet6", "mainnet7", "mainnet6", *SHORT, *changed, "--json", "--quiet")
    variants = json.loads(out)["variants"]
    assert code == 0
    assert [variant["name"] for variant in variants] == ["mainnet7", "mainnet6#2"]
    assert [change["path"] for change in variants[0]["changes"]] == ["timeline.mainnet_7"]
    assert variants[1]["changes"] == []


def test_arms_that_want_different_things_of_a_metric_are_refused_before_anything_is_run(said, tmp_path):
    wants = "schema: 1\nextends: mainnet6\nobjectives: [{{metric: net_apr, better: {}, smallest_effect: 0.001}}]\n"
    files = [str(written(tmp_path, wants.format(way), f"{way}.yaml")) for way in ("higher", "lower")]
    code, _, err = said("compare", *files, *SHORT)
    assert code == 2
    assert "different things of net_apr" in err
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_one_change_is_not_taken_apart_and_says_so_in_one_line(said, dry):
    code, out, err = said("compare", "mainnet6", "mainnet7", *SHORT, "--one-by-one", "--quiet", *dry)
    assert (code, out) == (2, "")
    assert err == "--one-by-one: mainnet7 has 1 change against mainnet6; there is nothing to take apart\n"


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
    alone = said("run", "soon.yaml", *SHORT, "--quiet")[1]
    assert len(re.findall(f"^ +- {told}", alone, re.MULTILINE)) == 1
    paired = said("compare", "mainnet6", "soon.yaml", *SHORT, "--quiet")[1]
    assert len(re.findall(rf"^soon: timeline\.{told}", paired, re.MULTILINE)) == 1
    assert not re.search(r"^mainnet6: timeline\.", paired, re.MULTILINE)  # what its own event would do is not told
    assert " mainnet6: timeline.axlusdc_accepted acts at epoch 7" in paired  # but that this run does not reach it
