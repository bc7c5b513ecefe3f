"""Mistakes are told all at once, one line each: where, what was given, what is allowed, what may have been meant."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from econsim.errors import EconsimError, ScenarioError, UsageError
from econsim.networks.catalogue import load_scenario
from tests.scenario.scenario_files import mistakes, written


def test_an_unknown_field_says_where_it_is_and_what_was_meant(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = "schema: 1\nextends: mainnet6\nchain:\n  staking:\n    min_commision_rate: 0.1\n"
    written(tmp_path, text, "x.yaml")
    with pytest.raises(ScenarioError) as caught:
        load_scenario("x.yaml")
    assert caught.value.mistakes == [
        "x.yaml:5:5 chain.staking.min_commision_rate: no such field; did you mean min_commission_rate?"
    ]


def test_a_percentage_where_a_fraction_is_meant_is_recognised(tmp_path):
    assert mistakes(tmp_path, "chain: {staking: {min_commission_rate: 5}}") == [
        "3:19 chain.staking.min_commission_rate is 5; expected 0 to 1; did you mean 0.05?"
    ]


def test_a_fraction_where_whole_percent_is_meant_is_recognised(tmp_path):
    assert mistakes(tmp_path, "chain: {take: {default_take_rate: 0.04}}") == [
        "3:16 chain.take.default_take_rate is 0.04; expected a whole percentage; did you mean 4?"
    ]


def test_all_mistakes_come_at_once_by_line(tmp_path):
    text = """\
        timeline:
          soon: {date: tomorrow, upgrade: v0.25.0}
        run: {epochs: 20.0, seed: -1, replicates: true}
        chain:
          mint: {goal_bonded: "0.67"}
          staking: {unbonding_time: 21}
        policies:
          delegation: {kind: sticki}
        """
    assert mistakes(tmp_path, text) == [
        "4:10 timeline.soon.date is 'tomorrow'; expected a time in UTC such as 2023-08-31T15:45:00Z, "
        "or a date such as 2023-08-31",
        "4:26 timeline.soon.upgrade is 'v0.25.0'; "
        "known releases: v0.20.0, v0.24.0, v0.26.0, v1.0.0; did you mean v0.26.0?",
        "5:7 run.epochs is 20.0; expected a whole number; write 20",
        "5:21 run.seed is -1; expected 0 to 9223372036854775807",
        "5:31 run.replicates is true; expected a whole number",
        "7:10 chain.mint.goal_bonded is '0.67'; expected a number; write 0.67 without quotes",
        "8:13 chain.staking.unbonding_time is 21; expected a duration with its unit, such as '21 days' or '600 s'",
        "10:16 policies.delegation.kind is 'sticki'; known kinds: sticky, logit; did you mean sticky?",
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("chain: 5", "3:1 chain is 5; expected a map"),
        ("chain: [1]", "3:1 chain is a list; expected a map"),
        ("chain:", "3:1 chain is empty; give it a value or leave it out"),
        ("title: 5", "3:1 title is 5; expected text"),
        ("name: a/b", "3:1 name is 'a/b'; a name has letters, digits, _ and -"),
        ("chian: {}", "3:1 chian: no such field; did you mean chain?"),
        (
            "population: {delegators: {popularity_exponent: 0.8}}",
            "3:27 population.delegators.popularity_exponent is gone: delegators pick validators at genesis by fitted "
            "brands; remove the line",
        ),
        ("population: {fixed: 1}", "3:14 population.fixed is 1; expected true or false"),
        ("population: {fixed: no}", "3:14 population.fixed is 'no'; expected true or false"),
        ("run: {seconds_per_block: .inf}", "3:7 run.seconds_per_block is inf; expected a finite number"),
        ("run: {seconds_per_block: 1e400}", "3:7 run.seconds_per_block is inf; expected a finite number"),
        (
            "population: {validators: {lifted_old_rates: 0.01}}",
            "3:27 population.validators.lifted_old_rates is 0.01; expected a list",
        ),
        (
            "population: {validators: {lifted_old_rates: [0.01, 2]}}",
            "3:52 population.validators.lifted_old_rates.1 is 2; expected 0 to 1; did you mean 0.02?",
        ),
        (
            "population: {validators: {lifted_old_rates: []}}",
            "3:27 population.validators.lifted_old_rates is a list; expected one entry at least",
        ),
        (
            "chain: {take: {denom_take_rates: {ubtc: 3}}}",
            "3:35 chain.take.denom_take_rates.ubtc is no name that can stand here; expected uakt or uusdc",
        ),
        (
            "chain: {deployment: {min_deposits: {uakt: 5 USDC}}}",
            "3:37 chain.deployment.min_deposits.uakt is '5 USDC'; expected AKT",
        ),
        (
            "chain: {market: {bid_min_deposit: 0.1234567 AKT}}",
            "3:18 chain.market.bid_min_deposit is '0.1234567 AKT'; AKT has six decimals at most",
        ),
        (
            "chain: {release: v0.22.0}",
            "3:9 chain.release is 'v0.22.0'; known releases: v0.20.0, v0.24.0, v0.26.0, v1.0.0",
        ),
        ("objectives: {metric: x}", "3:1 objectives is a map; expected a list of {metric, better, smallest_effect}"),
        ("variants: {more: 3}", "3:12 variants.more is 3; expected a map of dotted paths and values"),
        (
            "policies: {quorums: {kind: abstain}}",
            "3:12 policies.quorums: no such field; there are validator_commission,",
        ),
        ("policies: {delegation: sticky}", "3:12 policies.delegation is 'sticky'; expected a map with a kind"),
        ("policies: {delegation: []}", "3:12 policies.delegation is an empty list; give one policy or several"),
        ("policies: {delegation: [{share: 1.0}]}", "3:25 policies.delegation.kind: missing; known kinds: sticky"),
        ("shocks: {akt_price: {kind: constnat}}", "3:22 shocks.akt_price.kind is 'constnat'; known kinds: constant"),
        ("shocks: {akt_price: {kind: constant}}", "3:10 shocks.akt_price.usd: missing; give it"),
        (
            "shocks: {akt_price: {kind: constant, usd: 1, usb: 2}}",
            "3:46 shocks.akt_price.usb: no such field; did you mean usd?",
        ),
        (
            "shocks: {gpu_demand: {boom: {kind: puls}}}",
            "3:30 shocks.gpu_demand.boom.kind is 'puls'; known kinds: pulse",
        ),
        ("shocks: {gpu_demand: 2}", "3:10 shocks.gpu_demand is 2; expected a map of names, each with a kind"),
        ("timeline: {idle: {date: 2024-01-01}}", "3:12 timeline.idle: does nothing; give it `set` or `upgrade`"),
    ],
)
def test_what_is_wrong_is_said_plainly(tmp_path, text, complaint):
    found = mistakes(tmp_path, text)
    assert len(found) == 1
    assert complaint in found[0]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "chain: {distribution: {community_tax: 0.96}}",
            "3:24 chain.distribution.community_tax is 0.96; with the proposer rewards, 0.05, it is above 1",
        ),
        (
            "chain: {mint: {inflation_min: 0.2}}",
            "3:16 chain.mint.inflation_min is 0.2; above inflation_max 0.15",
        ),
        (
            "chain: {take: {denom_take_rates: {uakt: null}}}",
            "3:16 chain.take.denom_take_rates: has no uakt; the chain requires a rate for it",
        ),
        (
            "population: {providers: {gpu_providers: 61}}",
            "3:26 population.providers.gpu_providers is 61; there are 60 providers",
        ),
        (
            "population: {providers: {gpu_providers: 0}}",
            "3:26 population.providers.gpu_providers is 0; somebody must have the GPUs of gpu_models",
        ),
        (
            "population: {tenants: {classes: {web: {accounts_share: 0.7}}}}",
            "3:24 population.tenants.classes: accounts_share add up to 1.1; expected 1",
        ),
        (
            "population: {tenants: {classes: {web: {threads: {8: 0.5}}}}}",
            "population.tenants.classes.web.threads: shares add up to 1.0907; expected 1 (1: 0.0537, 2: 0.1611, "
            "4: 0.3759, 8: 0.5)",
        ),
        (
            "population: {tenants: {classes: {web: {threads_per_gpu: 8}}}}",
            "population.tenants.classes.web.threads is not for a class that asks for gpus",
        ),
        (
            "population: {providers: {gpu_models: {t4: null}}}",
            "population.tenants.classes.ai_inference.gpu_models.t4: no such GPU model",
        ),
        (
            "population: {tenants: {classes: {web: {lease_days: 0.01}}}}",
            "3:40 population.tenants.classes.web.lease_days is 0.01; its short leases alone last as long on average",
        ),
        (
            "policies: {delegation: [{kind: sticky, share: 0.5}, {kind: logit, share: 0.4}]}",
            "3:12 policies.delegation: has shares that add up to 0.9; expected 1",
        ),
        (
            "policies: {delegation: [{kind: sticky, share: 0.5}, {kind: logit}]}",
            "3:53 policies.delegation.1.share: missing; each policy of a list has a share of the rows",
        ),
        (
            "timeline: {old: {date: 2023-08-30, set: {chain.staking.max_validators: 90}}}",
            "3:18 timeline.old.date is 2023-08-30T00:00:00Z, before the run starts (2023-08-31T15:45:00Z)",
        ),
        (
            "timeline: {x: {date: 2024-01-01, set: {chain.staking.max_validator: 90}}}",
            "3:40 timeline.x.set.chain.staking.max_validator: no such field; did you mean max_validators?",
        ),
        (
            "timeline: {x: {date: 2024-01-01, set: {chain.staking.max_validators.more: 90}}}",
            "3:40 timeline.x.set.chain.staking.max_validators.more is a map; expected a whole number",
        ),
        (
            "timeline: {x: {date: 2024-01-01, set: {chain.staking: 90}}}",
            "3:40 timeline.x.set.chain.staking: no such chain parameter; an event sets what is below chain.mint,",
        ),
        (
            "timeline: {x: {date: 2023-09-01, set: {chain.deployment.min_deposits.uusdc: null}}}",
            "timeline.x.set.chain.deployment.min_deposits.uusdc: null removes an inherited entry, and there is none",
        ),
        (
            "population: {tenants: {classes: {trial: {threads: {02: 0.2}}}}}",
            "population.tenants.classes.trial.threads.02 is no name that can stand here; expected a whole number",
        ),
        (
            "timeline: {x: {date: 2024-01-01, set: {run.epochs: 90}}}",
            "3:40 timeline.x.set.run.epochs: no such chain parameter; an event sets what is below chain.mint,",
        ),
        (
            "timeline: {x: {date: 2024-01-01, set: {chain.release: v0.26.0}}}",
            "3:40 timeline.x.set.chain.release is the software's version; change it with `upgrade`",
        ),
        (
            "timeline: {x: {date: 2024-01-01, set: {chain.mint.inflation_min: 13}}}",
            "3:40 timeline.x.set.chain.mint.inflation_min is 13; expected 0 to 1; did you mean 0.13?",
        ),
        (
            "timeline: {x: {date: 2024-01-01, set: {chain.mint.inflation_min: 0.2}}}",
            "3:40 timeline.x.set.chain.mint.inflation_min is 0.2; above inflation_max 0.15",
        ),
        (
            "run: {epochs: 474}\nshocks: {akt_price: {kind: history}}",
            "4:22 shocks.akt_price: knows prices until 2024-12-16 12:00, and the last epoch begins on "
            "2024-12-16 15:45; say what follows, `then: {kind: constant}`, or run fewer epochs",
        ),
        (
            "genesis: {total_supply_uakt: 1 AKT}",
            "3:11 genesis.total_supply_uakt is less than stake, unbonding and idle AKT, the pool and providers' "
            "wallets together",
        ),
        ("run: {epoch_length: 1 s}", "3:7 run.epoch_length is shorter than a block"),
        ("run: {epoch_length: 99999999 days}", "3:7 run.epoch_length is '99999999 days'; expected 100000 days at most"),
    ],
)
def test_what_does_not_fit_together_is_refused(tmp_path, text, complaint):
    found = mistakes(tmp_path, text)
    assert len(found) == 1
    assert complaint in found[0]


def test_a_price_history_needs_no_sequel_where_it_covers_the_run(tmp_path):
    """2023-08-31T15:45Z plus 472 days is 2024-12-15T15:45Z; the last price known is that of 2024-12-16T12:00Z."""
    for epochs, is_covered in ((473, True), (474, False)):
        path = written(
            tmp_path,
            f"schema: 1\nextends: mainnet6\nrun: {{epochs: {epochs}}}\nshocks: {{akt_price: {{kind: history}}}}",
        )
        if is_covered:
            assert load_scenario(path).shocks.akt_price.kind == "history"
        else:
            with pytest.raises(ScenarioError, match="knows prices until 2024-12-16"):
                load_scenario(path)


def test_a_price_history_may_name_what_follows(tmp_path):
    sequel = load_scenario("mainnet6", ["shocks.akt_price={kind: history, then: {kind: constant, usd: 2.0}}"])
    assert sequel.shocks.akt_price.then.usd == 2.0


def test_the_old_names_of_reservation_prices_are_told_in_one_line_what_to_write(tmp_path):
    text = "population: {tenants: {reservation_elasticity: 2.0, reservation_floor_ratio: 0.5, trust_loss: 3}}"
    path = written(tmp_path, f"schema: 1\nextends: mainnet6\n{text}\n")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    law = "{reservation_price: {kind: iso_elastic, tail_elasticity: 2.0, lowest_price_ratio: 0.5}}"
    assert caught.value.mistakes == [
        f"{path}:3:24 population.tenants.reservation_elasticity is no longer a number of the tenants; for the same "
        f"demand write reservation_elasticity and reservation_floor_ratio as shocks: {law}",
        f"{path}:3:83 population.tenants.trust_loss is 3; expected 0 to 1; did you mean 0.03?",
    ]
    cured = written(tmp_path, f"schema: 1\nextends: mainnet6\nshocks: {law}\n")
    assert load_scenario(cured).shocks.reservation_price.kind == "iso_elastic"


def test_the_old_names_are_found_in_changes_and_in_files_without_a_parent(tmp_path):
    with pytest.raises(ScenarioError, match=r"iso_elastic, tail_elasticity: 1\.5, lowest_price_ratio: 0\.56}}"):
        load_scenario("mainnet6", ["population.tenants.reservation_elasticity=1.5"])
    whole = load_scenario("mainnet6").content()
    del whole["shocks"]["reservation_price"]
    whole["population"]["tenants"]["reservation_floor_ratio"] = 0.4
    with pytest.raises(ScenarioError) as caught:
        load_scenario(written(tmp_path, json.dumps(whole)))
    (line,) = caught.value.mistakes
    assert "tail_elasticity: 1.2, lowest_price_ratio: 0.4}}" in line


@pytest.mark.parametrize("text", ["name: alone", "chain:\n  mint: {inflation_min: 0.0}", "timeline: {x: null}"])
def test_a_file_that_lacks_most_of_a_scenario_is_told_one_thing_to_write(tmp_path, text):
    path = written(tmp_path, f"schema: 1\n{text}\n")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert caught.value.mistakes == [f"{path}:1:1: no extends; write `extends: mainnet7`"]


def test_what_is_missing_in_a_whole_scenario_is_named_where_it_should_be(tmp_path):
    whole = load_scenario("mainnet6").content()
    del whole["chain"]["mint"]["goal_bonded"], whole["shocks"]
    path = written(tmp_path, json.dumps(whole))
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert [line.partition(" ")[2] for line in caught.value.mistakes] == [
        "shocks: missing; extend mainnet6 or give it",
        "chain.mint.goal_bonded: missing; extend mainnet6 or give it",
    ]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is empty; a scenario begins with schema: 1"),
        (b"# nothing but a comment\n", "is empty; a scenario begins with schema: 1"),
        (b"- 1\n", "is not a map"),
        (b"just words\n", "is not a map"),
        (b"a: b: c\n", "1:5: is not YAML: mapping values are not allowed here"),
        (b"a: [1, 2\n", "is not YAML"),
        (b"a: \x00\n", "is not YAML"),
        (b"schema: 1\n---\nschema: 1\n", "2:1: is not YAML: but found another document"),
        (b"schema: \xff\n", "is not UTF-8 text (byte 8)"),
        (b"schema: 1\nname: a\nname: b\n", "3:1 name is given twice; first in line 2"),
        (b"schema: 1\nname: !mine 3\n", "2:1 name: has the tag !mine; a scenario has plain values only"),
        (b"schema: 1\nrun: &a {<<: *b}\n", "found undefined alias"),
        (b"schema: 1\nrun: {<<: {epochs: 3}}\n", "2:7 run: merge keys (<<) are no part of scenarios; use extends"),
        (b"schema: 1\n? [1, 2]\n: 3\n", "2:3: a key is a name"),
        (b"schema: 1\nrun: &a [*a]\n", "is nested too deeply or repeats itself too often"),
        (b"schema: 1\nrun: " + b"[" * 2_000, "is nested too deeply"),
        (b"schema: 1\nrun: " + b"[" * 40 + b"]" * 40, "is nested too deeply"),
        (b"schema: 1\nname: " + b"a" * 200_001, "has 200,017 bytes; a scenario has 200,000 at most"),
        (b"schema: 1\nrun: {seed: " + b"9" * 5_000 + b"}", "2:7 run.seed is '9999"),
        (b"extends: mainnet6\n", "1:1 schema: missing; begin with schema: 1"),
        (b"schema: 2\nextends: mainnet6\n", "1:1 schema is 2; this econsim reads schema 1"),
        (b"schema: true\nextends: mainnet6\n", "1:1 schema is true; this econsim reads schema 1"),
        (b"schema: 1\nextends: [a, b]\n", "2:1 extends is a list; expected one shipped name or path"),
        (b"schema: 1\nextends: mainet6\n", "2:1 extends is 'mainet6'; no such shipped scenario, no such file; did you"),
    ],
)
def test_a_file_that_is_no_scenario_is_refused_in_words(tmp_path, content, complaint):
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert any(complaint in line for line in caught.value.mistakes), caught.value.mistakes
    assert all(line.startswith(str(path)) for line in caught.value.mistakes)


def test_aliases_that_multiply_are_refused(tmp_path):
    lines = ["schema: 1", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    path = written(tmp_path, "\n".join(lines))
    with pytest.raises(ScenarioError, match="repeats itself too often"):
        load_scenario(path)


@pytest.mark.parametrize("name", ["nowhere.yaml", "no/such/folder.yaml", "a\0b.yaml", "x" * 5_000 + ".yaml"])
def test_a_file_that_cannot_be_read_is_one_line(tmp_path, name):
    with pytest.raises(EconsimError) as caught:
        load_scenario(tmp_path / name)
    assert "cannot be read" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_is_no_scenario(tmp_path):
    folder = tmp_path / "folder.yaml"
    folder.mkdir()
    with pytest.raises(ScenarioError, match="cannot be read: Is a directory"):
        load_scenario(folder)


def test_an_unknown_name_lists_what_there_is():
    with pytest.raises(UsageError, match="no scenario 'mainet7'; did you mean mainnet7"):
        load_scenario("mainet7")
    with pytest.raises(UsageError, match="shipped are governed_floor, gpu_boom, history_2023_24, mainnet5, mainnet6, mainnet7"):
        load_scenario("atlantis")


def test_mistakes_of_a_parent_are_told_with_the_parents_lines(tmp_path):
    parent = written(tmp_path, "schema: 1\nextends: mainnet6\nchain: {mint: {goal_bonded: 67}}", "parent.yaml")
    path = written(tmp_path, "schema: 1\nextends: parent.yaml\nrun: {epochs: 0}")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert caught.value.mistakes == [
        f"{path}:3:7 run.epochs is 0; expected 1 to 100000",
        f"{parent}:3:16 chain.mint.goal_bonded is 67; expected 0.01 to 1; did you mean 0.67?",
    ]


def test_extends_in_a_circle_shows_the_chain(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, parent in (("a", "b"), ("b", "c"), ("c", "a")):
        written(tmp_path, f"schema: 1\nextends: {parent}.yaml\n", f"{name}.yaml")
    with pytest.raises(ScenarioError) as caught:
        load_scenario("a.yaml")
    assert "c.yaml:2:1 extends: goes in a circle: a.yaml -> b.yaml -> c.yaml -> a.yaml" in caught.value.mistakes


def test_a_scenario_that_extends_itself_is_refused(tmp_path):
    path = written(tmp_path, "schema: 1\nextends: mine.yaml\n")
    with pytest.raises(ScenarioError, match="goes in a circle"):
        load_scenario(path)


@pytest.mark.skipif(os.name != "posix" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_a_file_without_permission_is_one_line(tmp_path: Path):
    path = written(tmp_path, "schema: 1\n")
    path.chmod(0)
    with pytest.raises(ScenarioError, match="cannot be read: Permission denied"):
        load_scenario(path)


def test_mistakes_of_the_file_and_of_its_variants_come_together_by_line(tmp_path):
    text = """\
        variants:
          more: {chain.staking.max_validator: 85}
          less: {chain.mint.goal_bonded: 67}
        run: {epochs: 0}
        """
    assert mistakes(tmp_path, text) == [
        "4:10 chain.staking.max_validator: no such field; did you mean max_validators?",
        "5:10 chain.mint.goal_bonded is 67; expected 0.01 to 1; did you mean 0.67?",
        "6:7 run.epochs is 0; expected 1 to 100000",
    ]


def test_a_bad_name_of_a_shape_hides_no_mistake_of_what_it_names(tmp_path):
    text = "shocks:\n  gpu_demand:\n    'a b': {kind: stepp}\n    c: {kind: step, start_day: 1, size: x}"
    assert mistakes(tmp_path, text) == [
        "5:5 shocks.gpu_demand.a b is 'a b'; a name has letters, digits, _ and -, 80 at most, "
        "and does not begin with -",
        "5:13 shocks.gpu_demand.a b.kind is 'stepp'; known kinds: pulse, step, ramp; did you mean step?",
        "6:35 shocks.gpu_demand.c.size is 'x'; expected a number",
    ]


def test_a_parent_that_is_missing_hides_no_mistake_and_makes_none(tmp_path):
    text = "schema: 1\nextends: mainet6\nrun: {epochs: 0, sed: 1}\ntimeline: {axlusdc_accepted: null}\n"
    path = written(tmp_path, text)
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert [line.removeprefix(f"{path}:") for line in caught.value.mistakes] == [
        "2:1 extends is 'mainet6'; no such shipped scenario, no such file; did you mean mainnet6?",
        "3:7 run.epochs is 0; expected 1 to 100000",
        "3:18 run.sed: no such field; did you mean seed?",
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("chain: {mint: {goal_bonded: 67 %}}", "is '67 %'; expected a number; did you mean 0.67?"),
        ("chain: {take: {default_take_rate: 4%}}", "is '4%'; expected a whole number; did you mean 4?"),
        ("chain: {take: {denom_take_rates: {usdc: 3}}}", "expected uakt or uusdc; did you mean uusdc?"),
        ("chain: {deployment: {min_deposits: {uatk: 5 AKT}}}", "expected uakt or uusdc; did you mean uakt?"),
        ("population: {tenants: {classes: {ai_training: {gpu_models: {a10: 0.0}}}}}", "did you mean a100?"),
        ("staking: {max_validators: 85}", "3:1 staking: no such field; did you mean chain.staking?"),
        (
            "policies: {delegation: [{kind: sticky, share: true}]}",
            "3:40 policies.delegation.0.share is true; expected 0 to 1",
        ),
        ("policies: {delegation: [{kind: sticky, share: 100}]}", "share is 100; expected 0 to 1; did you mean 1?"),
        (
            "objectives: [{metric: net_apy, better: higher, smallest_effect: 0}]",
            "3:15 objectives.0.metric is 'net_apy'; no such metric; did you mean net_apr?",
        ),
        (
            "objectives: [{metric: net_apr, better: highr, smallest_effect: 0}]",
            "objectives.0.better is 'highr'; expected higher or lower; did you mean higher?",
        ),
    ],
)
def test_what_may_have_been_meant_is_said(tmp_path, text, complaint):
    (line,) = mistakes(tmp_path, text)
    assert complaint in line


def test_a_metric_has_one_objective(tmp_path):
    one = "{metric: net_apr, better: higher, smallest_effect: 0.001}"
    assert mistakes(tmp_path, f"objectives: [{one}, {one}]") == [
        "3:15 objectives.0.metric is 'net_apr'; a metric has one objective",
        "3:74 objectives.1.metric is 'net_apr'; a metric has one objective",
    ]
