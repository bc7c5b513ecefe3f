"""Mistakes are told all at once, one line each: where, what was given, what is allowed, what may have been meant."""

from __future__ import annotations

import json

import pytest

from econsim.errors import ScenarioError
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
        "known releases: v0.20.0, v0.24.0, v0.26.0, v0.28.0, v0.30.0, v0.32.0, "
        "v0.34.0, v0.36.0, v0.38.0, v1.0.0, v1.1.0, v1.2.0, v2.0.0, v2.1.0; did you mean v0.26.0?",
        "5:7 run.epochs is 20.0; expected a whole number; write 20",
        "5:21 run.seed is -1; expected 0 to 9223372036854775807",
        "5:31 run.replicates is true; expected a whole number",
        "7:10 chain.mint.goal_bonded is '0.67'; expected a number; write 0.67 without quotes",
        "8:13 chain.staking.unbonding_time is 21; expected a duration with its unit, such as '21 days' or '600 s'",
        "10:16 policies.delegation.kind is 'sticki'; known kinds: sticky, logit, kirman; did you mean sticky?",
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
            "3:27 population.validators.lifted_old_rates is an empty list; expected one entry at least",
        ),
        (
            "chain: {take: {denom_take_rates: {ubtc: 3}}}",
            "3:35 chain.take.denom_take_rates.ubtc is no name that can stand here; expected uakt, uusdc or uact",
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
            "3:9 chain.release is 'v0.22.0'; known releases: v0.20.0, v0.24.0, "
            "v0.26.0, v0.28.0, v0.30.0, v0.32.0, v0.34.0, v0.36.0, v0.38.0, v1.0.0",
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
        "5:13 shocks.gpu_demand.a b.kind is 'stepp'; known kinds: pulse, step, ramp, exponential; did you mean step?",
        "6:35 shocks.gpu_demand.c.size is 'x'; expected a number",
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("chain: {mint: {goal_bonded: 67 %}}", "is '67 %'; expected a number; did you mean 0.67?"),
        ("chain: {take: {default_take_rate: 4%}}", "is '4%'; expected a whole number; did you mean 4?"),
        ("chain: {take: {denom_take_rates: {usdc: 3}}}", "expected uakt, uusdc or uact; did you mean uusdc?"),
        ("chain: {deployment: {min_deposits: {uatk: 5 AKT}}}", "expected uakt, uusdc or uact; did you mean uakt?"),
        ("population: {tenants: {classes: {ai_training: {gpu_models: {a10: 0.0}}}}}", "did you mean a100?"),
        (
            "shocks: {gpu_demand: {b: {kind: step, start_day: 1, size: 1, gpu_model: H100}}}",
            "v100, h100; did you mean h100?",
        ),
        ("staking: {max_validators: 85}", "3:1 staking: no such field; did you mean chain.staking?"),
        ("community_tax: 0.1", "3:1 community_tax: no such field; did you mean chain.distribution.community_tax?"),
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


def test_a_metric_that_does_not_exist_is_told_beside_what_else_is_wrong_with_its_objective(tmp_path):
    assert mistakes(tmp_path, "objectives: [{metric: net_apy, better: up, smallest_effect: -1}, 3]") == [
        "3:15 objectives.0.metric is 'net_apy'; no such metric; did you mean net_apr?",
        "3:32 objectives.0.better is 'up'; expected higher or lower",
        "3:44 objectives.0.smallest_effect is -1; expected 0 or more",
        "3:66 objectives.1 is 3; expected a map",
    ]
