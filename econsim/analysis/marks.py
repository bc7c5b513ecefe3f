"""What the time paths of an arm mark: its events, and what nature does for a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from econsim.analysis.event_data import EVENT, SHOCK, VOTE, Ballot, EventRow, Mark
from econsim.contracts import Shape
from econsim.scenario.event_words import boundary
from econsim.scenario.schema import Scenario
from econsim.scenario.timeline import to_come
from econsim.scenario.values import moment_text


def marks(
    scenario: Scenario, events: Sequence[EventRow], epochs: int, votes: Sequence[Ballot] = ()
) -> tuple[Mark, ...]:
    """Return the events, shocks and decided proposals that a run of so many epochs reaches, in order of begin.

    The words of an event are what `events` say that it does, else its name; what was decided is what `votes` say.
    """
    end = scenario.run.start + epochs * timedelta(seconds=scenario.run.epoch_length)
    said = {event.name: event.does for event in events}
    found = [
        (boundary(event, scenario.run), Mark(EVENT, event.name, "", None, said.get(event.name, event.name)))
        for event in to_come(scenario.timeline)
    ]
    found += [*_shocks(scenario, end), *_end_of_the_record(scenario)]
    found += [
        (scenario.run.start + vote.decided * timedelta(seconds=scenario.run.epoch_length), _decided(vote))
        for vote in votes
        if vote.decided is not None
    ]
    reached = sorted(
        (one for one in found if scenario.run.start <= one[0] < end), key=lambda one: (one[0], one[1].kind, one[1].name)
    )
    return tuple(Mark(mark.kind, mark.name, moment_text(begin), mark.end, mark.words) for begin, mark in reached)


def _decided(vote: Ballot) -> Mark:
    return Mark(VOTE, vote.mark, "", None, f"{vote.does}; {vote.outcome}")


def shapes(scenario: Scenario) -> dict[str, Shape]:
    """Return every shape of a channel by its dotted path."""
    found: dict[str, Shape] = {}
    for channel, shape in scenario.shocks.items():
        if isinstance(shape, Mapping):
            found |= {f"shocks.{channel}.{name}": one for name, one in shape.items()}
        else:
            found[f"shocks.{channel}"] = shape
    return found


def _shocks(scenario: Scenario, last: datetime) -> Iterator[tuple[datetime, Mark]]:
    start = scenario.run.start
    for path, shape in shapes(scenario).items():
        lasting = shape.lasting()
        if lasting is not None:
            end = None if lasting.end is None else start + timedelta(days=lasting.end)
            told = None if end is None or end > last else moment_text(end)
            name = path.rpartition(".")[2]
            yield start + timedelta(days=lasting.begin), Mark(SHOCK, name, "", told, shape.told())


def _end_of_the_record(scenario: Scenario) -> Iterator[tuple[datetime, Mark]]:
    """Return where the AKT price stops being a recorded one."""
    price = scenario.shocks.akt_price
    until = price.recorded_until()
    if until is not None:
        yield until, Mark(SHOCK, "akt_price", "", None, f"AKT price recorded until then, {price.goes_on_as()} after")
