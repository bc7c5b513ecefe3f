"""A cluster of machines: the workers of a Dask scheduler, which somebody else starts (docs/sweeps.md).

Tasks are handed to the client of joblib's Dask backend, and what they give is waited for here: that backend never tells
of a task whose workers died too often, so that a run would wait for ever.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import sys
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import Any

from econsim.errors import RunError, UsageError
from econsim.model_version import model_version

_SECONDS_TO_ANSWER = 5
_AHEAD = 3  # tasks a thread of a worker: what it needs next is there before it has ended


class ClusterFailed(Exception):
    """Workers that died again and again over a task, or a scheduler that is gone."""


@contextmanager
def cluster(address: str) -> Iterator[None]:
    """Let what is run within go to the workers of the Dask scheduler at an address, such as `tcp://10.0.0.1:8786`.

    Results are gathered and kept here; the cluster needs no shared folder. Raises RunError where nobody answers within
    seconds, where there is no worker, or where workers have another econsim.
    """
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        raise UsageError("a cluster needs Dask: pip install 'econsim[distributed]'") from None
    import joblib

    log = logging.getLogger("distributed")
    level, log.level = log.level, logging.CRITICAL  # what goes wrong is told below, in one line
    try:
        with ThreadPoolExecutor(1) as alone:  # a notebook has a loop in this thread
            alone.submit(asyncio.run, _reach(address)).result()
        with distributed.Client(address, timeout=_SECONDS_TO_ANSWER, set_as_default=False) as client:
            _check(client, address)
            with joblib.parallel_config(backend="dask", client=client):
                yield
    finally:
        log.level = level


def active_client() -> Any:
    """Return the client of joblib's Dask backend, None where another backend is active."""
    joblib = sys.modules.get("joblib")
    if joblib is None:
        return None
    backend, _ = joblib.parallel.get_active_backend()
    return getattr(backend, "client", None)


def on_cluster(client: Any, calls: Iterator[tuple[Callable[..., Any], tuple[Any, ...]]]) -> Generator[Any]:
    """Give what each call returns as it ends; as many are under way as keep the workers busy.

    Raises ClusterFailed where a task's workers died too often or the scheduler is gone, and what a call raises.
    """
    distributed: Any = importlib.import_module("distributed")
    ahead = _AHEAD * max(1, sum(client.ncores().values()))
    begun = (client.submit(function, *given, pure=False) for function, given in calls)
    waiting = distributed.as_completed(list(islice(begun, ahead)), loop=client.loop)
    try:
        for future in waiting:
            try:
                yield future.result()
            except distributed.KilledWorker as error:
                raise ClusterFailed("workers of the cluster died again and again: is there enough memory?") from error
            except (CancelledError, OSError) as error:
                raise ClusterFailed("the cluster is lost") from error
            waiting.update(list(islice(begun, 1)))
    finally:
        if client.status == "running":
            client.cancel(list(waiting.futures), force=True)


async def _reach(address: str) -> None:
    """Refuse an address at which no Dask scheduler answers; a client that found none would keep on trying."""
    connect: Any = importlib.import_module("distributed.comm").connect
    try:
        # its own timeout ends with the connection: whoever takes the call and says nothing would be waited for for ever
        comm = await asyncio.wait_for(connect(address, timeout=_SECONDS_TO_ANSWER), _SECONDS_TO_ANSWER)
    except (OSError, ValueError, TypeError, MemoryError) as error:  # what answers may be something else
        raise RunError(f"no Dask scheduler answers at {address} within {_SECONDS_TO_ANSWER} s") from error
    await comm.close()


def _check(client: Any, address: str) -> None:
    """Refuse a cluster without workers, or with workers that would give other numbers."""
    try:
        client.wait_for_workers(1, timeout=_SECONDS_TO_ANSWER)
    except TimeoutError as error:
        raise RunError(f"the cluster at {address} has no workers: start some and try again") from error
    try:
        found = set(client.run(model_version).values())
    except ImportError as error:
        raise RunError(f"a worker of the cluster at {address} has no econsim: {error}") from error
    if found != {model_version()}:
        raise RunError(f"workers of the cluster at {address} have another version of econsim; install the same one")
