"""The break-even table of a run: at which AKT price how many validators earn their cost, from its last epochs."""

from __future__ import annotations

import numpy as np

from econsim.analysis.metrics import by_epoch
from econsim.analysis.report_data import BreakEven, BreakEvenPrice, Covering
from econsim.measures.break_even import COST_USD, PRICES_CENTS, RANKS
from econsim.runs.run_result import RunResult
from econsim.units import FloatArray

COSTS_USD = (COST_USD / 2, COST_USD, 2 * COST_USD)  # a month


def break_even(run: RunResult) -> BreakEven:
    """Return the table of a run at its end, in means over replicates.

    `prices`: rank k, cost [USD a month], `usd` the AKT price at which k validators earn it by their commission (None
    where in some replicate fewer than k earn). `covering`: AKT price and how many validators it pays their own cost.
    `n_captive` and `n_without_commission` are bonded, too, and stand apart. Rewards of own bonds are not counted.
    """
    return BreakEven(
        prices=tuple(
            BreakEvenPrice(rank, cost, _mean(_at_the_end(run, f"break_even_{rank}_usd") * cost / COST_USD))
            for rank in RANKS
            for cost in COSTS_USD
        ),
        covering=tuple(
            Covering(cents / 100, _mean(_at_the_end(run, f"n_covering_cost_at_{cents}_cents")))
            for cents in PRICES_CENTS
        ),
        n_captive=_mean(_at_the_end(run, "n_captive")),
        n_without_commission=_mean(_at_the_end(run, "n_without_commission")),
    )


def _at_the_end(run: RunResult, name: str) -> FloatArray:
    return np.asarray(by_epoch(run.series, name)[:, -1], dtype=np.float64)


def _mean(values: FloatArray) -> float | None:
    return float(values.mean()) if np.isfinite(values).all() else None
