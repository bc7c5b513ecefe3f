"""Scenarios that share a past: when two of them, alike but for dated events, may first differ."""

from __future__ import annotations

import sys
from typing import Any

from econsim.scenario.content import NOT_THE_MODEL
from econsim.scenario.schema import Scenario

NEVER = sys.maxsize


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


def _without_events(scenario: Scenario) -> dict[str, Any]:
    """Return what a model is made of, less the timeline."""
    left_out = (*NOT_THE_MODEL, "timeline")
    return {name: value for name, value in scenario.content().items() if name not in left_out}
