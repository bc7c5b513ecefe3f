"""The room of scenarios names no network: here it reads those of a toll road."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import pytest

import econsim.scenario
from econsim.contracts import Frozen, parameter
from econsim.errors import ScenarioError
from econsim.networks.catalogue import Catalogue
from econsim.scenario.frozen_map import FrozenMap
from econsim.scenario.load import load
from econsim.scenario.network import Check, Network, Note, Problem, Timeline
from econsim.scenario.notes import notes_on
from econsim.scenario.origin import Words
from econsim.scenario.run import Run
from econsim.scenario.timeline import Event
from econsim.scenario.values import FROZEN, LawSection, Moment, Section

WORDS = re.compile(
    r"akash|uakt|uusdc|mainnet|\bvalidators\b|delegat|tenant|provider|gpu|staking|commission", re.IGNORECASE
)
ROAD = """\
schema: 1
title: a road
run: {start: 2024-01-01, start_height: 0, epochs: 9, epoch_length: 1 day, seconds_per_block: 6, replicates: 1, seed: 1}
tolls: {truck: {euros: 3}}
traffic: {trucks: 7}
policies: {}
shocks: {}
"""


class Toll(Section):
    euros: int = parameter("what is paid", unit="EUR", source="the road", status="choice", ge=0, le=9)


class Tolls(LawSection):
    truck: Toll


class Traffic(Section):
    trucks: int = parameter("trucks a day", unit="1/day", source="the road", status="choice", ge=0)


class Change(Frozen):
    date: Moment
    set: Annotated[Mapping[str, Any], FROZEN] = FrozenMap({})


def jammed(traffic: Traffic) -> Any:
    if traffic.trucks > 100:
        yield Problem(("traffic", "trucks"), "is a jam", "inconsistent")


TOLL_ROAD = Network(
    name="toll_road",
    preset="road",
    sections={"run": Run, "tolls": Tolls, "traffic": Traffic},
    law="tolls",
    timeline=Timeline(Change, Event, lambda events, law: iter(()), {}, dict),
    words=Words(whole_preset="road", usual_preset="road"),
    example="tolls.truck.euros=4",
    nested_example="tolls: {truck: {...}}",
    checks=(Check(("traffic",), jammed),),
    notes=lambda scenario: iter([Note(("traffic",), "is light")]),
    derived={"income": lambda scenario: scenario.part(Tolls).truck.euros * scenario.traffic.trucks},
)
CATALOGUE = Catalogue(decisions=(), channels=(), rooms=(), network=TOLL_ROAD)


def road(folder: Path, more: str = "", *sets: str) -> Any:
    (folder / "road.yaml").write_text(ROAD + more, encoding="utf-8")
    return load(folder / "road.yaml", sets, CATALOGUE)


def test_another_network_has_sections_a_law_and_derived_numbers_of_its_own(tmp_path):
    found = road(tmp_path, "timeline: {dearer: {start_day: 3, set: {tolls.truck.euros: 5}}}\n", "traffic.trucks=8")
    assert (found.income, found.traffic.trucks, found.run.epochs) == (24, 8, 9)
    (event,) = found.events_at(3)
    assert found.tolls.with_changes(event.all_set).truck.euros == 5
    assert [note.sentence for note in notes_on(found)] == ["is light"]
    assert list(found.content())[3:7] == ["run", "tolls", "traffic", "policies"]


@pytest.mark.parametrize(
    ("change", "line", "code"),
    [
        ("traffic.trucks=101", "--set #1 traffic.trucks is a jam", "inconsistent"),
        ("traffic.cars=1", "--set #1 traffic.cars: no such field; there are trucks", "unknown-field"),
        ("tolls.truck.euros=10", "--set #1 tolls.truck.euros is 10; expected 0 to 9", "out-of-range"),
        (
            "timeline.x={date: 2024-01-02, set: {traffic.trucks: 1}}",
            "--set #1 timeline.x.set.traffic.trucks: no such tolls parameter; an event sets what is below tolls.truck",
            "unknown-field",
        ),
    ],
)
def test_its_mistakes_are_told_in_its_own_words(tmp_path, change, line, code):
    with pytest.raises(ScenarioError) as caught:
        road(tmp_path, "", change)
    assert caught.value.mistakes[0].startswith(line)
    assert caught.value.codes == [code]


def test_what_a_network_lacks_its_scenarios_lack(tmp_path):
    with pytest.raises(AttributeError, match="a scenario has no 'population'; its sections are run, tolls, traffic"):
        _ = road(tmp_path).population


def test_no_word_of_a_network_stands_in_the_room():
    room = Path(econsim.scenario.__path__[0])
    found = {path.name: WORDS.findall(path.read_text("utf-8")) for path in room.glob("*.py")}
    assert {name: words for name, words in found.items() if words} == {}
