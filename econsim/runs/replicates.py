"""Many replicates of one scenario, over processes."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
import warnings
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import closing, contextmanager
from functools import cache
from multiprocessing import current_process
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from econsim.errors import RunError
from econsim.model_version import model_version
from econsim.scenario.content import classes_from_outside
from econsim.scenario.outside import state_of
from econsim.scenario.schema import Scenario
from econsim.simulation.recorder import ReplicateResult

_log = logging.getLogger("econsim")


class Job(NamedTuple):
    """One replicate to run; `again` is what a person types to run it alone, `checkpoint` where it goes on from."""

    scenario: Scenario
    seed: int
    replicate: int
    epochs: int
    again: str = ""
    checkpoint: Path | None = None


def simulate(
    scenario: Scenario, seed: int, replicate: int, epochs: int, again: str = "", checkpoint: Path | None = None
) -> ReplicateResult:
    """Run one replicate from beginning to end; a failure names the scenario, seed, replicate and epoch."""
    from econsim.networks.akash_model import AkashModel  # finished runs are read without it

    model: AkashModel | None = None
    try:
        if checkpoint is not None:
            model = AkashModel.load(checkpoint)
        else:
            model = AkashModel(scenario, seed=seed, replicate=replicate, epochs=epochs)
        while model.epoch < epochs:
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
    left = {job.replicate: job for job in jobs}
    try:
        _each(left, workers, done)
    except BrokenExecutor:
        _log.warning("a worker process died; trying the %d replicates that are left once more", len(left))
        try:
            _each(left, workers, done)
        except BrokenExecutor as error:
            numbers = ", ".join(map(str, list(left)[:10]))
            raise RunError(
                f"worker processes died twice while {len(left)} replicates were left, the first of them {numbers}: "
                "is there enough memory? Try fewer workers, such as --workers 1"
            ) from error


def _each(left: dict[int, Job], workers: int | None, done: Callable[[ReplicateResult], None]) -> None:
    """Run the jobs that are left and take each off the list as it ends."""
    with warnings.catch_warnings(), closing(_results(list(left.values()), workers)) as results:
        warnings.filterwarnings("ignore", module="joblib")  # that we stop early, when `done` fails, is known
        for result in results:
            done(result)
            del left[result.number]


def _results(jobs: Sequence[Job], workers: int | None) -> Generator[ReplicateResult]:
    n_workers = min(workers or os.cpu_count() or 1, len(jobs))
    if n_workers <= 1:
        yield from (simulate(*job) for job in jobs)
        return
    import joblib  # which runs that are finished, or alone, do without
    from joblib.externals.loky import get_reusable_executor

    if any(cls.__module__ != "__main__" for job in jobs for cls in classes_from_outside(job.scenario)):
        get_reusable_executor().shutdown()  # workers that were at work before may hold the module as it was then
    pool = joblib.Parallel(n_jobs=n_workers, return_as="generator_unordered", batch_size=1)
    with _interrupts_held_back():
        results = pool(
            joblib.delayed(_simulate_in_worker)(os.getpid(), model_version(), _outside(job), job) for job in jobs
        )
    yield from results


def _outside(job: Job) -> dict[str, str]:
    """Return what the job's classes from outside econsim reach in this process, by class."""
    return {cls.__qualname__: state_of(cls) for cls in classes_from_outside(job.scenario)}


def _simulate_in_worker(parent: int, version: str, outside: Mapping[str, str], job: Job) -> ReplicateResult:
    """Run a job in a worker, which has read econsim's sources and the user's by itself: they must be the same."""
    if current_process().name.startswith("LokyProcess"):  # not in threads, not on a cluster
        _leave_with(parent)
    if model_version() != version:
        raise RunError("econsim's sources were edited while it was running; start again")
    for cls in classes_from_outside(job.scenario):
        there = outside[cls.__qualname__]
        if _when_first_seen(cls, there) != there:
            raise RunError(
                f"{cls.__qualname__} reaches values that were changed in this session and do not travel to other "
                "processes: run with workers=1, or put them into its module or its parameters"
            )
    return simulate(*job)


@cache
def _when_first_seen(cls: type, there: str) -> str:
    """Return what a class reaches here, before any job for which the parent told `there` has run."""
    return state_of(cls)


@cache
def _leave_with(parent: int) -> None:
    """Make this process end soon after its parent, which may be killed before it can stop anybody."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    Thread(target=watch, daemon=True).start()


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Hold back Ctrl-C and SIGTERM while workers start: they inherit this, and their parent is the one to stop them."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
