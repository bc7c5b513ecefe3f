"""The timeline: dated changes of the law, in force from the epoch boundary nearest to their date."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations, product
from typing import Annotated, Any, Self

from pydantic import AfterValidator, ValidationError, model_validator

from econsim.contracts import Frozen
from econsim.mechanisms.law import Law
from econsim.mechanisms.upgrades.releases import Release, known_migration, known_release, known_releases, release
from econsim.scenario.fields import root_spec
from econsim.scenario.frozen_map import FrozenMap
from econsim.scenario.merge import closest
from econsim.scenario.origin import NOT_INHERITED, Mistakes, Node, Path, bare, nearest
from econsim.scenario.parts import Run
from econsim.scenario.sentences import checked, problems
from econsim.scenario.values import FROZEN, Moment, moment_text

FLOOR = "chain.staking.min_commission_rate"


@dataclass(frozen=True)
class Event:
    """A dated change of the law: parameters by their dotted paths (`chain.` included), an upgrade, migrations."""

    name: str
    date: datetime
    epoch: int
    set: Mapping[str, Any]
    upgrade: Release | None
    migrations: tuple[str, ...] = ()  # steps of its own, after what it sets and after those of its upgrade

    @property
    def all_migrations(self) -> tuple[str, ...]:
        """Return every migration that it runs, those of its upgrade first."""
        return (*(self.upgrade.migrations if self.upgrade else ()), *self.migrations)

    @property
    def all_set(self) -> Mapping[str, Any]:
        """Return every parameter that it sets; its upgrade has the last word."""
        return {**self.set, **(self.upgrade.set if self.upgrade else {})}


class WrittenEvent(Frozen):
    """An event as a scenario writes it."""

    date: Moment
    upgrade: Annotated[str, AfterValidator(known_release)] | None = None
    set: Annotated[Mapping[str, Any], FROZEN] = FrozenMap({})
    migrations: tuple[Annotated[str, AfterValidator(known_migration)], ...] = ()

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if self.upgrade is None and not self.set and not self.migrations:
            raise ValueError("does nothing; give it `set` or `upgrade`, perhaps `migrations`")
        return self


def nearest_epoch(date: datetime, start: datetime, epoch_seconds: float) -> int:
    """Return the epoch whose beginning is nearest to a date: floor(seconds / epoch_seconds + 1/2)."""
    return math.floor((date - start) / timedelta(seconds=epoch_seconds) + 0.5)


def build_timeline(node: Node, tree: Node, run: Run | None, law: Law | None, mistakes: Mistakes) -> tuple[Event, ...]:
    """Return the events in the order in which they act, after trying their changes on the law, one after the other.

    Without a run or a law, because they have mistakes themselves, as much is checked as can be.
    """
    events = []
    for name, entry in node.entries().items():
        path: Path = ("timeline", name)
        written = checked(WrittenEvent, bare(entry), path, tree, mistakes)
        if written is None:
            continue
        epoch = 0 if run is None else nearest_epoch(written.date, run.start, run.epoch_length)
        if run is not None and written.date < run.start:
            message = f"is {moment_text(written.date)}, before the run starts ({moment_text(run.start)})"
            hint = f"; remove the event with `{name}: null` or move the start"
            mistakes.add(nearest(tree, (*path, "date")), (*path, "date"), message + hint)
        upgrade = None if written.upgrade is None else release(written.upgrade)
        events.append(Event(name, written.date, epoch, written.set, upgrade, written.migrations))
    events.sort(key=lambda event: (event.date, event.name))
    _refuse_two_at_once(events, tree, mistakes)
    if law is not None:
        _refuse_going_back(events, tree, law.release, mistakes)
        _try(events, tree, law, mistakes)
    return tuple(events)


def _refuse_two_at_once(events: Sequence[Event], tree: Node, mistakes: Mistakes) -> None:
    """Note events of one moment that set the same thing: nothing says which is the last."""
    for first, second in ((a, b) for a, b in combinations(events, 2) if a.date == b.date):
        when = f"at the same time, {moment_text(first.date)}; give one of them another time"
        for mine, other in product(second.all_set, first.all_set):
            if f"{mine}.".startswith(f"{other}.") or f"{other}.".startswith(f"{mine}."):
                path: Path = ("timeline", second.name, "set", mine)
                message = f"timeline.{first.name} sets {'it too' if mine == other else other} {when}"
                mistakes.add(nearest(tree, path), path, message)
        if any(FLOOR in a.all_set and b.all_migrations for a, b in ((first, second), (second, first))):
            path = ("timeline", second.name)
            message = f"with timeline.{first.name}, one sets {FLOOR} and one runs a migration that reads it {when}"
            mistakes.add(nearest(tree, path), path, message)


def _refuse_going_back(events: Sequence[Event], tree: Node, version: str, mistakes: Mistakes) -> None:
    """Note every upgrade to a release that is not newer than the one it finds."""
    order = known_releases()
    for event in events:
        if event.upgrade is not None:
            path = ("timeline", event.name, "upgrade")
            if order.index(event.upgrade.version) <= order.index(version):
                message = f"is {event.upgrade.version}; {version} is in force by then, and only a newer one can follow"
                mistakes.add(nearest(tree, path), path, message)
            version = event.upgrade.version


def _try(events: Sequence[Event], tree: Node, law: Law, mistakes: Mistakes) -> None:
    """Note every change of the law that a scenario cannot make."""
    for event in events:
        path = ("timeline", event.name, "set")
        allowed = {}
        for dotted, value in event.set.items():
            message = _no_parameter(dotted) or _not_removed(dotted, value, law)
            if message:
                mistakes.add(nearest(tree, (*path, dotted)), (*path, dotted), message)
            else:
                allowed[dotted] = value
        try:
            law = law.with_changes(allowed)
            law = law.with_changes(event.upgrade.set if event.upgrade else {})
        except ValidationError as error:
            for where, message in problems(Law, error):
                at = _blamed(path, ".".join(("chain", *where)), allowed)
                mistakes.add(nearest(tree, at), at, message)


def _no_parameter(dotted: str) -> str:
    """Return what is wrong with the path of a change, or nothing."""
    section, *rest = dotted.removeprefix("chain.").split(".")
    if dotted == "chain.release":
        return "is the software's version; change it with `upgrade`"
    sections = [name for name in Law.model_fields if name != "release"]
    if not dotted.startswith("chain.") or section not in sections or not rest:
        known = [f"chain.{name}" for name in sections]
        hint = _closest_path(dotted) if rest else ""
        return f"no such chain parameter; an event sets what is below {', '.join(known)}{hint}"
    return ""


def _not_removed(dotted: str, value: Any, law: Law) -> str:
    """Return what is wrong with a null, or nothing: it removes an entry of a map that is there."""
    *holders, name = dotted.split(".")[1:]
    spec = root_spec(Law).walk(tuple(holders))
    if value is not None or spec is None or (spec.is_named_map and name in _at(law, holders)):
        return ""
    return NOT_INHERITED if spec.is_named_map else "is empty; give it a value or leave it out"


def _at(law: Any, holders: Sequence[str]) -> Any:
    for holder in holders:
        law = law[holder] if isinstance(law, Mapping) else getattr(law, holder)
    return law


def _closest_path(dotted: str) -> str:
    paths = [
        f"chain.{section}.{name}"
        for section, field in Law.model_fields.items()
        for name in getattr(field.annotation, "model_fields", {})
    ]
    return closest(dotted, paths)


def _blamed(path: Path, where: str, changes: Mapping[str, Any]) -> Path:
    """Return the path of the change that a mistake in the law belongs to, or of all of them."""
    found = [dotted for dotted in changes if where.startswith(dotted) or dotted.startswith(where)]
    return (*path, found[0]) if found else path
