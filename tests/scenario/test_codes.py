"""Every mistake of a file has a code that stays when its sentence is written anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from econsim.cli import call
from econsim.errors import ScenarioError
from econsim.networks.catalogue import load_scenario
from econsim.scenario.agreement import disagreements
from econsim.scenario.codes import CODES
from tests.scenario.scenario_files import child, written

DOCS = Path(__file__).resolve().parents[2] / "docs" / "scenario_mistakes.md"
EVENT = "timeline: {x: {date: 2024-01-01, "
CHANGES = [  # what follows on `extends: mainnet6` in line 3, the code, where it is, and a part of what is to be done
    ("run: {epoch: 3}", "unknown-field", "3:7 run.epoch", "did you mean epochs?"),
    ("titel: x", "unknown-field", "3:1 titel", "did you mean title?"),
    ("run: {epochs: 0}", "out-of-range", "3:7 run.epochs", "expected 1 to 100000"),
    ("run: {epochs: .inf}", "wrong-type", "3:7 run.epochs", "expected a whole number"),
    ("run: {seconds_per_block: .inf}", "out-of-range", "3:7 run.seconds_per_block", "expected a finite number"),
    ("run: {epochs: many}", "wrong-type", "3:7 run.epochs", "expected a whole number"),
    ("run: {epochs: 3.0}", "wrong-type", "3:7 run.epochs", "write 3"),
    ("run: 5", "wrong-type", "3:1 run", "expected a map"),
    ("run: {start: soon}", "not-a-date", "3:7 run.start", "such as 2023-08-31"),
    ("run: {epoch_length: 5}", "not-a-duration", "3:7 run.epoch_length", "such as '21 days'"),
    ("genesis: {total_supply_uakt: 5 USD}", "not-an-amount", "3:11 genesis.total_supply_uakt", "expected AKT"),
    (
        "chain: {deployment: {min_deposits: {uakt: a}}}",
        "not-an-amount",
        "3:37 chain.deployment.min_deposits.uakt",
        "an amount '5 AKT'",
    ),
    ("run: {epochs: null}", "empty", "3:7 run.epochs", "give it a value or leave it out"),
    ("policies: {delegation: []}", "empty", "3:12 policies.delegation", "one policy or several"),
    ("chain: {mint: {inflation_min: 0.2}}", "inconsistent", "3:16 chain.mint.inflation_min", "above inflation_max"),
    ("run: {epoch_length: 1 s}", "inconsistent", "3:7 run.epoch_length", "shorter than a block"),
    ("chain: {release: v9}", "unknown-value", "3:9 chain.release", "known releases"),
    ("chain: {mint: {mint_denom: uusdc}}", "unknown-value", "3:16 chain.mint.mint_denom", "expected uakt"),
    ("policies: {delegation: {kind: stiky}}", "unknown-kind", "3:25 policies.delegation.kind", "did you mean sticky?"),
    ("shocks: {gpu_demand: {boom: {size: 1}}}", "incomplete", "3:23 shocks.gpu_demand.boom.kind", "known kinds"),
    (EVENT.replace("date: 2024-01-01, ", "") + "set: {}}}", "incomplete", "3:12 timeline.x.date", "or start_day"),
    (EVENT + "start_day: 3, upgrade: v0.26.0}}", "ambiguous", "3:34 timeline.x.start_day", "one of the two"),
    (EVENT + "set: {}}}", "does-nothing", "3:12 timeline.x", "give it `set` or `upgrade`"),
    (EVENT + "upgrade: v0.20.0}}", "going-back", "3:34 timeline.x.upgrade", "only a newer one"),
    (EVENT + "set: {chain.release: v0.26.0}}}", "not-settable", "3:40 timeline.x.set.chain.release", "with `upgrade`"),
    ("timeline: {gone: null}", "nothing-to-remove", "3:12 timeline.gone", "there is none"),
    ("variants: {'a b': {run.epochs: 3}}", "bad-name", "3:12 variants.a b", "letters, digits"),
    ("sweep: {title: {values: [a]}}", "not-swept", "3:9 sweep.title", "a sweep goes over"),
    ("sweep: {run.seed: {values: [1, 1]}}", "repeated", "3:32 sweep.run.seed.values.1", "leave one out"),
    ("run: {epochs: 3, epochs: 4}", "repeated", "3:18 run.epochs", "first in line 3"),
    ("run: {epochs: 100_000, epoch_length: 9 days}", "too-large", "3:24 run.epoch_length", "is too long"),
    (
        "shocks: {node_outages: {cpu_node_mtbf_hours: 1.0e-9}}",
        "too-large",
        "3:10 shocks.node_outages",
        "raise its times between failures",
    ),
    (
        "population: {tenants: {reservation_elasticity: 1.2}}",
        "renamed",
        "3:24 population.tenants.reservation_elast",
        "",
    ),
    (
        "population: {delegators: {popularity_exponent: 1}}",
        "renamed",
        "3:27 population.delegators.popularity",
        "remove",
    ),
    ("run: !x {epochs: 3}", "not-plain", "3:1 run", "plain values only"),
    (
        "policies: {delegation: [{kind: sticky, share: 0.5}, {kind: logit, share: 0.4}]}",
        "shares",
        "3:12 policies.delegation",
        "expected 1",
    ),
]
WHOLE = [  # whole files: text, code, where it is, and a part of what is to be done
    ("", "empty", ":", "begins with schema: 1"),
    ("schema: 2\nextends: mainnet6\n", "schema", ":1:1 schema", "reads schema 1"),
    ("schema: 1\nrun: {epochs: 3}\n", "no-parent", ":1:1:", "write `extends: mainnet7`"),
    ("schema: 1\nextends: mine.yaml\n", "circular", ":2:1 extends", "mine.yaml -> "),
    ("schema: 1\nextends: nobody\n", "no-parent", ":2:1 extends", "no such file"),
    ("schema: 1\nrun: [1\n", "not-yaml", ":2:6:", "is not closed"),
    ("schema: 1\na: [" + "1," * 10_001 + "]", "too-large", ":2:19995:", "10,000 entries at most"),
    ("%YAML 1.1\n---\nschema: 1\n", "not-plain", ":2:1:", "no part of scenarios"),
    ("#" * 200_001, "too-large", ":", "200,000 at most"),
]


def told(path: Path) -> list[tuple[str, str]]:
    """Return the line and the code of every mistake of a file, without its name."""
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    error = caught.value
    return [(line.removeprefix(str(path)), code) for line, code in zip(error.mistakes, error.codes, strict=True)]


@pytest.mark.parametrize(("text", "code", "place", "hint"), CHANGES)
def test_a_mistake_has_its_code_its_place_and_its_cure(tmp_path, text, code, place, hint):
    ((line, found),) = told(written(tmp_path, f"schema: 1\nextends: mainnet6\n{text}\n"))
    assert (found, line[1 : len(place) + 1]) == (code, place)
    assert hint in line


@pytest.mark.parametrize(("text", "code", "place", "hint"), WHOLE)
def test_a_file_that_is_no_scenario_has_its_code(tmp_path, text, code, place, hint):
    ((line, found),) = told(written(tmp_path, text))
    assert (found, line[: len(place)]) == (code, place)
    assert hint in line


def test_what_is_missing_without_a_parent_has_its_code(tmp_path):
    text = load_scenario("mainnet6").resolved_yaml().replace("community_tax:", "community_taxes:")
    found = dict(code[::-1] for code in told(written(tmp_path, text)))
    assert set(found) == {"missing", "unknown-field"}
    assert found["missing"].endswith("chain.distribution.community_tax: missing; extend mainnet6 or give it")


def test_what_arms_do_not_share_has_its_code(tmp_path):
    (mistake,) = disagreements(child(tmp_path, "variants: {longer: {run.epochs: 700}}"), ())
    assert (mistake.code, mistake.path) == ("not-shared", ("variants", "longer", "run.epochs"))


def test_a_file_that_cannot_be_read_has_its_code(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_bytes("schema: 1\n".encode("utf-16"))
    assert told(path) == [(": is UTF-16 text; save it as UTF-8", "unreadable")]


def test_every_code_is_one_that_some_file_gets():
    elsewhere = {"missing", "not-shared", "unreadable"}  # the three tests above
    assert {code for _, code, _, _ in (*CHANGES, *WHOLE)} | elsewhere == set(CODES)


def test_every_code_stands_in_the_documentation_with_its_meaning():
    rows = [line for line in DOCS.read_text("utf-8").splitlines() if line.startswith("| `")]
    assert rows == [f"| `{code}` | {meaning} |" for code, meaning in CODES.items()]


@pytest.mark.parametrize("command", ["validate", "run", "compare", "show"])
def test_codes_are_printed_with_json(tmp_path, capsys, command):
    path = written(tmp_path, "schema: 1\nextends: mainnet6\nrun: {epoch: 3, seed: -1}\n")
    assert call([command, str(path), "--json"]) == 2
    out, err = capsys.readouterr()
    printed = json.loads(out)["files"][0] if command == "validate" else json.loads(out)
    assert printed["codes"] == ["unknown-field", "out-of-range"]
    assert printed["mistakes"] == err.splitlines()
