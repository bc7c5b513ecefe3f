"""Results of a policy from outside econsim are read back only for the same code and values, and never silently."""

from __future__ import annotations

import importlib
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from econsim.errors import RunError
from econsim.networks.catalogue import Catalogue
from econsim.runs import pool
from econsim.runs.replicates import Job, _simulated
from econsim.runs.run import run
from econsim.runs.run_result import RunResult
from econsim.scenario.load import load
from econsim.scenario.outside import state_of
from tests.small_world import small_file

RATES = "RATE = {rate}\n"
POLICY = """
from typing import ClassVar

import numpy as np

import rates_beside
from econsim.contracts import Policy
from econsim.policies.validators.decisions import CommissionEdit

SESSION = [1.0]

class Beside(Policy):
    kind: ClassVar[str] = "beside"
    decides: ClassVar[str] = "validator_commission"

    def decide(self, own, public, draws):
        return CommissionEdit(np.full(len(own), rates_beside.RATE * SESSION[0]))
"""
Answer = Callable[[], RunResult]


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    (tmp_path / "rates_beside.py").write_text(RATES.format(rate=0.05), encoding="utf-8")
    (tmp_path / "policy_beside.py").write_text(POLICY, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield importlib.import_module("policy_beside")
    for name in ("rates_beside", "policy_beside"):
        sys.modules.pop(name, None)


@pytest.fixture
def answer(policy: ModuleType, tmp_path: Path) -> Answer:
    catalogue = Catalogue()
    catalogue.register(policy.Beside)
    scenario = load(small_file(tmp_path), ["policies.validator_commission={kind: beside}"], catalogue)
    return lambda: run(scenario, replicates=1, epochs=2, workers=1, out=tmp_path / "results")


def mean_rate(made: RunResult) -> float:
    return float(made.series["commission_rate_mean"].iloc[-1])


def test_a_constant_of_another_module_that_changes_is_another_question(policy: ModuleType, answer: Answer) -> None:
    """What was told wrongly: the same digest, and the old results read back."""
    before = answer()
    policy.rates_beside.RATE = 0.06
    after = answer()
    assert before.digest != after.digest
    assert before.directory != after.directory
    assert mean_rate(after) > mean_rate(before)


def test_a_list_of_the_session_that_changes_is_another_question(policy: ModuleType, answer: Answer) -> None:
    before = answer()
    policy.SESSION[0] = 1.2
    after = answer()
    assert before.digest != after.digest
    assert mean_rate(after) > mean_rate(before)


def test_what_is_read_back_is_told(answer: Answer, caplog: pytest.LogCaptureFixture) -> None:
    before = answer()
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    after = answer()
    assert after.results_digest == before.results_digest
    (told,) = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert told.startswith(f"small: results are read back from {before.directory}. The code of Beside and the values")
    assert "remove the folder to make them anew" in told


def test_results_of_econsims_own_policies_are_read_back_without_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    scenario = load(small_file(tmp_path), [], Catalogue())
    for _ in range(2):
        run(scenario, replicates=1, epochs=1, workers=1, out=tmp_path / "results")
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_a_worker_that_reaches_other_values_than_the_session_refuses_to_run(policy: ModuleType, tmp_path: Path) -> None:
    """A worker imports the module by itself: RATE is 0.05 there, whatever the session made of it."""
    catalogue = Catalogue()
    catalogue.register(policy.Beside)
    scenario = load(small_file(tmp_path), ["policies.validator_commission={kind: beside}"], catalogue)
    job, version = Job(scenario, 1, 0, 1), pool.model_version()
    policy.rates_beside.RATE = 0.06
    in_session = {policy.Beside: state_of(policy.Beside)}
    assert pool._in_worker(0, version, in_session, _simulated, 0, job)[1].number == 0
    policy.rates_beside.RATE = 0.05
    told = "Beside reaches values that were changed in this session .* run with workers=1"
    pool._when_first_seen.cache_clear()
    with pytest.raises(RunError, match=told):
        pool._in_worker(0, version, in_session, _simulated, 0, job)


def test_a_failure_is_repeated_in_python_where_a_command_would_not_know_the_policy(
    policy: ModuleType, answer: Answer, tmp_path: Path
) -> None:
    """The resolved scenario names a kind that only this session has registered."""
    policy.rates_beside.RATE = "high"
    with pytest.raises(RunError) as failed:
        answer()
    (folder,) = (tmp_path / "results").iterdir()
    called = f"econsim.run('{folder / 'scenario.resolved.yaml'}', seed=1, epochs=2, only_replicate=0"
    told = f"(to repeat it alone: {called}, out='{tmp_path / 'results'}') in Python, once Beside is registered)"
    assert str(failed.value).endswith(told)
