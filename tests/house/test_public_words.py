"""The public words resolve, and importing econsim is quick."""

from __future__ import annotations

import subprocess
import sys

import pytest

import econsim

HEAVY = ("pandas", "mesa", "matplotlib", "scipy", "numba", "pydantic", "ruamel.yaml", "pyarrow")


def test_import_econsim_loads_nothing_heavy() -> None:
    code = f"import sys, econsim; print([name for name in {HEAVY} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


@pytest.mark.parametrize("word", econsim.__all__)
def test_a_public_word_resolves(word: str) -> None:
    assert callable(getattr(econsim, word)) or word == "plots"


def test_an_unknown_word_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_word"):
        _ = econsim.no_such_word


def test_dir_names_every_public_word_and_tab_finds_them_before_they_are_used() -> None:
    code = (
        "import rlcompleter, econsim; print(*dir(econsim)); "
        "print(rlcompleter.Completer({'es': econsim}).attr_matches('es.co'))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    listed, completed = answer.stdout.splitlines()
    assert {name for name in listed.split() if not name.startswith("__")} == set(econsim.__all__)
    assert "es.compare" in completed
