"""What a calibration comes to: each parameter before and after, each target beside what the model says of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from econsim.analysis.calibration.matching import ONE_ALONE, Emulation, allowed
from econsim.analysis.calibration.result import (
    FOUND,
    NOTHING_LEFT,
    CalibratedParameter,
    CalibratedTarget,
    Calibration,
    CalibrationWave,
    spread,
    spread_with_error,
)
from econsim.analysis.calibration.targets import CalibrationTarget, sought
from econsim.analysis.calibration.waves import Matched, Wave
from econsim.analysis.calibration.widening import Widening
from econsim.analysis.points import values_at
from econsim.analysis.typed_json import json_of
from econsim.runs.digests import digest_of
from econsim.scenario.schema import Scenario
from econsim.units import FloatArray

_FEW = 100  # draws: fewer are told


def calibration_of(
    scenario: Scenario,
    those: Sequence[CalibrationTarget],
    found: Matched,
    predicted: FloatArray | None,
    folder: Path | None,
    key: str,
    size: Mapping[str, int],
    seconds: float,
) -> Calibration:
    """Return a calibration from what was matched.

    Arguments: `predicted`, what one replicate of each of the first draws gave, by (draw, target); `size`, replicates,
    epochs, simulations and the draws that were asked for; `seconds` that it took.
    """
    kept = np.empty((0, len(scenario.uncertain))) if found.kept is None else found.kept.points
    outcome = NOTHING_LEFT if found.kept is None else FOUND
    parameters = _parameters(scenario, kept)
    targets = _targets(those, found, predicted)
    waves = tuple(_wave(wave) for wave in found.waves)
    answer = digest_of(json.dumps([json_of(parameters), json_of(targets), json_of(waves)]))
    return Calibration(
        scenario=scenario.name,
        dir=None if folder is None else str(folder),
        digest=key,
        results_digest=answer,
        seed=scenario.run.seed,
        replicates=size["replicates"],
        epochs=size["epochs"],
        outcome=outcome,
        told=_told(outcome, those, found, len(kept), size["draws"]),
        parameters=parameters,
        targets=targets,
        waves=waves,
        draws=len(kept),
        tried=0 if found.kept is None else found.kept.tried,
        simulations=size["simulations"],
        wall_seconds=seconds,
    )


def _told(outcome: str, those: Sequence[CalibrationTarget], found: Matched, draws: int, asked: int) -> str:
    """Return the outcome in words."""
    region = found.waves[-1].region
    if outcome == NOTHING_LEFT:
        worst = int(region.nearest.argmax())
        most = allowed(len(those))
        alone = [one.name for one, least in zip(those, region.least, strict=True) if least >= most]
        why = f"no point meets {', '.join(alone)}" if alone else "no point meets all targets together"
        return (
            f"no plausible point: {why}; the nearest point misses {those[worst].name} by {region.nearest[worst]:.1f} "
            f"standard deviations, {most:.3g} are allowed"
        )
    return f"{draws} draws of the posterior{_few(draws, asked)}{_widened(found.waves[-1].widening)}"


def _few(draws: int, asked: int) -> str:
    """Return in words that draws are few, and why; nothing where they are enough."""
    if draws >= _FEW:
        return ""
    why = "the targets leave hardly anything, or contradict each other" if draws < asked else "no more were asked for"
    return f"; few: {why}, {_FEW} are wanted"


def _widened(widening: Widening) -> str:
    """Return in words how far intervals were widened; nothing where they were not."""
    if widening.without is None or widening.held is None or widening.factor == 1.0:
        return ""
    return (
        f"; emulators and chance count {widening.factor**0.5:.2f} times in standard deviation: 90 % intervals held "
        f"{100 * widening.without:.0f} % of the known parameters of simulations that were left out, and hold "
        f"{100 * widening.held:.0f} % so widened"
    )


def _parameters(scenario: Scenario, kept: FloatArray) -> dict[str, CalibratedParameter]:
    even = (np.arange(1_000) + 0.5) / 1_000
    before = values_at(scenario, np.repeat(even[:, None], len(scenario.uncertain), axis=1))
    after = values_at(scenario, kept)
    found = {}
    for place, (path, prior) in enumerate(scenario.uncertain.items()):
        was = spread(before[:, place])
        now = spread(after[:, place]) if len(kept) else None
        low, high = prior.ends
        found[path] = CalibratedParameter(prior.kind, low, high, was, now, now.sd / was.sd if now else None)
    return found


def _targets(
    those: Sequence[CalibrationTarget], found: Matched, predicted: FloatArray | None
) -> dict[str, CalibratedTarget]:
    last, first = found.waves[-1], found.simulated[: found.waves[0].added, 0]
    sd, checked = sought(those).sd, None
    if predicted is not None and found.kept is not None:
        off = predicted - _expected(last.emulation, found.kept.points[: len(predicted)])[0]
        away = off / _expected(last.emulation, found.kept.points[: len(predicted)])[1]
        checked = (np.abs(away) < ONE_ALONE).mean(axis=0)
    made = {}
    for k, one in enumerate(those):
        seen = None if predicted is None else predicted[:, k]
        made[one.name] = CalibratedTarget(
            label=one.measure.label,
            unit=one.measure.unit,
            series=one.measure.series,
            period_start=one.measure.period_start,
            period_end=one.measure.period_end,
            value=one.value,
            standard_error=one.standard_error,
            discrepancy_sd=one.discrepancy_sd,
            source=one.measure.source,
            note=one.measure.note,
            prior=spread(first[:, k]),
            posterior=None if seen is None else spread(seen),
            observable=None if seen is None else spread_with_error(seen, float(sd[k])),
            least_implausibility=float(last.region.least[k]),
            nearest_implausibility=float(last.region.nearest[k]),
            left_out_share=_within(last.emulation.emulators[k].left_out),
            emulated_share=None if checked is None else float(checked[k]),
        )
    return made


def _expected(emulation: Emulation, points: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return mean and standard deviation, by (point, target), of what one replicate is expected to give."""
    mean, variance = emulation.at(points)
    return mean, np.sqrt(variance + emulation.chance_variance(points))


def _wave(wave: Wave) -> CalibrationWave:
    left_out = np.concatenate([emulator.left_out for emulator in wave.emulation.emulators])
    return CalibrationWave(
        points=wave.added,
        trained_on=wave.trained,
        plausible_share=wave.region.share,
        emulator_ratio=wave.unsure_ratio,
        left_out_share=_within(left_out),
        widened=wave.widening.factor,
        held_unwidened=wave.widening.without,
        held=wave.widening.held,
    )


def _within(residuals: FloatArray) -> float:
    return float((np.abs(residuals) < ONE_ALONE).mean())
