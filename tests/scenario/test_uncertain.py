"""What is uncertain: priors as a file gives them, their quantiles, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from econsim.errors import ScenarioError
from econsim.networks.catalogue import load_scenario
from econsim.scenario.uncertain import PRIORS
from tests.scenario.scenario_files import child, mistakes, written

TEXT = """\
    uncertain:
      chain.mint.goal_bonded: {low: 0.5, high: 0.7}
      population.tenants.adoption_per_day: {kind: log_uniform, low: 6, high: 120}
    """
SHARES = np.array([0.0, 0.1, 0.5, 0.9, 1.0])


def test_priors_are_carried_in_the_order_of_the_file_and_change_no_digest(tmp_path):
    mine = child(tmp_path, TEXT)
    assert {path: prior.kind for path, prior in mine.uncertain.items()} == {
        "chain.mint.goal_bonded": "uniform",
        "population.tenants.adoption_per_day": "log_uniform",
    }
    assert mine.digest() == load_scenario("mainnet6").digest()
    assert load_scenario(written(tmp_path, mine.resolved_yaml(), "resolved.yaml")).uncertain == mine.uncertain


def test_a_child_turns_one_end_adds_a_prior_and_null_removes_one(tmp_path):
    child(tmp_path, TEXT, "parent.yaml")
    text = """\
        uncertain:
          chain.mint.goal_bonded: {high: 0.8}
          population.tenants.adoption_per_day: null
          policies.bonding.required_real_yield: {kind: normal, mean: 0.02, sd: 0.01}
        """
    mine = child(tmp_path, text, parent="parent.yaml").uncertain
    assert list(mine) == ["chain.mint.goal_bonded", "policies.bonding.required_real_yield"]
    assert mine["chain.mint.goal_bonded"].ends == (0.5, 0.8)


def test_an_inherited_prior_whose_parameter_is_gone_is_refused_with_the_cure_and_the_cure_works(tmp_path):
    child(tmp_path, "uncertain: {policies.bonding.required_real_yield: {low: 0.0, high: 0.04}}", "parent.yaml")
    fixed = "policies: {bonding: {kind: fixed}}"
    with pytest.raises(ScenarioError) as caught:
        child(tmp_path, fixed, parent="parent.yaml")
    cure = "uncertain: {policies.bonding.required_real_yield: null}"
    (line,) = str(caught.value).splitlines()
    told = "policies.bonding.required_real_yield: no such field; it takes none"
    assert line.endswith(f"{told}; `{cure}` takes the inherited prior away")
    assert not child(tmp_path, f"{fixed}\n{cure}", parent="parent.yaml").uncertain


def test_a_prior_of_the_file_itself_without_a_parameter_is_not_called_inherited(tmp_path):
    text = (
        "uncertain: {policies.bonding.required_real_yield: {low: 0.0, high: 0.04}}\npolicies: {bonding: {kind: fixed}}"
    )
    (line,) = mistakes(tmp_path, text)
    assert line.endswith("policies.bonding.required_real_yield: no such field; it takes none")


@pytest.mark.parametrize(
    ("kind", "fields", "law"),
    [
        ("uniform", {"low": 2.0, "high": 6.0}, stats.uniform(2.0, 4.0)),
        ("log_uniform", {"low": 2.0, "high": 6.0}, stats.loguniform(2.0, 6.0)),
        ("normal", {"mean": 20.0, "sd": 12.0, "low": 0.0, "high": 50.0}, stats.truncnorm(-20 / 12, 2.5, 20.0, 12.0)),
    ],
)
def test_quantiles_are_those_of_the_law(kind, fields, law):
    assert PRIORS[kind](**fields).at(SHARES) == pytest.approx(law.ppf(SHARES))


def test_a_lognormal_is_a_normal_of_logarithms():
    prior = PRIORS["lognormal"](median=30.0, log_sd=0.5, low=10.0)
    ends = (np.log(10.0 / 30.0) / 0.5, stats.norm.ppf(0.999))
    assert np.log(prior.at(SHARES)) == pytest.approx(stats.truncnorm(*ends, np.log(30.0), 0.5).ppf(SHARES))


def test_a_normal_without_ends_is_cut_where_a_thousandth_lies_beyond():
    assert PRIORS["normal"](mean=0.0, sd=1.0).ends == pytest.approx(stats.norm.ppf([0.001, 0.999]))


@pytest.mark.parametrize(
    ("uncertain", "complaint"),
    [
        ("{chain.mint.goal_bonded: {low: 0.5, high: 7}}", "3:48 chain.mint.goal_bonded is 7; expected 0.01 to 1"),
        ("{chain.mint.goal_bonded: {low: 0.5, high: 0.5}}", "is 0.5; expected more than low, 0.5"),
        ("{chain.mint.goal_bonded: {low: 0.5}}", "uncertain.chain.mint.goal_bonded.high: missing"),
        ("{chain.mint.goal_bonded: {kind: {normal: 1}, mean: 1}}", "is a map; known kinds: uniform, log_uniform, "),
        ("{chain.mint.goal_bonded: {kind: [normal], mean: 1}}", "is a list; known kinds: uniform, log_uniform, "),
        ("{chain.mint.goal_bonded: {kind: norml, mean: 1, sd: 1}}", "is 'norml'; known kinds: uniform, log_uniform, "),
        ("{chain.mint.goal_bonded: {kind: normal, mean: 0.6, sd: 0.6}}", "chain.mint.goal_bonded is -1.2"),
        ("{chain.mint.goal: {low: 0.5, high: 0.7}}", "chain.mint.goal: no such field; there are inflation_min"),
        ("{chain.staking.max_validators: {low: 80.5, high: 90}}", "is 80.5; expected a whole number"),
        ("{run.epochs: {low: 1, high: 2}}", "uncertain.run.epochs: no such path; what is uncertain is below chain"),
        ("{chain.release: {low: 1, high: 2}}", "chain.release is 1; expected text"),
        ("{chain.mint.goal_bonded: [0.5, 0.7]}", "is a list; expected {low: ..., high: ...}"),
        ("[chain]", "3:1 uncertain is a list; expected a map of dotted paths"),
    ],
)
def test_a_prior_that_cannot_be_is_refused_in_one_line(tmp_path, uncertain, complaint):
    (found, *_) = mistakes(tmp_path, f"uncertain: {uncertain}")
    assert complaint in found
