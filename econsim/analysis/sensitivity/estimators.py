"""Designs and estimators of SALib: elementary effects (Morris 1991) and shares of variance (Sobol' 1993).

What reaches an estimator varies and is defined at every point: `why_not` says of all else why it is left out. SALib
itself would give zeros for what is undefined at one point, or say that everything matters of what never varies.
Every design is over quantiles in [0, 1]. Equal seeds give equal designs and intervals; `seed_of` makes them, never 0,
which SALib takes for none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from econsim.analysis.intervals import ROUNDING
from econsim.draws import Streams
from econsim.errors import UsageError
from econsim.units import FloatArray

LEVELS = 4  # of a trajectory: quantiles 0, 1/3, 2/3 and 1
_RESAMPLES = 200


@dataclass(frozen=True)
class ElementaryEffect:
    """What a factor does to an outcome over the whole range of its prior (Morris), in the unit of the outcome.

    `mean` has the sign, `mean_absolute` (mu*) says how much it matters and `half_width` is half of its 95 % interval;
    `sd` says how far the effect depends on where the others stand.
    """

    factor: str
    mean: float
    mean_absolute: float
    half_width: float
    sd: float


@dataclass(frozen=True)
class VarianceShare:
    """The share of an outcome's variance that a factor makes alone (first order) and with the others (total order).

    The half widths are those of 95 % intervals.
    """

    factor: str
    first_order: float
    first_order_half_width: float
    total_order: float
    total_order_half_width: float


def seed_of(seed: int, what: str) -> int:
    """Return the seed of a design or of its resampling, by what it is for: 1 to 2^31 - 1."""
    return int(Streams(seed, 0)(f"sensitivity, {what}").integers(1, 2**31))


def morris_design(n_factors: int, trajectories: int, seed: int) -> FloatArray:
    """Return points of shape (trajectories x (factors + 1), factors), from one to the next one factor moves."""
    from SALib.sample import morris

    if trajectories < 2:
        raise UsageError(f"{trajectories} trajectories tell no interval; expected 2 or more")
    return np.asarray(morris.sample(_problem(n_factors), trajectories, num_levels=LEVELS, seed=seed))


def sobol_design(n_factors: int, samples: int, seed: int) -> FloatArray:
    """Return points of shape (samples x (factors + 2), factors) of Saltelli's scheme on a scrambled Sobol' sequence."""
    from SALib.sample import sobol

    if samples < 2 or samples & (samples - 1):
        raise UsageError(f"{samples} samples are no power of 2, which the Sobol' sequence wants: 64, 128, ...")
    return np.asarray(sobol.sample(_problem(n_factors), samples, calc_second_order=False, seed=seed))


def why_not(outcome: FloatArray) -> str:
    """Return why an outcome, one number a point, can have no estimate; '' where it can."""
    missing = int(np.count_nonzero(~np.isfinite(outcome)))
    if missing:
        return f"undefined at {missing} of {outcome.size} points"
    if np.ptp(outcome) <= ROUNDING * np.abs(outcome).max():
        return "the same at every point"
    return ""


def why_no_shares(outcome: FloatArray, n_factors: int) -> str:
    """Return why an outcome of a `sobol_design` can have no shares; '' where it can.

    The variance that is shared out is that of the first and the last point of every sample, which differ in all
    factors. Where it is 0 there are no shares, and SALib would give zeros with a warning.
    """
    if why := why_not(outcome):
        return why
    shared_out = outcome.reshape(-1, n_factors + 2)[:, [0, -1]]
    if np.ptp(shared_out) <= ROUNDING * np.abs(outcome).max():
        return "the same at every point whose variance is shared out: too few samples"
    return ""


def elementary_effects(
    names: tuple[str, ...], design: FloatArray, outcome: FloatArray, seed: int
) -> tuple[ElementaryEffect, ...]:
    """Return the effect of each factor of a `morris_design`; `outcome` is one number a point, in its order."""
    from SALib.analyze import morris

    _refuse(why_not(outcome))
    found = morris.analyze(_problem(len(names)), design, outcome, _RESAMPLES, num_levels=LEVELS, seed=seed)
    rows = zip(names, found["mu"], found["mu_star"], found["mu_star_conf"], found["sigma"], strict=True)
    return tuple(ElementaryEffect(name, *map(float, numbers)) for name, *numbers in rows)


def variance_shares(names: tuple[str, ...], outcome: FloatArray, seed: int) -> tuple[VarianceShare, ...]:
    """Return the shares of each factor of a `sobol_design`; `outcome` is one number a point, in its order."""
    from SALib.analyze import sobol

    _refuse(why_no_shares(outcome, len(names)))
    problem = _problem(len(names))
    found = sobol.analyze(problem, outcome, calc_second_order=False, num_resamples=_RESAMPLES, seed=seed)
    rows = zip(names, found["S1"], found["S1_conf"], found["ST"], found["ST_conf"], strict=True)
    return tuple(VarianceShare(name, *map(float, numbers)) for name, *numbers in rows)


def _refuse(why: str) -> None:
    if why:
        raise ValueError(f"this outcome has no estimate: {why}")


def _problem(n_factors: int) -> dict[str, Any]:
    names = [f"x{number}" for number in range(n_factors)]
    return {"num_vars": n_factors, "names": names, "bounds": [[0.0, 1.0]] * n_factors}
