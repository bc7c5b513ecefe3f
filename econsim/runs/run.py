"""One run: a scenario, a seed and some replicates, with everything recorded and, where asked, kept in a folder."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path

from econsim.networks.catalogue import scenario_of
from econsim.runs.compiling import tell_of_compiling
from econsim.runs.joined_series import JoinedSeries
from econsim.runs.laid_aside import laid_aside
from econsim.runs.progress import Progress, told
from econsim.runs.replicates import Job, Past, simulate_all
from econsim.runs.result_store import InMemory, ResultFolder, ResultStore
from econsim.runs.run_result import RunResult, digest_of_run
from econsim.scenario.asked import of_run, replicate_number, results_folder
from econsim.scenario.asked import workers as number_of_workers
from econsim.scenario.content import classes_from_outside
from econsim.scenario.schema import Scenario
from econsim.simulation.invariants import InvariantLog
from econsim.simulation.recorder import ReplicateResult

_log = logging.getLogger("econsim")


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
    checkpoint: Path | str | None = None,
    past: Past | None = None,
    command: str | None = None,
) -> RunResult:
    """Run a scenario, or the one of a name or path.

    What is None is taken from its `run` section, `workers` from the number of cores.

    `out` is the folder in which results are kept (nothing is written when None): each replicate is written as it
    ends, and one that is there already is read back instead of made again. `progress` is called with the number of
    replicates that have been done since. `only_replicate` is the number of the one replicate to run; `checkpoint` is a
    file of `model.save`: the one replicate that it holds goes on, to the same numbers as from its beginning. `past` is
    what the scenario shares with others, who have lived it or will go on from it. `command` is what the manifest names
    as the way to make it again. The numbers depend on the scenario, seed, replicates, epochs and model version only.

    >>> found = run("mainnet7", replicates=3, epochs=2, workers=1)
    >>> found.series.groupby("replicate").size().tolist()
    [2, 2, 2]
    """
    scenario, begin = scenario_of(scenario), time.perf_counter()
    if checkpoint is not None:
        seed, only_replicate, epochs = laid_aside(
            Path(checkpoint), scenario, seed=seed, replicate=only_replicate, epochs=epochs
        )
    asked = of_run(scenario.run, seed=seed, replicates=replicates, epochs=epochs)
    seed, replicates, epochs = asked["seed"], asked["replicates"], asked["epochs"]
    workers = number_of_workers(workers)
    numbers = range(replicates)
    if only_replicate is not None:
        numbers = range(replicate_number(only_replicate, "only_replicate"), only_replicate + 1)
    digest = digest_of_run(scenario, seed, numbers, epochs)
    root = results_folder(out)
    store: ResultStore = (
        InMemory(scenario, seed, epochs) if root is None else ResultFolder(root, scenario, seed, epochs, command)
    )
    store.open(replicates)
    joined, logs = JoinedSeries(numbers, store.path), dict[int, InvariantLog]()
    for number in numbers:
        if (kept := store.load(number)) is not None:
            joined.enter(number, kept.series)
            logs[number] = kept.invariants
    if logs:
        _log.info("%s: kept %d of %d replicates", scenario.name, len(logs), len(numbers))
        _tell_what_cannot_be_seen(scenario, store)
    start = Path(checkpoint) if checkpoint is not None else None
    jobs = [
        Job(scenario, seed, number, epochs, store.again(number), start, past)
        for number in numbers
        if number not in logs
    ]
    try:
        with told(scenario.name, len(numbers), progress) as tell:
            if logs:
                tell(len(logs))
            if jobs:
                tell_of_compiling(scenario)
            simulate_all(jobs, workers, _saving(store, joined, logs, tell))
    except KeyboardInterrupt:
        if out is not None:
            _log.info("%s: %d of %d replicates are kept", scenario.name, len(logs), len(numbers))
        raise
    series, invariants = joined.frame(), sum((logs[number] for number in numbers), InvariantLog())
    seconds = time.perf_counter() - begin
    agents = store.agents(numbers)
    result = RunResult(scenario, seed, len(numbers), epochs, series, agents, invariants, seconds, store.path, digest)
    if only_replicate is None:
        store.close(result)
    return result


def _saving(
    store: ResultStore, joined: JoinedSeries, logs: dict[int, InvariantLog], tell: Progress
) -> Callable[[ReplicateResult], None]:
    """Return what is done with each replicate as it ends."""

    def save(result: ReplicateResult) -> None:
        store.save(result)
        joined.enter(result.number, result.series)
        logs[result.number] = result.invariants
        tell(1)

    return save


def _tell_what_cannot_be_seen(scenario: Scenario, store: ResultStore) -> None:
    """Warn that results of a class from outside are read back: not all that its code may read can be compared."""
    names = ", ".join(sorted(cls.__qualname__ for cls in classes_from_outside(scenario)))
    if names:
        _log.warning(
            "%s: results are read back from %s. The code of %s and the values it names are as they were; whether "
            "files or other programs that it may read are, cannot be seen: remove the folder to make them anew",
            scenario.name,
            store.path,
            names,
        )
