"""What a command would run: the plan behind `--dry-run`. Nothing is written; a few epochs are timed."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from econsim.analysis.caveats import notes_of
from econsim.analysis.outcomes import Change
from econsim.analysis.provenance import changes
from econsim.cores import n_cores, n_lanes
from econsim.networks.akash_model import AkashModel
from econsim.runs.digests import question_digest
from econsim.runs.replicate_files import ReplicateFiles
from econsim.runs.result_store import ResultFolder
from econsim.scenario.event_words import event_sentences, proposal_sentences
from econsim.scenario.schema import Scenario
from econsim.scenario.timeline import to_come
from econsim.simulation.histories import epochs_kept, folder_of

_START = (  # a small world of mainnet6 for one epoch: everything that is imported and compiled has been read then
    "from econsim.networks.catalogue import load_scenario; from econsim.networks.akash_model import AkashModel; "
    "AkashModel(load_scenario('mainnet6', ['population.delegators.accounts=300']), epochs=1).run(1)"
)
_PROBE_SECONDS, _PROBE_EPOCHS = 1.0, 20
_BYTES_A_NUMBER = 8
_BYTES_WITHOUT_SERIES = 10_000  # of a replicate of which numbers alone are kept: a line of a journal and rows of tables


@dataclass(frozen=True)
class Planned:
    """One scenario that would be run, and the scenario that its changes are told against.

    `kept_in` is the folder that keeps its numbers, where its series are kept nowhere.
    """

    label: str
    scenario: Scenario
    against: str | None
    other: Scenario | None
    kept_in: Path | None = None


@dataclass(frozen=True)
class Rate:
    """What one replicate costs, measured on a few epochs in this process: times in seconds, sizes in bytes.

    `first_seconds` went into a first epoch, in which code is compiled where it was not compiled before.
    """

    epochs: int
    first_seconds: float
    genesis_seconds: float
    epoch_seconds: float
    fixed_bytes: int
    epoch_bytes: int


@dataclass(frozen=True)
class PlannedEvent:
    """An event of a run: the epoch at which it acts, what it does and when in words, as the law alone has it."""

    name: str
    epoch: int
    words: str


@dataclass(frozen=True)
class PlannedRun:
    """One run of a plan: what it changes against what, its events and proposals, its folder, how much is there."""

    name: str
    against: str | None
    changes: tuple[Change, ...]
    events: tuple[PlannedEvent, ...]
    proposals: tuple[PlannedEvent, ...]
    dir: str
    replicates_there: int
    replicates_to_run: int


@dataclass(frozen=True)
class Estimate:
    """Expected time [s] and size at most [bytes] of a command, from so many timed epochs (0: nothing is to be run)."""

    seconds: float
    bytes: int
    probe_epochs: int
    seconds_per_epoch: float | None


@dataclass(frozen=True)
class Start:
    """The part of the estimate that is the start of processes, and what compiling took just now [s]."""

    seconds: float | None
    compile_seconds: float | None


@dataclass(frozen=True)
class Plan:
    """What a command would run, the fields in the order of its keys in JSON: see docs/output.md.

    `notes` say what its scenarios may not mean.
    """

    seed: int
    replicates: int
    epochs: int
    workers: int
    runs: tuple[PlannedRun, ...]
    notes: tuple[str, ...]
    estimate: Estimate
    start: Start


def plan(
    planned: Sequence[Planned],
    workers: int | None,
    out: Path,
    only_replicate: int | None = None,
    closing_seconds: float = 0.0,
) -> Plan:
    """Return the plan. `closing_seconds` is what follows the runs.

    Every scenario has the seed and the epochs of the first one. A replicate that is there already is not counted, nor
    is one that two scenarios share counted twice.
    """
    size = planned[0].scenario.run
    alone = None if only_replicate is None else {only_replicate}
    wanted = [alone or set(range(one.scenario.run.replicates)) for one in planned]
    folders = [
        one.kept_in / one.label if one.kept_in else ResultFolder(out, one.scenario, size.seed, size.epochs).path
        for one in planned
    ]
    there = [set(ReplicateFiles(folder, "").numbers()) for folder in folders]
    to_run = [
        len(wanted[place] - there[place] - set().union(*(wanted[n] for n in range(place) if folders[n] == folder)))
        for place, folder in enumerate(folders)
    ]
    runs = tuple(
        PlannedRun(
            name=one.label,
            against=one.against,
            changes=() if one.other is None else changes(one.other, one.scenario),
            events=planned_events(one.scenario, size.epochs),
            proposals=planned_proposals(one.scenario, size.epochs),
            dir=str(one.kept_in or folder),
            replicates_there=len(numbers & kept),
            replicates_to_run=missing,
        )
        for one, folder, numbers, kept, missing in zip(planned, folders, wanted, there, to_run, strict=True)
    )
    lanes = n_lanes(workers, max(to_run))
    to_keep = sum(number for one, number in zip(planned, to_run, strict=True) if one.kept_in is None)
    to_live = _epochs_to_live(planned, wanted)
    estimate, start = estimated(planned[0].scenario, to_run, lanes, closing_seconds, to_live, to_keep)
    notes = tuple(notes_of([one.scenario for one in planned], size.epochs))
    return Plan(size.seed, len(wanted[0]), size.epochs, lanes, runs, notes, estimate, start)


def planned_events(scenario: Scenario, epochs: int) -> tuple[PlannedEvent, ...]:
    """Return the events of a scenario that is run for so many epochs."""
    said = event_sentences(scenario, epochs)
    return tuple(PlannedEvent(event.name, event.epoch, said[event.name]) for event in to_come(scenario.timeline))


def planned_proposals(scenario: Scenario, epochs: int) -> tuple[PlannedEvent, ...]:
    """Return what is proposed in a scenario that is run for so many epochs."""
    said = proposal_sentences(scenario, epochs)
    return tuple(PlannedEvent(one.name, one.epoch, said[one.name]) for one in to_come(scenario.governance))


def measured_rate(scenario: Scenario) -> Rate:
    """Return what a replicate of a scenario costs, after one epoch in which compiled code is made or read.

    Of one that goes on from a history, what that costs: nothing is lived for an estimate.
    """
    scenario, first = scenario.history or scenario, time.perf_counter()
    AkashModel(scenario, epochs=1).run(1)
    begin = time.perf_counter()
    model = AkashModel(scenario)
    ready = time.perf_counter()
    n = 0
    while n < min(_PROBE_EPOCHS, model.horizon) and time.perf_counter() - ready < _PROBE_SECONDS:
        model.step()
        n += 1
    end = time.perf_counter()
    left_behind = model.replicate()
    fixed = _size(left_behind.agents) + _size(left_behind.series.iloc[:0])
    return Rate(
        n, begin - first, ready - begin, (end - ready) / n, fixed, _BYTES_A_NUMBER * left_behind.series.shape[1]
    )


def key_of(scenarios: Sequence[Scenario]) -> str:
    """Return the key of a folder about several scenarios of one size: the question without its replicates."""
    size = scenarios[0].run
    return question_digest(scenarios, size.seed, None, size.epochs)


@cache  # it does not depend on what is planned
def measured_start() -> float:
    """Return how long a fresh process takes until it could build its first world [s]: a command, or a worker of it."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", _START], check=True, capture_output=True)
    return time.perf_counter() - begin


def _epochs_to_live(planned: Sequence[Planned], wanted: Sequence[set[int]]) -> int:
    """Return how many epochs of histories are not kept yet, those that several scenarios share counted once."""
    missing: dict[Path, int] = {}
    for one, numbers in zip(planned, wanted, strict=True):
        history, run = one.scenario.history, planned[0].scenario.run
        for folder in () if history is None else (folder_of(history, run.seed, number) for number in numbers):
            missing[folder] = one.scenario.run.n_before - epochs_kept(folder, one.scenario.run.n_before)
    return sum(missing.values())


def estimated(
    scenario: Scenario, to_run: Sequence[int], lanes: int, closing_seconds: float, epochs_to_live: int, to_keep: int
) -> tuple[Estimate, Start]:
    """Return time and size: scenarios one after the other, the replicates of each, `to_run`, side by side in lanes.

    Of `to_keep` replicates the series are kept, of the others numbers alone. The command starts, then its workers, who
    share the cores; what was compiled here is compiled for them.
    """
    if not any(to_run):
        return Estimate(0.0, 0, 0, None), Start(None, None)
    rate, epochs, once = measured_rate(scenario), scenario.run.epochs, measured_start()
    turns = sum(-(-number // lanes) for number in to_run)
    crowding = max(1.0, lanes / n_cores())
    start = once * (1.0 + (crowding if lanes > 1 else 0.0))
    lived = epochs_to_live / lanes * rate.epoch_seconds
    seconds = (
        start + crowding * (turns * (rate.genesis_seconds + epochs * rate.epoch_seconds) + lived) + closing_seconds
    )
    size = to_keep * (rate.fixed_bytes + epochs * rate.epoch_bytes) + (sum(to_run) - to_keep) * _BYTES_WITHOUT_SERIES
    compiling = max(0.0, rate.first_seconds - once)
    return Estimate(seconds, size, rate.epochs, rate.epoch_seconds), Start(start, compiling)


def _size(frame: pd.DataFrame) -> int:
    file = io.BytesIO()
    frame.to_parquet(file, index=False, compression="zstd")
    return len(file.getvalue())
