"""What a stake with one validator earns: liquid, in USD, net of commission and after inflation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from econsim.analysis.comparison import Comparison
from econsim.analysis.metrics import by_epoch, level
from econsim.analysis.statistics import paired
from econsim.errors import UsageError
from econsim.runs.run_result import RunResult
from econsim.scenario.asked import whole_number
from econsim.scenario.merge import closest
from econsim.units import DAYS_PER_YEAR, SECONDS_PER_DAY, UAKT_PER_AKT, FloatArray

_RANK, _ID = re.compile(r"rank (\d+)"), re.compile(r"id (\d+)")


class _Earned(NamedTuple):
    """What one AKT earned in the whole run, one number a replicate: in AKT, and in USD at the price of each epoch."""

    akt: FloatArray
    usd: FloatArray


def staker(thing: Comparison | RunResult, akt: float, validator: int | str) -> pd.DataFrame:
    """Return what a delegator with so many AKT on a validator earns a year, with 95 % intervals over replicates.

    `validator` is a rank by stake at the start (1 = largest), `id N` as in the table of validators, or a group of that
    table (`11-33`, `waiting`), among whose members the stake is spread evenly. The stake is there all along, is not
    restaked, and moves nobody: a large one would thin out what all stake earns.

    Rows: `AKT` and `USD` a year, the yield, and the yield after inflation, by which the stake's share of supply grows.
    Of a run: the whole of it. Of a comparison: for each variant its mean, the baseline's, and their paired difference,
    in the window in which arms may differ. Of what was earned before, which is the same in both arms, the stake is
    taken to have got the same part as in the whole run of the baseline: exact where its commission does not change.
    """
    if not isinstance(akt, int | float | np.integer | np.floating) or isinstance(akt, bool) or not 0.0 < akt < 1e12:
        raise UsageError(f"akt is {akt!r}; expected an amount of AKT above 0")
    akt, validator = float(akt), _named(validator)
    if isinstance(thing, RunResult):
        found = {name: level(unit, values) for name, (unit, values) in _a_year(thing, akt, validator, 0).items()}
        frame = pd.DataFrame({name: vars(one) for name, one in found.items()}).T.infer_objects()
        frame.index.name = "measure"
        return frame
    if isinstance(thing, Comparison):
        return _of_comparison(thing, akt, validator)
    raise UsageError(f"staker reads a comparison or a run; got {type(thing).__name__}")


def _named(validator: Any) -> str:
    """Return a validator as text: a whole number is a rank; raises UsageError for what names none."""
    if isinstance(validator, str) and not validator.strip().isdecimal():
        return validator
    cure = "expected a rank, which is a whole number such as 5, or text: 'rank 5', 'id 5' or a group of validators"
    return f"rank {whole_number('validator', validator, cure)}"


def _of_comparison(comparison: Comparison, akt: float, validator: str) -> pd.DataFrame:
    baseline, first = comparison.runs[comparison.baseline], comparison.background.clock.first_difference or 0
    before = _before(baseline, validator, first)
    there = _a_year(baseline, akt, validator, first, before)
    rows = {}
    for name in comparison.variants:
        for measure, (unit, values) in _a_year(comparison.runs[name], akt, validator, first, before).items():
            pair, here = paired(there[measure][1], values), level(unit, values)
            rows[name, measure] = vars(here) | {
                "difference": pair.difference,
                "difference_ci_low": pair.ci_low,
                "difference_ci_high": pair.ci_high,
                "verdict": pair.verdict,
                "baseline": pair.baseline,
            }
    frame = pd.DataFrame(rows).T.infer_objects()
    frame.index.names = ["variant", "measure"]
    return frame


def _a_year(
    run: RunResult, akt: float, validator: str, first: int, before: _Earned | None = None
) -> Mapping[str, tuple[str, FloatArray]]:
    """Return each measure with its unit, one number a replicate, from epoch `first` on; `before` is what was earned."""
    earned, spent = _earned(run, validator), before or _Earned(np.zeros(run.replicates), np.zeros(run.replicates))
    years = (run.epochs - first) * float(run.scenario.run.epoch_length) / SECONDS_PER_DAY / DAYS_PER_YEAR
    apr = (earned.akt - spent.akt) / years
    supply, minted = by_epoch(run.series, "supply_uakt"), by_epoch(run.series, "minted_uakt")
    grown = (supply[:, -1] / (supply[:, first] - minted[:, first])) ** (1.0 / years)
    return {
        "AKT": ("AKT/year", akt * apr),
        "USD": ("USD/year", akt * (earned.usd - spent.usd) / years),
        "yield": ("1/year", apr),
        "yield after inflation": ("1/year", (1.0 + apr) / grown - 1.0),
    }


def _before(baseline: RunResult, validator: str, first: int) -> _Earned:
    """Return what one AKT earned before an epoch: the part of its whole that all stake had earned by then."""
    gross = by_epoch(baseline.series, "gross_apr")
    in_usd = gross * by_epoch(baseline.series, "akt_price_usd")
    earned = _earned(baseline, validator)
    parts = [paid[:, :first].sum(axis=1) / paid.sum(axis=1) for paid in (gross, in_usd)]
    return _Earned(earned.akt * parts[0], earned.usd * parts[1])


def _earned(run: RunResult, validator: str) -> _Earned:
    found = []
    for agents in run.agents_by_replicate:
        there = agents[agents["population"] == "validator"]
        one = there[_is_meant(there, validator)]
        found.append((one["rewards_uakt_per_akt"].mean() / UAKT_PER_AKT, one["rewards_usd_per_akt"].mean()))
    return _Earned(*np.array(found, dtype=np.float64).T)


def _is_meant(validators: pd.DataFrame, wanted: str) -> pd.Series:
    """Return which validators are meant; raises UsageError with what there is."""
    groups = list(validators["group"].unique())
    rank, number = _RANK.fullmatch(wanted), _ID.fullmatch(wanted)
    if rank or number:
        match = rank or number
        assert match is not None
        is_meant = validators["rank" if rank else "id"] == int(match[1])
    else:
        is_meant = validators["group"] == wanted
    if not is_meant.any():
        known = f"there are ranks 1 to {validators['rank'].max()}, ids 0 to {validators['id'].max()}"
        hint = f"; {known} and the groups {', '.join(groups)}{closest(wanted, groups)}"
        raise UsageError(f"{wanted}: no such validator{hint}")
    return is_meant
