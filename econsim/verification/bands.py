"""Bands of a scenario's series over what it says is uncertain, and how many observations lie within.

Each draw is a replicate of its own, with its own luck and a value for every entry of `uncertain`, by a Latin hypercube:
of N draws each Nth part of each prior has one. A band holds the middle 80 % of the draws, at each date by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from scipy.stats import qmc

from econsim.errors import UsageError
from econsim.networks.akash_model import AkashModel
from econsim.scenario.schema import Scenario
from econsim.units import FloatArray

_INNER = (0.1, 0.5, 0.9)


class Band(NamedTuple):
    """What a tenth, a half and nine tenths of the draws lie below."""

    low: float
    median: float
    high: float

    def holds(self, value: float) -> bool:
        """Return whether a value lies within."""
        return self.low <= value <= self.high


def band(values: FloatArray) -> Band:
    """Return the band of some draws."""
    return Band(*np.quantile(values, _INNER).tolist())


def draws_of(scenario: Scenario, n_draws: int) -> list[Mapping[str, Any]]:
    """Return the changes that each draw makes: a value for each path of `uncertain`."""
    priors = scenario.uncertain
    if not priors:
        raise UsageError(f"{scenario.name} names nothing uncertain; give it `uncertain`")
    quantiles = qmc.LatinHypercube(len(priors), rng=scenario.run.seed).random(n_draws)
    columns = [prior.at(quantiles[:, number]).tolist() for number, prior in enumerate(priors.values())]
    return [dict(zip(priors, row, strict=True)) for row in zip(*columns, strict=True)]


def paths(scenario: Scenario, names: Sequence[str], n_draws: int) -> dict[str, FloatArray]:
    """Return series of a whole run, rows by draw and columns by epoch: what holds at the end of each."""
    found = []
    for replicate, changes in enumerate(draws_of(scenario, n_draws)):
        model = AkashModel(scenario.with_changes(changes), replicate=replicate)
        found.append(model.run(model.horizon).series[list(names)].to_numpy(np.float64))
    return {name: np.array([table[:, column] for table in found]) for column, name in enumerate(names)}


def at(scenario: Scenario, path: FloatArray, date: datetime) -> FloatArray:
    """Return each draw's value at a date, on the straight line between the ends of the epochs around it."""
    run = scenario.run
    ends = run.epoch_length * np.arange(1, path.shape[1] + 1)
    seconds = (date - run.start) / timedelta(seconds=1)
    if not ends[0] <= seconds <= ends[-1]:
        raise UsageError(f"{date:%Y-%m-%d} lies outside of {scenario.name}")
    return np.array([np.interp(seconds, ends, row) for row in path])
