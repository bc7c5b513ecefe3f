"""Many replicates of one scenario, over processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import joblib

from econsim.errors import RunError
from econsim.scenario.schema import Scenario
from econsim.simulation.model import AkashModel
from econsim.simulation.record import Replicate


def simulate(scenario: Scenario, seed: int, replicate: int, epochs: int) -> Replicate:
    """Run one replicate from beginning to end; a failure names the scenario, seed, replicate and epoch."""
    model = AkashModel(scenario, seed=seed, replicate=replicate, epochs=epochs)
    try:
        model.run(epochs)
    except Exception as error:
        where = f"{scenario.name}, seed {seed}, replicate {replicate}, epoch {model.epoch}"
        raise RunError(f"{where}: {type(error).__name__}: {error}") from error
    return model.replicate()


def simulate_all(
    jobs: list[tuple[Scenario, int, int, int]], workers: int | None, done: Callable[[Replicate], None]
) -> None:
    """Run jobs (scenario, seed, replicate, epochs), in any order; `done` is called once for each as it ends."""
    for result in _results(jobs, workers):
        done(result)


def _results(jobs: list[tuple[Scenario, int, int, int]], workers: int | None) -> Iterator[Replicate]:
    n_workers = min(workers or os.cpu_count() or 1, len(jobs))
    if n_workers <= 1:
        yield from (simulate(*job) for job in jobs)
        return
    pool = joblib.Parallel(n_jobs=n_workers, return_as="generator_unordered", batch_size=1)
    yield from pool(joblib.delayed(simulate)(*job) for job in jobs)
