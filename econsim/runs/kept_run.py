"""A run that was kept, read again from its folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from econsim.errors import RunError, UsageError
from econsim.networks.catalogue import load_scenario, scenario_of_content
from econsim.runs.manifest import RESOLVED, RUN, read_manifest
from econsim.runs.replicate_files import ReplicateFiles, SavedAgents
from econsim.runs.run_result import RunResult
from econsim.scenario.asked import kept_folder
from econsim.scenario.schema import Scenario
from econsim.simulation.invariants import InvariantLog


def load_run(directory: Path | str, replicates: int | None = None) -> RunResult:
    """Return a finished run from its folder alone, or the first of its replicates.

    Raises UsageError where the folder is not that of a finished run or has fewer replicates, RunError where it holds
    something else than was written.
    """
    folder = kept_folder(directory)
    told = read_manifest(folder)
    if told["kind"] != RUN:
        raise UsageError(f"{folder} is the folder of a {told['kind']}, not of a run")
    if told["results_digest"] is None:
        raise UsageError(f"{folder} holds a run that is not finished; `{told['command']}` goes on with it")
    there: int = told["replicates"]
    wanted = there if replicates is None else replicates
    if not 1 <= wanted <= there:
        raise UsageError(f"{folder} holds {there} replicates; {wanted} were asked for")
    scenario = load_scenario(folder / RESOLVED)
    if scenario.digest() != told["scenarios"][scenario.name]["digest"]:
        raise RunError(f"{folder / RESOLVED} is not the scenario that was run: it was edited, or a policy of your own")
    files, numbers = ReplicateFiles(folder, told["key"]), range(wanted)
    return RunResult(
        scenario=scenario,
        seed=told["seed"],
        replicates=wanted,
        epochs=told["epochs"],
        series=files.series_of(numbers),
        agents_by_replicate=SavedAgents(files, numbers),
        invariants=InvariantLog(**told["invariants"]),
        wall_seconds=told["wall_seconds"],
        directory=folder,
        digest=told["digest"] if wanted == there else "",
    )


def scenarios_in(told: Mapping[str, Any]) -> dict[str, Scenario]:
    """Return the scenarios of a manifest by label, a baseline first, whatever digests the manifest gives them."""
    return {label: scenario_of_content(kept["content"]) for label, kept in told["scenarios"].items()}
