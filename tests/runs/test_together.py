"""Arms that are run together are the arms that are run one after the other, in memory and in folders."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import econsim as es
from econsim.analysis import arms as arms_room
from econsim.analysis.arms import Arm, Size
from econsim.networks.catalogue import load_scenario
from econsim.runs import run as run_room
from econsim.runs.run import could_run_together, run_together
from econsim.scenario.schema import Scenario
from tests.small_world import as_small

SIZE = {"seed": 7, "replicates": 3, "epochs": 6}


@pytest.fixture(scope="module")
def arms() -> list[Scenario]:
    base = as_small(load_scenario("mainnet6"))
    taxes = {"tax_half": 0.5, "no_tax": 0.0}
    return [base, *(base.with_changes({"chain.distribution.community_tax": tax}, name) for name, tax in taxes.items())]


def together(arms: list[Scenario], out: Path | None = None, **more: int) -> list[es.RunResult]:
    return run_together(arms, **SIZE | more, workers=1, out=out, progress=None)


def test_each_has_the_series_agents_and_digest_that_it_has_alone(arms: list[Scenario], tmp_path: Path) -> None:
    for out in (None, tmp_path / "together"):
        for found, scenario in zip(together(arms, out), arms, strict=True):
            alone = es.run(scenario, **SIZE, workers=1)
            pd.testing.assert_frame_equal(found.series, alone.series, check_exact=True)
            pd.testing.assert_frame_equal(found.agents, alone.agents, check_exact=True)
            assert (found.digest, found.results_digest) == (alone.digest, alone.results_digest)
            assert found.invariants == alone.invariants


def test_a_folder_of_theirs_is_the_folder_of_each(arms: list[Scenario], tmp_path: Path) -> None:
    together(arms, tmp_path / "together")
    for scenario in arms:
        es.run(scenario, **SIZE, workers=1, out=tmp_path / "alone")
    made, single = (
        {file.relative_to(tmp_path / where): file.read_bytes() for file in (tmp_path / where).rglob("*.parquet")}
        for where in ("together", "alone")
    )
    assert len(made) == 2 * 3 * len(arms)
    assert made == single


def test_what_one_of_them_has_already_is_not_made_again(arms: list[Scenario], tmp_path: Path) -> None:
    base, first, second = arms
    es.run(base, **SIZE | {"replicates": 2}, workers=1, out=tmp_path)
    kept = next(tmp_path.glob("mainnet6-*/epochs/replicate=0001.parquet"))
    before = kept.stat().st_mtime_ns
    done: list[int] = []
    found = run_together([base, first, second], **SIZE, workers=1, out=tmp_path, progress=done.append)
    assert done == [2] + [1] * 7
    assert kept.stat().st_mtime_ns == before
    for one, alone in zip(found, together(arms), strict=True):
        assert one.results_digest == alone.results_digest


def test_they_are_run_together_where_each_worker_has_a_replicate(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [could_run_together(replicates, 2) for replicates in (1, 2, 3)] == [False, True, True]
    monkeypatch.setattr(run_room, "active_client", lambda: "a cluster's")
    assert not could_run_together(3, 2)


def test_no_worker_holds_more_than_a_few_at_once(arms: list[Scenario], monkeypatch: pytest.MonkeyPatch) -> None:
    several = [Arm(f"arm_{number}", None, arms[0]) for number in range(5)]
    size = Size(7, 3, 6)
    assert arms_room._groups(several, [None] * 5, size, 1) == [[0, 1, 2, 3, 4]]
    monkeypatch.setattr(arms_room, "MOST_TOGETHER", 2)
    assert arms_room._groups(several, [None] * 5, size, 1) == [[0, 1], [2, 3], [4]]


def test_a_comparison_is_the_same_together_or_not(arms: list[Scenario], monkeypatch: pytest.MonkeyPatch) -> None:
    """A placebo differs by exactly 0; the last arm has another market, and is run by itself."""
    base = arms[0]
    take = base.with_changes({"chain.take.default_take_rate": 40}, "take")
    asked: list[list[str]] = []

    def noting(scenarios: list[Scenario], **size: object) -> list[es.RunResult]:
        asked.append([scenario.name for scenario in scenarios])
        return run_together(scenarios, **size)

    monkeypatch.setattr(arms_room, "run_together", noting)
    given = (base, base.with_changes({}, "placebo"), take, arms[1])
    found = es.compare(*given, **SIZE, workers=1)
    assert asked == [["mainnet6", "placebo", "tax_half"]]
    monkeypatch.setattr(arms_room, "could_run_together", lambda replicates, workers: False)
    alone = es.compare(*given, **SIZE, workers=1)
    assert (found.numbers.digest, found.numbers.results_digest) == (alone.numbers.digest, alone.numbers.results_digest)
    assert {outcome.verdict for outcome in found.outcomes("placebo").values()} == {"identical"}
    assert found.numbers.variants == alone.numbers.variants
