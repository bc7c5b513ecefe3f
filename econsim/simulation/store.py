"""The results folder of a run: every file appears by an atomic rename, so what is there is whole.

results/<name>-<key>/  manifest.json  scenario.resolved.yaml  epochs/replicate=NNNN.parquet
                       agents/replicate=NNNN.parquet
"""

from __future__ import annotations

import dataclasses
import json
import os
import platform
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from econsim.model_version import model_version
from econsim.simulation.digests import question_digest

if TYPE_CHECKING:
    from econsim.simulation.run import Run

_LIBRARIES = ("mesa", "numpy", "pandas", "scipy", "numba", "pydantic")


def write_run(run: Run, root: Path) -> Run:
    """Write a run to its folder under `root` and return it with that folder."""
    folder = root / f"{run.scenario.name}-{key_of(run)}"
    for name, frame in (("epochs", run.series.reset_index()), ("agents", run.agents)):
        for number, part in frame.groupby("replicate"):
            _write_parquet(folder / name / f"replicate={number:04d}.parquet", part)
    write_text(folder / "scenario.resolved.yaml", run.scenario.resolved_yaml())
    write_json(folder / "manifest.json", manifest(run))
    return dataclasses.replace(run, directory=folder)


def key_of(run: Run) -> str:
    """Return the folder's key: scenario content, seed, epochs and model version, without replicates."""
    return question_digest([run.scenario], run.seed, None, run.epochs)[:12]


def manifest(run: Run) -> dict[str, Any]:
    """Return what is needed to make the same numbers again."""
    size = f"--replicates {run.replicates} --epochs {run.epochs} --seed {run.seed}"
    return {
        "command": f"econsim run {run.scenario.name} {size}",
        "scenario": run.scenario.name,
        "scenario_digest": run.scenario.digest(),
        "seed": run.seed,
        "replicates": run.replicates,
        "epochs": run.epochs,
        "digest": run.digest,
        "results_digest": run.results_digest,
        "invariants": run.invariants,
        "wall_seconds": run.wall_seconds,
        **versions(),
    }


def versions() -> dict[str, Any]:
    """Return the versions that the numbers depend on."""
    return {
        "econsim": version("econsim"),
        "model_version": model_version(),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "platform": sys.platform,
        "libraries": {name: version(name) for name in _LIBRARIES},
    }


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    _whole(path, lambda part: part.write_text(text, encoding="utf-8"))


def write_json(path: Path, content: Any) -> None:
    """Write a JSON file whole or not at all; NaN and infinities are refused."""
    write_text(path, json.dumps(content, indent=2, allow_nan=False) + "\n")


def _write_parquet(path: Path, frame: pd.DataFrame) -> None:
    _whole(path, lambda part: frame.to_parquet(part, index=False, compression="zstd"))


def _whole(path: Path, write: Callable[[Path], object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        write(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
