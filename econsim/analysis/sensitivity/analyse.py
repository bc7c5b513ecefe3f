"""`sensitivity`: which assumptions decide the difference between a variant and its baseline, on shared luck."""

from __future__ import annotations

import json
import shlex
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from econsim.analysis.arms import Given
from econsim.analysis.metrics import Metric
from econsim.analysis.objectives import judged_metrics
from econsim.analysis.outcomes import WhatIf
from econsim.analysis.provenance import unit_at
from econsim.analysis.sensitivity.design import SAMPLES, TRAJECTORIES, Design, design_of
from econsim.analysis.sensitivity.estimators import (
    ElementaryEffect,
    VarianceShare,
    elementary_effects,
    seed_of,
    variance_shares,
    why_not,
)
from econsim.analysis.sensitivity.experiment import Experiment, Observed
from econsim.analysis.sensitivity.factors import Factor, at
from econsim.analysis.sensitivity.result import (
    SENSITIVITY,
    FactorRow,
    Findings,
    PriorRow,
    Response,
    Sensitivity,
)
from econsim.analysis.typed_json import json_of
from econsim.analysis.what_if import what_if
from econsim.atomic_files import remove_leftovers, write_json
from econsim.networks.parameter_page import value_text
from econsim.runs.digests import digest_of, joined_digest
from econsim.runs.manifest import MANIFEST, manifest
from econsim.runs.progress import Progress, told
from econsim.runs.scenario_files import keep_scenarios
from econsim.scenario.asked import workers as number_of_workers
from econsim.scenario.schema import Scenario
from econsim.simulation.invariants import InvariantLog
from econsim.units import FloatArray


def sensitivity(
    variant: Given | Design,
    baseline: Given | None = None,
    *,
    method: str = "oat",
    over: Sequence[str] = (),
    trajectories: int = TRAJECTORIES,
    samples: int = SAMPLES,
    replicates: int | None = None,
    epochs: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    out: Path | str | None = None,
    progress: Progress | None = None,
    command: str | None = None,
) -> Sensitivity:
    """Say which assumptions decide how a variant differs from its baseline, both a name, a file or a scenario.

    `method`: `oat`, one belief at a time, the table of `compare --what-if`; `morris`, elementary effects along
    `trajectories`; `sobol`, shares of variance from `samples`, a power of 2. The last two vary what the arms call
    `uncertain:`, else the parameters of networks/doubts.yaml, or those that `over` names; the dummy and the seed
    always. Every point is run in both arms on the same draws. `out` is the folder in which runs and findings are kept
    (nothing is written when None): what is there is read, so that what was stopped goes on. `variant` may be a
    finished design.
    """
    design = (
        variant
        if isinstance(variant, Design)
        else design_of(
            variant,
            variant if baseline is None else baseline,
            method=method,
            over=over,
            trajectories=trajectories,
            samples=samples,
            replicates=replicates,
            epochs=epochs,
            seed=seed,
        )
    )
    begin, root, workers = time.perf_counter(), None if out is None else Path(out), number_of_workers(workers)
    total = sum(one.run.replicates for one in design.scenarios)
    with told(f"{design.arms[1].label} against {design.arms[0].label}, {design.method}", total, progress) as tell:
        made = (_one_at_a_time if design.method == "oat" else _over_points)(design, workers, root, tell, begin)
    if root is None:
        return made
    folder = root / design.folder_name
    made = Sensitivity(made.found, made.points, folder)
    remove_leftovers(folder)
    keep_scenarios(folder, [arm.scenario for arm in design.arms])
    write_json(folder / MANIFEST, _manifest(made, design, command))
    made.write(folder)
    return made


def _one_at_a_time(design: Design, workers: int | None, root: Path | None, tell: Progress, begin: float) -> Sensitivity:
    asked = what_if(design.arms, design.size, workers, root, tell)
    variant = design.arms[1].label
    rows = [
        {"point": number, "belief": row.name, "metric": name, "difference": finding.difference}
        | {"difference_ci_low": finding.ci_low, "difference_ci_high": finding.ci_high}
        for number, row in enumerate(asked.rows)
        for name, finding in row.variants[variant].items()
    ]
    found = _findings(design, len(asked.rows), 2 * len(asked.rows), asked, {}, [], begin)
    return Sensitivity(found, pd.DataFrame(rows))


def _over_points(design: Design, workers: int | None, root: Path | None, tell: Progress, begin: float) -> Sensitivity:
    experiment = Experiment(design.arms, design.size, workers, root, tell)
    observed = [experiment.at(asked) for asked in design.questions]
    judged = judged_metrics(design.arms)
    responses = {name: _response(design, metric, observed) for name, metric in judged.items()}
    n_asked = len(experiment.observations)
    found = _findings(design, len(observed), 2 * n_asked, None, responses, observed, begin)
    return Sensitivity(found, _points(design, observed, list(judged)))


def _response(design: Design, metric: Metric, observed: Sequence[Observed]) -> Response:
    """Return a metric's difference over the points; only what is defined everywhere and varies is estimated."""
    outcome = means_of(metric.name, observed)
    errors = np.array([_standard_error(one, metric.name) for one in observed])
    known, noisy = outcome[np.isfinite(outcome)], errors[np.isfinite(errors)]
    reason = why_not(outcome)
    seed = seed_of(design.size.seed or 0, f"resampling, {metric.name}")
    names = tuple(factor.name for factor in design.factors)
    effects: tuple[ElementaryEffect, ...] = ()
    shares: tuple[VarianceShare, ...] = ()
    if not reason and design.method == "morris":
        effects = elementary_effects(names, design.quantiles, outcome, seed)
    if not reason and design.method == "sobol":
        shares = variance_shares(names, outcome, seed)
    return Response(
        unit=metric.unit,
        mean=float(known.mean()) if known.size else None,
        low=float(known.min()) if known.size else None,
        high=float(known.max()) if known.size else None,
        sd=float(known.std(ddof=1)) if known.size > 1 else None,
        noise=float(np.sqrt(np.mean(noisy**2))) if noisy.size else None,
        why_not=reason,
        effects=effects,
        shares=shares,
    )


def means_of(name: str, observed: Sequence[Observed]) -> FloatArray:
    """Return a metric's mean difference at each point; NaN where there is none."""
    found = [one.pairs[name].difference if name in one.pairs else None for one in observed]
    return np.array(found, dtype=np.float64)


def _standard_error(one: Observed, name: str) -> float:
    pair = one.pairs.get(name)
    return float("nan") if pair is None or pair.sd_difference is None else pair.sd_difference / np.sqrt(pair.n)


def _points(design: Design, observed: Sequence[Observed], names: Sequence[str]) -> pd.DataFrame:
    """Return a row for each point and metric: quantiles of the factors, values of their paths, the difference."""
    base = design.arms[0].scenario
    rows = []
    for number, (asked, quantiles, one) in enumerate(zip(design.questions, design.quantiles, observed, strict=True)):
        place = {f"q_{factor.name}": float(part) for factor, part in zip(design.factors, quantiles, strict=True)}
        pairs = zip(design.factors, quantiles, strict=True)
        values = {path: x for factor, part in pairs for path, x in factor.values(float(part), base).items()}
        for name in names:
            pair = one.pairs.get(name)
            rows.append(
                {"point": number, "seed": asked.seed, **place, **values, "metric": name}
                | {"difference": None if pair is None else pair.difference, "error": one.error or None}
                | {"standard_error": _standard_error(one, name)}
            )
    return pd.DataFrame(rows).astype({"difference": "float64"})


def _findings(
    design: Design,
    points: int,
    scenarios: int,
    beliefs: WhatIf | None,
    responses: dict[str, Response],
    observed: Sequence[Observed],
    begin: float,
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
        metrics=tuple(judged_metrics(design.arms).values()),
        failures=failures,
        invariants=sum((one.invariants for one in observed), InvariantLog()) if beliefs is None else None,
        wall_seconds=time.perf_counter() - begin,
    )


def _factor_row(factor: Factor, base: Scenario) -> FactorRow:
    content = base.content()
    priors = {
        path: PriorRow(prior.kind, prior.ends[0], prior.ends[1], unit_at(base, path), value_text(at(content, path)))
        for path, prior in factor.priors.items()
    }
    return FactorRow(factor.name, factor.words, priors)


def _manifest(made: Sensitivity, design: Design, command: str | None) -> dict[str, object]:
    told, (first, second) = made.found, design.arms
    names = ("seed", "replicates", "epochs", "digest", "results_digest", "method", "number", "wall_seconds")
    size = f"--replicates {told.replicates} --epochs {told.epochs} --seed {told.seed}"
    words = f"econsim sensitivity {shlex.quote(second.label)} --baseline {shlex.quote(first.label)}"
    again = command or f"{words} --method {told.method} {size}"
    title = {"name": f"{second.label} against {first.label}, {told.method}"}
    scenarios = {arm.label: arm.scenario for arm in design.arms}
    return manifest(SENSITIVITY, again, scenarios, told.digest, title | {name: getattr(told, name) for name in names})
