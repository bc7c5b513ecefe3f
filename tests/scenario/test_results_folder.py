"""The folder that results are to go to: what is none is refused in one line, before anything is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from econsim import compare, run
from econsim.analysis.sensitivity.analyse import sensitivity
from econsim.analysis.sweep import sweep
from econsim.errors import UsageError
from econsim.scenario.asked import results_folder


def test_a_path_or_its_text_is_a_folder_there_or_not_and_none_is_none(tmp_path: Path) -> None:
    assert results_folder(None) is None
    assert results_folder(str(tmp_path)) == tmp_path
    assert results_folder(tmp_path / "not" / "there") == tmp_path / "not" / "there"


@pytest.mark.parametrize(
    ("asked", "told"), [(5, "5"), (True, "true"), (b"results", "b'results'"), (["results"], "a list")]
)
def test_what_is_no_path_is_refused_before_anything_is_run(asked: object, told: str, monkeypatch) -> None:
    monkeypatch.setattr("econsim.runs.run.simulate_all", lambda *_: pytest.fail("something was run"))
    calls = (
        lambda: run("mainnet7", out=asked),
        lambda: compare("mainnet6", "mainnet7", out=asked),
        lambda: sweep("mainnet7", {"chain.mint.goal_bonded": [0.5, 0.6]}, out=asked),
        lambda: sensitivity("mainnet7", "mainnet6", method="oat", out=asked),
    )
    for call in calls:
        with pytest.raises(UsageError, match=f"^out is {told}; expected the path of a folder$"):
            call()
