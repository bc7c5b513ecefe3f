"""That kernels are compiled first is said where it is so, once a run, and nowhere else."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from econsim import compiled
from econsim.networks.catalogue import load_scenario
from econsim.runs.compiling import SAID, tell_of_compiling
from econsim.runs.run import run

WORLD = load_scenario("mainnet6", ("run.market=false", "population.delegators.accounts=100"))


def said(caplog: pytest.LogCaptureFixture, *, market: bool) -> list[str]:
    caplog.clear()
    with caplog.at_level(logging.INFO, "econsim"):
        tell_of_compiling(WORLD.with_changes({"run.market": market}))
    return [record.getMessage() for record in caplog.records]


def test_it_is_said_until_there_is_compiled_code_of_what_the_run_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.delenv("NUMBA_DISABLE_JIT", raising=False)
    assert said(caplog, market=False) == said(caplog, market=True) == [SAID]
    (tmp_path / "mint_0").mkdir()
    (tmp_path / "mint_0" / "rules._step-107.py311.nbi").touch()
    assert (said(caplog, market=False), said(caplog, market=True)) == ([], [SAID])
    (tmp_path / "market_0").mkdir()
    (tmp_path / "market_0" / "loop.run_events-33.py311.nbi").touch()
    assert said(caplog, market=True) == []


def test_nothing_is_said_where_nothing_is_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    assert said(caplog, market=True) == []


def test_a_run_leaves_code_by_those_names_so_that_the_next_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    if os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0"):
        pytest.skip("nothing is compiled")
    assert compiled  # which says where compiled code is kept
    run(WORLD, epochs=2, replicates=1, workers=1)
    assert said(caplog, market=False) == []
