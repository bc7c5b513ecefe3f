"""Many replicates of one scenario."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from econsim.errors import RunError
from econsim.runs.pool import each
from econsim.scenario.content import classes_from_outside
from econsim.scenario.schema import Scenario
from econsim.simulation.recorder import ReplicateResult
from econsim.simulation.side_by_side import CannotShare, SideBySide
from econsim.stops import heed

if TYPE_CHECKING:
    from econsim.networks.akash_model import AkashModel


MOST_TOGETHER = 8  # models that a worker holds at once: each has stake and records of its own


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
    job, model = Job(scenario, seed, replicate, epochs, again, checkpoint, past), None
    try:
        model = _begun(job)
        while model.epoch < epochs:
            heed()
            model.step()
        return model.replicate()
    except Exception as error:
        raise _failed(job, model, error) from error
    finally:
        _free(model)


def simulate_together(jobs: Sequence[Job]) -> list[ReplicateResult]:
    """Run the same replicate of several scenarios; what happens alike in them happens once (`SideBySide`).

    All have the same seed and horizon; where they have a past, they go on from the same epoch.
    """
    if len(jobs) == 1:
        return [simulate(*jobs[0])]
    from econsim.networks.akash_side_by_side import Market  # as in `_begun`

    models: list[AkashModel] = []
    together: SideBySide[AkashModel] | None = None
    try:
        for job in jobs:
            models.append(_begun(job))
        together = SideBySide(models, Market())
        while models[0].epoch < jobs[0].epochs:
            heed()
            together.step()
        return [model.replicate() for model in models]
    except CannotShare:
        return [simulate(*job) for job in jobs]
    except Exception as error:
        at = models.index(together.acting) if together is not None else len(models)
        raise _failed(jobs[at], models[at] if at < len(models) else None, error) from error
    finally:
        for model in models:
            _free(model)


def _begun(job: Job) -> AkashModel:
    from econsim.networks.akash_model import AkashModel  # finished runs are read without it

    if job.checkpoint is not None:
        model = AkashModel.load(job.checkpoint)
    else:
        model = AkashModel(job.scenario, seed=job.seed, replicate=job.replicate, epochs=job.epochs)
    if job.past is not None:
        model.branch_off(job.past.scenario, job.past.epochs)
    return model


def _failed(job: Job, model: AkashModel | None, error: Exception) -> RunError:
    epoch = 0 if model is None else model.epoch
    where = f"{job.scenario.name}, seed {job.seed}, replicate {job.replicate}, epoch {epoch}"
    what = f"{type(error).__name__}: {' '.join(str(error).split())}"
    return RunError(f"{where}: {what}{job.again and f' (to repeat it alone: {job.again})'}")


def _free(model: AkashModel | None) -> None:
    """Free a model and its agents, which hold each other, at once."""
    if model is not None:
        model.__dict__.clear()


def simulate_all(jobs: Sequence[Job], workers: int | None, done: Callable[[ReplicateResult], None]) -> None:
    """Run jobs in any order; `done` is called once for each as it ends.

    When a worker process dies, what it left undone is tried once more.
    """
    outside = {cls for job in jobs[:1] for cls in classes_from_outside(job.scenario)}  # all are of one scenario
    each(_simulated, {job.replicate: job for job in jobs}, workers, lambda _, result: done(result), outside)


def _simulated(job: Job) -> ReplicateResult:
    return simulate(*job)
