"""The compiler is met when the first kernel is called: whatever only reads does without it."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import econsim
from econsim.mechanisms.escrow.rules import settlement

NO_COMPILER = """
import sys


class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("numba", "llvmlite"):
            raise ModuleNotFoundError(f"No module named '{name}'", name=name)


sys.meta_path.insert(0, Missing())
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("results")
    econsim.compare("mainnet6", "mainnet7", epochs=2, replicates=2, workers=1, out=out)
    return out


def without_a_compiler(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-c", NO_COMPILER + code, *map(str, arguments)]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def one(results: Path, name: str) -> Path:
    return next(results.glob(f"{name}-*"))


@pytest.mark.parametrize(
    "words",
    [
        lambda results: ["results", "list", "--out", results],
        lambda results: ["results", "show", one(results, "mainnet7")],
        lambda results: ["report", one(results, "mainnet6-vs-mainnet7")],
        lambda results: ["show", "mainnet6"],
        lambda results: ["validate", one(results, "mainnet7") / "scenario.resolved.yaml"],
        lambda results: ["list", "params"],
    ],
    ids=["results list", "results show", "report", "show", "validate", "list params"],
)
def test_a_command_that_only_reads_needs_no_compiler(results, words):
    done = without_a_compiler("from econsim.cli import main; main()", *words(results))
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert done.stdout


def test_results_are_read_in_python_without_a_compiler(results):
    code = """
import econsim
from econsim.analysis.comparison import load_comparison
from econsim.runs.manifest import read_manifest
from econsim.runs.replicate_files import ReplicateFiles
from pathlib import Path

run, comparison = map(Path, sys.argv[1:])
series = ReplicateFiles(run, read_manifest(run)["key"]).series(1)
print(len(series), *load_comparison(comparison).variants, econsim.load_scenario("mainnet7").name)
"""
    done = without_a_compiler(code, one(results, "mainnet7"), one(results, "mainnet6-vs-mainnet7"))
    assert done.stdout.split() == ["2", "mainnet7", "mainnet7"], done.stderr


def test_a_model_needs_one():
    done = without_a_compiler("import econsim; econsim.AkashModel('mainnet7', epochs=1).step()")
    assert "No module named 'numba'" in done.stderr


def test_a_kernel_travels_by_name():
    assert pickle.loads(pickle.dumps(settlement)) is settlement
