"""The priors and what is left of them as scenarios: each runs as it stands, and its variants are draws.

The file itself is one draw, the one in the middle: that with the least sum of squared distances, in standard
deviations, from the medians. Its `uncertain:` are the priors, or normals (of the logarithm where the prior is of one)
with the posterior's mean and standard deviation, which say nothing of how parameters depend on each other; the
variants do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from econsim.analysis.points import changes_at
from econsim.scenario.schema import Scenario
from econsim.scenario.uncertain import Lognormal, LogUniform, Prior
from econsim.scenario.values import plain
from econsim.units import FloatArray

VARIANTS = 20
_DIGITS = 6


def preset(scenario: Scenario, which: str, values: FloatArray, head: str) -> str:
    """Return a scenario as YAML whose variants are the first of some draws, by (draw, parameter); two at least.

    `which` is prior or posterior; `head` stands in comments at the top.
    """
    away = (values - np.median(values, axis=0)) / np.maximum(values.std(axis=0), 1e-300)
    middle = values[(away**2).sum(axis=1).argmin()]
    changes: dict[str, Any] = dict.fromkeys((f"variants.{name}" for name in scenario.variants), None)
    changes |= dict.fromkeys((f"sweep.{path}" for path in scenario.sweep), None)
    changes |= changes_at(scenario, _rounded(middle))
    if which == "posterior":
        for place, (path, prior) in enumerate(scenario.uncertain.items()):
            changes[f"uncertain.{path}"] = _as_normal(prior, values[:, place])
    for number, draw in enumerate(values[:VARIANTS], start=1):
        changes[f"variants.draw_{number:02d}"] = changes_at(scenario, _rounded(draw))
    made = scenario.with_changes(changes, name=f"{scenario.name}_{which}")
    return "".join(f"# {line}\n" for line in head.splitlines()) + made.resolved_yaml()


def _as_normal(prior: Prior, values: FloatArray) -> Mapping[str, Any]:
    """Return the normal or lognormal prior with the moments of some draws, cut where the prior ends."""
    ends = dict(zip(("low", "high"), prior.ends, strict=True))
    if isinstance(prior, LogUniform | Lognormal):
        logs = np.log(values)
        moments = {"median": float(np.exp(logs.mean())), "log_sd": float(logs.std())}
        return {"kind": "lognormal", **_short(moments), **ends}
    return {"kind": "normal", **_short({"mean": float(values.mean()), "sd": float(values.std())}), **ends}


def _short(numbers: Mapping[str, float]) -> Mapping[str, float]:
    return {name: float(f"{number:.{_DIGITS}g}") for name, number in numbers.items()}


def _rounded(values: FloatArray) -> FloatArray:
    return np.array([float(f"{value:.{_DIGITS}g}") for value in values])


def prior_of(prior: Prior) -> Mapping[str, Any]:
    """Return a prior as a scenario writes it."""
    written: Mapping[str, Any] = plain(prior)
    return written
