"""The arms of a comparison: names, files, scenarios or finished runs, checked to be one question asked in many ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from econsim.errors import UsageError
from econsim.networks.catalogue import load_scenario
from econsim.runs.progress import Progress
from econsim.runs.replicates import MOST_TOGETHER, Past
from econsim.runs.run import could_run_together, run, run_together
from econsim.runs.run_result import RunResult
from econsim.scenario.asked import checked_sizes
from econsim.scenario.load import shipped_names
from econsim.scenario.run import SETTING, SIZE
from econsim.scenario.schema import Scenario

Given = str | Path | Scenario | RunResult
BASELINE = "baseline"


@dataclass(frozen=True)
class Arm:
    """One side of a comparison: its label, the words that name it on the command line, the scenario, maybe its run.

    `given` is None for what was built in Python and empty for a variant that comes with its file.
    """

    label: str
    given: str | None
    scenario: Scenario
    run: RunResult | None = None


@dataclass(frozen=True)
class FinishedArm:
    """An arm with its run."""

    label: str
    given: str | None
    scenario: Scenario
    run: RunResult


@dataclass(frozen=True)
class Size:
    """How much is asked of every arm; None is left to the scenarios, which must then agree."""

    seed: int | None
    replicates: int | None
    epochs: int | None


def arms_of(baseline: Given, variants: Sequence[Given]) -> list[Arm]:
    """Return the arms, baseline first, each with a label of its own; a lone file brings its own variants."""
    first = _arm(baseline)
    if variants:
        arms = [first, *(_arm(variant) for variant in variants)]
    else:
        arms = [replace(first, label=_without_variants(first.scenario)), *_own_variants(first)]
    labels: list[str] = []
    for arm in arms:
        same = sum(label == arm.label or label.startswith(f"{arm.label}#") for label in labels)
        labels.append(f"{arm.label}#{same + 1}" if same else arm.label)
    return [Arm(label, arm.given, arm.scenario, arm.run) for label, arm in zip(labels, arms, strict=True)]


def agreed_size(arms: Sequence[Arm], asked: Size) -> Size:
    """Return seed, replicates and epochs for all arms: as asked, else as finished runs have them, else as scenarios do.

    Refuses arms that disagree, start on different days, tick differently, or of which one has no market.
    """
    checked_sizes("", {name: getattr(asked, name) for name in SIZE})
    for name in SETTING:
        _the_one(name, {arm.label: getattr(arm.scenario.run, name) for arm in arms})
    return Size(**{name: _agreed(arms, name, getattr(asked, name)) for name in SIZE})


def finished(arm: Arm, size: Size, workers: int | None, out: Path | None, progress: Progress | None) -> FinishedArm:
    """Return the arm with its run, made now unless it was given."""
    return all_finished([arm], size, workers, out, progress)[0]


def all_finished(
    arms: Sequence[Arm],
    size: Size,
    workers: int | None,
    out: Path | None,
    progress: Progress | None,
    pasts: Sequence[Past | None] | None = None,
) -> list[FinishedArm]:
    """Return arms with their runs, made now unless they were given; `pasts` are what each shares with others."""
    pasts = pasts or [None] * len(arms)
    asked: dict[str, Any] = {name: getattr(size, name) for name in SIZE} | {"workers": workers, "progress": progress}
    done = {place: arm.run for place, arm in enumerate(arms) if arm.run is not None}
    for places in _groups(arms, pasts, size, workers):
        scenarios = [arms[place].scenario for place in places]
        if len(places) > 1:
            done |= zip(places, run_together(scenarios, out=out, **asked), strict=True)
        else:
            done[places[0]] = run(scenarios[0], out=out, past=pasts[places[0]], **asked)
    return [FinishedArm(arm.label, arm.given, arm.scenario, done[place]) for place, arm in enumerate(arms)]


def _groups(arms: Sequence[Arm], pasts: Sequence[Past | None], size: Size, workers: int | None) -> list[list[int]]:
    """Return the arms to be run by their places, those together that could share a market.

    Together they take less time in all, but keep no more workers busy than there are replicates.
    """
    to_run = [place for place, arm in enumerate(arms) if arm.run is None]
    if len(to_run) < 2 or not could_run_together(size.replicates or arms[0].scenario.run.replicates, workers):
        return [[place] for place in to_run]
    from econsim.networks.akash_side_by_side import could_share  # finished runs are read without the model

    groups: list[list[int]] = []
    for place in to_run:
        for group in groups:
            has_past = pasts[place] is not None or pasts[group[0]] is not None
            has_room = len(group) < MOST_TOGETHER
            if has_room and not has_past and could_share(arms[group[0]].scenario, arms[place].scenario):
                group.append(place)
                break
        else:
            groups.append([place])
    return groups


def _arm(given: Given) -> Arm:
    if isinstance(given, RunResult):
        return Arm(given.scenario.name, None, given.scenario, given)
    if isinstance(given, Scenario):
        return Arm(given.name, None, given)
    if isinstance(given, str | Path):
        scenario = load_scenario(given)
        return Arm(scenario.name, str(given), scenario)
    raise UsageError(f"compare wants names, files, scenarios or runs; got {given!r}")


def _without_variants(scenario: Scenario) -> str:
    """Return what a file of variants is without them: the shipped scenario that it takes over, else `baseline`."""
    taken_over = {place.partition(":")[0] for origin in scenario.origins.values() for place in origin.split(", ")}
    for name in shipped_names():
        is_parent = name.rpartition("/")[2] != scenario.name and f"scenarios/{name}.yaml" in taken_over
        if is_parent and load_scenario(name).digest() == scenario.digest():
            return name
    return BASELINE


def _own_variants(arm: Arm) -> list[Arm]:
    if not arm.scenario.variants:
        raise UsageError(
            f"{arm.label} has no variants of its own: name what to compare it with, or give it a `variants:` section"
        )
    return [Arm(name, "", arm.scenario.variant(name)) for name in arm.scenario.variants]


def _agreed(arms: Sequence[Arm], name: str, asked: int | None) -> Any:
    found: dict[str, Any] = {arm.label: getattr(arm.run, name) for arm in arms if arm.run is not None}
    if asked is not None:
        found["the call"] = asked
    return _the_one(name, found or {arm.label: getattr(arm.scenario.run, name) for arm in arms})


def _the_one(name: str, found: dict[str, Any]) -> Any:
    if len(set(found.values())) > 1:
        told = ", ".join(f"{label} has {value}" for label, value in found.items())
        raise UsageError(f"the arms of a comparison must share {name}, but {told}")
    return next(iter(found.values()))
