"""The page about result files: its lines run on results as they are kept."""

from __future__ import annotations

import re
from pathlib import Path

import matplotlib as mpl
import pytest

from econsim.analysis.compare import compare

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "results.md").read_text("utf-8")
LINES = dict(re.findall(r"^## ([\w ]+)\n\n```python\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("kept")
    compare("mainnet6", "mainnet7", epochs=32, replicates=2, workers=1, out=made / "results")
    return made


def test_the_page_has_lines_for_each_tool() -> None:
    assert list(LINES) == ["In Python", "pandas", "DuckDB", "Polars"]


@pytest.mark.parametrize("tool", LINES)
def test_the_lines_run(tool: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if tool in ("DuckDB", "Polars"):
        pytest.importorskip(tool.lower(), reason=f"{tool} is not among what econsim needs")
    monkeypatch.chdir(folder)
    with mpl.rc_context({"backend": "agg"}):
        exec(compile(LINES[tool], tool, "exec"), {})
        from matplotlib import pyplot as plt

        plt.close("all")


def test_files_name_the_columns_that_the_page_describes(folder: Path) -> None:
    import pyarrow.parquet as pq

    for part, first in (("epochs", ["scenario", "replicate", "epoch", "date"]), ("agents", ["scenario", "replicate"])):
        (file,) = folder.glob(f"results/mainnet7-*/{part}/replicate=0000.parquet")
        assert pq.read_schema(file).names[: len(first)] == first
    (file,) = folder.glob("results/*-vs-*/comparison.parquet")
    described = re.search(r"comparison\.parquet`.*\| (.*) \|$", PAGE, flags=re.MULTILINE)
    assert described is not None
    shared = re.search(r"in the same columns: (.*?)`verdict`", PAGE, flags=re.DOTALL)
    assert shared is not None
    names = re.findall(r"`(\w+)`", described[1].replace("the numbers below", shared[1] + "`verdict`"))
    assert pq.read_schema(file).names == names
