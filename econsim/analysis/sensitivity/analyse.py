"""`sensitivity`: which assumptions decide the difference between a variant and its baseline, on shared luck."""

from __future__ import annotations

import dataclasses
import json
import shlex
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from econsim.analysis.arms import Given
from econsim.analysis.objectives import judged_metrics, wanted
from econsim.analysis.outcomes import WhatIf
from econsim.analysis.provenance import unit_at
from econsim.analysis.sensitivity.design import Design, design_of
from econsim.analysis.sensitivity.experiment import Experiment
from econsim.analysis.sensitivity.factors import Factor, at
from econsim.analysis.sensitivity.kept_points import POINTS, KeptPoints, Observed
from econsim.analysis.sensitivity.responses import points_of, response_of
from econsim.analysis.sensitivity.result import (
    SENSITIVITY,
    FactorRow,
    Findings,
    PriorRow,
    Response,
    Sensitivity,
)
from econsim.analysis.sensitivity.scans import scans
from econsim.analysis.sensitivity.strip import Strip, steps, strip_of
from econsim.analysis.sensitivity.switching import SwitchingValues
from econsim.analysis.statistics import Paired
from econsim.analysis.typed_json import json_of
from econsim.analysis.what_if import what_if
from econsim.atomic_files import remove_leftovers, write_json
from econsim.networks.parameter_page import value_text
from econsim.runs.digests import digest_of, joined_digest
from econsim.runs.manifest import MANIFEST, manifest
from econsim.runs.progress import Progress, told
from econsim.runs.scenario_files import keep_scenarios
from econsim.scenario.asked import results_folder
from econsim.scenario.asked import workers as number_of_workers
from econsim.scenario.merge import closest
from econsim.scenario.schema import Scenario
from econsim.simulation.invariants import InvariantLog


def sensitivity(
    variant: Given | Design,
    baseline: Given | None = None,
    *,
    workers: int | None = None,
    out: Path | str | None = None,
    progress: Progress | None = None,
    command: str | None = None,
    **asked: Any,
) -> Sensitivity:
    """Say which assumptions decide how a variant differs from its baseline, both a name, a file or a scenario.

    Every point is run in both arms on the same draws. `out` is the folder in which the findings and what is known of
    the points are kept (nothing is written when None): what is there is read, so that what was stopped goes on.
    `variant` may be a finished design. `asked` are the words of `design_of`:
    `method`: `oat`, one belief at a time, the table of `compare --what-if`; `morris`, elementary effects along
    `trajectories`; `sobol`, shares of variance from `samples`, a power of 2. The last two vary what the arms call
    `uncertain:`, else the parameters of networks/doubts.yaml, or those that `over` names; the dummy and the seed
    always. `switching` names factors that are scanned for the values at which an objective changes sides or begins to
    matter, `strip` two that are varied together; `replicates`, `epochs` and `seed` are the size of every point.
    """
    _refuse_other_words(asked)
    if isinstance(variant, Design):
        design = variant
    else:
        design = design_of(variant, variant if baseline is None else baseline, **asked)
    begin, root = time.perf_counter(), results_folder(out)
    folder = None if root is None else root / design.folder_name
    if folder is not None:
        remove_leftovers(folder)
        keep_scenarios(folder, [arm.scenario for arm in design.arms])
        write_json(folder / MANIFEST, _manifest(design, command, None, None))
    with told(
        f"{design.arms[1].label} against {design.arms[0].label}, {design.method}", design.n_runs, progress
    ) as tell:
        kept = None if folder is None else KeptPoints(folder / POINTS, design.digest)
        experiment = Experiment(design.arms, design.size, number_of_workers(workers), kept, tell)
        found, points = _over_points(design, experiment) if design.factors else _one_at_a_time(design, experiment, root)
        found = dataclasses.replace(
            found,
            switching=tuple(_switching(design, experiment)),
            strip=_strip(design, experiment),
            wall_seconds=time.perf_counter() - begin,
        )
    made = Sensitivity(found, points, folder)
    if folder is not None:
        write_json(folder / MANIFEST, _manifest(design, command, found.results_digest, found.wall_seconds))
        made.write(folder)
    return made


def _refuse_other_words(asked: Mapping[str, Any]) -> None:
    words = tuple(design_of.__kwdefaults__ or ())
    for name in asked:
        if name not in words:
            hint = closest(name, words) or f"; there are {', '.join(words)}"
            raise TypeError(f"sensitivity() got an unexpected keyword argument '{name}'{hint}")


def _one_at_a_time(design: Design, experiment: Experiment, root: Path | None) -> tuple[Findings, pd.DataFrame]:
    asked = what_if(design.arms, design.size, experiment.workers, root, experiment.tell)  # kept where compare keeps it
    variant = design.arms[1].label
    rows = [
        {"point": number, "belief": row.name, "metric": name, "difference": finding.difference}
        | {"difference_ci_low": finding.ci_low, "difference_ci_high": finding.ci_high}
        for number, row in enumerate(asked.rows)
        for name, finding in row.variants[variant].items()
    ]
    return _findings(design, len(asked.rows), 2 * len(asked.rows), asked, {}, []), pd.DataFrame(rows)


def _over_points(design: Design, experiment: Experiment) -> tuple[Findings, pd.DataFrame]:
    observed = [experiment.at(asked) for asked in design.questions]
    judged = judged_metrics(design.arms)
    responses = {name: response_of(design, metric, observed) for name, metric in judged.items()}
    n_asked = len(experiment.observations)
    found = _findings(design, len(observed), 2 * n_asked, None, responses, observed)
    return found, points_of(design, observed, list(judged))


def _switching(design: Design, experiment: Experiment) -> Iterator[SwitchingValues]:
    """Yield what a scan of each factor shows of each objective that moves anywhere in it."""

    def ask(factor: Factor, quantile: float) -> Mapping[str, Paired]:
        return experiment.at(design.asked({factor: quantile})).pairs

    return scans(design.switching, design.arms[0].scenario, wanted(judged_metrics(design.arms)), ask)


def _strip(design: Design, experiment: Experiment) -> Strip | None:
    if not design.strip:
        return None
    across, down = design.strip
    base = design.arms[0].scenario
    values = [[float(next(iter(one.values(at, base).values()))) for at in steps()] for one in design.strip]

    def ask(first: float, second: float) -> Mapping[str, Paired]:
        return experiment.at(design.asked({across: first, down: second})).pairs

    names = [one.name for one in wanted(judged_metrics(design.arms))]
    return strip_of((across.name, down.name), (values[0], values[1]), names, ask)


def _findings(
    design: Design,
    points: int,
    scenarios: int,
    beliefs: WhatIf | None,
    responses: dict[str, Response],
    observed: Sequence[Observed],
) -> Findings:
    base, size = design.arms[0].scenario, design.arms[0].scenario.run
    failures = tuple(f"point {number}: {one.error}" for number, one in enumerate(observed) if one.error)
    answer = joined_digest(one.results_digest for one in observed) if observed and not failures else None
    if beliefs is not None:
        answer = digest_of(json.dumps(json_of(beliefs.rows), sort_keys=True))
    return Findings(
        baseline=design.arms[0].label,
        variant=design.arms[1].label,
        method=design.method,
        digest=design.digest,
        results_digest=answer,
        seed=size.seed,
        replicates=size.replicates,
        epochs=size.epochs,
        number=design.number,
        points=points,
        runs=scenarios * size.replicates,
        factors=tuple(_factor_row(factor, base) for factor in design.factors),
        left_out=design.left_out,
        beliefs=beliefs,
        responses=responses,
        objectives=tuple(wanted(judged_metrics(design.arms))),
        failures=failures,
        invariants=sum((one.invariants for one in observed), InvariantLog()) if beliefs is None else None,
        wall_seconds=0.0,
    )


def _factor_row(factor: Factor, base: Scenario) -> FactorRow:
    content = base.content()
    priors = {
        path: PriorRow(prior.kind, prior.ends[0], prior.ends[1], unit_at(base, path), value_text(at(content, path)))
        for path, prior in factor.priors.items()
    }
    return FactorRow(factor.name, factor.words, priors)


def _manifest(design: Design, command: str | None, answer: str | None, seconds: float | None) -> dict[str, object]:
    """Return what is needed to ask again; the answer is None while there is none."""
    (first, second), size = design.arms, design.arms[0].scenario.run
    words = f"econsim sensitivity {shlex.quote(second.label)} --baseline {shlex.quote(first.label)}"
    sizes = f"--replicates {size.replicates} --epochs {size.epochs} --seed {size.seed}"
    again = command or f"{words} --method {design.method} {sizes}"
    told = {
        "name": f"{second.label} against {first.label}, {design.method}",
        "seed": size.seed,
        "replicates": size.replicates,
        "epochs": size.epochs,
        "digest": design.digest,
        "results_digest": answer,
        "wall_seconds": seconds,
    }
    return manifest(SENSITIVITY, again, {arm.label: arm.scenario for arm in design.arms}, design.digest, told)
