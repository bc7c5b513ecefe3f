"""One run: a scenario, a seed and some replicates, with everything recorded and, where asked, kept in a folder."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from econsim.networks.catalogue import scenario_of
from econsim.runs.digests import joined_digest, numbers_digest, question_digest
from econsim.runs.replicate_files import Kept
from econsim.runs.replicates import Job, simulate_all
from econsim.runs.result_store import Memory, RunFolder, Shelf
from econsim.scenario.asked import of_run, replicate_number
from econsim.scenario.asked import workers as number_of_workers
from econsim.scenario.content import classes_from_outside
from econsim.scenario.schema import Scenario
from econsim.simulation.invariants import InvariantLog
from econsim.simulation.recorder import ReplicateResult

Progress = Callable[[int], None]
_log = logging.getLogger("econsim")


@dataclass(frozen=True)
class Run:
    """The outcome of one scenario: `series` by (replicate, epoch), `agents` one row an agent and replicate.

    `agents_by_replicate` are the same agents, one table a replicate; where the run was kept in a folder each is read
    from its file when it is looked at, so that thousands of replicates need no memory. `digest` is the name of the
    question: scenario content, seed, replicates, epochs, model version.
    """

    scenario: Scenario
    seed: int
    replicates: int
    epochs: int
    series: pd.DataFrame
    agents_by_replicate: Sequence[pd.DataFrame]
    invariants: dict[str, int]
    wall_seconds: float
    directory: Path | None = None
    digest: str = ""

    def __post_init__(self) -> None:
        """Name the question now, unless it was named before the run: what code from outside reaches may change."""
        if not self.digest:
            numbers = [int(number) for number in self.series.index.unique("replicate")]
            object.__setattr__(self, "digest", _digest(self.scenario, self.seed, numbers, self.replicates, self.epochs))

    @property
    def agents(self) -> pd.DataFrame:
        """Return the agents of all replicates in one table."""
        return pd.concat(list(self.agents_by_replicate), ignore_index=True)

    @cached_property
    def results_digest(self) -> str:
        """Return the name of the answer: a hash over the recorded numbers, by replicate and series."""
        by_replicate = self.series.groupby(level="replicate", sort=False)
        return joined_digest(numbers_digest(part) for _, part in by_replicate)

    def __repr__(self) -> str:
        where = f", in {self.directory}" if self.directory else ""
        return (
            f"Run({self.scenario.name}: {self.replicates} replicates of {self.epochs} epochs, seed {self.seed}{where})"
        )

    def _repr_html_(self) -> str:
        """Return the mean of the last epoch of every series, for notebooks."""
        last = self.series.groupby(level="replicate").last().agg(["mean", "std"]).T
        head = f"<p><b>{self.scenario.name}</b>: {self.replicates} replicates of {self.epochs} epochs, end values</p>"
        return head + str(last.to_html(float_format=lambda x: f"{x:,.4g}"))


def run(
    scenario: Scenario | str | Path,
    *,
    replicates: int | None = None,
    epochs: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    out: Path | str | None = None,
    progress: Progress | None = None,
    only_replicate: int | None = None,
    command: str | None = None,
) -> Run:
    """Run a scenario, or the one of a name or path.

    What is None is taken from its `run` section, `workers` from the number of cores.

    `out` is the folder in which results are kept (nothing is written when None): each replicate is written as it
    ends, and one that is there already is read back instead of made again. `progress` is called with the number of
    replicates that have been done since. `only_replicate` is the number of the one replicate to run. `command` is
    what the manifest names as the way to make it again. The numbers depend on the scenario, seed, replicates, epochs
    and model version only.
    """
    scenario, begin = scenario_of(scenario), time.perf_counter()
    asked = of_run(scenario.run, seed=seed, replicates=replicates, epochs=epochs)
    seed, replicates, epochs = asked["seed"], asked["replicates"], asked["epochs"]
    workers = number_of_workers(workers)
    numbers = range(replicates)
    if only_replicate is not None:
        numbers = range(replicate_number(only_replicate, "only_replicate"), only_replicate + 1)
    digest = _digest(scenario, seed, numbers, len(numbers), epochs)
    shelf: Shelf = Memory(scenario, seed, epochs) if out is None else RunFolder(Path(out), scenario, seed, epochs)
    shelf.open(command, replicates)
    parts = {number: part for number in numbers if (part := shelf.kept(number)) is not None}
    tell = progress or _nothing
    if parts:
        _log.info("%s: kept %d of %d replicates", scenario.name, len(parts), len(numbers))
        _tell_what_cannot_be_seen(scenario, shelf)
        tell(len(parts))

    def keep(result: ReplicateResult) -> None:
        shelf.keep(result)
        parts[result.number] = Kept(result.series, result.invariants)
        tell(1)

    jobs = [Job(scenario, seed, number, epochs, shelf.again(number)) for number in numbers if number not in parts]
    try:
        simulate_all(jobs, workers, keep)
    except KeyboardInterrupt:
        if out is not None:
            _log.info("%s: %d of %d replicates are kept", scenario.name, len(parts), len(numbers))
        raise
    series = pd.concat([parts[number].series for number in numbers], keys=numbers, names=["replicate", "epoch"])
    invariants = _together([parts[number].invariants for number in numbers])
    seconds = time.perf_counter() - begin
    made = Run(
        scenario, seed, len(numbers), epochs, series, shelf.agents(numbers), invariants, seconds, shelf.path, digest
    )
    if only_replicate is None:
        shelf.close(command, made)
    return made


def _digest(scenario: Scenario, seed: int, numbers: Sequence[int], replicates: int, epochs: int) -> str:
    is_whole = list(numbers) == list(range(replicates))
    return question_digest([scenario], seed, replicates if is_whole else list(numbers), epochs)


def _tell_what_cannot_be_seen(scenario: Scenario, shelf: Shelf) -> None:
    """Warn that results of a class from outside are read back: not all that its code may read can be compared."""
    names = ", ".join(sorted(cls.__qualname__ for cls in classes_from_outside(scenario)))
    if names:
        _log.warning(
            "%s: results are read back from %s. The code of %s and the values it names are as they were; whether "
            "files or other programs that it may read are, cannot be seen: remove the folder to make them anew",
            scenario.name,
            shelf.path,
            names,
        )


def _together(logs: Sequence[InvariantLog]) -> dict[str, int]:
    return {
        "checked": sum(log.checked for log in logs),
        "violations": sum(log.violations for log in logs),
        "max_imbalance_uakt": max(log.max_imbalance_uakt for log in logs),
    }


def _nothing(n: int) -> None:
    """Tell nobody."""
