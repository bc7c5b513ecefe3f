"""The timeline: dated changes of the law, in force from the epoch boundary nearest to their date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, product
from typing import Any, TypeVar

from pydantic import ValidationError

from econsim.contracts import Frozen
from econsim.scenario.asked import whole_number
from econsim.scenario.codes import Code
from econsim.scenario.fields import root_spec
from econsim.scenario.merge import closest
from econsim.scenario.network import Network, Problem
from econsim.scenario.origin import NOT_INHERITED, Mistakes, Node, Path, bare, nearest
from econsim.scenario.run import Run, nearest_epoch
from econsim.scenario.sentences import checked, problems
from econsim.scenario.values import LawSection, Section, moment_text

Dated = TypeVar("Dated", bound="Event")


@dataclass(frozen=True)
class Event:
    """A dated change of the law: parameters by their dotted paths, and whatever else a network's events do."""

    name: str
    epoch: int
    written: Any  # as a scenario writes it

    @property
    def date(self) -> datetime:
        """Return when it acts; the epoch is the nearest."""
        moment: datetime = self.written.date
        return moment

    @property
    def moments(self) -> tuple[Any, ...]:
        """Return what says when it changes the law: that of two events is equal where neither is the later one."""
        return (self.date,)

    @property
    def date_basis(self) -> str:
        """Return how its date is known, '' where its author does not say."""
        return getattr(self.written, "date_basis", "")

    @property
    def set(self) -> Mapping[str, Any]:
        """Return the parameters that it sets itself."""
        changes: Mapping[str, Any] = self.written.set
        return changes

    @property
    def brought(self) -> Mapping[str, Any]:
        """Return the parameters that are set by what it brings, after its own."""
        return {}

    def bring(self, law: Any) -> Any:
        """Return a law once what it brings is in force, after what it sets itself."""
        return law

    @property
    def all_set(self) -> Mapping[str, Any]:
        """Return every parameter that it sets; what it brings has the last word."""
        return {**self.set, **self.brought}


def to_come(dated: Sequence[Dated]) -> tuple[Dated, ...]:
    """Return those events or proposals that come from the start on, without what a history has lived."""
    return tuple(one for one in dated if one.epoch >= 0)


def events_at(timeline: Sequence[Dated], epoch: Any) -> tuple[Dated, ...]:
    """Return the events of an epoch; raises UsageError for what is no whole number, such as a date."""
    cure = "expected a number of epochs, such as 27; the epoch of each event is in `scenario.timeline`"
    at = whole_number("epoch", epoch, cure)
    return tuple(event for event in timeline if event.epoch == at)


def build_timeline(
    node: Node, network: Network, tree: Node, run: Run | None, law: LawSection | None, mistakes: Mistakes
) -> tuple[Event, ...]:
    """Return the events in the order in which they act, after trying their changes on the law, one after the other.

    Without a run or a law, because they have mistakes themselves, as much is checked as can be.
    """
    events: list[Event] = []
    for name, entry in node.entries().items():
        path: Path = ("timeline", name)
        written: Any = checked(network.timeline.written, bare(entry), path, tree, mistakes)
        if written is None:
            continue
        epoch = 0 if run is None else nearest_epoch(written.date, run.start, run.epoch_length)
        if run is not None and written.date < (run.genesis_time or run.start):
            message = f"is {moment_text(written.date)}, before the run starts ({moment_text(run.start)})"
            hint = f"; remove the event with `{name}: null` or move the start"
            mistakes.add(nearest(tree, (*path, "date")), (*path, "date"), message + hint, "out-of-range")
        events.append(network.timeline.made(name, epoch, written))
    events.sort(key=lambda event: (event.date, event.name))
    for problem in (*two_at_once(events, "timeline"), *network.timeline.check(events, law)):
        mistakes.add(nearest(tree, problem.path), problem.path, problem.message, problem.code)
    for event in events:
        if law is not None:
            law = changed_law(event, ("timeline", event.name), network, tree, law, mistakes)
    return tuple(events)


def at_once(events: Sequence[Event]) -> Iterator[tuple[Event, Event, str]]:
    """Return the pairs of events of one moment, and how a sentence says when that is."""
    for first, second in combinations(events, 2):
        if first.moments == second.moments:
            yield first, second, f"at the same time, {moment_text(first.date)}; give one of them another time"


def two_at_once(events: Sequence[Event], section: str) -> Iterator[Problem]:
    """Return events of one moment that set the same thing: nothing says which is the last."""
    for first, second, when in at_once(events):
        for own, other in product(second.all_set, first.all_set):
            if f"{own}.".startswith(f"{other}.") or f"{other}.".startswith(f"{own}."):
                message = f"{section}.{first.name} sets {'it too' if own == other else other} {when}"
                yield Problem((section, second.name, "set", own), message, "ambiguous")


def changed_law(
    event: Event, path: Path, network: Network, tree: Node, law: LawSection, mistakes: Mistakes
) -> LawSection:
    """Return the law that an event leaves, after noting every change that a scenario cannot make; `path` is its own."""
    allowed, path = {}, (*path, "set")
    for dotted, value in event.set.items():
        message, code = _no_parameter(dotted, network, law) or _not_removed(dotted, value, law) or ("", None)
        if code is not None:
            mistakes.add(nearest(tree, (*path, dotted)), (*path, dotted), message, code)
        else:
            allowed[dotted] = value
    try:
        law = event.bring(law.with_changes(allowed))
    except ValidationError as error:
        for where, message, code in problems(type(law), error, mistakes.words):
            at = _blamed(path, ".".join((network.law, *where)), allowed)
            mistakes.add(nearest(tree, at), at, message, code)
    return law


def _no_parameter(dotted: str, network: Network, law: LawSection) -> tuple[str, Code] | None:
    """Return what is wrong with the path of a change, None for nothing."""
    if dotted in network.timeline.fixed:
        return network.timeline.fixed[dotted], "not-settable"
    head, *rest = dotted.split(".")
    sections = dict(_models_of(type(law)))
    if head != network.law or len(rest) < 2 or rest[0] not in sections:
        known = [f"{network.law}.{name}" for name in sections]
        paths = [
            f"{network.law}.{section}.{name}" for section, model in sections.items() for name in model.model_fields
        ]
        hint = closest(dotted, paths) if "." in dotted.removeprefix(f"{network.law}.") else ""
        message = f"no such {network.law} parameter; an event sets what is below {', '.join(known)}{hint}"
        return message, "unknown-field"
    return None


def _models_of(law: type[LawSection]) -> Iterator[tuple[str, type[Frozen]]]:
    for name, field in law.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            yield name, field.annotation


def _not_removed(dotted: str, value: Any, law: LawSection) -> tuple[str, Code] | None:
    """Return what is wrong with a null, None for nothing: it removes an entry of a map that is there."""
    if isinstance(value, Mapping) and None in value.values():
        empty = next(name for name, entry in value.items() if entry is None)
        return f"has {empty}: null; a map takes the place of the whole one here, leave {empty} out", "empty"
    *holders, name = dotted.split(".")[1:]
    spec = root_spec(type(law)).walk(tuple(holders))
    if value is not None or spec is None or (spec.is_named_map and name in _at(law, holders)):
        return None
    if spec.is_named_map:
        return NOT_INHERITED, "nothing-to-remove"
    return "is empty; give it a value or leave it out", "empty"


def _at(law: Any, holders: Sequence[str]) -> Any:
    for holder in holders:
        law = law[holder] if isinstance(law, Mapping) else getattr(law, holder)
    return law


def _blamed(path: Path, where: str, changes: Mapping[str, Any]) -> Path:
    """Return the path of the change that a mistake in the law belongs to, or of all of them."""
    found = [dotted for dotted in changes if where.startswith(dotted) or dotted.startswith(where)]
    return (*path, found[0]) if found else path
