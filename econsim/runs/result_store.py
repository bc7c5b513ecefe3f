"""Where the replicates of a run are kept while it goes on: in memory, or in a results folder.

results/<name>-<key>/  manifest.json  scenario.resolved.yaml  epochs/replicate=NNNN.parquet
                       agents/replicate=NNNN.parquet

The key names scenario content, seed, epochs and model version, not the number of replicates: asking for more adds
files, asking for fewer uses the first ones, and a run that was stopped goes on where it was.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from econsim.atomic_files import remove_leftovers, write_json, write_text
from econsim.errors import UsageError
from econsim.runs.digests import question_digest
from econsim.runs.manifest import MANIFEST, RESOLVED, RUN, manifest, read_manifest
from econsim.runs.replicate_files import ReplicateFiles, SavedAgents, SavedReplicate, of_replicate
from econsim.runs.run_result import RunResult
from econsim.scenario.content import classes_from_outside
from econsim.scenario.schema import Scenario
from econsim.simulation.recorder import ReplicateResult


class ResultStore(Protocol):
    """What a run wants of the place where its replicates are kept."""

    @property
    def path(self) -> Path | None:
        """Return the folder of the run."""

    def open(self, replicates: int) -> None:
        """Make ready for that many replicates, or raise OSError before anything was computed."""

    def load(self, number: int) -> SavedReplicate | None:
        """Return a replicate that is there already."""

    def save(self, replicate: ReplicateResult) -> None:
        """Save a replicate that has just ended."""

    def agents(self, numbers: Sequence[int]) -> Sequence[pd.DataFrame]:
        """Return the agents of each replicate."""

    def again(self, number: int) -> str:
        """Return what a person types to run one replicate alone."""

    def close(self, result: RunResult) -> None:
        """Note that the run is whole."""


class InMemory:
    """Nothing is written."""

    path: Path | None = None

    def __init__(self, scenario: Scenario, seed: int, epochs: int) -> None:
        """Start with nothing."""
        self._size = f"seed={seed}, epochs={epochs}"
        self._agents: dict[int, pd.DataFrame] = {}

    def open(self, replicates: int) -> None:
        """Do nothing."""

    def load(self, number: int) -> SavedReplicate | None:
        """Return None: nothing is there already."""
        return None

    def save(self, replicate: ReplicateResult) -> None:
        """Keep the agents."""
        self._agents[replicate.number] = of_replicate(replicate.number, replicate.agents)

    def agents(self, numbers: Sequence[int]) -> Sequence[pd.DataFrame]:
        """Return the agents of each replicate."""
        return [self._agents[number] for number in numbers]

    def again(self, number: int) -> str:
        """Return the call in Python."""
        return f"econsim.run(scenario, {self._size}, only_replicate={number})"

    def close(self, result: RunResult) -> None:
        """Do nothing."""


class ResultFolder:
    """The results folder of a run."""

    def __init__(self, root: Path, scenario: Scenario, seed: int, epochs: int, command: str | None = None) -> None:
        """Name the folder; nothing is written yet. `command` is what its manifest names as the way to make it again."""
        key = question_digest([scenario], seed, None, epochs)
        self._root, self._scenario, self._seed, self._epochs, self._command = root, scenario, seed, epochs, command
        self.path = root / f"{scenario.name}-{key[:12]}"
        self._files = ReplicateFiles(self.path, key)

    def open(self, replicates: int) -> None:
        """Tidy up after processes that died here, and say in the folder what it is going to hold."""
        remove_leftovers(self.path)
        write_text(self.path / RESOLVED, self._scenario.resolved_yaml())
        if self._finished_replicates() == 0:
            digest = question_digest([self._scenario], self._seed, replicates, self._epochs)
            told = {"digest": digest, "results_digest": None, "invariants": None, "wall_seconds": None}
            self._write_manifest(replicates, told)

    def load(self, number: int) -> SavedReplicate | None:
        """Return a replicate that is there whole."""
        return self._files.load(number)

    def save(self, replicate: ReplicateResult) -> None:
        """Write a replicate."""
        self._files.save(replicate, self._scenario.name)

    def agents(self, numbers: Sequence[int]) -> Sequence[pd.DataFrame]:
        """Return the agents of each replicate, to be read when they are looked at."""
        return SavedAgents(self._files, numbers)

    def again(self, number: int) -> str:
        """Return the command, which names the resolved scenario: every change of the run is in it.

        A policy or a shock from outside econsim is no kind that a new process knows: then it is the call in Python.
        """
        outside = ", ".join(sorted(cls.__qualname__ for cls in classes_from_outside(self._scenario)))
        if outside:
            size = f"seed={self._seed}, epochs={self._epochs}, only_replicate={number}, out={str(self._root)!r}"
            return f"econsim.run({str(self.path / RESOLVED)!r}, {size}) in Python, once {outside} is registered"
        words = ["econsim", "run", str(self.path / RESOLVED), "--epochs", str(self._epochs), "--seed", str(self._seed)]
        return shlex.join([*words, "--only-replicate", str(number), "--out", str(self._root)])

    def close(self, result: RunResult) -> None:
        """Write the manifest, unless the one that is there tells of more replicates."""
        if self._finished_replicates() <= result.replicates:
            told: dict[str, Any] = {"digest": result.digest, "results_digest": result.results_digest}
            told |= {"invariants": asdict(result.invariants), "wall_seconds": result.wall_seconds}
            self._write_manifest(result.replicates, told)

    def _finished_replicates(self) -> int:
        """Return how many replicates the manifest says are done; 0 without a manifest or a finished run."""
        try:
            found = read_manifest(self.path)
        except UsageError:
            return 0
        return found["replicates"] if found["results_digest"] and found["key"] == self._files.key else 0

    def _write_manifest(self, replicates: int, told: dict[str, Any]) -> None:
        size = ["--replicates", str(replicates), "--epochs", str(self._epochs), "--seed", str(self._seed)]
        command = self._command or shlex.join(["econsim", "run", str(self.path / RESOLVED), *size])
        numbers = {"name": self._scenario.name, "seed": self._seed, "replicates": replicates, "epochs": self._epochs}
        scenarios = {self._scenario.name: self._scenario}
        write_json(self.path / MANIFEST, manifest(RUN, command, scenarios, self._files.key, numbers | told))
