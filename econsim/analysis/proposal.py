"""What a variant changes, in plain words: each thing now and proposed, from when, for whom, and both sources."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from econsim.analysis.first_page_data import ProposedChange
from econsim.analysis.marks import shapes
from econsim.analysis.provenance import changes, source_at, unit_at
from econsim.mechanisms.law import Law
from econsim.mechanisms.upgrades.events import ChainEvent
from econsim.networks.catalogue import CATALOGUE
from econsim.networks.deeds import intents
from econsim.networks.floor import next_lift
from econsim.networks.parameter_book import parameter_book
from econsim.networks.whom import FUNDED, MIGRATED, UNLOCKED, Migrated, whom
from econsim.scenario.agenda import AGENDA
from econsim.scenario.event_words import acting_on, day_of
from econsim.scenario.schema import Scenario
from econsim.scenario.values import plain

_TIMELINE = "timeline"
_PLAIN = {"min": "minimum", "max": "maximum", "gpu": "GPU", "akt": "AKT", "usd": "USD", "uusdc": "USDC", "uakt": "AKT"}


def proposal(baseline: Scenario, variant: Scenario) -> tuple[ProposedChange, ...]:
    """Return what a variant changes: parts of the law first, by their date, then everything else.

    Values are those in force at the moment of the change, whichever event set them. What an event of the baseline
    does and the variant leaves out is a change, too: swapping the arms swaps now and proposed.
    """
    own, left_out = _events_apart(variant, baseline), _events_apart(baseline, variant)
    found = [
        *(row for event in own for row in _of_event(event, baseline, variant)),
        *(_turned(row) for event in left_out for row in _of_event(event, variant, baseline)),
        *_of_agenda(baseline, variant),
        *_of_values(baseline, variant),
    ]
    return tuple(sorted(found, key=lambda row: not row.path.startswith((variant.network.law, _TIMELINE))))


def _events_apart(one: Scenario, other: Scenario) -> list[ChainEvent]:
    """Return the events of one scenario that the other has not, or has otherwise."""
    known = {event.name: (event.epoch, event.written) for event in other.timeline}
    return [event for event in one.timeline if known.get(event.name) != (event.epoch, event.written)]


def _of_event(event: ChainEvent, without: Scenario, having: Scenario) -> Iterator[ProposedChange]:
    """Return what an event changes against a scenario that lacks it."""
    since, place = acting_on(event, having.run), f"{_TIMELINE}.{event.name}"
    for path, value in event.all_set.items():
        before, after = _in_force(without, path, event.epoch), plain(value)
        if before != after:
            source = source_at(having, f"{place}.set.{path}")
            yield _row(path, having, before, after, since, event, (source_at(without, path), source))
    for moved, amount in ((UNLOCKED, event.unlocked_uakt), (FUNDED, event.funded_uakt)):
        if amount:
            source = source_at(having, place)
            yield ProposedChange(place, moved.words, "uakt", None, amount, since, moved.whom, "", source)
    for name in event.all_migrations:
        told = MIGRATED.get(name, Migrated(f"migration {name}", "not run", "run", "everybody"))
        now = "not once more" if _has_run(name, without, event.epoch) else told.before
        yield ProposedChange(place, told.words, "", now, told.after, since, told.whom, "", source_at(having, place))
    if event.upgrade:
        before = _release(without, event.epoch)
        source, version = source_at(having, place), event.upgrade.version
        yield ProposedChange(place, "software of the chain", "", before, version, since, "the whole chain", "", source)


def _has_run(migration: str, scenario: Scenario, epoch: int) -> bool:
    return any(event.epoch <= epoch and migration in event.all_migrations for event in scenario.timeline)


def _row(
    path: str, scenario: Scenario, now: Any, proposed: Any, since: str, event: ChainEvent, of: tuple[str, str]
) -> ProposedChange:
    later = [one for one in scenario.timeline if one.epoch > event.epoch]
    reached = whom(path, event.all_migrations, _lifts_on(later))
    return ProposedChange(path, in_words(path), unit_at(scenario, path), now, proposed, since, reached, *of)


def _lifts_on(events: Sequence[ChainEvent]) -> str:
    """Return the date of the first event that lifts everybody to the floor, '' where none does."""
    found = next_lift(events)
    return "" if found is None else found.date.date().isoformat()


def _turned(row: ProposedChange) -> ProposedChange:
    """Return the change that takes away what a row brings."""
    return dataclasses.replace(
        row,
        now=row.proposed,
        proposed=row.now,
        now_source=row.proposed_source,
        proposed_source=row.now_source,
    )


def _of_agenda(baseline: Scenario, variant: Scenario) -> Iterator[ProposedChange]:
    """Return what is put to the vote otherwise, in words."""
    sides = (baseline, variant)
    told, listed = [intents(one) for one in sides], [{each.name: each for each in one.governance} for one in sides]
    for name in dict.fromkeys([*listed[0], *listed[1]]):
        before, after = (one.get(name) for one in listed)
        if before is None or after is None or (before.epoch, before.written) != (after.epoch, after.written):
            path, since = f"{AGENDA}.{name}", acting_on((listed[0] | listed[1])[name], variant.run)
            of = [source_at(one, path) if name in known else "" for one, known in zip(sides, told, strict=True)]
            now, proposed = (one.get(name) for one in told)
            yield ProposedChange(path, f"put to the vote: {name}", "", now, proposed, since, whom(path), *of)


def _of_values(baseline: Scenario, variant: Scenario) -> Iterator[ProposedChange]:
    """Return every value that differs from the start."""
    since = baseline.run.start.date().isoformat()
    for one in changes(baseline, variant):
        if one.path.split(".")[0] not in (_TIMELINE, AGENDA):
            sources = [
                source_at(side, one.path) if value is not None else ""
                for side, value in ((baseline, one.baseline), (variant, one.variant))
            ]
            yield ProposedChange(
                one.path,
                in_words(one.path),
                unit_at(variant, one.path),
                _value(baseline, one.path, one.baseline),
                _value(variant, one.path, one.variant),
                _begins(variant, one.path) or _begins(baseline, one.path) or since,
                whom(one.path, (), _lifts_on(variant.timeline)),
                *sources,
            )


def _value(scenario: Scenario, path: str, value: Any) -> Any:
    """Return a value, a shock in the words that it has for itself."""
    shape = shapes(scenario).get(path)
    return plain(value) if shape is None or value is None else shape.told()


def _begins(scenario: Scenario, path: str) -> str:
    """Return the date from which a shock acts, with its time where that is no boundary; '' where it has none."""
    shape, run = shapes(scenario).get(path), scenario.run
    lasting = None if shape is None else shape.lasting()
    return "" if lasting is None else day_of(run.start + timedelta(days=lasting.begin), run.start, run.epoch_length)


def _in_force(scenario: Scenario, path: str, epoch: int) -> Any:
    """Return the value at a path after every event until an epoch; None where there is none."""
    found: Any = scenario.content()
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    for event in scenario.timeline:
        if event.epoch <= epoch and path in event.all_set:
            found = plain(event.all_set[path])
    return found


def _release(scenario: Scenario, epoch: int) -> str:
    """Return the release in force after every event until an epoch."""
    found = str(scenario.part(Law).release)
    for event in scenario.timeline:
        if event.epoch <= epoch and event.upgrade:
            found = event.upgrade.version
    return found


def in_words(path: str) -> str:
    """Return the last parts of a path as words: `chain.staking.min_commission_rate` is `minimum commission rate`."""
    _section, *parts = path.split(".")
    kept = parts[1:] if len(parts) > 1 and path.startswith("chain.") else parts
    return ", ".join(" ".join(_PLAIN.get(word, word) for word in part.split("_")) for part in kept)


def with_its_unit(path: str) -> str:
    """Return a parameter as words with its unit, which its values are written in: `minimum commission rate, fraction`.

    Pure numbers have none, and paths at which no parameter is declared, such as that of an event.
    """
    words, unit = in_words(path), _units().get(path, "")
    return words if unit == "1" or unit in words else f"{words}, {unit}"


@cache
def _units() -> Mapping[str, str]:
    """Return the unit of every parameter by its path, which does not name the kind of a policy as the book does."""
    return {re.sub(r"\[\w+\]", "", row.path): row.unit for row in parameter_book(CATALOGUE)}
