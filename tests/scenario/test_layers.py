"""One scenario over another: maps merge, lists and tagged objects replace, null removes a named entry."""

from __future__ import annotations

import pytest

from econsim.errors import ScenarioError, UsageError
from econsim.networks.catalogue import load_scenario
from econsim.scenario.content import diff
from tests.scenario.scenario_files import child, mistakes, written


def test_maps_merge_and_the_child_wins(tmp_path):
    mine = child(tmp_path, "chain: {staking: {min_commission_rate: 0.1}}")
    assert diff(load_scenario("mainnet6"), mine) == [("chain.staking.min_commission_rate", 0.05, 0.1)]


def test_lists_replace(tmp_path):
    mine = child(tmp_path, "population: {validators: {lifted_old_rates: [0.02]}}")
    assert mine.population.validators.lifted_old_rates == (0.02,)


def test_a_tagged_object_replaces_what_was_there(tmp_path):
    parent = "policies: {delegation: {kind: logit, prior_width: 1.0}}"
    written(tmp_path, f"schema: 1\nextends: mainnet6\n{parent}", "parent.yaml")
    mine = child(tmp_path, "policies: {delegation: {kind: logit}}", parent="parent.yaml")
    assert mine.policies.delegation[0].policy.prior_width == 0.0


def test_a_map_without_a_kind_changes_the_tagged_object_below(tmp_path):
    mine = child(tmp_path, "policies: {delegation: {prior_width: 0.5}}")
    (share,) = mine.policies.delegation
    assert (share.policy.kind, share.policy.prior_width, share.share) == ("logit", 0.5, 1.0)


def test_a_list_of_policies_keeps_its_order_and_shares(tmp_path):
    mine = child(
        tmp_path,
        "policies: {validator_commission: [{kind: land_grab, share: 0.25}, {kind: hold, share: 0.75}]}",
    )
    mix = [(share.policy.kind, share.share) for share in mine.policies.validator_commission]
    assert mix == [("land_grab", 0.25), ("hold", 0.75)]


def test_a_list_of_one_policy_is_that_policy(tmp_path):
    listed = child(tmp_path, "policies: {delegation: [{kind: sticky, share: 1.0}]}", "listed.yaml")
    plain = child(tmp_path, "policies: {delegation: {kind: sticky}}", "plain.yaml")
    assert listed.digest() == plain.digest()


def test_a_child_adds_an_event_and_keeps_its_parents(tmp_path):
    mine = child(tmp_path, "timeline: {more: {date: 2023-12-28, set: {chain.distribution.community_tax: 0.4}}}")
    assert [event.name for event in mine.timeline] == ["axlusdc_accepted", "more"]


def test_null_removes_a_named_entry(tmp_path):
    mine = child(tmp_path, "timeline: {axlusdc_accepted: null}")
    assert mine.timeline == ()


def test_null_removes_a_denom_and_a_number_of_threads(tmp_path):
    mine = child(
        tmp_path,
        "population: {tenants: {classes: {trial: {threads: {2: null, 1: 1.0}}}}}",
    )
    assert dict(mine.population.tenants.classes["trial"].threads) == {1: 1.0}


def test_null_for_a_name_that_is_not_there_asks_which_was_meant(tmp_path):
    assert mistakes(tmp_path, "timeline: {axlusdc_acepted: null}") == [
        "3:12 timeline.axlusdc_acepted: null removes an inherited entry, and there is none; "
        "did you mean axlusdc_accepted?"
    ]


def test_null_removes_nothing_that_every_scenario_has(tmp_path):
    assert mistakes(tmp_path, "chain: {staking: {max_validators: null}}") == [
        "3:19 chain.staking.max_validators is empty; give it a value or leave it out"
    ]


def test_a_scenario_extends_a_file_relative_to_itself(tmp_path):
    (tmp_path / "deep").mkdir()
    written(tmp_path, "schema: 1\nextends: mainnet7\nrun: {seed: 7}", "parent.yaml")
    mine = child(tmp_path / "deep", "run: {epochs: 9}", parent="../parent.yaml")
    assert (mine.run.seed, mine.run.epochs, len(mine.timeline)) == (7, 9, 2)


def test_name_title_and_question_are_each_files_own(tmp_path):
    mine = child(tmp_path, "question: why?", "my_study.yaml")
    assert (mine.name, mine.title, mine.question) == ("my_study", "", "why?")


def test_set_beats_the_file_and_the_last_set_beats_the_first(tmp_path):
    path = written(tmp_path, "schema: 1\nextends: mainnet6\nrun: {epochs: 9}")
    assert load_scenario(path, ["run.epochs=10", "run.epochs=11"]).run.epochs == 11


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ("chain.staking.unbonding_time=7 days", lambda s: s.chain.staking.unbonding_time == 604_800.0),
        ("chain.take.denom_take_rates.uusdc=5", lambda s: s.chain.take.denom_take_rates["uusdc"] == 5),
        ("policies.delegation.prior_width=0.5", lambda s: s.policies.delegation[0].policy.prior_width == 0.5),
        ("policies.delegation={kind: sticky}", lambda s: s.policies.delegation[0].policy.kind == "sticky"),
        ("policies.validator_commission.1.kind=land_grab", lambda s: _kinds(s) == ["hold", "land_grab"]),
        ("timeline.axlusdc_accepted=null", lambda s: s.timeline == ()),
        ("timeline.axlusdc_accepted.date=2023-10-01", lambda s: s.timeline[0].epoch == 30),
        (
            "timeline.axlusdc_accepted.set.chain.deployment.min_deposits.uusdc=6 USDC",
            lambda s: dict(s.timeline[0].set) == {"chain.deployment.min_deposits.uusdc": "6 USDC"},
        ),
        ("timeline.x={date: 2024-01-01, upgrade: v0.26.0}", lambda s: s.timeline[1].upgrade.version == "v0.26.0"),
        ("shocks.gpu_demand.boom={kind: step, start_day: 9, size: 1}", lambda s: list(s.shocks.gpu_demand) == ["boom"]),
        ("population.providers.gpu_models.t4.gpus=0", lambda s: s.population.providers.gpu_models["t4"].gpus == 0),
        ("name=other", lambda s: s.name == "other"),
    ],
)
def test_dotted_paths_reach_everywhere(change, value):
    path, _, text = change.partition("=")
    assert value(load_scenario("mainnet6", [change]))
    if "{" not in text and "null" not in text:
        number = float(text) if text.replace(".", "").isdecimal() and "." in text else text
        number = int(text) if text.isdecimal() else number
        assert value(load_scenario("mainnet6").with_changes({path: number}))


def _kinds(scenario):
    return [share.policy.kind for share in scenario.policies.validator_commission]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ("chain.staking.max_validator=85", "no such field; did you mean max_validators?"),
        ("chain.staking.max_validators.x=85", "--set #1 chain.staking.max_validators.x: no such field; "),
        ("chain.staking.max_validators=", "--set #1 chain.staking.max_validators is empty"),
        ("chain.staking.max_validators=[", "--set #1: is not YAML"),
        ("policies.validator_commission.2.share=0", "no such entry; the list has the numbers 0 to 1"),
        ("policies.validator_commission.0=null", "an entry of a list cannot be removed, write the list anew"),
        ("policies.validator_commission.0.share=0.5", "has shares that add up to 0.52; expected 1"),
        ("extends=mainnet7", "--set #1 extends: no such field; it stands at the top of a file alone"),
        ("schema=2", "--set #1 schema: no such field; it stands at the top of a file alone"),
        ("chain.staking=85", "--set #1 chain.staking is 85; expected a map"),
    ],
)
def test_a_set_that_does_not_fit_is_named_by_its_number(change, complaint):
    with pytest.raises(ScenarioError) as caught:
        load_scenario("mainnet6", [change])
    assert len(caught.value.mistakes) == 1
    assert complaint in caught.value.mistakes[0]


@pytest.mark.parametrize("change", ["run.epochs", "=5", ""])
def test_a_set_without_path_and_value_is_bad_usage(change):
    with pytest.raises(UsageError, match=r"--set #1 is '.*'; expected path=value"):
        load_scenario("mainnet6", [change])


VARIANTS = """\
    variants:
      floor_10: {chain.staking.min_commission_rate: 0.10}
      small_set: {chain.staking.max_validators: 64, run.epochs: 3}
    """


def test_a_variant_is_the_file_with_its_changes_under_its_own_name(tmp_path):
    mine = child(tmp_path, VARIANTS)
    assert list(mine.variants) == ["floor_10", "small_set"]
    floor = mine.variant("floor_10")
    assert floor.name == "floor_10"
    assert diff(mine, floor) == [("chain.staking.min_commission_rate", 0.05, 0.1)]


def test_set_beats_a_variant_and_a_variant_beats_the_file(tmp_path):
    path = written(tmp_path, f"schema: 1\nextends: mainnet6\nrun: {{epochs: 2}}\n{_dedented(VARIANTS)}")
    assert load_scenario(path).variant("small_set").run.epochs == 3
    assert load_scenario(path, ["run.epochs=4"]).variant("small_set").run.epochs == 4


def test_mistakes_in_variants_are_found_when_the_file_is_loaded(tmp_path):
    text = "variants:\n  a: {chain.staking.min_commission_rate: 10}\n  b: {chain.mint.goal_bondet: 0.5}"
    assert mistakes(tmp_path, text) == [
        "4:7 chain.staking.min_commission_rate is 10; expected 0 to 1; did you mean 0.1?",
        "5:7 chain.mint.goal_bondet: no such field; did you mean goal_bonded?",
    ]


def test_an_unknown_variant_lists_those_there_are(tmp_path):
    with pytest.raises(UsageError, match="no variant 'floor_11'; it has floor_10, small_set; did you mean floor_10"):
        child(tmp_path, VARIANTS).variant("floor_11")


def test_with_changes_leaves_the_original_as_it_was():
    six = load_scenario("mainnet6")
    before = six.digest()
    ten = six.with_changes({"chain.staking.min_commission_rate": 0.10, "timeline.axlusdc_accepted": None})
    assert (ten.chain.staking.min_commission_rate, ten.timeline) == (0.10, ())
    assert (six.chain.staking.min_commission_rate, len(six.timeline), six.digest()) == (0.05, 1, before)


def test_with_changes_takes_numpy_numbers_and_checks_like_a_file():
    import numpy as np

    six = load_scenario("mainnet6")
    assert six.with_changes({"chain.staking.min_commission_rate": np.float64(0.1)}).chain.staking == (
        six.with_changes({"chain.staking.min_commission_rate": 0.1}).chain.staking
    )
    with pytest.raises(ScenarioError, match=r"^with_changes chain.staking.max_validators is '85'; expected a whole"):
        six.with_changes({"chain.staking.max_validators": "85"})


@pytest.mark.parametrize("given", [None, [1], "a=1", {3: 4}])
def test_what_is_no_map_of_dotted_paths_changes_nothing(given):
    with pytest.raises(UsageError, match=r"^with_changes was given .+; expected a map of dotted paths and values$"):
        load_scenario("mainnet6").with_changes(given)


def test_a_path_that_is_no_text_is_named():
    with pytest.raises(UsageError, match=r"^with_changes was given 3 as a path; expected a map of dotted paths"):
        load_scenario("mainnet6").with_changes({"run.epochs": 5, 3: 4})


def test_one_change_may_be_given_as_text_and_a_scenario_has_a_name():
    assert load_scenario("mainnet6", "run.epochs=7").run.epochs == 7
    with pytest.raises(UsageError, match=r"^wanted the name of a scenario or its path; got None$"):
        load_scenario(None)


def test_a_value_of_many_lines_is_told_in_one():
    with pytest.raises(ScenarioError) as refused:
        load_scenario("mainnet6").with_changes(
            {"run.epochs": {1}, "name": type("T", (), {"__str__": lambda _: "a\nb"})()}
        )
    assert all("\n" not in line for line in refused.value.mistakes)


def test_with_changes_takes_arrays_and_refuses_what_is_no_value():
    import numpy as np

    six = load_scenario("mainnet6")
    rates = six.with_changes({"population.validators.lifted_old_rates": np.array([0.01, 0.02])})
    assert rates.population.validators.lifted_old_rates == (0.01, 0.02)
    for odd in ("\ud800", b"x", object(), 1j, float("nan"), 10**5_000, {1}, float):
        with pytest.raises(ScenarioError, match=r"^with_changes "):
            six.with_changes({"genesis.inflation": odd, "genesis.community_pool_uakt": odd})


def test_nothing_in_a_scenario_can_be_changed_in_place():
    six = load_scenario("mainnet6")
    with pytest.raises(Exception, match="frozen"):
        six.chain.staking.min_commission_rate = 0.1
    with pytest.raises(Exception, match="cannot assign"):
        six.chain = None
    with pytest.raises(TypeError):
        six.chain.take.denom_take_rates["uakt"] = 9


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("variants: {no_m7: {timeline.mainnet_7: null}}", ["axlusdc_accepted"]),
        ("variants: {no_m7: {timeline: {mainnet_7: null}}}", ["axlusdc_accepted"]),
        ("variants: {no_m7: {timeline.mainnet_7: null, timeline.axlusdc_accepted: null}}", []),
    ],
)
def test_null_removes_an_entry_in_a_variant(tmp_path, text, events):
    mine = child(tmp_path, text, parent="mainnet7")
    assert [event.name for event in mine.variant("no_m7").timeline] == events
    assert len(mine.timeline) == 2
    again = load_scenario(written(tmp_path, mine.resolved_yaml(), "resolved.yaml"))
    assert again.variant("no_m7").digest() == mine.variant("no_m7").digest()


def test_null_in_a_child_takes_a_change_out_of_its_parents_variant(tmp_path):
    child(tmp_path, "variants: {a: {timeline.axlusdc_accepted: null, run.seed: 3}}", "parent.yaml")
    mine = child(tmp_path, "variants: {a: {run.seed: null}}", parent="parent.yaml")
    assert dict(mine.variants["a"]) == {"timeline.axlusdc_accepted": None}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "variants: {a: {timeline.mainnet7: null}}",
            "3:16 timeline.mainnet7: null removes an inherited entry, and there is none; did you mean mainnet_7?",
        ),
        (
            "variants: {a: {chain.staking.max_validators: null}}",
            "3:16 chain.staking.max_validators is empty; give it a value or leave it out",
        ),
    ],
)
def test_null_in_a_variant_removes_only_what_is_there_and_can_go(tmp_path, text, complaint):
    path = written(tmp_path, f"schema: 1\nextends: mainnet7\n{text}")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert caught.value.mistakes == [f"{path}:{complaint}"]


def test_a_changed_copy_has_the_name_it_is_given():
    six = load_scenario("mainnet6")
    bold = six.with_changes({"chain.staking.max_validators": 85}, name="bold")
    assert (bold.name, six.name) == ("bold", "mainnet6")
    assert bold.digest() == six.with_changes({"chain.staking.max_validators": 85}).digest()
    with pytest.raises(ScenarioError, match=r"^with_changes name is 'a/b'; a name has letters"):
        six.with_changes({}, name="a/b")


def _dedented(text: str) -> str:
    import textwrap

    return textwrap.dedent(text)
