"""What would change the answer: rows that apply, in every arm alike, and where an objective stands otherwise."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from econsim.analysis.beliefs_told import beliefs_told
from econsim.analysis.compare import compare, compared
from econsim.analysis.plan import Planned, plan
from econsim.analysis.what_if import REPLICATES, beliefs, under_beliefs
from econsim.networks.catalogue import load_scenario
from econsim.report.comparison_document import document
from econsim.report.html import page
from econsim.report.tables_csv import tables_csv
from econsim.runs.run import run as simulated
from tests.analysis.hand_made import hand_made_arms, hand_made_run, run_by

LARGE, SMALL = (f"policies.delegation.{kind}_commission_sensitivity" for kind in ("large", "small"))
ARMS = (load_scenario("mainnet6"), load_scenario("mainnet7"))


def applied(*scenarios):
    return {belief.name: changed for belief, changed in under_beliefs(scenarios)}


def at(scenario, path: str):
    content = scenario.content()
    for name in path.split("."):
        content = content[name]
    return content


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list:
    """Replace the simulation: the variant's Herfindahl index falls, by less where the old rates were 4.5 %."""
    asked = []

    def run(scenario, *, seed, replicates, epochs, workers, out, progress, past=None):
        asked.append((scenario.name, seed, replicates, epochs))
        is_small = scenario.population.validators.lifted_old_rates == (0.045,)
        shifts = {"stake_hhi": -0.0005 if is_small else -0.002} if scenario.name == "mainnet7" else {}
        return hand_made_run(scenario, shifts=shifts, replicates=replicates, epochs=epochs, seed=seed)

    run_by(run, monkeypatch)
    return asked


def test_the_first_row_is_the_comparison_itself() -> None:
    (belief, changed), *_ = under_beliefs(ARMS)
    assert belief.name == "base"
    assert [one.digest() for one in changed] == [one.digest() for one in ARMS]


def test_turnout_is_doubted_where_something_is_put_to_the_vote_in_an_arm() -> None:
    floor = load_scenario("governed_floor")
    found = applied(floor, *(floor.variant(name) for name in floor.variants))
    assert not {"turnout_half", "turnout_double"} & applied(*ARMS).keys()
    for name, factor in (("turnout_half", 0.5), ("turnout_double", 2.0)):
        assert len(found[name]) == 4
        for arm in found[name]:
            for who, usual in (("validators", 0.8), ("large", 0.2), ("small", 0.05)):
                assert at(arm, f"policies.vote.turnout_{who}") == min(factor * usual, 1.0)


def test_what_providers_ask_is_doubted_where_a_market_is_open_in_an_arm() -> None:
    prices, closed = {"prices_script", "prices_adaptive"}, {"run.market": False}
    assert prices <= applied(*ARMS).keys()
    assert prices.isdisjoint(applied(*(arm.with_changes(closed) for arm in ARMS)))
    kept = applied(*(arm.with_changes(closed) for arm in ARMS)).keys() | prices
    assert kept == applied(*ARMS).keys()  # nothing else is about the market alone


def test_every_belief_changes_every_arm_and_has_six_replicates() -> None:
    found = applied(*(one.with_changes({"run.epochs": 489}) for one in ARMS))
    assert set(found) == {"base"} | {belief.name for belief in beliefs() if belief.needs != "governance"}
    for name, changed in found.items():
        assert [one.run.replicates for one in changed] == [REPLICATES] * 2
        if name != "base":
            assert all(one.digest() != arm.digest() for one, arm in zip(changed, ARMS, strict=True))


def test_the_points_of_a_prior_are_median_times_exp_of_spread_times_quantile() -> None:
    """The 95 % point of the standard normal is 1.644854: exp(.9 x 1.644854) = 4.3942, exp(.6 x 1.644854) = 2.6830."""
    given = {LARGE: 2.0, SMALL: 10.0, f"{LARGE}_log_sd": 0.9, f"{SMALL}_log_sd": 0.6}
    found = applied(*(one.with_changes(given) for one in ARMS))
    for arm in (0, 1):
        assert at(found["response_high"][arm], LARGE) == pytest.approx(2.0 * 4.3942, rel=1e-4)
        assert at(found["response_high"][arm], SMALL) == pytest.approx(10.0 * 2.6830, rel=1e-4)
        assert at(found["response_low"][arm], LARGE) == pytest.approx(2.0 / 4.3942, rel=1e-4)
        assert at(found["response_low"][arm], SMALL) == pytest.approx(10.0 / 2.6830, rel=1e-4)


def test_later_votes_are_added_to_both_arms_as_far_as_the_run_goes() -> None:
    """Epoch 122 begins on 31 December 2023 at 15:45; a run of 122 epochs ends before it, one of 200 before August."""
    later = applied(*(one.with_changes({"run.epochs": 200}) for one in ARMS))["later_votes"]
    names = [{event.name for event in one.timeline} for one in later]
    assert names[0] == {"axlusdc_accepted", "props_240_241", "prop_248"}
    assert names[1] == names[0] | {"mainnet_7"}
    assert "later_votes" not in applied(*(one.with_changes({"run.epochs": 120}) for one in ARMS))


def test_a_belief_that_the_arms_differ_in_is_left_out() -> None:
    cheap = ARMS[0].with_changes({"shocks.akt_price": {"kind": "constant", "usd": 1.0}})
    found = applied(ARMS[0], cheap)
    assert not {"price_low", "price_high"} & set(found)
    assert "old_rates_0" in found


def test_a_belief_that_a_scenario_has_no_place_for_is_left_out() -> None:
    sticky = [one.with_changes({"policies.delegation": {"kind": "sticky"}}) for one in ARMS]
    assert not {"response_low", "response_high"} & set(applied(*sticky))


def test_a_belief_that_is_held_already_is_left_out() -> None:
    given = {"shocks.akt_price": {"kind": "constant", "usd": 0.5}}
    found = applied(*(one.with_changes(given) for one in ARMS))
    assert "price_low" not in found
    assert "price_high" in found


def test_rows_are_run_on_the_seed_of_the_comparison_and_say_where_the_verdict_flips(quick: list) -> None:
    """The index falls by .0020, twice what matters; where the old rates were 4.5 % by .0005, half of it."""
    made = compare("mainnet6", "mainnet7", replicates=2, epochs=40, seed=5, what_if=True)
    assert {asked[1:] for asked in quick} == {(5, 2, 40), (5, 6, 40)}
    rows = {row.name: row.variants["mainnet7"]["stake_hhi"] for row in made.numbers.what_if.rows}
    assert (rows["base"].standing, rows["base"].flips) == ("better", False)
    assert (rows["old_rates_3"].standing, rows["old_rates_3"].flips) == ("better", False)
    assert (rows["old_rates_4_5"].standing, rows["old_rates_4_5"].flips) == ("no difference that matters", True)
    assert rows["old_rates_4_5"].difference == pytest.approx(-0.0005)
    flip = "What stands otherwise: the Herfindahl index of stake if the lifted validators had charged 4.5 %."
    told = beliefs_told(made.numbers.what_if, made.background.metrics, "mainnet7")
    assert flip in told.notes
    changing = [(metric.heading, words, found.difference) for metric, words, found in told.rows if found.flips]
    assert changing == [
        ("Herfindahl index of stake", "the lifted validators had charged 4.5 %", pytest.approx(-0.0005))
    ]
    assert [row.name for row in made.numbers.what_if.left_out] == ["later_votes"]
    assert told.notes[-1].startswith("Not tried, since it changes nothing in these runs")
    assert told.notes[-1].endswith("what was voted after Mainnet 7 is in force from its day.")
    html = page(document(made))
    assert "What the answer depends on" in html
    assert flip in html
    table = csv.DictReader(io.StringIO(tables_csv(document(made))["what-if-1"]))
    row = next(row for row in table if "4.5" in row["what if"])
    assert [float(row[head]) for head in ("difference", "95 % interval, low", "95 % interval, high")] == [-0.0005] * 3


def test_what_nobody_asked_for_is_not_there() -> None:
    made = compared(hand_made_arms())
    assert made.numbers.what_if is None
    assert "What the answer depends on" not in page(document(made))


def test_rows_are_kept_like_any_other_run(tmp_path: Path) -> None:
    """Simulated, two epochs of each: a second time nothing is run, and a dry run would find everything there."""
    sized = [one.with_changes({"run.epochs": 2, "run.replicates": 1}) for one in ARMS[:1]]
    changed = [scenario for _, arms in under_beliefs(sized) for scenario in arms][:2]
    for scenario in changed:
        simulated(scenario, workers=1, out=tmp_path)
    found = plan([Planned(one.name, one, None, None) for one in (*sized, *changed)], 1, tmp_path)
    assert [row.replicates_there for row in found.runs] == [1, REPLICATES, REPLICATES]
    assert [row.replicates_to_run for row in found.runs] == [0, 0, 0]
