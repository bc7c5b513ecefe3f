"""A start after genesis_time: what the history has made cannot be said otherwise, and each mistake is one line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from econsim.errors import ScenarioError
from econsim.networks.catalogue import load_scenario
from econsim.scenario.notes import notes_on
from tests.scenario.scenario_files import child, written

LATER = "run: {start: 2025-01-01, epochs: 30}\n"


def refused(folder: Path, text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        child(folder, text, parent="akash_history")
    return [line.removeprefix(f"{folder / 'mine.yaml'}:") for line in caught.value.mistakes]


def test_the_start_is_the_nearest_boundary_of_the_history(tmp_path: Path) -> None:
    """31 December 2024 15:45 is 8.25 hours before the midnight that is asked for; 488 days after 31 August 2023."""
    mine = child(tmp_path, LATER, parent="akash_history")
    assert mine.run.start == datetime(2024, 12, 31, 15, 45, tzinfo=UTC)
    assert mine.run.n_before == 488
    assert mine.history is not None
    assert mine.history.digest() == load_scenario("akash_history").digest()
    assert load_scenario("akash_history").history is None


def test_events_count_from_the_start_and_the_law_is_that_of_the_day(tmp_path: Path) -> None:
    """15 March 2025 noon is 73.84 days after the start; Prop 265 was 145 days before it."""
    mine = child(tmp_path, LATER, parent="akash_history")
    epochs = {event.name: event.epoch for event in mine.timeline}
    assert (epochs["prop_265"], epochs["inflation_cut_2025"]) == (-145, 74)
    law = mine.law_of_day_0
    assert (law.mint.inflation_min, law.mint.inflation_max, law.distribution.community_tax) == (0.08, 0.13, 0.40)
    assert mine.release.version == "v0.36.0"


def test_what_is_resolved_loads_as_the_same_scenario(tmp_path: Path) -> None:
    mine = child(tmp_path, LATER, parent="akash_history")
    again = load_scenario(written(tmp_path, mine.resolved_yaml(), "again.yaml"))
    assert again.digest() == mine.digest()
    assert again.run.n_before == 488


def test_another_history_is_another_question(tmp_path: Path) -> None:
    """The digest names what has been lived, too: a history whose policies change makes no old result pass for new."""
    lived = load_scenario("akash_history").with_changes({"policies.bonding": {"kind": "fixed"}})
    written(tmp_path, lived.resolved_yaml(), "lived.yaml")
    history = tmp_path / "lived.yaml"
    mine, other = (
        child(tmp_path, f"run: {{start: 2025-01-01, history: {name}}}\n", parent="akash_history")
        for name in ("akash_history", history)
    )
    assert mine.with_changes({"run.history": str(history)}).digest() == other.digest() != mine.digest()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "run: {start: 2025-12-01}",
            "3:7 run.start is 2025-11-30T15:45:00Z, and akash_history ends 2025-10-28T15:45:00Z: nothing",
        ),
        (
            "run: {start: 2023-08-01}",
            "3:7 run.start is 2023-08-01T00:00:00Z, before genesis_time (2023-08-31T15:45:00Z)",
        ),
        (
            LATER + "chain: {distribution: {community_tax: 0.3}}",
            "4:24 chain.distribution.community_tax is 0.3, and 0.25 in akash_history; the history has made the world "
            "by then: choose policies and shocks, or date an event from the start on",
        ),
        (
            LATER + "genesis: {inflation: 0.1}",
            "4:11 genesis.inflation is 0.1, and 0.0806 in akash_history; the",
        ),
        (
            LATER + "population: {tenants: {accounts: 10}}",
            "4:24 population.tenants.accounts is 10, and 1000 in akash_history; the history",
        ),
        (
            LATER + "timeline: {props_240_241: null}",
            "timeline.props_240_241: lies before the start (2024-12-31T15:45:00Z) and is not as in akash_history: "
            "start before it, or let `history` name a scenario of your own that has it so",
        ),
        (
            LATER + "timeline: {mine: {date: 2024-05-01, set: {chain.mint.goal_bonded: 0.5}}}",
            "4:12 timeline.mine: lies before the start (2024-12-31T15:45:00Z) and is not as in akash_history",
        ),
        (
            "run: {start: 2025-01-01, epoch_length: 2 days}",
            "3:26 run.epoch_length is '2 days', and '1 day' in akash_history",
        ),
        (
            "run: {start: 2025-01-01, history: akash_histroy}",
            "3:26 run.history: no scenario 'akash_histroy'; did you",
        ),
        (
            "run: {start: 2025-01-01, genesis_time: 2023-09-01T15:45:00Z}",
            "3:26 run.genesis_time is 2023-09-01T15:45:00Z, and akash_history begins 2023-08-31T15:45:00Z",
        ),
    ],
)
def test_what_does_not_go_on_from_the_history_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    (line,) = refused(tmp_path, text)
    assert complaint in line


def test_a_history_without_a_name_and_one_that_waits_for_itself_are_refused(tmp_path: Path) -> None:
    text = "run: {start: 2024-01-01, genesis_time: 2023-08-31T15:45:00Z}"
    with pytest.raises(ScenarioError, match=r"run\.history: missing; name the scenario that runs until start"):
        child(tmp_path, text)
    file = tmp_path / "mine.yaml"
    with pytest.raises(ScenarioError, match=r"run\.history: goes in a circle: .*mine.yaml -> .*mine.yaml"):
        child(tmp_path, f"run: {{start: 2024-01-01, genesis_time: 2023-08-31T15:45:00Z, history: {file}}}")


def test_a_history_of_ones_own_can_have_lived_otherwise(tmp_path: Path) -> None:
    written(tmp_path, "schema: 1\nextends: akash_history\ntimeline: {props_240_241: null}\n", "failed.yaml")
    file = tmp_path / "failed.yaml"
    mine = load_scenario(file, ["run.start=2024-06-01", f"run.history={file}"])
    assert mine.law_of_day_0.mint.inflation_max == 0.15


def test_a_law_that_is_given_again_and_has_changed_by_the_start_is_noted(tmp_path: Path) -> None:
    """The tax of the beginning, .25, is .40 since the end of 2023: given again it says nothing of 2025."""
    plain, again = (
        child(tmp_path, LATER + text, parent="akash_history")
        for text in ("", "chain: {distribution: {community_tax: 0.25}, mint: {goal_bonded: 0.67}}")
    )
    assert notes_on(plain) == []
    assert notes_on(load_scenario(written(tmp_path, plain.resolved_yaml(), "resolved.yaml"))) == []
    (note,) = notes_on(again)
    assert note.sentence == (
        "chain.distribution.community_tax is 0.25 at the beginning of akash_history, by the start it is 0.4; "
        "an event with `start_day: 0` sets it from the start on"
    )
