"""`reproduce`: the question of a results folder asked again in a fresh place, and whether the answer is the same.

Bit-exact: the same `results_digest`. That is promised for one installation. On another one the last bits of floats may
differ, and an edited model may answer otherwise; there it is checked whether every new number lies within the 95 %
interval of the old one.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from econsim.analysis.compare import compare
from econsim.analysis.comparison import Comparison, load_comparison
from econsim.analysis.metrics import summary
from econsim.errors import RunError, UsageError
from econsim.runs.kept_run import scenarios_in
from econsim.runs.manifest import COMPARISON, RUN, read_manifest, versions
from econsim.runs.progress import Progress
from econsim.runs.replicate_files import ReplicateFiles
from econsim.runs.run import run
from econsim.runs.run_result import RunResult
from econsim.scenario.asked import kept_folder
from econsim.scenario.schema import Scenario

BIT_EXACT, WITHIN_INTERVALS = "bit-exact", "within intervals"
_AS_GOOD_AS_EQUAL = 1e-9  # relative: far above the last bits of floats, far below any effect that matters
_Estimate = tuple[float | None, float | None, float | None]  # the value, and the ends of its interval


@dataclass(frozen=True)
class Reproduction:
    """What was checked and how it came out.

    `differs` names the versions that are not those of the manifest as (what, then, now), `outside` the numbers that
    lie outside the interval of the manifest's results (empty where the answer is bit-exact).
    """

    directory: Path
    checked: str
    passed: bool
    results_digest: tuple[str, str]
    differs: list[tuple[str, str, str]]
    outside: list[str]

    @property
    def is_of_another_model(self) -> bool:
        """Return whether econsim's sources or data are not those of the manifest."""
        return any(what == "model_version" for what, _, _ in self.differs)


def reproduce(directory: Path | str, *, workers: int | None = None, progress: Progress | None = None) -> Reproduction:
    """Run the question of a results folder again, in a place of its own, and compare the answers."""
    folder = kept_folder(directory)
    told = read_manifest(folder)
    if told["kind"] not in (RUN, COMPARISON):
        raise UsageError(_by_hand(folder, told))
    if told["results_digest"] is None:
        raise UsageError(f"{folder} is not finished; first: {told['command']}")
    differs = _differing_versions(told)
    with tempfile.TemporaryDirectory() as place:
        scenarios = _scenarios(folder, told, is_same_model=not any(row[0] == "model_version" for row in differs))
        asked = {name: told[name] for name in ("replicates", "epochs", "seed")}
        kept = Path(place) / "results"
        made: RunResult | Comparison
        if told["kind"] == RUN:
            made = run(scenarios[0], **asked, workers=workers, out=kept, progress=progress)
            now = made.results_digest
        else:
            made = compare(*scenarios, **asked, workers=workers, out=kept, progress=progress)
            now = made.numbers.results_digest
    is_exact = now == told["results_digest"]
    outside = [] if is_exact else _outside(_estimates_in(folder, told, scenarios[0]), _estimates_of(made))
    checked = BIT_EXACT if is_exact or not differs else WITHIN_INTERVALS
    passed = is_exact or (checked == WITHIN_INTERVALS and not outside)
    return Reproduction(folder, checked, passed, (told["results_digest"], now), differs, outside)


def _by_hand(folder: Path, told: Mapping[str, Any]) -> str:
    """Return the line that makes again what is neither a run nor a comparison, and what to hold it against."""
    answer = told["results_digest"]
    if answer is None:
        return f"{folder} is a {told['kind']} that is not finished; it goes on by: {told['command']}"
    return (
        f"{folder} is a {told['kind']}; it is made again, with --out ANOTHER_FOLDER, by: {told['command']}; the answer "
        f"is the same where manifest.json there has results_digest {answer}"
    )


def _differing_versions(told: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return (what, then, now) for every version on which the numbers depend and that is another one."""
    then, now = ({**found, **found["libraries"]} for found in (told, versions()))
    names = [name for name in now if name != "libraries"]
    return [(name, str(then.get(name)), str(now[name])) for name in names if then.get(name) != now[name]]


def _scenarios(folder: Path, told: Mapping[str, Any], *, is_same_model: bool) -> list[Scenario]:
    """Return the scenarios of a manifest, a baseline first; with the same model they are those that were run."""
    found = scenarios_in(told)
    for label, scenario in found.items():
        kept = told["scenarios"][label]
        if is_same_model and scenario.digest() != kept["digest"]:
            raise RunError(
                f"{folder}: the scenario {label} is not the one that was run: its digest is {scenario.digest()}, was "
                f"{kept['digest']} (the manifest was edited, or a policy of your own that the scenario uses)"
            )
    return list(found.values())


def _estimates_in(folder: Path, told: Mapping[str, Any], scenario: Scenario) -> dict[str, _Estimate]:
    """Return the numbers that the folder holds."""
    if told["kind"] == COMPARISON:
        return _estimates_of(load_comparison(folder))
    files, numbers = ReplicateFiles(folder, told["key"]), range(told["replicates"])
    return _of_run(files.series_of(numbers), scenario)


def _estimates_of(made: RunResult | Comparison) -> dict[str, _Estimate]:
    if isinstance(made, RunResult):
        return _of_run(made.series, made.scenario)
    return {
        f"{metric} of {variant}": (found.difference, found.ci_low, found.ci_high)
        for variant in made.variants
        for metric, found in made.outcomes(variant).items()
    }


def _of_run(series: pd.DataFrame, scenario: Scenario) -> dict[str, _Estimate]:
    found = summary(series, scenario.run.epoch_length)
    return {name: (level.mean, level.ci_low, level.ci_high) for name, level in found.items()}


def _outside(then: Mapping[str, _Estimate], now: Mapping[str, _Estimate]) -> list[str]:
    """Return the names of the numbers that lie outside their old interval, or that only one side has."""
    return [name for name in {**then, **now} if not (name in then and name in now and _fits(now[name][0], then[name]))]


def _fits(value: float | None, estimate: _Estimate) -> bool:
    before, low, high = estimate
    if value is None or before is None:
        return value is before
    is_inside = low is not None and high is not None and low <= value <= high
    return is_inside or math.isclose(value, before, rel_tol=_AS_GOOD_AS_EQUAL)
