"""What a variant changes, change by change: each alone in the baseline, or why it cannot stand alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from econsim.analysis.arms import Arm
from econsim.analysis.marks import shapes
from econsim.analysis.provenance import changes
from econsim.errors import ScenarioError, UsageError
from econsim.networks.deeds import deeds
from econsim.networks.event_parts import event_parts
from econsim.networks.parameter_page import value_text
from econsim.scenario.schema import Scenario

MOST_CHANGES = 12
_TIMELINE = "timeline."


@dataclass(frozen=True)
class SingleChange:
    """One change of a variant: its path, what it is in words, the baseline with it alone.

    `alone` None: it cannot stand alone, and `reason` says why; else `reason` is empty.
    """

    path: str
    words: str
    alone: Scenario | None
    reason: str


def single_changes_of(arms: Sequence[Arm]) -> Mapping[str, tuple[SingleChange, ...]]:
    """Return the changes of every variant, by its label; the baseline is the first arm."""
    return {arm.label: single_changes(arm.label, arms[0].scenario, arm.scenario) for arm in arms[1:]}


def single_changes(label: str, baseline: Scenario, variant: Scenario) -> tuple[SingleChange, ...]:
    """Return the changes of a variant, in the order in which they are told.

    A change is a value at a path or an event of the timeline with all that it does; where one new event is all that
    the variant changes, what that does is taken apart. Refuses a single change and more than `MOST_CHANGES`;
    `label` is what the message calls the variant.
    """
    found = _by_path(baseline, variant)
    if len(found) == 1:
        found = _of_one_event(baseline, variant, *found) or found
    if not 2 <= len(found) <= MOST_CHANGES:
        why = "there is nothing to take apart" if len(found) < 2 else f"{MOST_CHANGES} are the most; split the proposal"
        many = f"{len(found)} change{'' if len(found) == 1 else 's'}"
        raise UsageError(f"--one-by-one: {label} has {many} against {baseline.name}; {why}")
    return tuple(_single(baseline, path, steps) for path, steps in found.items())


def _by_path(baseline: Scenario, variant: Scenario) -> dict[str, list[dict[str, Any]]]:
    """Return, by path, the steps that make each change: an event that both have is taken out and put in anew."""
    found: dict[str, list[dict[str, Any]]] = {}
    events, known = variant.content()["timeline"], {event.name for event in baseline.timeline}
    for change in changes(baseline, variant):
        if change.path.startswith(_TIMELINE):
            name = change.path.split(".")[1]
            steps: list[dict[str, Any]] = [{f"{_TIMELINE}{name}": None}] if name in known else []
            steps += [{f"{_TIMELINE}{name}": events[name]}] if name in events else []
            found[f"{_TIMELINE}{name}"] = steps
        else:
            found[change.path] = [{change.path: change.variant}]
    return found


def _of_one_event(baseline: Scenario, variant: Scenario, path: str) -> dict[str, list[dict[str, Any]]]:
    """Return what a new event does, one by one; nothing where the change is no new event."""
    written = variant.content()["timeline"].get(path.removeprefix(_TIMELINE))
    is_new = path.startswith(_TIMELINE) and path.removeprefix(_TIMELINE) not in baseline.content()["timeline"]
    if written is None or not is_new:
        return {}
    return {f"{path}: {part}": [{path: alone}] for part, alone in event_parts(written).items()}


def _single(baseline: Scenario, path: str, steps: list[dict[str, Any]]) -> SingleChange:
    alone = baseline
    try:
        for step in steps:
            alone = alone.with_changes(step)
    except ScenarioError as error:
        return SingleChange(path, path, None, error.mistakes[0])
    return SingleChange(path, _words(path, baseline, alone), alone, "")


def _words(path: str, baseline: Scenario, alone: Scenario) -> str:
    """Return a change in words: what an event or a shock does, or a value before and after."""
    if path.startswith(_TIMELINE):
        name = path.split(":")[0].removeprefix(_TIMELINE)
        return f"{name} {deeds(alone)[name]}" if name in deeds(alone) else f"without {name}"
    shape = shapes(alone).get(path)
    if shape is not None and shape.lasting() is not None:
        return f"{path}: {shape.told()}"
    found = [change for change in changes(baseline, alone) if change.path == path]
    return "; ".join(f"{path}: {_shown(one.baseline)} → {_shown(one.variant)}" for one in found) or path


def _shown(value: Any) -> str:
    return "nothing" if value is None else value_text(value)
