"""Waves: points are simulated, emulated and excluded; the next wave looks only where something is left.

The first wave is a Latin hypercube over the whole unit cube of the priors' quantiles, each later one is points of the
region that is left. An emulation is trained on all points that the ones before it have not excluded, and widened until
it holds them as often as it says. After the last wave, or once the emulators are surer than the observations, what is
left goes through rejection.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from econsim.analysis.calibration.matching import Emulation, Region, Sought, plausible, region_of
from econsim.analysis.calibration.rejection import Kept, reject
from econsim.analysis.calibration.widening import CLOUD, Widening, widened_emulation_of
from econsim.draws import Streams
from econsim.scenario.uncertain import Prior
from econsim.units import FloatArray

Simulate = Callable[[FloatArray], FloatArray]  # points by (point, parameter) -> by (point, replicate, target)
_SURE = 0.05  # of the variance, at most, is the emulators': another wave would hardly narrow the region
_SAMPLE = 1_024  # points of a region, to see its box and to choose the next wave from


@dataclass(frozen=True)
class Size:
    """How much is simulated and drawn: points a wave, waves at most, draws of the posterior."""

    points: int
    waves: int
    draws: int


@dataclass(frozen=True)
class Wave:
    """One wave: how many points it added and it was trained on, its emulation, and the region that was left."""

    added: int
    trained: int
    emulation: Emulation
    region: Region
    unsure_ratio: float | None  # the emulators' part of the variance in the region; None where nothing is left
    widening: Widening


@dataclass(frozen=True)
class Matched:
    """All waves, every point and what it gave, and the draws that were kept; None where no point is plausible."""

    waves: tuple[Wave, ...]
    points: FloatArray
    simulated: FloatArray
    kept: Kept | None


def match(simulate: Simulate, priors: Sequence[Prior], sought: Sought, size: Size, seed: int) -> Matched:
    """Return what observations leave of some priors, in the unit cube of their quantiles."""
    from scipy.stats import qmc

    streams = Streams(seed, 0)
    cube = qmc.LatinHypercube(len(priors), optimization="random-cd", rng=streams.event_key("calibration/design"))
    added = cube.random(size.points)
    points, simulated = added, simulate(added)
    box = np.stack([np.zeros(len(priors)), np.ones(len(priors))])
    waves: list[Wave] = []
    emulations: list[Emulation] = []
    while True:
        there = plausible(emulations, sought, box, points)
        dice = streams("calibration/widening", len(waves))
        everywhere = dice.random((CLOUD, len(priors)))
        cloud = region_of(emulations, sought, box, CLOUD, dice).points if emulations else everywhere
        emulation, widening = widened_emulation_of(
            priors, points[there], simulated[there], sought.sd, cloud, seed, dice
        )
        emulations.append(emulation)
        region = region_of(emulations, sought, box, _SAMPLE, streams("calibration/region", len(waves)))
        is_empty = not len(region.points)
        unsure = None if is_empty else emulations[-1].unsure_ratio(region.points, sought)
        waves.append(Wave(len(added), int(there.sum()), emulations[-1], region, unsure, widening))
        if is_empty:
            return Matched(tuple(waves), points, simulated, None)
        box = region.box
        if len(waves) == size.waves or (unsure is not None and unsure < _SURE):
            break
        added = region.points[: size.points]
        points, simulated = np.concatenate([points, added]), np.concatenate([simulated, simulate(added)])
    kept = reject(emulations, sought, box, size.draws, streams("calibration/rejection"))
    return Matched(tuple(waves), points, simulated, kept)
