"""A metric's difference over the points of a design: its spread, its noise, and what each factor does to it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from econsim.analysis.metrics import Metric
from econsim.analysis.sensitivity.design import Design
from econsim.analysis.sensitivity.estimators import (
    ElementaryEffect,
    VarianceShare,
    elementary_effects,
    seed_of,
    variance_shares,
    why_no_shares,
    why_not,
)
from econsim.analysis.sensitivity.kept_points import Observed
from econsim.analysis.sensitivity.result import Response
from econsim.units import FloatArray


def response_of(design: Design, metric: Metric, observed: Sequence[Observed]) -> Response:
    """Return a metric's difference over the points; only what is defined everywhere and varies is estimated."""
    outcome = means_of(metric.name, observed)
    errors = np.array([_standard_error(one, metric.name) for one in observed])
    known, noisy = outcome[np.isfinite(outcome)], errors[np.isfinite(errors)]
    seed = seed_of(design.size.seed or 0, f"resampling, {metric.name}")
    names = tuple(factor.name for factor in design.factors)
    reason = why_no_shares(outcome, len(names)) if design.method == "sobol" else why_not(outcome)
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


def points_of(design: Design, observed: Sequence[Observed], names: Sequence[str]) -> pd.DataFrame:
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
