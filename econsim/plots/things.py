"""What plots draw: comparisons, runs, sweeps and models, and one line about anything else."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import NoReturn

from econsim.analysis.comparison import Comparison
from econsim.analysis.sweep_result import Sweep
from econsim.errors import UsageError
from econsim.runs.run_result import RunResult

_WHERE_FROM = {
    "a comparison": "econsim.compare or econsim.load_comparison",
    "a run": "econsim.run or econsim.load_run",
    "a sweep": "econsim.sweep or econsim.load_sweep",
    "a sensitivity analysis": "econsim.sensitivity or econsim.load_sensitivity",
    "a model": "econsim.AkashModel",
}


def runs_of(thing: Comparison | RunResult, plot: str) -> Mapping[str, RunResult]:
    """Return the runs of a comparison by arm, baseline first, or a single run by its name."""
    if isinstance(thing, Comparison):
        return thing.runs
    if isinstance(thing, RunResult):
        return {thing.scenario.name: thing}
    refuse(plot, thing, "a comparison", "a run")


def sweep_of(thing: Sweep, plot: str) -> Sweep:
    """Return a sweep; raises UsageError for anything else."""
    return thing if isinstance(thing, Sweep) else refuse(plot, thing, "a sweep")


def is_model(thing: object) -> bool:
    """Return whether a thing is a model; those who have none need not import what a model needs."""
    module = sys.modules.get("econsim.simulation.model")
    return module is not None and isinstance(thing, module.Model)


def refuse(plot: str, thing: object, *wanted: str) -> NoReturn:
    """Say what a plot draws instead of a thing, and where that comes from."""
    sources = "; ".join(f"{what} ({_WHERE_FROM[what]})" for what in wanted)
    raise UsageError(f"{plot} draws {sources}; got {type(thing).__name__}")
