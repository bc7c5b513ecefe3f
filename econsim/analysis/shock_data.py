"""What report_data.json holds of a shock by which arms differ, typed: while it lasts, after it, until it is over."""

from __future__ import annotations

from dataclasses import dataclass

WEEK_DAYS = 7  # a difference is back where its mean over so many days is


@dataclass(frozen=True)
class Mean:
    """A mean over pairs of runs with its 95 % interval; None where there is no such number."""

    mean: float | None
    ci_low: float | None
    ci_high: float | None


@dataclass(frozen=True)
class ShockRow:
    """One metric, or one GPU model of it, around a shock: paired differences, variant less baseline.

    `during` and `after` are differences in the metric's unit, `after` None where the run ends before the shock.
    `days_until_back`: from the end of the shock until the difference is back within the metric's smallest effect, for
    good or not; no numbers where some pairs are not back within the run. `n_back` of `n` pairs are.
    """

    metric: str
    gpu_model: str | None
    during: Mean
    after: Mean | None
    days_until_back: Mean | None
    n_back: int
    n: int


@dataclass(frozen=True)
class ShockWindows:
    """A shock by which a variant differs from the baseline: where it is written, from when to when (ISO 8601).

    `end` None: it lasts as long as the run. `baseline` and `variant` are what it is in each arm in words, None where
    an arm has no such shock. `days_during` and `days_after` are the lengths of both windows.
    """

    path: str
    baseline: str | None
    variant: str | None
    begin: str
    end: str | None
    days_during: float
    days_after: float
    rows: tuple[ShockRow, ...]
