"""What a valid scenario does that its author may not have meant: told before it runs, and first of all on its page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from econsim.scenario.agenda import law_at
from econsim.scenario.network import UNREACHED, Note
from econsim.scenario.origin import Mistakes, Path, dotted, nearest
from econsim.scenario.schema import Scenario, build
from econsim.scenario.values import LawSection
from econsim.units import SECONDS_PER_DAY


def notes_on(scenario: Scenario, epochs: int | None = None) -> list[Note]:
    """Return the notes on a scenario as it runs for some epochs (its own when None), without variants and sweep."""
    return [
        *_unreached(scenario, epochs or scenario.run.epochs),
        *scenario.network.notes(scenario),
        *_overtaken(scenario),
        *_left_out(scenario),
    ]


def lines_about(scenario: Scenario, more: Callable[[Scenario], Sequence[Note]]) -> list[str]:
    """Return the notes on a scenario, its variants and the values of its sweep, each with the place it is about.

    `more` notes what rooms above know of a scenario.
    """
    layered = scenario.layered
    found = [scenario, *(build(alternative) for alternative in layered.alternatives())]
    empty = [_line(scenario, note) for note in _without_changes(scenario)]
    return list(dict.fromkeys([*empty, *(_line(one, note) for one in found for note in (*notes_on(one), *more(one)))]))


def _without_changes(scenario: Scenario) -> Iterator[Note]:
    """Return a note for every variant that is the file itself."""
    for name, changes in scenario.variants.items():
        if not changes:
            yield Note(("variants", name), f"variants.{name} changes nothing; give it a dotted path and its value")


def _line(scenario: Scenario, note: Note) -> str:
    return f"{nearest(scenario.layered.tree(Mistakes()), note.path).place}: {note.sentence}"


def _unreached(scenario: Scenario, epochs: int) -> Iterator[Note]:
    """Return a note for everything that begins when the run is over, but for what the history has later, too."""
    run, history = scenario.run, scenario.history
    later = [] if history is None else [one.written for one in (*history.timeline, *history.governance)]
    late: list[tuple[Path, int, datetime]] = [
        ((section, one.name), one.epoch, one.date)
        for section in ("timeline", "governance")
        for one in getattr(scenario, section)
        if one.written not in later
    ]
    for channel, shapes in scenario.shocks.items():
        for name, shape in shapes.items() if isinstance(shapes, Mapping) else ():
            lasting = shape.lasting()
            if lasting is not None:
                epoch, day = int(lasting.begin * SECONDS_PER_DAY // run.epoch_length), timedelta(days=lasting.begin)
                late.append((("shocks", channel, name), epoch, run.start + day))
    for path, epoch, date in sorted(late, key=lambda one: (one[1], one[0])):
        if epoch >= epochs:
            sentence = f"{dotted(path)} acts at {too_late(epoch, date)}: nothing of it is seen here"
            yield Note(path, f"{sentence}; {cure(epoch)}", UNREACHED)


def too_late(epoch: int, date: datetime) -> str:
    """Return when something is that comes after the end: `epoch 27 (2023-09-27), after the end of this run`."""
    return f"epoch {epoch} ({date:%Y-%m-%d}), after the end of this run"


def cure(epoch: int) -> str:
    """Return how a run reaches an epoch: `--epochs 28 or more reach it`."""
    return f"--epochs {epoch + 1} or more reach it"


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


def _left_out(scenario: Scenario) -> Iterator[Note]:
    """Return a note for every entry that a map which is set as a whole takes away."""
    for section in ("timeline", "governance"):
        for one in getattr(scenario, section):
            for path, value in one.set.items() if one.epoch >= 0 else ():
                if isinstance(value, Mapping):
                    before: Any = law_at(one.date - timedelta.resolution, scenario.timeline, scenario.part(LawSection))
                    for name in path.split(".")[1:]:
                        before = getattr(before, name)
                    gone = [name for name in before if name not in value]
                    if gone:
                        sentence = f"{section}.{one.name} sets {path} as a whole, without {', '.join(gone)}"
                        kept = next(iter(value), gone[0])
                        yield Note((section, one.name), f"{sentence}; `{path}.{kept}: ...` sets one entry")
