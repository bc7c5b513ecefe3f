"""The commands about scenarios: data on stdout, complaints on stderr, exit codes that mean something."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from econsim.analysis.metrics import metrics
from econsim.cli import app
from econsim.networks.catalogue import load_scenario
from tests.scenario.scenario_files import SHIPPED, written

ROOT = Path(__file__).resolve().parents[1]


def test_list_names_the_scenarios_that_ship(said):
    code, out, err = said("list")
    assert (code, err) == (0, "")
    names = [line.split()[0] for line in out.splitlines()[2:]]
    assert names == SHIPPED


@pytest.mark.parametrize("what", ["scenarios", "params", "policies", "shocks", "series", "metrics"])
def test_every_list_prints_one_json_object(said, what):
    code, out, err = said("list", what, "--json")
    assert (code, err) == (0, "")
    rows = json.loads(out)[what]
    assert rows
    assert all(isinstance(row, dict) and len(row) >= 2 for row in rows)


def test_list_params_tells_value_unit_range_meaning_status_and_source(said):
    _, out, _ = said("list", "params")
    entry = out[out.index("chain.staking.min_commission_rate") :].splitlines()[:4]
    first, meaning, source, reader = map(str.strip, entry)
    assert first == "chain.staking.min_commission_rate = 0.05 [fraction, 0 to 1] (chain: astaking/MinCommissionRate)"
    assert meaning == "lowest commission rate that a message may name; moves no incumbent by itself"
    assert source.startswith("from code: akash-network/akash-api go/node/staking/v1beta3/params.go @694852ea")
    assert reader.startswith("read by mechanisms/staking; ")
    assert reader.endswith("in force elsewhere: mainnet5 0.0")
    assert out[out.index("chain.staking.bond_denom") :].splitlines()[3].strip() == "not read by any mechanism yet"


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("params", "min_commission_rate"), ["chain.staking.min_commission_rate"]),
        (("params", "Commission", "INCUMBENT"), ["chain.staking.min_commission_rate"]),  # meaning: "moves no incumbent"
        (("metrics", "stake_hhi"), ["stake_hhi"]),
        (("scenarios", "mainnet7"), ["mainnet7"]),
        (("series", "supply_uakt"), ["circulating_supply_uakt", "supply_uakt"]),
    ],
)
def test_a_list_with_words_has_what_holds_all_of_them(said, words, names):
    code, out, err = said("list", *words, "--json")
    assert (code, err) == (0, "")
    assert [row.get("path") or row["name"] for row in json.loads(out)[words[0]]] == names


def test_policies_and_shocks_are_found_by_decision_and_kind(said):
    for what, word, kind in (("policies", "delegation.sticky", "sticky"), ("shocks", "gpu_demand.ramp", "ramp")):
        assert [row["kind"] for row in json.loads(said("list", what, word, "--json")[1])[what]] == [kind]


def test_a_list_in_which_nothing_is_found_asks_what_was_meant(said):
    assert said("list", "params", "min_commision_rate") == (
        2,
        "",
        "no params with 'min_commision_rate' in name or meaning; did you mean min_commission_rate?\n",
    )
    assert said("list", "metrics", "zzzz")[2].endswith(f"; `econsim list metrics` prints all {len(metrics())}\n")


def test_list_params_json_has_the_values_of_three_mainnets_and_the_readers(said):
    _, out, _ = said("list", "params", "--json")
    rows = {row["path"]: row for row in json.loads(out)["params"]}
    floor = rows["chain.staking.min_commission_rate"]
    assert floor["in_force"] == {"mainnet5": 0.0, "mainnet6": 0.05, "mainnet7": 0.05}
    assert floor["read_by"] == ["mechanisms/staking"]
    assert rows["chain.slashing.signed_blocks_window"]["read_by"] == ["mechanisms/slashing"]
    assert rows["chain.mint.mint_denom"]["read_by"] == []


def test_list_metrics_says_how_each_number_is_made_and_what_matters(said):
    _, out, _ = said("list", "metrics", "--json")
    row = next(row for row in json.loads(out)["metrics"] if row["name"] == "fill_ratio")
    assert row == {
        "name": "fill_ratio",
        "label": "the share of all orders filled",
        "unit": "fraction",
        "series": "fill_ratio",
        "window": "after_first_difference",
        "aggregation": "mean",
        "weight": "orders",
        "better": "-",
        "smallest_effect": 0.01,
        "topic": "market",
        "meaning": "orders filled over orders decided",
    }


def test_list_series_names_the_metrics_that_read_each(said):
    _, out, _ = said("list", "series", "--json")
    rows = {row["name"]: row for row in json.loads(out)["series"]}
    assert rows["supply_uakt"] == {
        "name": "supply_uakt",
        "unit": "uakt",
        "meaning": "total supply at the end of the epoch",
        "metrics": ["supply_uakt"],
    }
    assert rows["gpu_utilisation_{gpu_model}"]["metrics"] == ["gpu_utilisation"]
    assert rows["bonded_uakt"]["metrics"] == []


def test_list_policies_and_shocks_name_their_parameters(said):
    policies, shocks = (json.loads(said("list", what, "--json")[1])[what] for what in ("policies", "shocks"))
    assert next(row for row in policies if row["kind"] == "cost_plus")["parameters"][-6:] == [
        "cost_share_of_typical_ask",
        "cost_law",
        "cost_log_sd",
        "cost_low",
        "cost_high",
        "markup",
    ]
    assert next(row for row in shocks if row["kind"] == "step")["parameters"] == [
        "gpu_model",
        "tenant_class",
        "start_day",
        "date",
        "size",
    ]


def test_list_scenarios_says_what_each_asks(said):
    rows = json.loads(said("list", "scenarios", "--json")[1])["scenarios"]
    asked = {row["name"]: row["question"] for row in rows}
    assert asked["mainnet7"] == "What changes when the 5 % commission floor is really enforced?"
    assert {row["release_at_start"] for row in rows if row["name"] == "mainnet5"} == {"v0.20.0"}


@pytest.mark.parametrize("what", ["scenarios", "policies", "shocks", "series", "metrics"])
def test_every_list_prints_a_markdown_table(said, what):
    code, out, _ = said("list", what, "--markdown")
    head, rule, *rows = out[out.index("|") :].splitlines()
    assert code == 0
    assert set(rule) <= set("| -")
    assert rows
    assert {line.replace("\\|", "").count("|") for line in (head, rule, *rows)} == {head.count("|")}


def test_list_params_markdown_is_the_page_of_the_book(said):
    assert said("list", "params", "--markdown")[1] == (ROOT / "docs" / "parameters.md").read_text("utf-8")


def test_list_series_markdown_is_the_page_of_series(said):
    assert said("list", "series", "--markdown")[1] == (ROOT / "docs" / "series.md").read_text("utf-8")


def test_show_prints_a_file_that_loads_as_the_same_scenario(said, tmp_path):
    code, out, _ = said("show", "mainnet7")
    assert code == 0
    assert load_scenario(written(tmp_path, out)).digest() == load_scenario("mainnet7").digest()
    assert out.count("takes effect at epoch 27") == 1


def test_show_origin_names_the_line_or_the_set_of_every_value(said):
    _, out, _ = said("show", "mainnet7", "--origin", "--set", "chain.staking.max_validators=85")
    row = next(line for line in out.splitlines() if line.startswith("chain.staking.max_validators"))
    assert row.split(maxsplit=2) == ["chain.staking.max_validators", "85", "--set #1"]
    row = next(line for line in out.splitlines() if line.startswith("timeline.mainnet_7.date"))
    assert row.split()[-1].startswith("scenarios/mainnet7.yaml:7:")


def test_show_diff_prints_what_differs(said):
    _, out, _ = said("show", "mainnet6", "--diff", "mainnet7")
    rows = out.splitlines()[2:]
    assert len(rows) == 1
    assert rows[0].split(maxsplit=1) == ["timeline.mainnet_7", "{date: 2023-09-27T16:08:02Z, upgrade: v0.26.0}"]


def test_show_json_has_content_events_digest_and_where_asked_origins_and_differences(said):
    _, out, _ = said("show", "mainnet7", "--json", "--origin", "--diff", "mainnet6")
    shown = json.loads(out)
    assert shown["digest"] == load_scenario("mainnet7").digest()
    event = {one["name"]: one for one in shown["events"]}["mainnet_7"]
    assert event["epoch"] == 27
    assert event["words"].startswith("brings release v0.26.0, lifts every validator below 5 % to it; takes effect")
    assert shown["content"]["chain"]["staking"]["unbonding_time"] == "21 days"
    assert shown["origins"]["run.seed"].startswith("scenarios/mainnet6.yaml:")
    assert [row["path"] for row in shown["differences"]] == ["timeline.mainnet_7"]


def test_validate_prints_one_line_a_mistake_and_exits_2(said, tmp_path):
    good = written(tmp_path, "schema: 1\nextends: mainnet6\n", "good.yaml")
    bad = written(tmp_path, "schema: 1\nextends: mainnet6\nrun: {epochs: 0, sed: 1}\n", "bad.yaml")
    code, out, err = said("validate", str(good), str(bad), "nowhere.yaml")
    assert code == 2
    assert out == f"{good}: valid\n"
    assert err.splitlines() == [
        f"{bad}:3:7 run.epochs is 0; expected 1 to 100000",
        f"{bad}:3:18 run.sed: no such field; did you mean seed?",
        "nowhere.yaml: cannot be read: No such file or directory",
    ]


@pytest.mark.parametrize("command", ["validate", "run"])
def test_an_option_hides_no_mistake_that_a_file_makes_in_the_same_place(said, tmp_path, command):
    bad = written(tmp_path, "schema: 1\nextends: mainnet6\nrun: {epochs: thirty, sed: 1}\n", "bad.yaml")
    code, out, err = said(command, str(bad), "--epochs", "30")
    assert (code, out) == (2, "")
    lines = err.splitlines()
    assert lines[0] == f"{bad}:3:7 run.epochs is 'thirty'; expected a whole number"
    assert [line for line in lines if "run.sed" in line] == lines[1:]
    alone = written(tmp_path, "schema: 1\nextends: mainnet6\nrun: {epochs: thirty}\n", "alone.yaml")
    assert said("validate", str(alone), "--epochs", "30")[2] == lines[0].replace(str(bad), str(alone)) + "\n"


def test_a_file_with_a_name_that_commands_a_terminal_is_shown_harmlessly(said, tmp_path):
    path = written(tmp_path, "schema: 1\nextends: mainnet6\nname: mine\n", "a\x1b[31m.yaml")
    code, out, err = said("validate", str(path))
    assert (code, out, err) == (0, f"{tmp_path}/a\\x1b[31m.yaml: valid\n", "")
    path.write_text("- 1\n")
    code, out, err = said("validate", str(path))
    assert (code, out) == (2, "")
    assert err == f"{tmp_path}/a\\x1b[31m.yaml:1:1: is not a map; a scenario has lines such as schema: 1\n"


def test_validate_json_tells_the_same(said, tmp_path):
    good = written(tmp_path, "schema: 1\nextends: mainnet6\n", "good.yaml")
    code, out, _ = said("validate", str(good), "nowhere.yaml", "--json")
    assert code == 2
    assert [(row["valid"], len(row["mistakes"])) for row in json.loads(out)["files"]] == [(True, 0), (False, 1)]


def test_validate_notes_more_seats_than_validators_wherever_they_are_given(said, tmp_path):
    text = """
        schema: 1
        extends: mainnet6
        population: {validators: {waiting_candidates: 5}}
        chain: {staking: {max_validators: 105}}
        timeline:
          fewer: {date: 2023-10-01T00:00:00Z, set: {chain.staking.max_validators: 90}}
          more: {date: 2023-11-01T00:00:00Z, set: {chain.staking.max_validators: 106}}
        variants:
          wide: {chain.staking.max_validators: 106}
        sweep:
          chain.staking.max_validators: {values: [105, 106]}
    """
    path = written(tmp_path, text)
    code, out, _ = said("validate", str(path), "mainnet6")
    assert code == 0
    assert out.splitlines()[:-1] == [f"{path}: valid"] + [
        f"{path}:{place} is 106, and there are 105 validators, 100 of the table and 5 waiting "
        "(population.validators.waiting_candidates): all of them are bonded, the other seats stay empty"
        for place in (
            "8:44: timeline.more.set.chain.staking.max_validators",
            "10:10: chain.staking.max_validators",
            "12:48: chain.staking.max_validators",
        )
    ]
    assert out.splitlines()[-1] == "mainnet6: valid"
    _, out, _ = said("validate", str(path), "mainnet6", "--json")
    assert [len(row["notes"]) for row in json.loads(out)["files"]] == [3, 0]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("show", "mainet7"), "no scenario 'mainet7'; did you mean mainnet7?"),
        (("show",), "requires an argument"),
        (("list", "weather"), "weather"),
        (("shwo", "mainnet7"), "shwo"),
        (("show", "mainnet6", "--origins"), "--origins"),
        (("show", "mainnet6", "--set", "run.epochs"), "expected path=value"),
        (("show", "mainnet6", "--set", "run.epochs=many"), "--set #1 run.epochs is 'many'; expected a whole number"),
        (("validate",), "requires an argument"),
    ],
)
def test_bad_usage_is_one_line_on_stderr_and_exit_code_2(said, arguments, complaint):
    code, out, err = said(*arguments)
    assert (code, out) == (2, "")
    assert complaint in err
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_every_command_shows_an_example_in_its_help(said):
    for name in ("list", "show", "validate"):
        code, out, _ = said(name, "--help")
        assert code == 0
        assert f"Example: econsim {name} " in out
    assert set(app) >= {"list", "show", "validate"}


def test_help_comes_in_under_a_second():
    code = "import sys; from econsim.cli import call; call(['--help']); print('numba' in sys.modules)"
    before = os.times()
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    after = os.times()  # of the processor: the machine may be busy with something else
    used = after.children_user - before.children_user + after.children_system - before.children_system
    assert used < 1.0
    assert answer.stdout.endswith("False\n")
    assert "validate" in answer.stdout


def test_output_is_plain_where_there_is_no_terminal(tmp_path: Path):
    code = "from econsim.cli import main; main(['list'])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert "\x1b" not in answer.stdout
    assert answer.stderr == ""


def test_an_interrupt_says_how_to_go_on_and_exits_130(said, monkeypatch):
    def interrupted(*names):
        raise KeyboardInterrupt

    monkeypatch.setattr("econsim.networks.catalogue.load_scenario", interrupted)
    code, _, err = said("show", "mainnet6")
    assert (code, err) == (130, "interrupted; run the same command again\n")
