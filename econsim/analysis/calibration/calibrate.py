"""`calibrate`: priors of a scenario, observations, and what they leave: numbers, draws and presets in a folder."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from econsim.analysis.calibration.presets import VARIANTS, preset, prior_of
from econsim.analysis.calibration.result import NUMBERS, POSTERIOR, PREDICTIVE, SIMULATIONS, Calibration
from econsim.analysis.calibration.simulations import Simulations
from econsim.analysis.calibration.summary import calibration_of
from econsim.analysis.calibration.targets import CalibrationTarget, sought, targets_of
from econsim.analysis.calibration.waves import Matched, Size, match
from econsim.analysis.extras import need_calibrate_extra
from econsim.analysis.points import need_uncertain, values_at
from econsim.analysis.typed_json import json_of
from econsim.atomic_files import remove_leftovers, write_json, write_text
from econsim.draws import Streams
from econsim.errors import UsageError
from econsim.networks.catalogue import scenario_of
from econsim.runs.digests import digest_of, question_digest
from econsim.runs.manifest import CALIBRATION, MANIFEST, manifest
from econsim.runs.progress import Progress, told
from econsim.runs.scenario_files import keep_scenarios
from econsim.scenario.asked import of_run, results_folder
from econsim.scenario.asked import workers as number_of_workers
from econsim.scenario.schema import Scenario
from econsim.units import FloatArray

_POINTS_A_PARAMETER, _FEWEST_POINTS = 10, 20
_PREDICTIVE_FROM, _MOST_PREDICTIVE = 90_000, 10_000  # the number of the first replicate that no point of a wave has


def calibrate(
    given: Scenario | str | Path,
    targets: Path | str | None = None,
    *,
    points: int | None = None,
    waves: int = 3,
    replicates: int = 4,
    draws: int = 1_000,
    predictive: int = 100,
    epochs: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    out: Path | str | None = None,
    progress: Progress | None = None,
    command: str | None = None,
) -> Calibration:
    """Return what observations leave of what a scenario says is uncertain.

    `targets` is a file, a set that ships, or None for those that ship and that the run covers. Each of at most `waves`
    has `points` (10 for each parameter, 20 at least, when None) of `replicates` each. `draws` of the posterior are kept
    and `predictive` of them simulated once. `out` is the folder in which results are kept (nothing is written when
    None): a calibration that was stopped goes on from there.
    """
    need_calibrate_extra("a calibration")
    scenario, begin = scenario_of(given), time.perf_counter()
    need_uncertain(scenario)
    asked = of_run(scenario.run, epochs=epochs, seed=seed)
    scenario, epochs = scenario.with_changes({f"run.{name}": number for name, number in asked.items()}), asked["epochs"]
    those = targets_of(targets, scenario, epochs)
    points = usual_points(scenario) if points is None else points
    _check(points, waves, replicates, draws, predictive)
    size = Size(points, waves, draws)
    key = _key(scenario, those, (points, waves, replicates, draws, predictive), epochs)
    root = results_folder(out)
    folder = None if root is None else root / f"{scenario.name}-calibration-{key[:12]}"
    if folder is not None:
        remove_leftovers(folder)
    with told(scenario.name, points * waves * replicates + predictive, progress) as tell:
        simulations = Simulations(
            scenario,
            those,
            replicates=replicates,
            epochs=epochs,
            workers=number_of_workers(workers),
            file=None if folder is None else folder / SIMULATIONS,
            progress=tell,
        )
        found = match(simulations, list(scenario.uncertain.values()), sought(those), size, scenario.run.seed)
        predicted = _predicted(simulations, found, predictive)
    size_run = {"replicates": replicates, "epochs": epochs, "simulations": simulations.done, "draws": draws}
    made = calibration_of(scenario, those, found, predicted, folder, key, size_run, time.perf_counter() - begin)
    if folder is not None:
        _keep(made, scenario, those, found, predicted, folder, command)
    return made


def usual_points(scenario: Scenario) -> int:
    """Return how many points a wave has unless another number is asked for."""
    return max(_FEWEST_POINTS, _POINTS_A_PARAMETER * len(scenario.uncertain))


def _check(points: int, waves: int, replicates: int, draws: int, predictive: int) -> None:
    least = {"points": (points, 4), "waves": (waves, 1), "replicates": (replicates, 2), "draws": (draws, 2)}
    for name, (number, fewest) in (least | {"predictive": (predictive, 2)}).items():
        if number < fewest:
            raise UsageError(f"{name} is {number}; expected {fewest} or more")
    if points * waves * replicates > _PREDICTIVE_FROM:
        asked = f"{points} points x {waves} waves x {replicates} replicates"
        raise UsageError(f"{asked} are {points * waves * replicates} simulations; {_PREDICTIVE_FROM} at most")
    if predictive > _MOST_PREDICTIVE:
        raise UsageError(f"predictive is {predictive}; expected {_MOST_PREDICTIVE} at most")


def _key(scenario: Scenario, those: Sequence[CalibrationTarget], size: tuple[int, ...], epochs: int) -> str:
    priors = {path: prior_of(prior) for path, prior in scenario.uncertain.items()}
    question = question_digest([scenario], scenario.run.seed, None, epochs)
    return digest_of(json.dumps([question, priors, json_of(tuple(those)), size]))


def _predicted(simulations: Simulations, found: Matched, predictive: int) -> FloatArray | None:
    """Return what one replicate of each of the first draws gives, None where there are no draws."""
    if found.kept is None:
        return None
    return simulations.once(found.kept.points[:predictive], _PREDICTIVE_FROM)


def _keep(
    made: Calibration,
    scenario: Scenario,
    those: Sequence[CalibrationTarget],
    found: Matched,
    predicted: FloatArray | None,
    folder: Path,
    command: str | None,
) -> None:
    """Write what a calibration leaves in its folder, the numbers last."""
    keep_scenarios(folder, [scenario])
    again = command or f"econsim calibrate {scenario.name}"
    numbers = {name: getattr(made, name) for name in ("seed", "replicates", "epochs", "digest", "results_digest")}
    scenarios = {scenario.name: scenario}
    write_json(
        folder / MANIFEST, manifest(CALIBRATION, again, scenarios, made.digest, {"name": made.scenario} | numbers)
    )
    head = f"by {again}\n{made.told}"
    even = Streams(made.seed, 0)("calibration/prior").random((VARIANTS, len(scenario.uncertain)))
    write_text(folder / "prior.yaml", preset(scenario, "prior", values_at(scenario, even), head))
    if found.kept is not None and predicted is not None:
        values = values_at(scenario, found.kept.points)
        table = pd.DataFrame(values, columns=list(scenario.uncertain))
        write_text(folder / POSTERIOR, table.rename_axis("draw").to_csv())
        seen = pd.DataFrame(predicted, columns=[one.name for one in those])
        write_text(folder / PREDICTIVE, seen.rename_axis("draw").to_csv())
        write_text(folder / "posterior.yaml", preset(scenario, "posterior", values, head))
    write_json(folder / NUMBERS, json_of(made))
