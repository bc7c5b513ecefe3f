"""What a reader must know of a run that goes on from a history: what has made its world, and how near that comes."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from econsim.model_version import PACKAGE
from econsim.runs.run_result import RunResult
from econsim.scenario.values import counted
from econsim.units import UAKT_PER_AKT

_OBSERVATIONS = PACKAGE / "data" / "observations"


def begun_by_a_history(run: RunResult) -> str:
    """Return sentences about the world at the start, '' where no history has made it.

    What is known of that day is told beside it and changes nothing. A value is that of the end of the first epoch.
    """
    history, clock = run.scenario.history, run.scenario.run
    if history is None:
        return ""
    first = run.series.xs(0, level="epoch")
    supply, ratio = float(first["supply_uakt"].mean()) / UAKT_PER_AKT, float(first["bonded_ratio"].mean())
    end = clock.start.timestamp() + clock.epoch_length
    return (
        f"The first epoch begins {clock.start:%Y-%m-%d %H:%M} UTC, after {counted(clock.n_before, 'epoch')} of "
        f"{history.name}, which every replicate has lived once, the same in every arm. They have made what this run "
        f"begins with: a supply of {supply:,.0f} AKT, {ratio:.3f} of it bonded. {_known_of(end, supply, ratio)}"
    )


def _known_of(moment: float, supply: float, ratio: float) -> str:
    """Return what is known of supply and bonded ratio at a moment, beside what a history has made of them."""
    supplies = _series("akt_supply_2023_10day.csv", "implied_supply_akt")
    ratios = _series("bonded_ratio_inferred_2023.csv", "bonded_ratio_knot")
    if moment > supplies[0][-1]:
        last = datetime.fromtimestamp(supplies[0][-1], UTC)
        return f"Nothing is recorded of either after {last:%Y-%m-%d}, so neither can be checked."
    known_supply = float(np.exp(np.interp(moment, supplies[0], np.log(supplies[1]))))
    known_ratio = float(np.interp(moment, *ratios))
    return (
        f"Known of that day are a supply of {known_supply:,.0f} AKT ({supply / known_supply - 1.0:+.2%} here) and, "
        f"inferred from it, a bonded ratio of {known_ratio:.3f} ({ratio - known_ratio:+.3f} here); they are checked "
        "against, not imposed."
    )


def _series(name: str, column: str) -> tuple[Sequence[float], Sequence[float]]:
    """Return the moments [unix seconds] and values of an observed series, each of 00:00 UTC of its date."""
    with (_OBSERVATIONS / name).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row[column]]
    days = [datetime.fromisoformat(row["date"]).replace(tzinfo=UTC).timestamp() for row in rows]
    return days, [float(row[column]) for row in rows]
