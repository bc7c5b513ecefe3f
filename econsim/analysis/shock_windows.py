"""What a shock does while it lasts and after it, for arms that differ by it, and how long until it is over.

A difference is back once its mean over the week that begins there is within what matters: of single days some are
within by chance. All of it is paired by replicate, so that what both arms share is in none of it.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from econsim.analysis.arms import FinishedArm
from econsim.analysis.marks import shapes
from econsim.analysis.metrics import Metric, by_epoch, measured
from econsim.analysis.shock_data import WEEK_DAYS, Mean, ShockRow, ShockWindows
from econsim.analysis.statistics import interval, paired
from econsim.contracts import Lasting, Shape
from econsim.scenario.values import moment_text, plain
from econsim.units import SECONDS_PER_DAY, FloatArray

TOPIC = "market"
BY_GPU_MODEL = ("gpu_utilisation", "gpu_price_usd_per_hour", "gpu_fill_ratio")
_ALL = "_all"  # ends the name of a series over all GPU models


class _Span(NamedTuple):
    """The epochs of a shock: it is on from `begin` to before `end`; the run has `epochs` of `days` each."""

    begin: int
    end: int
    epochs: int
    days: float


def shock_windows(
    judged: Mapping[str, Metric], baseline: FinishedArm, variant: FinishedArm
) -> tuple[ShockWindows, ...]:
    """Return every shock by which two arms differ and that the run reaches, with what came of it in the market."""
    days = float(baseline.scenario.run.epoch_length) / SECONDS_PER_DAY
    found = []
    for path, (old, new) in _differing(baseline, variant).items():
        lasting = _together(old, new)
        if lasting is not None and lasting.begin < baseline.run.epochs * days:
            span = _span(lasting, baseline.run.epochs, days)
            start = baseline.scenario.run.start
            is_over = lasting.end is not None and span.end < span.epochs
            found.append(
                ShockWindows(
                    path=path,
                    baseline=None if old is None else old.told(),
                    variant=None if new is None else new.told(),
                    begin=moment_text(start + timedelta(days=lasting.begin)),
                    end=moment_text(start + timedelta(days=lasting.end)) if is_over and lasting.end else None,
                    days_during=(span.end - span.begin) * days,
                    days_after=(span.epochs - span.end) * days,
                    rows=tuple(_rows(judged, baseline.run.series, variant.run.series, span)),
                )
            )
    return tuple(found)


def _differing(baseline: FinishedArm, variant: FinishedArm) -> dict[str, tuple[Shape | None, Shape | None]]:
    old, new = shapes(baseline.scenario), shapes(variant.scenario)
    both = {path: (old.get(path), new.get(path)) for path in (*old, *(path for path in new if path not in old))}
    return {path: pair for path, pair in both.items() if plain(pair[0]) != plain(pair[1])}


def _together(*shapes_there: Shape | None) -> Lasting | None:
    """Return the days on which either shape moves its channel, None where neither says."""
    spans = [span for shape in shapes_there if shape is not None and (span := shape.lasting()) is not None]
    if not spans:
        return None
    ends = [span.end for span in spans]
    return Lasting(min(span.begin for span in spans), None if None in ends else max(end for end in ends if end))


def _span(lasting: Lasting, epochs: int, days: float) -> _Span:
    """Return the epochs that a shock touches."""
    end = epochs if lasting.end is None else min(epochs, math.ceil(round(lasting.end / days, 9)))
    return _Span(math.floor(round(lasting.begin / days, 9)), end, epochs, days)


def _rows(judged: Mapping[str, Metric], old: pd.DataFrame, new: pd.DataFrame, span: _Span) -> Iterator[ShockRow]:
    """Return the levels that the market reports, those of each GPU model below that of all."""
    for metric in judged.values():
        if metric.topic == TOPIC and metric.aggregation == "mean":
            yield _row(metric, None, old, new, span)
            for model in _gpu_models(metric, old) if metric.name in BY_GPU_MODEL else ():
                yield _row(_of_model(metric, model), model, old, new, span)


def _gpu_models(metric: Metric, series: pd.DataFrame) -> list[str]:
    stem = metric.series.removesuffix(_ALL)
    names = [name.removeprefix(f"{stem}_") for name in map(str, series.columns) if name.startswith(f"{stem}_")]
    return [name for name in names if f"_{name}" != _ALL and f"gpus_{name}" in series.columns]


def _of_model(metric: Metric, model: str) -> Metric:
    series, weight = (name.removesuffix(_ALL) + f"_{model}" if name else "" for name in (metric.series, metric.weight))
    return dataclasses.replace(metric, series=series, weight=weight)


def _row(metric: Metric, model: str | None, old: pd.DataFrame, new: pd.DataFrame, span: _Span) -> ShockRow:
    is_over = span.end < span.epochs
    back = _days_until_back(metric, old, new, span) if is_over else np.array([])
    known = back[np.isfinite(back)]
    all_back = bool(back.size) and known.size == back.size
    return ShockRow(
        metric=metric.name,
        gpu_model=model,
        during=_difference(metric, old, new, range(span.begin, span.end), span.days),
        after=_difference(metric, old, new, range(span.end, span.epochs), span.days) if is_over else None,
        days_until_back=_mean_days(back) if all_back else None,
        n_back=int(known.size),
        n=int(back.size),
    )


def _mean_days(back: FloatArray) -> Mean:
    """Return the mean of some days with its interval, cut where days begin."""
    low, high = interval(back)
    return Mean(float(back.mean()), None if low is None else max(0.0, low), high)


def _difference(metric: Metric, old: pd.DataFrame, new: pd.DataFrame, window: Sequence[int], days: float) -> Mean:
    whole = dataclasses.replace(metric, window="whole")
    read = [name for name in (metric.series, metric.weight) if name]
    arms = [_within(series[read], window) for series in (old, new)]
    pair = paired(*(measured(whole, series, days * SECONDS_PER_DAY) for series in arms))
    return Mean(pair.difference, pair.ci_low, pair.ci_high)


def _within(series: pd.DataFrame, window: Sequence[int]) -> pd.DataFrame:
    epochs = series.index.get_level_values("epoch")
    return series[(epochs >= window[0]) & (epochs <= window[-1])]


def _days_until_back(metric: Metric, old: pd.DataFrame, new: pd.DataFrame, span: _Span) -> FloatArray:
    """Return for each pair the days from the end of the shock until it is over, NaN where it is not within the run.

    An epoch in which an arm has no number has no say in the mean of its week.
    """
    difference: Any = by_epoch(new, metric.series)[:, span.end :] - by_epoch(old, metric.series)[:, span.end :]
    week = max(1, round(WEEK_DAYS / span.days))
    if difference.shape[1] < week:
        return np.full(len(difference), np.nan)
    weeks = np.lib.stride_tricks.sliding_window_view(difference, week, axis=1)
    is_known = np.isfinite(weeks)
    total, n = np.where(is_known, weeks, 0.0).sum(axis=2), is_known.sum(axis=2)
    is_back = (n > 0) & (np.abs(total) <= n * metric.smallest_effect)
    first = np.where(is_back.any(axis=1), is_back.argmax(axis=1).astype(np.float64), np.nan)
    return np.asarray(first * span.days)
