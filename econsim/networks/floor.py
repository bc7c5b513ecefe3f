"""The commission floor on a timeline: which rises lift whom, by the law alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from econsim.mechanisms.law import Law
from econsim.mechanisms.upgrades.events import FLOOR, ChainEvent
from econsim.mechanisms.upgrades.releases import release
from econsim.mechanisms.upgrades.rules import law_after, lift_to_floor
from econsim.scenario.schema import Scenario

LIFTS = lift_to_floor.__name__


class SilentRise(NamedTuple):
    """A rise of the floor that lifts nobody by itself: its event (None: from the start), and the next one to lift."""

    event: ChainEvent | None
    floor: float
    lifted_by: ChainEvent | None


def silent_rises(scenario: Scenario) -> Iterator[SilentRise]:
    """Return every event that raises the floor without lifting anybody, and a start above the release's own floor."""
    law = scenario.part(Law)
    start = release(law.release)
    usual, lifted_by = start.set.get(FLOOR, 0.0), next_lift(scenario.timeline)
    if law.staking.min_commission_rate > usual and LIFTS not in start.migrations and lifted_by is None:
        yield SilentRise(None, law.staking.min_commission_rate, None)
    for place, event in enumerate(scenario.timeline):
        before, law = law.staking.min_commission_rate, law_after(law, event)
        floor = law.staking.min_commission_rate
        if FLOOR in event.all_set and floor > before and LIFTS not in event.all_migrations:
            yield SilentRise(event, floor, next_lift(scenario.timeline[place + 1 :]))


def lifts(scenario: Scenario) -> Mapping[int, float]:
    """Return the floor to which validators below it are lifted, by the epochs at which that happens.

    At epoch 0 it may be the release that the scenario starts in which does.
    """
    law = scenario.part(Law)
    found = {0: law.staking.min_commission_rate} if LIFTS in release(law.release).migrations else {}
    for event in scenario.timeline:
        law = law_after(law, event)
        if LIFTS in event.all_migrations:
            found[event.epoch] = max(found.get(event.epoch, 0.0), law.staking.min_commission_rate)
    return found


def next_lift(events: Sequence[ChainEvent]) -> ChainEvent | None:
    """Return the first event that lifts everybody below the floor."""
    return next((event for event in events if LIFTS in event.all_migrations), None)
