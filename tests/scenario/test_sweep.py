"""A sweep: paths and values as a file gives them, each tried when the file is loaded."""

from __future__ import annotations

import pytest

from econsim.networks.catalogue import load_scenario
from tests.scenario.scenario_files import child, mistakes, written

SWEEP = """\
    sweep:
      chain.staking.min_commission_rate: {values: [0, 0.025, 0.10]}
      policies.delegation: {values: [{kind: sticky}, {kind: logit}]}
      timeline.axlusdc_accepted: {values: [null]}
    """


def test_a_sweep_is_carried_as_paths_and_values_in_the_order_of_the_file(tmp_path):
    mine = child(tmp_path, SWEEP)
    assert list(mine.sweep.items()) == [
        ("chain.staking.min_commission_rate", (0, 0.025, 0.10)),
        ("policies.delegation", ({"kind": "sticky"}, {"kind": "logit"})),
        ("timeline.axlusdc_accepted", (None,)),
    ]
    for path, values in mine.sweep.items():
        for value in values:
            mine.with_changes({path: value})


def test_a_sweep_changes_no_digest_and_stays_in_the_resolved_file(tmp_path):
    mine = child(tmp_path, SWEEP)
    assert mine.digest() == load_scenario("mainnet6").digest()
    assert load_scenario(written(tmp_path, mine.resolved_yaml(), "resolved.yaml")).sweep == mine.sweep


def test_a_child_adds_a_path_and_null_removes_one(tmp_path):
    child(tmp_path, SWEEP, "parent.yaml")
    text = "sweep: {policies.delegation: null, timeline.axlusdc_accepted: null, run.epochs: {values: [3]}}"
    assert list(child(tmp_path, text, parent="parent.yaml").sweep) == [
        "chain.staking.min_commission_rate",
        "run.epochs",
    ]


def test_set_reaches_a_sweep_by_its_whole_path():
    scenario = load_scenario("mainnet6", ["sweep.chain.mint.goal_bonded={values: [0.5, 0.6]}"])
    assert dict(scenario.sweep) == {"chain.mint.goal_bonded": (0.5, 0.6)}


@pytest.mark.parametrize(
    ("sweep", "complaints"),
    [
        (
            "{chain.staking.min_commission_rate: {values: [0.05, 5, 7]}}",
            [
                "3:60 chain.staking.min_commission_rate is 5; expected 0 to 1; did you mean 0.05?",
                "3:63 chain.staking.min_commission_rate is 7; expected 0 to 1; did you mean 0.07?",
            ],
        ),
        (
            "{chain.staking.min_commision_rate: {values: [0.05, 0.1]}}",
            ["3:53 chain.staking.min_commision_rate: no such field; did you mean min_commission_rate?"],
        ),
        (
            "{chian.mint.goal_bonded: {values: [0.5]}}",
            [
                "3:9 sweep.chian.mint.goal_bonded: no such path; a sweep goes over what is below run, chain, genesis, "
                "population, counterfactual, policies, shocks, timeline, governance; did you mean chain?"
            ],
        ),
        ("{run.epochs: {values: []}}", ["3:22 sweep.run.epochs.values is an empty list; expected one entry at least"]),
        ("{run.epochs: {values: 3}}", ["3:22 sweep.run.epochs.values is 3; expected a list"]),
        ("{run.epochs: {value: [3]}}", None),
        (
            "{chain.staking.max_validators: {values: [85, 100, 85]}}",
            [
                "3:58 sweep.chain.staking.max_validators.values.2 is 85; it makes the same scenario as values.0, "
                "leave one out"
            ],
        ),
        (
            "{chain.staking.unbonding_time: {values: [7 days, 1 week]}}",
            [
                "3:57 sweep.chain.staking.unbonding_time.values.1 is '1 week'; it makes the same scenario as values.0, "
                "leave one out"
            ],
        ),
        (
            "{chain.distribution.community_tax: {values: [0, -0.0]}}",
            [
                "3:56 sweep.chain.distribution.community_tax.values.1 is 0.0; it makes the same scenario as values.0, "
                "leave one out"
            ],
        ),
        ("{run.epochs: [3]}", ["3:9 sweep.run.epochs is a list; expected {values: [...]}"]),
        ("[run.epochs]", ["3:1 sweep is a list; expected a map of dotted paths"]),
        (
            f"{{run.epochs: {{values: [{', '.join(map(str, range(1, 202)))}]}}}}",
            ["1:1: has 201 variants, values to sweep and ends of what is uncertain; 200 at most in a file"],
        ),
    ],
)
def test_a_sweep_that_cannot_run_is_refused_when_it_is_loaded(tmp_path, sweep, complaints):
    found = mistakes(tmp_path, f"sweep: {sweep}")
    if complaints is None:
        assert any("no such field; did you mean values?" in line for line in found)
    else:
        assert found == complaints


SET_TWICE = [
    (
        "sweep: {chain.staking.max_validators: {values: [90, 95]}, chain.staking: {values: [{max_validators: 80}]}}",
        "3:59 sweep.chain.staking: sets what chain.staking.max_validators sets, too; leave one of them out",
    ),
    (
        "sweep: {timeline.axlusdc_accepted: {values: [null]}, timeline.axlusdc_accepted.date: {values: [2023-09-09]}}",
        "sweep.timeline.axlusdc_accepted.date: sets what timeline.axlusdc_accepted sets, too; leave one of them out",
    ),
    (
        "sweep: {timeline.axlusdc_accepted.date: {values: [2023-09-09]}, "
        "timeline.axlusdc_accepted.start_day: {values: [5]}}",
        "sets what timeline.axlusdc_accepted.date sets, too; leave one of them out",
    ),
    (
        "variants: {x: {chain.gov.quorum: 0.25, chain.gov: {quorum: 0.3}}}",
        "3:40 variants.x.chain.gov: sets what chain.gov.quorum sets, too; leave one of them out",
    ),
    (
        "variants: {x: {policies.delegation.notice_rate_per_day: 0.1, policies.delegation: {kind: sticky}}}",
        "variants.x.policies.delegation: sets what policies.delegation.notice_rate_per_day sets, too; leave one",
    ),
]


@pytest.mark.parametrize(("text", "complaint"), SET_TWICE)
def test_what_is_set_twice_in_one_point_or_variant_is_refused(tmp_path, text, complaint):
    """Whichever came last won, and a table of the sweep named the other value."""
    (line,) = mistakes(tmp_path, text)
    assert complaint in line


@pytest.mark.parametrize(
    "text",
    [
        "sweep: {chain.staking.max_validators: {values: [90]}, chain.staking: {values: [{max_entries: 5}]}}",
        "variants: {x: {chain.gov: {quorum: 0.3}, chain.gov.threshold: 0.6}}",
        "variants: {x: {policies.delegation: {kind: logit}, policies.delegation.notice_rate_per_day: 0.1}}",
    ],
)
def test_what_has_its_own_value_inside_the_same_section_is_fine(tmp_path, text):
    assert child(tmp_path, text)
