"""A copy of the code with one small mistake in it, run uncompiled: would what checks it notice?"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def copied(place: Path, *rooms: str) -> Path:
    """Copy rooms of the repository to a place; return it."""
    for room in rooms:
        shutil.copytree(ROOT / room, place / room, ignore=shutil.ignore_patterns("__pycache__"))
    return place


def run_in(place: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run code on what a copy holds, uncompiled."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=place,
        env=os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def run_with_mistake(place: Path, path: Path, old: str, new: str, code: str) -> subprocess.CompletedProcess[str]:
    """Run code on a copy in one file of which other words stand; put the right ones back."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{path.name} has changed: {old!r}"
    path.write_text(text.replace(old, new), "utf-8")
    try:
        return run_in(place, code)
    finally:
        path.write_text(text, "utf-8")


def assert_noticed(found: subprocess.CompletedProcess[str]) -> None:
    """Fail where a mistake passed, or where the copy did not even run: that is no catch."""
    assert found.returncode == 1
    assert re.search(r"Error|BrokenBooks", found.stderr)
    assert not re.search(r"SyntaxError|IndentationError|NameError|ImportError", found.stderr), found.stderr
