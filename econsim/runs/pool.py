"""Many tasks, each by itself: in this process, over processes of this machine, or over the workers of a cluster.

Where joblib's Dask backend is active (`joblib.parallel_config("dask")`, which is what `--cluster` does) tasks go to its
client, else to processes. What a task gives follows from the task alone: it may be run anywhere, and again.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
import warnings
from collections.abc import Callable, Collection, Generator, Hashable, Iterable, Iterator, Mapping
from concurrent.futures import BrokenExecutor
from contextlib import closing, contextmanager
from functools import cache
from multiprocessing import current_process
from threading import Thread
from typing import Any, TypeVar

from econsim.cores import n_lanes
from econsim.errors import RunError
from econsim.model_version import model_version
from econsim.runs.cluster import ClusterFailed, active_client, on_cluster
from econsim.scenario.outside import state_of
from econsim.stops import heed

_log = logging.getLogger("econsim")
Key = TypeVar("Key", bound=Hashable)
Task = TypeVar("Task")
Result = TypeVar("Result")


def each(
    function: Callable[[Task], Result],
    tasks: Mapping[Key, Task],
    workers: int | None,
    done: Callable[[Key, Result], None],
    outside: Iterable[type] = (),
) -> None:
    """Call a function with each task, in any order; `done` is called here, once for each as it ends.

    `outside` are the classes from outside econsim that the tasks use. When a worker dies, what it left undone is tried
    once more. Raises RunError where workers die again, and whatever the function raises.
    """
    left, classes = dict(tasks), frozenset(outside)
    try:
        _round(function, left, workers, done, classes)
    except (BrokenExecutor, ClusterFailed) as error:
        how = "a worker process died" if isinstance(error, BrokenExecutor) else str(error)
        _log.warning("%s; trying the %d replicates that are left once more", how, _n_replicates(left))
        try:
            _round(function, left, workers, done, classes)
        except ClusterFailed as again:
            told = f"{again}; {_n_replicates(left)} replicates are left: the same command goes on with them"
            raise RunError(told) from again
        except BrokenExecutor as again:
            numbers = ", ".join(map(str, list(left)[:10]))
            raise RunError(
                f"worker processes died twice while {_n_replicates(left)} replicates were left, the first of them "
                f"{numbers}: "
                "is there enough memory? Try fewer workers, such as --workers 1"
            ) from again


def _n_replicates(left: Mapping[Any, Any]) -> int:
    """Return of how many replicates tasks are: one each, or a list."""
    return sum(len(task) if isinstance(task, list) else 1 for task in left.values())


def _round(
    function: Callable[[Task], Result],
    left: dict[Key, Task],
    workers: int | None,
    done: Callable[[Key, Result], None],
    classes: Collection[type],
) -> None:
    """Run the tasks that are left and take each off the list as it ends."""
    with warnings.catch_warnings(), closing(_results(function, dict(left), workers, classes)) as results:
        warnings.filterwarnings("ignore", module="joblib")  # that we stop early, when `done` fails, is known
        for key, result in results:
            heed()
            done(key, result)
            del left[key]


def _results(
    function: Callable[[Task], Result], tasks: Mapping[Key, Task], workers: int | None, classes: Collection[type]
) -> Generator[tuple[Key, Result]]:
    client = active_client()
    n_workers = n_lanes(workers, len(tasks))
    if client is None and n_workers <= 1:
        yield from ((key, function(task)) for key, task in tasks.items())
        return
    version, states = model_version(), {cls: state_of(cls) for cls in classes}
    if client is not None:
        calls = ((_in_worker, (None, version, states, function, key, task)) for key, task in tasks.items())
        yield from on_cluster(client, calls)
        return
    import joblib  # which runs that are finished, or alone, do without
    from joblib.externals.loky import get_reusable_executor

    if any(cls.__module__ != "__main__" for cls in classes):
        get_reusable_executor().shutdown()  # workers that were at work before may hold the module as it was then
    pool = joblib.Parallel(n_jobs=n_workers, return_as="generator_unordered", batch_size=1)
    with _interrupts_held_back():
        results = pool(
            joblib.delayed(_in_worker)(os.getpid(), version, states, function, key, task) for key, task in tasks.items()
        )
    yield from results


def _in_worker(
    parent: int | None,
    version: str,
    states: Mapping[type, str],
    function: Callable[[Any], Any],
    key: Hashable,
    task: Any,
) -> tuple[Hashable, Any]:
    """Run a task in a worker, which has read econsim's sources and the user's by itself: they must be the same."""
    if parent is not None and current_process().name.startswith("LokyProcess"):  # not in threads
        _leave_with(parent)
    if model_version() != version:
        raise RunError("econsim's sources were edited while it was running; start again")
    for cls, there in states.items():
        if _when_first_seen(cls, there) != there:
            raise RunError(
                f"{cls.__qualname__} reaches values that were changed in this session and do not travel to other "
                "processes: run with workers=1, or put them into its module or its parameters"
            )
    return key, function(task)


@cache
def _when_first_seen(cls: type, there: str) -> str:
    """Return what a class reaches here, before any task for which the parent told `there` has run."""
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
