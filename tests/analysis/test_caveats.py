"""Caveats stand before the numbers wherever their rule holds, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from econsim.analysis.caveats import caveats, fewer_pairs
from econsim.analysis.compare import compared
from econsim.analysis.event_data import Flag
from econsim.analysis.metrics import metrics
from econsim.analysis.statistics import paired
from econsim.networks.catalogue import load_scenario
from econsim.networks.caveats import not_in_the_model
from econsim.report.comparison_document import document
from econsim.report.html import page
from tests.analysis.hand_made import FinishedArm, hand_made_arms, hand_made_run

HELD = "supply and price lists held fixed"
SURPLUS = "Tenants' surplus rests on reservation prices"
BOOM = {"kind": "step", "start_day": 10, "size": 0.5}


def arms(changes, of_both=None) -> list[FinishedArm]:
    baseline = load_scenario("mainnet6").with_changes(of_both or {})
    runs = [hand_made_run(baseline), hand_made_run(baseline.with_changes(changes))]
    return [FinishedArm(label, None, run.scenario, run) for label, run in zip(("now", "then"), runs, strict=True)]


def beside_surplus(found: list[FinishedArm]) -> list[str]:
    """Return the caveats but for that on surplus and rent."""
    return [sentence for sentence in caveats(found) if not sentence.startswith(SURPLUS)]


def test_where_the_market_is_the_question_it_is_said_once_what_surplus_rests_on_and_what_does_not() -> None:
    found = caveats(arms({"shocks.gpu_demand.boom": BOOM}))
    (sentence,) = (one for one in found if one.startswith(SURPLUS))
    assert "nobody has observed" in sentence
    assert "What is used, paid and charged per GPU-hour does not rest on either" in sentence


@pytest.mark.parametrize(
    "changes",
    [
        {"shocks.gpu_demand.boom": BOOM},
        {"population.tenants.adoption_per_day": 9.0},
        {"shocks.reservation_price.price_elasticity": 0.6},
        {"population.tenants.classes.web.orders_per_day": 220},
    ],
)
def test_where_demand_differs_supply_is_said_to_be_held_fixed(changes) -> None:
    found = arms(changes)
    assert [HELD in sentence for sentence in beside_surplus(found)] == [True]
    comparison = compared(found)
    assert HELD in comparison._repr_html_()
    html = page(document(comparison))
    assert html.index(HELD) < html.index("Answer")


@pytest.mark.parametrize(
    ("pricing", "says"),
    [
        (
            [{"kind": "price_script", "share": 0.4}, {"kind": "cost_plus", "share": 0.6}],
            "and asks do not follow demand.",
        ),
        (
            [{"kind": "price_script", "share": 0.4}, {"kind": "learning", "share": 0.6}],
            "the asks of 60 % of the providers",
        ),
        ({"kind": "equilibrium"}, "and the asks of 100 % of the providers follow demand"),
    ],
)
def test_it_is_said_how_many_providers_let_their_asks_follow_demand(pricing, says) -> None:
    (sentence,) = beside_surplus(arms({"shocks.gpu_demand.boom": BOOM}, of_both={"policies.provider_pricing": pricing}))
    assert says in sentence


def test_arms_of_different_pricing_are_told_apart() -> None:
    changes = {"shocks.gpu_demand.boom": BOOM, "policies.provider_pricing": {"kind": "learning"}}
    (sentence,) = beside_surplus(arms(changes))
    assert "the asks of 10 % of the providers, 100 % in then follow demand" in sentence


def test_supply_is_said_to_be_fixed_in_those_arms_alone_in_which_it_is() -> None:
    found = beside_surplus(
        arms({"shocks.gpu_demand.boom": BOOM, "policies.provider_supply": {"kind": "enter_exit_expand"}})
    )
    assert [HELD in sentence for sentence in found] == [False, False]
    assert found[0].startswith("In now supply is held fixed")


def test_what_an_author_assumes_is_told_once() -> None:
    assumed = "what GPUs cost."
    found = caveats(arms({"chain.staking.max_validators": 85}, of_both={"assumes": assumed}))
    assert found == (f"Assumed, for want of data: {assumed}",)


def test_a_shock_of_demand_in_every_arm_is_told_once() -> None:
    found = beside_surplus(arms({"chain.staking.max_validators": 85}, of_both={"shocks.gpu_demand.boom": BOOM}))
    assert len(found) == 1


def test_where_demand_is_nobodys_question_nothing_is_said_at_the_top() -> None:
    assert caveats(hand_made_arms()) == ()


def test_where_nodes_come_and_go_their_costs_are_said_to_be_assumed_and_nothing_to_be_held_fixed() -> None:
    entry = {"policies.provider_supply": {"kind": "enter_exit_expand"}, "shocks.gpu_demand.boom": BOOM}
    (sentence,) = beside_surplus(arms({"chain.staking.max_validators": 85}, of_both=entry))
    assert "costs that are assumed" in sentence


def test_a_rule_that_no_chain_has_run_is_called_a_counterfactual() -> None:
    changes = {"counterfactual.bonds.design": "as_drafted"}
    (sentence,) = beside_surplus(arms({**changes}))
    assert sentence.startswith("A counterfactual: in ")
    assert "The chain never had it" in sentence
    assert "AEP-86, a draft" in sentence


def test_providers_who_buy_hardware_are_not_missing_where_supply_responds() -> None:
    still = load_scenario("mainnet6")
    responds = still.with_changes({"policies.provider_supply": {"kind": "enter_exit_expand"}})
    assert "providers who buy or sell hardware" in not_in_the_model([still])
    assert "providers who buy or sell hardware" not in not_in_the_model([still, responds])


def test_what_one_arm_may_not_mean_names_the_arm() -> None:
    """A floor put to the vote without a migration lifts nobody; of both arms nobody is named."""
    written = {"submitted": "2023-09-10", "set": {"chain.staking.min_commission_rate": 0.1}}
    (told,) = (one for one in caveats(arms({"governance.floor": written})) if "without a migration" in one)
    assert told.startswith("then: governance.floor would raise min_commission_rate")
    (told,) = (one for one in caveats(arms({}, {"governance.floor": written})) if "without a migration" in one)
    assert told.startswith("governance.floor would raise")


def test_of_several_variants_each_is_named_once_with_what_it_does_not_do() -> None:
    """The badge of one of them says the same, and said it again on the page without a name."""
    lifts = {"date": "2023-09-20", "set": {"chain.staking.min_commission_rate": 0.1}}
    rest = "raises min_commission_rate to 0.1 without a migration"
    now, ten = arms({"timeline.ten": lifts})
    _, fewer = arms({"chain.staking.max_validators": 90})
    found = [now, replace(ten, label="ten"), replace(fewer, label="fewer")]
    (told,) = (one for one in compared(found).background.caveats if rest in one)
    assert told.startswith("ten: timeline.ten raises")
    nobody = Flag("x", "this lifts nobody", ("timeline.lift lifts nobody: nobody was below 5 %.",), "fewer")
    assert "fewer: timeline.lift lifts nobody: nobody was below 5 %." in caveats(found, [nobody])
    assert "timeline.lift lifts nobody: nobody was below 5 %." in caveats([found[0], found[2]], [nobody])


def test_an_objective_that_some_runs_have_no_number_of_is_named_with_how_many_have_one() -> None:
    nan, runs = float("nan"), 4
    judged = {
        name: metric for name, metric in metrics().items() if name in ("gpu_utilisation", "real_yield", "stake_hhi")
    }
    found = {
        "gpu_utilisation": paired([0.5, 0.6, 0.7, 0.8], [0.6, nan, 0.5, nan]),
        "real_yield": paired([1.0, 2.0, 3.0, 4.0], [2.0, 3.0, 4.0, 5.5]),  # all
        "stake_hhi": paired([nan] * 4, [1.0, 2.0, 3.0, 4.0]),  # none: it is told to have no number
    }
    (told,) = fewer_pairs(judged, {"then": found}, runs)
    assert told == (
        "then: GPU utilisation has a number in 2 of 4 paired runs; its levels and its difference are of these alone."
    )
    assert found["gpu_utilisation"].baseline == pytest.approx(0.6)
