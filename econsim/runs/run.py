"""One run: a scenario, a seed and some replicates, with everything recorded and, where asked, kept in a folder."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from econsim.cores import n_lanes
from econsim.networks.catalogue import scenario_of
from econsim.runs.cluster import active_client
from econsim.runs.compiling import tell_of_compiling
from econsim.runs.laid_aside import laid_aside
from econsim.runs.pool import each
from econsim.runs.progress import Progress, told
from econsim.runs.replicates import Past, simulate_all, simulate_together
from econsim.runs.run_result import RunResult
from econsim.runs.under_way import UnderWay, jobs_of
from econsim.scenario.asked import MOST_WORKERS, of_run, replicate_number, results_folder
from econsim.scenario.asked import workers as number_of_workers
from econsim.scenario.schema import Scenario
from econsim.simulation.recorder import ReplicateResult


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
    workers, numbers = number_of_workers(workers), range(asked["replicates"])
    if only_replicate is not None:
        numbers = range(replicate_number(only_replicate, "only_replicate"), only_replicate + 1)
    start = Path(checkpoint) if checkpoint is not None else None
    folder = results_folder(out)
    going = UnderWay(scenario, numbers, asked, out=folder, command=command, checkpoint=start, past=past)
    try:
        with told(scenario.name, len(numbers), progress) as tell:
            _tell_what_is_kept([going], tell)
            simulate_all(list(going.jobs.values()), workers, _taking(going, tell))
    except KeyboardInterrupt:
        if out is not None:
            going.tell_of_interruption()
        raise
    return going.result(time.perf_counter() - begin, is_whole=only_replicate is None)


def could_run_together(replicates: int, workers: int | None) -> bool:
    """Return whether there is enough to do for everybody if a worker takes the same replicate of several scenarios."""
    return active_client() is None and n_lanes(number_of_workers(workers), MOST_WORKERS) <= replicates


def run_together(
    scenarios: Sequence[Scenario],
    *,
    seed: int | None,
    replicates: int | None,
    epochs: int | None,
    workers: int | None,
    out: Path | None,
    progress: Progress | None,
) -> list[RunResult]:
    """Run scenarios as `run` does, each replicate of all in one worker: what happens alike in them happens once.

    Seed, replicates and epochs are the same in all of them. Each run counts its part of the time that all took.
    """
    begin, workers = time.perf_counter(), number_of_workers(workers)
    several = []
    for scenario in scenarios:
        asked = of_run(scenario.run, seed=seed, replicates=replicates, epochs=epochs)
        several.append(UnderWay(scenario, range(asked["replicates"]), asked, out=out))
    names = " and ".join(scenario.name for scenario in scenarios)

    def take(number: int, results: Sequence[ReplicateResult]) -> None:
        at_it = [one for one in several if number in one.jobs]
        for one, result in zip(at_it, results, strict=True):
            one.take(result)
            tell(1)

    try:
        with told(names, sum(len(one.numbers) for one in several), progress) as tell:
            _tell_what_is_kept(several, tell)
            each(simulate_together, jobs_of(several), workers, take)
    except KeyboardInterrupt:
        for one in several if out is not None else ():
            one.tell_of_interruption()
        raise
    seconds = (time.perf_counter() - begin) / len(several)
    return [one.result(seconds) for one in several]


def _tell_what_is_kept(several: Sequence[UnderWay], tell: Progress) -> None:
    """Count what is kept already, and say where kernels are to be compiled for the rest."""
    for one in several:
        if one.n_kept:
            tell(one.n_kept)
    to_make = next((one for one in several if one.jobs), None)
    if to_make is not None:
        tell_of_compiling(to_make.scenario)


def _taking(going: UnderWay, tell: Progress) -> Callable[[ReplicateResult], None]:
    """Return what is done with each replicate as it ends."""

    def take(result: ReplicateResult) -> None:
        going.take(result)
        tell(1)

    return take
