"""The document of whatever has results: a comparison, a run, a sweep, a calibration, or the folder of one of them."""

from __future__ import annotations

import shlex
from dataclasses import fields
from pathlib import Path
from typing import Any

from econsim.analysis.backtest.result import NUMBERS as BACKTESTED
from econsim.analysis.backtest.result import Backtest
from econsim.analysis.calibration.result import Calibration, load_calibration
from econsim.analysis.comparison import NUMBERS, Comparison, load_comparison
from econsim.analysis.report_data import Versions
from econsim.analysis.sensitivity.result import SENSITIVITY, Sensitivity, load_sensitivity
from econsim.analysis.sweep_result import Sweep, load_sweep
from econsim.analysis.typed_json import read
from econsim.errors import UsageError
from econsim.report import (
    backtest_document,
    calibration_document,
    comparison_document,
    run_document,
    sensitivity_document,
    sweep_document,
)
from econsim.report.document import Document
from econsim.runs.kept_run import load_run, scenarios_in
from econsim.runs.manifest import BACKTEST, CALIBRATION, COMPARISON, MANIFEST, RUN, SWEEP, read_manifest, versions
from econsim.runs.result_folders import results_under
from econsim.runs.run_result import RunResult

Thing = Comparison | RunResult | Sensitivity | Sweep | Calibration | Backtest | Path | str
_MADE_OF = "a run, a comparison, a sweep, a sensitivity analysis, a calibration or a backtest"


def told(thing: Thing) -> tuple[Document, Path | None]:
    """Return the report of results and the folder that keeps them (None: none does).

    Raises UsageError for anything else.
    """
    match thing:
        case Comparison():
            return comparison_document.document(thing), thing.directory
        case RunResult(directory=Path() as folder) if (folder / MANIFEST).is_file():
            return _of_run(thing, read_manifest(folder)), folder
        case RunResult():
            size = f"--replicates {thing.replicates} --epochs {thing.epochs} --seed {thing.seed}"
            command = f"econsim run {shlex.quote(thing.scenario.name)} {size}"
            return run_document.document(thing, command, Versions(**versions())), None
        case Sensitivity(directory=None):
            raise UsageError(
                "this analysis was kept in no folder, which its report needs: econsim.sensitivity(..., out=FOLDER)"
            )
        case Sensitivity(directory=Path() as folder):
            return _of_sensitivity(thing, read_manifest(folder)), folder
        case Sweep(dir=None):
            raise UsageError("this sweep was kept in no folder, which its report needs: econsim.sweep(..., out=FOLDER)")
        case Sweep(dir=str() as folder):
            return _of_sweep(thing, read_manifest(Path(folder))), Path(folder)
        case Calibration(dir=str() as folder):
            return _of_calibration(thing, read_manifest(Path(folder))), Path(folder)
        case Backtest(dir=str() as folder):
            return _of_backtest(thing, read_manifest(Path(folder))), Path(folder)
        case Calibration() | Backtest():
            raise UsageError("this was kept in no folder, which its report needs: make it with out=FOLDER")
        case str() | Path():
            return _of_folder(Path(thing)), Path(thing)
    raise UsageError(f"a report is made of {_MADE_OF}, or a folder of one; got {type(thing).__name__}")


def _of_folder(folder: Path) -> Document:
    if not (folder / MANIFEST).is_file() and (folder / NUMBERS).is_file():  # all that a comparison's report needs
        return comparison_document.document(load_comparison(folder))
    manifest = _manifest(folder)
    kind = manifest["kind"]
    if kind == COMPARISON:
        return comparison_document.document(load_comparison(folder))
    if kind == RUN:
        return _of_run(load_run(folder), manifest)
    if kind == SWEEP:
        return _of_sweep(load_sweep(folder), manifest)
    if kind == CALIBRATION:
        return _of_calibration(load_calibration(folder), manifest)
    if kind == BACKTEST:
        return _of_backtest(read(Backtest, folder / BACKTESTED), manifest)
    if kind == SENSITIVITY:
        return _of_sensitivity(load_sensitivity(folder), manifest)
    raise UsageError(f"{folder} is the folder of a {kind}; a report is made of {_MADE_OF}")


def _manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a folder; one without is refused with what it is."""
    if folder.is_file():
        raise UsageError(f"{folder} is a file; a report is made of the folder of {_MADE_OF}")
    if not folder.is_dir():
        raise UsageError(f"{folder}: there is no such folder; `econsim results list` prints those that are kept")
    if not (folder / MANIFEST).is_file() and (found := results_under(folder)):
        raise UsageError(
            f"{folder} is no results folder itself but holds {len(found)}: name one of them, such as {found[0].folder}"
        )
    return read_manifest(folder)


def _of_run(run: RunResult, manifest: dict[str, Any]) -> Document:
    return run_document.document(run, manifest["command"], _versions(manifest))


def _of_sweep(made: Sweep, manifest: dict[str, Any]) -> Document:
    scenario = next(iter(scenarios_in(manifest).values()))
    return sweep_document.document(made, scenario, manifest["command"], _versions(manifest))


def _of_calibration(made: Calibration, manifest: dict[str, Any]) -> Document:
    scenario = next(iter(scenarios_in(manifest).values()))
    return calibration_document.document(made, scenario, manifest["command"], _versions(manifest))


def _of_sensitivity(made: Sensitivity, manifest: dict[str, Any]) -> Document:
    variant = list(scenarios_in(manifest).values())[-1]
    return sensitivity_document.document(made, variant, manifest["command"], _versions(manifest))


def _of_backtest(made: Backtest, manifest: dict[str, Any]) -> Document:
    scenario = next(iter(scenarios_in(manifest).values()))
    return backtest_document.document(made, scenario, manifest["command"], _versions(manifest))


def _versions(manifest: dict[str, Any]) -> Versions:
    return Versions(**{one.name: manifest[one.name] for one in fields(Versions)})
