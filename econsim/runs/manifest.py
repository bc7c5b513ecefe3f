"""The manifest of a results folder: what was asked, with what it was made, and the names of question and answer."""

from __future__ import annotations

import functools
import json
import platform
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from econsim import __version__
from econsim.errors import UsageError
from econsim.model_version import PACKAGE, model_version
from econsim.scenario.schema import Scenario

MANIFEST, RESOLVED = "manifest.json", "scenario.resolved.yaml"
RUN, COMPARISON, SWEEP, CALIBRATION, BACKTEST = "run", "comparison", "sweep", "calibration", "backtest"
_LIBRARIES = ("mesa", "networkx", "numpy", "pandas", "scipy", "numba", "pydantic", "ruamel.yaml", "pyarrow", "joblib")
_SAYS_ECONSIM = {
    "kind", "command", "key", "seed", "replicates", "epochs", "digest", "results_digest", "model_version", "scenarios",
}  # fmt: skip


def manifest(
    kind: str, command: str, scenarios: Mapping[str, Scenario], key: str, numbers: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what is needed to make the same numbers again.

    `scenarios` by label, a baseline first; `key` is the question without its replicates, in full; `numbers` holds
    seed, replicates, epochs, digest, results_digest (None while the run is not finished) and whatever else is to be
    told.
    """
    return {
        "kind": kind,
        "command": command,
        "key": key,
        **numbers,
        **versions(),
        "commit": _commit_once(),
        "scenarios": {
            label: {"digest": scenario.digest(), "content": scenario.content()} for label, scenario in scenarios.items()
        },
    }


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a results folder; raises UsageError where there is none of econsim's."""
    try:
        found = json.loads((folder / MANIFEST).read_text("utf-8"))
    except FileNotFoundError:
        raise UsageError(f"{folder} is no results folder of econsim: it has no {MANIFEST}") from None
    except (OSError, ValueError) as error:
        raise UsageError(f"{folder / MANIFEST} cannot be read: {' '.join(str(error).split())}") from error
    if not isinstance(found, dict) or not found.keys() >= _SAYS_ECONSIM:
        raise UsageError(f"{folder} is no results folder of econsim: its {MANIFEST} is somebody else's")
    return found


def versions() -> dict[str, Any]:
    """Return the versions that the numbers depend on."""
    return {
        "econsim": __version__,
        "model_version": model_version(),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "platform": sys.platform,
        "libraries": dict(_libraries()),
    }


@functools.cache
def _libraries() -> Mapping[str, str]:
    return {name: version(name) for name in _LIBRARIES}


@functools.cache
def _commit_once() -> dict[str, Any] | None:
    """Return the commit when it was first asked for, as the model version is that of the sources then."""
    return commit()


def commit() -> dict[str, Any] | None:
    """Return the git commit of the source tree that econsim runs from, and whether the package differs from it.

    None for an installed econsim, or where git is missing.
    """
    tree = PACKAGE.parent
    if not (tree / ".git").exists():
        return None
    try:
        head = _git(tree, "rev-parse", "HEAD")
        return {"hash": head, "is_dirty": bool(_git(tree, "status", "--porcelain", "--", PACKAGE.name))}
    except (OSError, subprocess.SubprocessError):
        return None


def _git(tree: Path, *words: str) -> str:
    asked = ["git", "--no-optional-locks", "-C", str(tree), *words]
    return subprocess.run(asked, capture_output=True, text=True, check=True, timeout=10).stdout.strip()
