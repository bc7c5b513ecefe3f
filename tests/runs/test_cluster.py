"""A cluster gives the numbers of one process, whatever dies on the way; one that does not answer costs nothing."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import econsim as es
from econsim.errors import RunError
from econsim.model_version import model_version
from econsim.runs import cluster as cluster_room
from econsim.runs.cluster import active_client, cluster
from econsim.scenario.schema import Scenario
from tests.small_world import small

distributed = pytest.importorskip("distributed")
OVER = {"chain.distribution.community_tax": [0.1, 0.2, 0.3]}


@pytest.fixture(scope="module")
def workers() -> Iterator[distributed.LocalCluster]:
    """Start two worker processes on the loopback."""
    options = {"threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None, "silence_logs": 50}
    with distributed.LocalCluster(n_workers=2, processes=True, **options) as local:
        yield local


@pytest.fixture
def world(tmp_path: Path) -> Scenario:
    return small(tmp_path).with_changes({"run.market": False, "run.epochs": 3, "run.replicates": 4})


def test_a_worker_that_is_killed_in_mid_run_changes_no_number(
    workers: distributed.LocalCluster, world: Scenario, tmp_path: Path
) -> None:
    serial = es.sweep(world, OVER, workers=1)
    victims = [worker.process.pid for worker in workers.workers.values()][:1]
    done = 0

    def kill(n: int) -> None:
        nonlocal done
        done += n
        if done >= 2 and victims:
            os.kill(victims.pop(), signal.SIGKILL)

    with cluster(workers.scheduler_address):
        made = es.sweep(world, OVER, out=tmp_path / "results", progress=kill)
        ordinary = es.run(world)
    assert not victims
    assert (made.results_digest, made.failures) == (serial.results_digest, [])
    assert made.frame().equals(serial.frame())
    assert ordinary.results_digest == es.run(world, workers=1).results_digest
    assert active_client() is None


class _Client:
    """What a cluster is asked before anything is run on it."""

    def __init__(self, wait: Callable[..., None], there: Callable[[], str]) -> None:
        self.wait_for_workers, self._there = wait, there

    def run(self, function: Callable[[], str]) -> dict[str, str]:
        return {"one": function(), "two": self._there()}


def _nobody(*given: object, **options: object) -> None:
    raise TimeoutError


def _without_econsim() -> str:
    raise ModuleNotFoundError("No module named 'econsim'")


@pytest.mark.parametrize(
    ("wait", "there", "complaint"),
    [
        (_nobody, model_version, r"at tcp://there has no workers: start some and try again$"),
        (lambda *given, **options: None, lambda: "another", r"have another version of econsim; install the same one$"),
        (lambda *given, **options: None, _without_econsim, r"has no econsim: No module named 'econsim'$"),
    ],
)
def test_a_cluster_that_would_give_no_numbers_or_others_is_refused(
    wait: Callable[..., None], there: Callable[[], str], complaint: str
) -> None:
    with pytest.raises(RunError, match=complaint):
        cluster_room._check(_Client(wait, there), "tcp://there")


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:{closed}", "127.0.0.1:{stranger}", "nonsense", "http://x:1"])
def test_an_address_that_does_not_answer_is_one_line_within_seconds(
    said, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(cluster_room, "_SECONDS_TO_ANSWER", 1)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with socket.create_server(("127.0.0.1", 0)) as stranger:  # it takes the call and says nothing
        address = address.format(closed=port, stranger=stranger.getsockname()[1])
        begun = time.monotonic()
        code, out, err = said("run", "mainnet6", "--epochs", "1", "--cluster", address, "--quiet", "--json")
    assert (code, out) == (1, "")
    assert err == f"no Dask scheduler answers at {address} within 1 s\n"
    assert time.monotonic() - begun < 10
    assert not Path("results").exists()
