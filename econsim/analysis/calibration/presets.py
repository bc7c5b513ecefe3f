"""The priors and what is left of them as scenarios: each runs as it stands, and its variants are draws.

The file itself is one draw, the one in the middle: that with the least sum of squared distances, in standard
deviations, from the medians. Its `uncertain:` are the priors, or normals (of the logarithm where the prior is of one)
that have the draws' mean and standard deviation once they are cut at the ends of the priors. They say nothing of the
shape beyond that, nor of how parameters depend on each other; the variants do.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from econsim.analysis.calibration.cut_normal import moments_of, parent_of
from econsim.analysis.points import changes_at
from econsim.scenario.schema import Scenario
from econsim.scenario.uncertain import MOST_LOG_SD, Lognormal, LogUniform, Prior
from econsim.scenario.values import plain
from econsim.units import FloatArray

VARIANTS = 20
_DIGITS = 6
_TOLD = 0.01  # of the draws' standard deviation: what a normal misses is told from there on


def preset(scenario: Scenario, which: str, values: FloatArray, head: str) -> str:
    """Return a scenario as YAML whose variants are the first of some draws, by (draw, parameter); two at least.

    `which` is prior or posterior; `head` stands in comments at the top.
    """
    away = (values - np.median(values, axis=0)) / np.maximum(values.std(axis=0), 1e-300)
    middle = values[(away**2).sum(axis=1).argmin()]
    changes: dict[str, Any] = dict.fromkeys((f"variants.{name}" for name in scenario.variants), None)
    changes |= dict.fromkeys((f"sweep.{path}" for path in scenario.sweep), None)
    changes |= changes_at(scenario, _rounded(middle))
    lines = head.splitlines()
    if which == "posterior":
        for place, (path, prior) in enumerate(scenario.uncertain.items()):
            changes[f"uncertain.{path}"], missed = _as_normal(prior, values[:, place])
            lines += [f"uncertain, {path}: {missed}"] if missed else []
    for number, draw in enumerate(values[:VARIANTS], start=1):
        changes[f"variants.draw_{number:02d}"] = changes_at(scenario, _rounded(draw))
    made = scenario.with_changes(changes, name=f"{scenario.name}_{which}")
    return "".join(f"# {line}\n" for line in lines) + made.resolved_yaml()


def _as_normal(prior: Prior, values: FloatArray) -> tuple[Mapping[str, Any], str]:
    """Return the normal or lognormal prior which, cut where the prior ends, has the moments of some draws.

    With it, in words, by what it misses them; '' where it has them.
    """
    ends, of_log = dict(zip(("low", "high"), prior.ends, strict=True)), isinstance(prior, LogUniform | Lognormal)
    low, high = (math.log(end) if of_log else end for end in prior.ends)
    draws, most = (np.log(values), MOST_LOG_SD) if of_log else (values, math.inf)
    mean, sd = parent_of(float(draws.mean()), float(draws.std()), low, high, most)
    missed = _missed(draws, moments_of(mean, sd, low, high)[1], " of the logarithm" if of_log else "")
    if of_log:
        return {"kind": "lognormal", **_short({"median": math.exp(mean), "log_sd": sd}), **ends}, missed
    return {"kind": "normal", **_short({"mean": mean, "sd": sd}), **ends}, missed


def _missed(draws: FloatArray, sd: float, of_what: str) -> str:
    if sd >= (1.0 - _TOLD) * draws.std():
        return ""
    misses = f"its standard deviation{of_what} is {sd:.3g}, that of the draws {draws.std():.3g}"
    return f"{misses}: none between these ends with their mean has more"


def _short(numbers: Mapping[str, float]) -> Mapping[str, float]:
    return {name: float(f"{number:.{_DIGITS}g}") for name, number in numbers.items()}


def _rounded(values: FloatArray) -> FloatArray:
    return np.array([float(f"{value:.{_DIGITS}g}") for value in values])


def prior_of(prior: Prior) -> Mapping[str, Any]:
    """Return a prior as a scenario writes it."""
    written: Mapping[str, Any] = plain(prior)
    return written
