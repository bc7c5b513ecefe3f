"""`--dry-run`: what a command would run, against what is there already, how long it would take and how large it is."""

from __future__ import annotations

import importlib
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from econsim.cli.show import narrate, print_json, print_table, put, text_of
from econsim.runs.progress import duration
from econsim.scenario.values import counted

if TYPE_CHECKING:
    from econsim.analysis.arms import Arm
    from econsim.analysis.grid import Grid
    from econsim.analysis.plan import Plan, Planned
    from econsim.scenario.schema import Scenario

_WORTH_TELLING = 5.0  # seconds
_IMPORT_AND_USE = 2.0  # to judge and to draw a comparison takes about as long as to import what draws it


def print_plan_of_run(
    name: str,
    scenario: Scenario,
    workers: int | None,
    out: Path,
    only_replicate: int | None,
    *,
    json: bool,
    quiet: bool,
) -> None:
    """Print the plan of a run; its changes are told against the shipped scenario it is or comes from."""
    _print("run", None, [_beside_shipped(name, scenario)], workers, out, only_replicate, json=json, quiet=quiet)


def print_plan_of_comparison(
    name: str,
    arms: Sequence[Arm],
    workers: int | None,
    out: Path,
    *,
    what_if: bool,
    switching: bool,
    one_by_one: bool,
    json: bool,
    quiet: bool,
) -> None:
    """Print the plan of a comparison; changes of variants are told against the baseline, of beliefs against the arm."""
    from econsim.analysis.arms import Size, agreed_size
    from econsim.analysis.compare import folder_name
    from econsim.analysis.flips import scenarios_to_scan
    from econsim.analysis.objectives import judged_metrics
    from econsim.analysis.plan import Planned, key_of
    from econsim.analysis.single_changes import single_changes_of
    from econsim.analysis.what_if import REPLICATES, under_beliefs

    size = agreed_size(arms, Size(None, None, None))
    judged_metrics(arms)
    key = key_of([arm.scenario for arm in arms])
    folder = out / folder_name(arms[0].label, [arm.label for arm in arms[1:]], key)
    first = arms[0]
    planned = [_beside_shipped(name, first.scenario)]
    planned += [Planned(arm.label, arm.scenario, first.label, first.scenario) for arm in arms[1:]]
    for belief, scenarios in under_beliefs([arm.scenario for arm in arms]) if what_if else ():
        planned += [
            Planned(f"{arm.label}, {belief.name}", scenario, arm.label, arm.scenario)
            for arm, scenario in zip(arms, scenarios, strict=True)
        ]
    scans = scenarios_to_scan(arms, Size(size.seed, REPLICATES, size.epochs), folder) if switching else ()
    planned += [
        Planned(f"{arm.label}, {words}", scenario, arm.label, arm.scenario, folder)
        for words, scenarios in scans
        for arm, scenario in zip(arms, scenarios, strict=True)
    ]
    planned += [
        Planned(f"{label}, {single.path} alone", single.alone, first.label, first.scenario)
        for label, singles in (single_changes_of(arms) if one_by_one else {}).items()
        for single in singles
        if single.alone is not None
    ]
    closing = _IMPORT_AND_USE * _seconds_to_import("econsim.report.write")
    _print("compare", folder, planned, workers, out, None, json=json, quiet=quiet, closing_seconds=closing)


def print_plan_of_sweep(grid: Grid, workers: int | None, out: Path, *, json: bool, quiet: bool) -> None:
    """Print the plan of a sweep."""
    from econsim.analysis.sweep_plan import plan_of_sweep

    _tell_timing(quiet)
    _print_plan("sweep", str(out / grid.folder_name), plan_of_sweep(grid, workers, out), json=json)


def _seconds_to_import(module: str) -> float:
    """Return how long this process takes to import a module [s]."""
    begin = time.perf_counter()
    importlib.import_module(module)
    return time.perf_counter() - begin


def _beside_shipped(name: str, scenario: Scenario) -> Planned:
    from econsim.analysis.plan import Planned
    from econsim.networks.catalogue import load_scenario
    from econsim.scenario.load import shipped_ancestor

    ancestor = shipped_ancestor(name)
    return Planned(scenario.name, scenario, ancestor, None if ancestor is None else load_scenario(ancestor))


def _print(
    command: str,
    folder: Path | None,
    planned: Sequence[Planned],
    workers: int | None,
    out: Path,
    only_replicate: int | None,
    *,
    json: bool,
    quiet: bool,
    closing_seconds: float = 0.0,
) -> None:
    from econsim.analysis.plan import plan

    _tell_timing(quiet)
    found = plan(planned, workers, out, only_replicate, closing_seconds)
    _print_plan(command, found.runs[0].dir if folder is None else str(folder), found, json=json)


def _tell_timing(quiet: bool) -> None:
    if not quiet:
        narrate("timing a few epochs; the first use after an install or an edit compiles for about a minute")


def _print_plan(command: str, where: str, found: Plan, *, json: bool) -> None:
    from econsim.analysis.typed_json import json_of

    if json:
        print_json({"command": command, "dir": where, **json_of(found)})
    else:
        _print_for_people(command, where, found)


def _print_for_people(command: str, where: str, found: Plan) -> None:
    size = f"{counted(found.replicates, 'replicate')} of {counted(found.epochs, 'epoch')}, seed {found.seed}"
    head = ("scenario", "replicates there", "to run", "folder")
    rows = [(run.name, run.replicates_there, run.replicates_to_run, run.dir) for run in found.runs]
    print_table(f"{command}: {size}, workers: {found.workers}", head, rows)
    for run in found.runs if command != "sweep" else ():  # there the names tell the changes
        for change in run.changes:
            values = f"{_text(change.baseline)} -> {_text(change.variant)}"
            put(f"{run.name} against {run.against}: {change.path}: {values}")
    for line in (*_events(found), *found.notes) if command != "sweep" else found.notes:
        put(line)
    put(f"results: {where}")
    estimate, start = found.estimate, found.start
    if estimate.seconds_per_epoch is None or start.seconds is None or start.compile_seconds is None:
        put("all of it is there already; nothing was run or written")
        return
    put(
        f"estimate: {duration(estimate.seconds)} and at most {estimate.bytes / 1e6:,.1f} MB (measured here on "
        f"{estimate.probe_epochs} epochs, {1e3 * estimate.seconds_per_epoch:.0f} ms each, "
        f"{duration(start.seconds)} of it to start); nothing was written"
    )
    if start.compile_seconds > _WORTH_TELLING:
        told = duration(start.compile_seconds)
        put(f"compiling took {told} just now; it is done once and is no part of the estimate")


def _events(found: Plan) -> list[str]:
    """Return each event and proposal in words, once: with the first run that has it."""
    said: dict[tuple[str, str], str] = {}
    for run in found.runs:
        for place, events in (("timeline", run.events), ("governance", run.proposals)):
            for event in events:
                said.setdefault((event.name, event.words), f"{run.name}: {place}.{event.name}: {event.words}")
    return list(said.values())


def _text(value: Any) -> str:
    return "nothing" if value is None else text_of(value)
