"""Workers: policies from anywhere, processes that die, errors that name their place."""

from __future__ import annotations

import re
import subprocess
import sys
from concurrent.futures import BrokenExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import pytest

from econsim.contracts import Policy
from econsim.errors import RunError
from econsim.networks.catalogue import Catalogue
from econsim.policies.validators.decisions import CommissionEdit
from econsim.runs import pool
from econsim.runs.run import run
from econsim.scenario.load import load
from tests.small_world import small, small_file

SCRIPT = """
import logging, os, sys
from pathlib import Path
from typing import ClassVar

import numpy as np

import econsim as es
from econsim.networks.catalogue import load_scenario, register
from econsim.contracts import Policy
from econsim.policies.validators.decisions import CommissionEdit
from econsim.errors import RunError

logging.getLogger("econsim").addHandler(logging.StreamHandler(sys.stdout))

STEP = 0.01

@register
class Fatal(Policy):
    kind: ClassVar[str] = "fatal"
    decides: ClassVar[str] = "validator_commission"
    survivor: int

    def decide(self, own, public, draws):
        if os.getpid() != self.survivor and not Path("died").exists():
            Path("died").touch()
            os._exit(9)
        return CommissionEdit(np.minimum(own.commission_rate + STEP, 1.0))

@register
class Wrong(Policy):
    kind: ClassVar[str] = "wrong"
    decides: ClassVar[str] = "validator_commission"

    def decide(self, own, public, draws):
        raise ValueError("no\\nidea")

def answer(workers, kind, **fields):
    policy = {"policies.validator_commission": {"kind": kind, **fields}}
    return es.run(load_scenario("small.yaml").with_changes(policy), replicates=3, epochs=2, workers=workers)

for workers in (1, 2):
    print(answer(workers, "fatal", survivor=os.getpid()).results_digest)
try:
    answer(2, "wrong")
except RunError as error:
    print(error)
"""


def test_policies_of_a_script_work_and_fail_in_workers_as_anywhere_else(tmp_path: Path) -> None:
    """A worker that dies gets a second pass."""
    small_file(tmp_path)
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run([sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    alone, death, survived, mistake = done.stdout.splitlines()
    assert re.fullmatch(r"a worker process died; trying the [123] replicates that are left once more", death)
    assert survived == alone
    assert re.fullmatch(
        r"small, seed 1, replicate (\d), epoch 0: ValueError: no idea "
        r"\(to repeat it alone: econsim\.run\(scenario, seed=1, epochs=2, only_replicate=\1\)\)",
        mistake,
    )


def test_workers_that_die_twice_end_the_run_and_what_was_done_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passes: list[list[int]] = []

    def dying(function, tasks, workers, classes):
        passes.append(list(tasks))
        first = next(iter(tasks))
        yield first, function(tasks[first])
        raise BrokenExecutor

    monkeypatch.setattr(pool, "_results", dying)
    with pytest.raises(RunError, match=r"died twice while 1 replicates were left, the first of them 2: .*--workers 1"):
        run(small(tmp_path), replicates=3, epochs=1, out=tmp_path / "results")
    assert passes == [[0, 1, 2], [1, 2]]
    kept = sorted(path.name for path in tmp_path.rglob("epochs/*"))
    assert kept == ["replicate=0000.parquet", "replicate=0001.parquet"]


class Lower(Policy):
    """A policy of a module, which workers import by themselves."""

    kind: ClassVar[str] = "lower_for_workers"
    decides: ClassVar[str] = "validator_commission"

    def decide(self, own, public, draws):
        return CommissionEdit(own.commission_rate - 0.01)


@pytest.mark.parametrize(("kind", "starts_anew"), [("hold", []), ("lower_for_workers", ["shut down"])])
def test_workers_that_may_have_read_a_module_before_it_was_edited_are_not_used_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, starts_anew: list[str]
) -> None:
    """Seen before: reload(module) in a notebook, and workers that went on with the old policy."""
    done: list[str] = []

    def fake(**options):
        done.append("start")
        return lambda calls: (function(*given) for function, given, _ in calls)

    monkeypatch.setattr("joblib.Parallel", fake)
    workers = SimpleNamespace(shutdown=lambda: done.append("shut down"))
    monkeypatch.setattr("joblib.externals.loky.get_reusable_executor", lambda: workers)
    catalogue = Catalogue()
    catalogue.register(Lower)
    scenario = load(small_file(tmp_path), [f"policies.validator_commission={{kind: {kind}}}"], catalogue)
    run(scenario, replicates=2, epochs=1, workers=2)
    assert done == [*starts_anew, "start"]
