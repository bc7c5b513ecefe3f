"""The history carried on over Mainnets 14 to 18, and the worlds that go on from it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from econsim.errors import ScenarioError
from econsim.networks.catalogue import load_scenario
from econsim.scenario.content import diff
from econsim.scenario.notes import notes_on
from tests.scenario.scenario_files import child

DATED = {  # the record of upgrades and of governance; a month is its 15th
    "v1_0": "2025-10-28",
    "v1_1": "2025-11-15",
    "v1_2": "2026-03-04",
    "v2_0": "2026-03-23",
    "inflation_2026": "2026-05-16",
    "v2_1": "2026-06-11",
}


def test_it_is_the_shorter_history_and_what_came_later() -> None:
    history, longer = load_scenario("akash_history"), load_scenario("akash_history_2026")
    changed = {path for path, _, _ in diff(history, longer)}
    settings = {"run.epochs", "run.history", "shocks.akt_price.then"}
    assert changed == {*settings, *(f"timeline.{name}" for name in DATED)}
    assert history.run.epochs == 789


def test_every_change_stands_on_its_day_and_what_is_assumed_of_it_is_said() -> None:
    later = [event for event in load_scenario("akash_history_2026").timeline if event.epoch >= 789]
    assert {event.name: f"{event.date:%Y-%m-%d}" for event in later} == DATED
    assert {event.name for event in later if event.date_basis.startswith("assumed")} == {"v1_1", "inflation_2026"}


def test_it_ends_on_the_day_before_the_move_to_another_chain_was_voted() -> None:
    run = load_scenario("akash_history_2026").run
    last = run.start + timedelta(seconds=(run.epochs - 1) * run.epoch_length)
    assert last.date().isoformat() == "2026-11-01"


def test_the_price_after_the_record_is_the_one_thing_in_which_the_three_histories_differ() -> None:
    mean = load_scenario("akash_history_2026")
    for name, usd in (("akash_history_2026_cheap", 0.5), ("akash_history_2026_dear", 3.5)):
        other = load_scenario(name)
        assert {path for path, _, _ in diff(mean, other)} == {"run.history", "shocks.akt_price.then.usd"}
        assert (mean.shocks.akt_price.then.usd, other.shocks.akt_price.then.usd) == (1.0, usd)


@pytest.mark.parametrize(
    ("name", "release", "brought"),
    [
        ("mainnet16", "v1.2.0", {}),
        ("mainnet17", "v1.2.0", {"v2_0": 1}),
        ("mainnet18", "v1.2.0", {"v2_0": 1, "v2_1": 81}),
    ],
)
def test_the_worlds_begin_on_the_last_day_before_the_upgrade(name: str, release: str, brought: dict[str, int]) -> None:
    """23 March is the day after 22 March; 11 June is 80 days later (8 + 30 + 31 + 11)."""
    scenario = load_scenario(name)
    assert f"{scenario.run.start:%Y-%m-%d %H:%M}" == "2026-03-22 15:45"
    assert (scenario.release.version, scenario.run.seed) == (release, 1)
    assert {event.name: event.epoch for event in scenario.timeline if event.epoch >= 0} == brought
    assert scenario.title.endswith("no later vote")
    assert notes_on(scenario) == []


def test_how_tenants_pay_in_act_may_differ_from_a_history_that_never_paid_in_it(tmp_path: Path) -> None:
    mine = child(tmp_path, "population: {tenants: {act: {prepaid_time: 7 days}}}\n", parent="mainnet17")
    as_shipped = load_scenario("mainnet17")
    assert mine.history is not None
    assert as_shipped.history is not None
    assert mine.history.digest() == as_shipped.history.digest()
    assert mine.digest() != as_shipped.digest()


def test_it_may_not_once_the_history_has_paid_in_act(tmp_path: Path) -> None:
    text = "run: {start: 2026-07-01, epochs: 30}\npopulation: {tenants: {act: {prepaid_time: 7 days}}}\n"
    with pytest.raises(ScenarioError, match=r"act.prepaid_time is '?7 days'?, and '?30 days'? in akash_history_2026"):
        child(tmp_path, text, parent="akash_history_2026")


def test_nothing_else_of_the_people_may_differ(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"tenants.accounts is 10, and 1000 in akash_history_2026"):
        child(tmp_path, "population: {tenants: {accounts: 10}}\n", parent="mainnet17")


def test_the_counterfactual_says_that_it_is_one() -> None:
    assert "counterfactual" in load_scenario("bme_as_written").title
