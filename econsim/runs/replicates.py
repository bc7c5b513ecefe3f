"""Many replicates of one scenario."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from econsim.errors import RunError
from econsim.runs.pool import each
from econsim.scenario.content import classes_from_outside
from econsim.scenario.schema import Scenario
from econsim.simulation.recorder import ReplicateResult
from econsim.stops import heed


class Past(NamedTuple):
    """A scenario whose first epochs another shares, and how many."""

    scenario: Scenario
    epochs: int


class Job(NamedTuple):
    """One replicate to run; `again` is what a person types to run it alone.

    It goes on from a file at `checkpoint`, or from a past that it shares with others.
    """

    scenario: Scenario
    seed: int
    replicate: int
    epochs: int
    again: str = ""
    checkpoint: Path | None = None
    past: Past | None = None


def simulate(
    scenario: Scenario,
    seed: int,
    replicate: int,
    epochs: int,
    again: str = "",
    checkpoint: Path | None = None,
    past: Past | None = None,
) -> ReplicateResult:
    """Run one replicate from beginning to end; a failure names the scenario, seed, replicate and epoch."""
    from econsim.networks.akash_model import AkashModel  # finished runs are read without it

    model: AkashModel | None = None
    try:
        if checkpoint is not None:
            model = AkashModel.load(checkpoint)
        else:
            model = AkashModel(scenario, seed=seed, replicate=replicate, epochs=epochs)
        if past is not None:
            model.branch_off(past.scenario, past.epochs)
        while model.epoch < epochs:
            heed()
            model.step()
        return model.replicate()
    except Exception as error:
        epoch = 0 if model is None else model.epoch
        where = f"{scenario.name}, seed {seed}, replicate {replicate}, epoch {epoch}"
        what = f"{type(error).__name__}: {' '.join(str(error).split())}"
        raise RunError(f"{where}: {what}{again and f' (to repeat it alone: {again})'}") from error
    finally:
        if model is not None:
            model.__dict__.clear()  # it and its agents hold each other; now both are freed at once


def simulate_all(jobs: Sequence[Job], workers: int | None, done: Callable[[ReplicateResult], None]) -> None:
    """Run jobs in any order; `done` is called once for each as it ends.

    When a worker process dies, what it left undone is tried once more.
    """
    outside = {cls for job in jobs[:1] for cls in classes_from_outside(job.scenario)}  # all are of one scenario
    each(_simulated, {job.replicate: job for job in jobs}, workers, lambda _, result: done(result), outside)


def _simulated(job: Job) -> ReplicateResult:
    return simulate(*job)
