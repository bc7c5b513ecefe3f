"""Scenarios that share a past: when two of them, alike but for dated events, may first differ."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from econsim.runs.replicates import Past
from econsim.scenario.content import NOT_THE_MODEL
from econsim.scenario.schema import Scenario

NEVER = sys.maxsize
WORTH_IT = 60  # epochs: to take a world up from a file costs about as much as to live some tens


def apart(one: Scenario, other: Scenario) -> int:
    """Return the first epoch at which two scenarios may differ: 0, a dated event's that only one has, NEVER.

    What is announced is known to nobody before it is in force, so an event makes no difference before its epoch.
    """
    if _without_events(one) != _without_events(other):
        return 0
    events, others = ({event.name: event for event in scenario.timeline} for scenario in (one, other))
    differing = [name for name in {**events, **others} if events.get(name) != others.get(name)]
    epochs = [found[name].epoch for name in differing for found in (events, others) if name in found]
    return max(0, min(epochs, default=NEVER))


def shared_past(scenario: Scenario, until: int, epochs: int) -> Past | None:
    """Return the past that scenarios which differ from epoch `until` on share with one of them; None if none pays.

    It is lived once a replicate, by whoever comes first, and kept with the histories (`econsim doctor` says where).
    """
    pays = WORTH_IT <= until < epochs and scenario.history is None
    return Past(scenario, until) if pays else None


def pasts(scenarios: Sequence[Scenario], epochs: int) -> list[Past | None]:
    """Return for each of several scenarios, a baseline first, what it shares with the baseline."""
    baseline, *others = scenarios
    until = [epoch for epoch in (apart(baseline, other) for other in others) if epoch < epochs]
    latest = max(until, default=0)
    return [shared_past(baseline, latest, epochs)] + [
        shared_past(baseline, apart(baseline, other), epochs) for other in others
    ]


def _without_events(scenario: Scenario) -> dict[str, Any]:
    """Return what a model is made of, less the timeline."""
    left_out = (*NOT_THE_MODEL, "timeline")
    return {name: value for name, value in scenario.content().items() if name not in left_out}
