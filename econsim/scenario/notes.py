"""What a valid scenario does that its author may not have meant: told before it runs, and first of all on its page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from econsim.scenario.origin import Mistakes, Path, dotted, nearest
from econsim.scenario.schema import Scenario, build
from econsim.scenario.timeline import FLOOR, Event
from econsim.scenario.values import number_text
from econsim.units import SECONDS_PER_DAY

_LIFTS = "lift_to_floor"


class Note(NamedTuple):
    """A sentence about a scenario and the path that it is about."""

    path: Path
    sentence: str


def notes_on(scenario: Scenario, epochs: int | None = None) -> list[Note]:
    """Return the notes on a scenario as it runs for some epochs (its own when None), without variants and sweep."""
    return [*_unreached(scenario, epochs or scenario.run.epochs), *_lifting_nobody(scenario), *_overtaken(scenario)]


def lines_about(scenario: Scenario, more: Callable[[Scenario], Sequence[Note]]) -> list[str]:
    """Return the notes on a scenario, its variants and the values of its sweep, each with the place it is about.

    `more` notes what rooms above know of a scenario.
    """
    layered = scenario.layered
    found = [scenario, *(build(alternative) for alternative in layered.alternatives())]
    return list(dict.fromkeys(_line(one, note) for one in found for note in (*notes_on(one), *more(one))))


def _line(scenario: Scenario, note: Note) -> str:
    return f"{nearest(scenario.layered.tree(Mistakes()), note.path).place}: {note.sentence}"


def _unreached(scenario: Scenario, epochs: int) -> Iterator[Note]:
    """Return a note for everything that begins when the run is over."""
    run = scenario.run
    late: list[tuple[Path, int]] = [(("timeline", event.name), event.epoch) for event in scenario.timeline]
    for name, shock in scenario.shocks.gpu_demand:
        day = getattr(shock, "start_day", None)
        if day is not None:
            late.append((("shocks", "gpu_demand", name), int(day * SECONDS_PER_DAY // run.epoch_length)))
    for path, epoch in sorted(late, key=lambda one: (one[1], one[0])):
        if epoch >= epochs:
            yield Note(
                path, f"{dotted(path)} acts at epoch {epoch}, after the end of this run: nothing of it is seen here"
            )


def _lifting_nobody(scenario: Scenario) -> Iterator[Note]:
    """Return a note for every event that raises the floor, or a start above the release's own, that lifts nobody."""
    law, release = scenario.chain, scenario.release
    usual = release.set.get(FLOOR, 0.0)
    is_lifted = _LIFTS in release.migrations or _next_lift(scenario.timeline) is not None
    if law.staking.min_commission_rate > usual and not is_lifted:
        yield Note(
            tuple(FLOOR.split(".")),
            f"{FLOOR} is {number_text(law.staking.min_commission_rate)} from the start: this changes what edits may "
            f"name, it lifts nobody; an event with `migrations: [{_LIFTS}]` lifts everybody below it",
        )
    for place, event in enumerate(scenario.timeline):
        before, law = law.staking.min_commission_rate, law.with_changes(event.all_set)
        floor = law.staking.min_commission_rate
        if FLOOR in event.all_set and floor > before and _LIFTS not in event.all_migrations:
            later = _next_lift(scenario.timeline[place + 1 :])
            until = f" until timeline.{later.name}" if later else ""
            path = ("timeline", event.name)
            message = (
                f"{dotted(path)} raises min_commission_rate to {number_text(floor)} without a migration: this changes "
                f"what edits may name, it lifts nobody{until}"
            )
            yield Note(path, f"{message}; `migrations: [{_LIFTS}]` lifts everybody below it")


def _next_lift(events: Sequence[Event]) -> Event | None:
    return next((event for event in events if _LIFTS in event.all_migrations), None)


def _overtaken(scenario: Scenario) -> Iterator[Note]:
    """Return a note for everything that an event sets and another sets again before an epoch has passed."""
    for place, event in enumerate(scenario.timeline):
        for other in scenario.timeline[place + 1 :]:
            for path in event.all_set if other.epoch == event.epoch else ():
                if path in other.all_set:
                    sentence = (
                        f"timeline.{event.name} sets {path}, and timeline.{other.name} sets it again in the same epoch"
                    )
                    yield Note(("timeline", event.name), f"{sentence}: what the first one sets never acts")
