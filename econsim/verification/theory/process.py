"""The AKT price as a random walk: the model's own process, its jumps switched off."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from pydantic import Field

from econsim.draws import Streams
from econsim.networks.catalogue import load_scenario
from econsim.shocks.akt_price.processes import GbmJumps
from econsim.units import DAYS_PER_YEAR, SECONDS_PER_DAY
from econsim.verification.theory.theory import REPLICATES, SEED, CannotMeasure, Measured, Range, Theory, over_replicates

_STEPS = 12


class Gbm(Range):
    """A geometric Brownian motion."""

    drift: float = Field(alias="mu")
    sd_per_year: float = Field(alias="sigma_per_year", gt=0.0, le=20.0)
    years: float = Field(gt=0.0, le=100.0)
    start: float = Field(gt=0.0, le=1e9)


def gbm(given: Gbm, sample: int) -> Measured:
    """Draw independent paths of some steps and look at where they end."""
    if given.drift != 0.0:
        raise CannotMeasure("the model's price stays where it is on average; mu is 0")
    process = GbmJumps(
        start_usd=float(given.start),
        diffusion_sd_per_day=given.sd_per_year / math.sqrt(DAYS_PER_YEAR),
        jumps_per_day=0.0,
        holds="mean",
    )
    start, epoch_seconds = load_scenario("mainnet6").run.start, given.years * DAYS_PER_YEAR * SECONDS_PER_DAY / _STEPS
    paths = sample // REPLICATES
    rows: list[dict[str, Any]] = []
    for replicate in range(REPLICATES):
        streams = (Streams(SEED, replicate * paths + path) for path in range(paths))
        ends = np.array([process.path(_STEPS + 1, start, epoch_seconds, draws)[-1] for draws in streams])
        low, middle, high = np.quantile(ends, (0.05, 0.5, 0.95))
        rows.append({"mean": float(ends.mean()), "median": middle, "q05": low, "q95": high})
    return Measured(*over_replicates(rows))


THEORIES = (Theory("process.gbm", Gbm, gbm, sample=32_000),)
