"""What compiled code is made from decides where it is kept: stale code is impossible, and nothing else recompiles."""

import importlib
import inspect
import pkgutil
import re
import shutil
from pathlib import Path

import pytest

import econsim
from econsim.compiled import Kernel
from econsim.kernel_version import PACKAGE, files_of_kernels, kernel_version


@pytest.fixture
def copied(tmp_path):
    return Path(shutil.copytree(PACKAGE, tmp_path / "econsim", ignore=shutil.ignore_patterns("__pycache__")))


@pytest.mark.parametrize(
    "path",
    [
        "units.py",
        "world/tables.py",
        "mechanisms/market/records.py",
        "mechanisms/escrow/rules.py",
        "world/ledger.py",
    ],
)
def test_an_edit_of_what_a_kernel_reads_makes_a_new_version(copied, path):
    before = kernel_version(copied)
    (copied / path).write_text((copied / path).read_text("utf-8") + "\nEDITED = 1\n", "utf-8")
    assert kernel_version(copied) != before


@pytest.mark.parametrize(
    "path", ["policies/delegators/delegation.py", "plots/style.py", "scenario/load.py", "cli/runs.py"]
)
def test_an_edit_of_a_policy_or_a_report_recompiles_nothing(copied, path):
    before = kernel_version(copied)
    (copied / path).write_text((copied / path).read_text("utf-8") + "\nEDITED = 1\n", "utf-8")
    assert kernel_version(copied) == before


def test_every_function_that_compiled_code_reaches_lies_in_a_file_that_is_hashed():
    files, n_seen = files_of_kernels(), 0
    for kernel in compiled_functions():
        names = kernel.py_func.__code__.co_names
        reached = [kernel.py_func.__globals__[name] for name in names if name in kernel.py_func.__globals__]
        for thing in [kernel.py_func, *(getattr(one, "py_func", one) for one in reached)]:
            module = inspect.getmodule(thing)
            if module is not None and module.__name__.startswith("econsim"):
                n_seen += 1
                assert Path(module.__file__) in files, f"{module.__name__} is read by {kernel.py_func.__name__}"
    assert n_seen > 100


def test_files_with_kernels_name_what_they_import():
    """`import econsim.units` would hide from the hash which names are read."""
    for path in files_of_kernels():
        assert not re.search(r"^\s*import econsim", path.read_text("utf-8"), re.MULTILINE), path


def compiled_functions():
    for found in pkgutil.walk_packages(econsim.__path__, "econsim."):
        if not found.name.startswith("econsim.cli"):
            module = importlib.import_module(found.name)
            yield from (each for each in vars(module).values() if isinstance(each, Kernel))
