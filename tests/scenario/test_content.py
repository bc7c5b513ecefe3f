"""A scenario as content: its digest, its resolved file, its origins, what differs."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

import econsim
from econsim.contracts import Policy
from econsim.networks.catalogue import Catalogue, load_scenario
from econsim.policies.validators.decisions import CommissionEdit
from econsim.scenario.content import diff
from econsim.scenario.load import load
from econsim.scenario.origin import leaves
from tests.scenario.scenario_files import child, written

ROOT = Path(econsim.__file__).resolve().parents[1]


def test_a_copy_that_only_extends_has_the_same_model_content(tmp_path):
    copy = child(tmp_path, "title: a copy\nquestion: the same?", "COPY.yaml")
    six = load_scenario("mainnet6")
    assert copy.name == "COPY"
    assert copy.digest() == six.digest()
    assert diff(six, copy) == []


@pytest.mark.parametrize("change", [{"run.seed": 2}, {"run.epochs": 3}, {"run.replicates": 4}])
def test_the_digest_leaves_out_what_stands_beside_it(change):
    six = load_scenario("mainnet6")
    assert six.with_changes(change).digest() == six.digest()


@pytest.mark.parametrize(
    "change",
    [
        {"chain.staking.min_commission_rate": 0.051},
        {"run.epoch_length": "2 days"},
        {"population.tenants.classes.web.lease_days": 19.0},
        {"policies.delegation": {"kind": "sticky"}},
        {"timeline.axlusdc_accepted.date": "2023-09-08"},
        {"shocks.akt_price": {"kind": "constant", "usd": 1.0}},
    ],
)
def test_every_change_of_the_model_changes_the_digest(change):
    six = load_scenario("mainnet6")
    assert six.with_changes(change).digest() != six.digest()


def test_the_same_value_written_in_two_ways_has_one_digest():
    six = load_scenario("mainnet6")
    again = six.with_changes(
        {
            "chain.staking.unbonding_time": "504 hours",
            "chain.market.bid_min_deposit": 5_000_000,
            "run.start": "2023-08-31T17:45:00+02:00",
        }
    )
    assert again.digest() == six.digest()


@pytest.mark.parametrize("name", ["mainnet5", "mainnet6", "mainnet7"])
def test_the_resolved_file_loads_as_the_same_scenario(tmp_path, name):
    scenario = load_scenario(name)
    again = load_scenario(written(tmp_path, scenario.resolved_yaml(), "resolved.yaml"))
    assert again.digest() == scenario.digest()
    assert again.content() == scenario.content()


def test_the_resolved_file_keeps_small_numbers_text_and_what_follows_a_history(tmp_path):
    scenario = load_scenario(
        "mainnet6",
        [
            "chain.staking.min_commission_rate=1e-7",
            'title="a: b # c"',
            "shocks.akt_price={kind: history, then: {kind: gbm_jumps, jump_sd: 0.2}}",
            "run.epoch_length=90.5 s",
            "variants.v={chain.mint.goal_bonded: 0.5}",
            "objectives=[{metric: stake_hhi, better: lower, smallest_effect: 0.001}]",
        ],
    )
    again = load_scenario(written(tmp_path, scenario.resolved_yaml(), "resolved.yaml"))
    assert again.content() == scenario.content()
    assert again.shocks.akt_price.then.jump_sd == 0.2
    assert again.run.epoch_length == 90.5


def test_the_resolved_file_says_when_events_act():
    text = load_scenario("mainnet7").resolved_yaml()
    said = (
        "brings release v0.26.0, lifts every validator below 5 % to it; takes effect at epoch 27 (2023-09-27 15:45 UTC)"
    )
    assert f"# mainnet_7: {said}, the boundary nearest to 2023-09-27 16:08 UTC\n" in text


def test_every_value_remembers_the_line_it_comes_from():
    origins = load_scenario("mainnet7").origins
    for path, origin in origins.items():
        if origin != "default":
            file, line, column = origin.split(":")
            key = path.split(".")[-1]
            source = (ROOT / file).read_text("utf-8").splitlines()[int(line) - 1]
            assert source[int(column) - 1 :].startswith(
                (key, path.removeprefix("timeline.axlusdc_accepted.set."), "-")
            ), path
    assert origins["timeline.mainnet_7.upgrade"].startswith("scenarios/mainnet7.yaml:7:")
    assert origins["policies.delegation.prior_width"] == "default"


def test_origins_name_files_variants_sets_and_changes(tmp_path):
    path = written(
        tmp_path,
        "schema: 1\nextends: mainnet6\nrun: {seed: 3}\nvariants:\n  v: {chain.mint.goal_bonded: 0.5}\n",
    )
    scenario = load_scenario(path, ["run.epochs=7", "run.replicates=2"]).variant("v").with_changes({"run.epochs": 8})
    origins = scenario.origins
    assert origins["run.seed"] == f"{path}:3:7"
    assert origins["run.replicates"] == "--set #2"
    assert origins["run.epochs"] == "with_changes"
    assert origins["chain.mint.goal_bonded"] == f"variant v ({path}:5:7)"
    assert origins["chain.mint.inflation_min"].startswith("scenarios/mainnet6.yaml:")


def test_every_single_value_has_an_origin():
    scenario = load_scenario("mainnet6")
    assert set(scenario.origins) == {".".join(path) for path, _ in leaves(scenario.content())} - {"schema"}


def test_a_difference_of_kind_is_told_whole():
    six = load_scenario("mainnet6")
    sticky = six.with_changes({"policies.delegation": {"kind": "sticky"}})
    ((path, before, after),) = diff(six, sticky)
    assert (path, before["kind"], after) == ("policies.delegation", "logit", {"kind": "sticky"})


def test_a_scenario_travels_to_another_process_and_can_still_be_changed():
    seven = load_scenario("mainnet7")
    travelled = pickle.loads(pickle.dumps(seven))
    assert travelled.digest() == seven.digest()
    assert travelled.with_changes({"run.seed": 5}).run.seed == 5


def test_a_class_from_outside_adds_its_source_to_the_digest():
    digests = []
    for body in (1, 2):
        catalogue = Catalogue()
        catalogue.register(_policy_of_ones_own(body))
        scenario = load("mainnet6", ["policies.validator_commission={kind: own}"], catalogue)
        digests.append(scenario.digest())
    assert digests[0] != digests[1]


def _policy_of_ones_own(body: int) -> type[Policy]:
    if body == 1:

        class First(Policy):
            kind = "own"
            decides = "validator_commission"

            def decide(self, own, public, draws):
                return CommissionEdit(own.commission_rate)

        return First

    class Second(Policy):
        kind = "own"
        decides = "validator_commission"

        def decide(self, own, public, draws):
            return CommissionEdit(own.commission_rate + 0.01)

    return Second


def test_a_notebook_shows_events_and_escapes_what_is_written():
    scenario = load_scenario("mainnet7", ["title=<script>"])
    shown = scenario._repr_html_()
    assert "mainnet_7: brings release v0.26.0, lifts every validator below 5 % to it; takes effect at epoch 27" in shown
    assert "<script>" not in shown


def test_a_list_changed_in_part_names_every_place_it_comes_from():
    scenario = load_scenario("mainnet6", ["run.seed=3", "population.validators.lifted_old_rates.1=0.015"])
    assert scenario.population.validators.lifted_old_rates == (0.0, 0.015, 0.02, 0.03)
    first, second = scenario.origins["population.validators.lifted_old_rates"].split(", ")
    assert first.startswith("scenarios/mainnet6.yaml:")
    assert second == "--set #2"


OFF = {
    "akt_depth_usd",
    "akt_purchases_usd_per_day",
    "comes_back_share",
    "comes_back_time",
    "commission_rates",
    "contract_usd_per_gpu_hour",
    "earned_ratio_at_start",
    "gpus_elsewhere",
    "grade",
    "kind",
    "least_size_exponent",
    "least_uptime",
    "lock_in_share",
    "most_size_exponent",
    "one_at_a_time",
    "reopen_share",
    "second_choice",
    "use_at_start",
    "validators_each",
    "waiting_size_exponent",
    *("prepaid_time", "card_share", "card_wallet", "console_target", "console_period"),  # before v2.0.0
    *("mint_margin_ratio", "retry_time", "refunds", "akt_as_fallback"),
}  # where a preset has none


def test_mainnet7_shows_the_line_of_every_value_but_the_defaults_of_kinds():
    """Its own file gives the event, the parent's the rest; a kind's parameters have defaults in its class."""
    for path, origin in load_scenario("mainnet7").origins.items():
        if origin == "default":
            is_off = path == "genesis.market_warm_up" or (path.startswith("population.") and path.split(".")[-1] in OFF)
            assert is_off or path.startswith(("policies.", "shocks.")), path
        else:
            assert origin.startswith(("scenarios/mainnet6.yaml:", "scenarios/mainnet7.yaml:")), path
