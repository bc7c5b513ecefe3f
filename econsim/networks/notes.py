"""What a valid scenario of Akash does that its author may not have meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from econsim.mechanisms.law import Law
from econsim.mechanisms.upgrades.events import FLOOR, ChainEvent
from econsim.mechanisms.upgrades.releases import release
from econsim.mechanisms.upgrades.rules import law_after
from econsim.scenario.network import Note
from econsim.scenario.origin import dotted
from econsim.scenario.schema import Scenario
from econsim.scenario.values import number_text

_LIFTS = "lift_to_floor"


def lifting_nobody(scenario: Scenario) -> Iterator[Note]:
    """Return a note for every event that raises the floor, or a start above the release's own, that lifts nobody."""
    law = scenario.part(Law)
    start = release(law.release)
    usual = start.set.get(FLOOR, 0.0)
    is_lifted = _LIFTS in start.migrations or _next_lift(scenario.timeline) is not None
    if law.staking.min_commission_rate > usual and not is_lifted:
        yield Note(
            tuple(FLOOR.split(".")),
            f"{FLOOR} is {number_text(law.staking.min_commission_rate)} from the start: this changes what edits may "
            f"name, it lifts nobody; an event with `migrations: [{_LIFTS}]` lifts everybody below it",
        )
    for place, event in enumerate(scenario.timeline):
        before, law = law.staking.min_commission_rate, law_after(law, event)
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


def _next_lift(events: Sequence[ChainEvent]) -> ChainEvent | None:
    return next((event for event in events if _LIFTS in event.all_migrations), None)
