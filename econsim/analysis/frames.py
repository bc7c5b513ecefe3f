"""The numbers of a comparison as tables for pandas and files: a row a metric and variant, or a group of people."""

from __future__ import annotations

import pandas as pd

from econsim.analysis.outcomes import Numbers
from econsim.analysis.report_data import Background, Gain
from econsim.units import DAYS_PER_YEAR, SECONDS_PER_DAY, UAKT_PER_AKT

_NUMBERS = (
    "mean", "ci_low", "ci_high", "difference", "difference_ci_low", "difference_ci_high",
    "baseline", "smallest_effect", "window_days", "baseline_drift",
)  # fmt: skip


def outcomes_frame(numbers: Numbers, background: Background) -> pd.DataFrame:
    """Return one row for each variant and metric, indexed by both; the columns that a sweep has, too, come first.

    mean: in the variant, with its 95 % interval; difference: of the pairs, variant minus baseline, with its own;
    baseline: the mean of the baseline. What is undefined is missing.
    """
    rows = [
        {
            "variant": variant.name,
            "metric": name,
            "unit": found.unit,
            "mean": background.levels[variant.name][name].mean,
            "ci_low": background.levels[variant.name][name].ci_low,
            "ci_high": background.levels[variant.name][name].ci_high,
            "difference": found.difference,
            "difference_ci_low": found.ci_low,
            "difference_ci_high": found.ci_high,
            "verdict": found.verdict,
            "baseline": background.levels[numbers.baseline][name].mean,
            "smallest_effect": found.smallest_effect,
            "material": found.material,
            "window_days": found.window_days,
            "baseline_drift": found.baseline_drift,
        }
        for variant in numbers.variants
        for name, found in variant.metrics.items()
    ]
    frame = pd.DataFrame(rows).astype({"material": "boolean"} | dict.fromkeys(_NUMBERS, "float64"))
    frame.attrs["units"] = {"window_days": "days"}
    return frame.set_index(["variant", "metric"])


def winners_frame(numbers: Numbers, background: Background) -> pd.DataFrame:
    """Return one row for each variant and group of people: amounts a year with the variant, without it, the difference.

    The mean is that of the variant; a price stays what it is. `table` tells the tables apart whose rows add up by
    themselves; `transfer` is what the group gets more of the same mint.
    """
    years = numbers.epochs * background.clock.epoch_seconds / SECONDS_PER_DAY / DAYS_PER_YEAR
    rows = [
        {"variant": variant, "table": gain.table, "who": gain.who, "members": gain.members}
        | _a_year(gain, years)
        | {"unit": _unit(gain), "verdict": gain.verdict}
        for variant, gains in background.winners.items()
        for gain in gains
    ]
    return pd.DataFrame(rows).astype({"members": "Int64"})


def _unit(gain: Gain) -> str:
    return gain.unit if _is_price(gain) else f"{'AKT' if gain.unit == 'uakt' else gain.unit}/year"


def _is_price(gain: Gain) -> bool:
    return "/" in gain.unit


def _a_year(gain: Gain, years: float) -> dict[str, float]:
    """Return the amounts of a group a year; NaN where there is none."""
    amounts = {
        "mean": gain.variant,
        "baseline": gain.baseline,
        "difference": gain.difference,
        "difference_ci_low": gain.ci_low,
        "difference_ci_high": gain.ci_high,
        "transfer": gain.transfer,
    }
    scale = 1.0 if _is_price(gain) else years * (UAKT_PER_AKT if gain.unit == "uakt" else 1.0)
    return {name: float("nan") if amount is None else amount / scale for name, amount in amounts.items()}
