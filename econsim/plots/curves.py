"""How unequal agents are: Lorenz curves of what they hold, earn or pay at the end of a run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import listed
from econsim.errors import UsageError
from econsim.plots.style import FAINT, colours_of, dress, styled
from econsim.plots.things import is_model, refuse
from econsim.runs.run_result import RunResult
from econsim.scenario.merge import closest
from econsim.units import FloatArray

if TYPE_CHECKING:
    from econsim.simulation.model import Model

_GRID = np.linspace(0.0, 1.0, 201)
_NO_AMOUNTS = ("id", "replicate", "group", "population", "lifted_epoch", "is_captive")


def lorenz(thing: Comparison | RunResult | Model, metric: str, ax: Axes | None = None) -> Axes:
    """Draw which part of the whole the poorest part of a population has, mean over replicates.

    `thing` is a comparison, a run or a model as it is now; `metric` is `POPULATION.COLUMN` of its agents, such as
    `validator.stake_uakt` or `delegator.net_worth_uakt`. The Gini coefficient stands beside each arm's name.
    """
    curves = {label: np.mean([_curve(one) for one in found], axis=0) for label, found in _amounts(thing, metric)}
    with styled(ax) as axes:
        axes.plot([0, 100], [0, 100], color=FAINT, linewidth=1.0)
        colours = colours_of(curves)
        for place, (label, curve) in enumerate(curves.items()):
            width = 2.6 if place == 0 and len(curves) > 1 else 1.5
            axes.plot(100 * _GRID, 100 * curve, color=colours[label], linewidth=width, label=label)
            words = f"{label}, Gini {_gini(curve):.2f}"
            axes.text(4, 92 - 9 * place, words, color=colours[label], fontweight="bold", va="center")
        population, _, column = metric.partition(".")
        ginis = listed([f"{_gini(curve):.2f}" for curve in curves.values()])
        words, _, unit = column.replace("_", " ").rpartition(" ")
        coefficient = "Gini coefficient" if len(curves) == 1 else "Gini coefficients"
        title = f"{words.capitalize()} of {population}s: {coefficient} {ginis}"
        dress(axes, title, f"% of the whole ({unit})", grid="both")
        axes.set(xlim=(0, 100), ylim=(0, 100), xlabel=f"% of {population}s, the poorest first", aspect="equal")
    return axes


def _amounts(thing: Any, metric: str) -> Iterable[tuple[str, list[FloatArray]]]:
    """Return what the agents of a population have, ascending, by arm and replicate."""
    if isinstance(thing, Comparison):
        agents = {label: run.agents_by_replicate for label, run in thing.runs.items()}
    elif isinstance(thing, RunResult):
        agents = {thing.scenario.name: thing.agents_by_replicate}
    elif is_model(thing):
        agents = {thing.inputs.name: [thing.replicate().agents]}
    else:
        refuse("lorenz", thing, "a comparison", "a run", "a model")
    for label, tables in agents.items():
        yield label, [_sorted(table, metric) for table in tables]


def _sorted(agents: pd.DataFrame, metric: str) -> FloatArray:
    population, _, column = metric.partition(".")
    known = [
        f"{name}.{one}"
        for name in agents["population"].unique()
        for one in agents.columns
        if one not in _NO_AMOUNTS and agents.loc[agents["population"] == name, one].notna().any()
    ]
    if metric not in known:
        raise UsageError(f"{metric}: no such column of agents{_meant(metric, known)}")
    values = agents.loc[agents["population"] == population, column].to_numpy(np.float64)
    return np.sort(values)


def _meant(metric: str, known: list[str]) -> str:
    """Return what may have been meant: a column that is named alone is that of every population which has it."""
    of_several = [name for name in known if name.partition(".")[2] == metric]
    if of_several:
        return f"; did you mean {' or '.join(of_several)}?"
    return closest(metric, known) or f"; there are {listed(known)}"


def _curve(amounts: FloatArray) -> FloatArray:
    """Return the share of the whole that each part of the population has, the poorest first."""
    total = amounts.sum()
    shares = np.concatenate([[0.0], np.cumsum(amounts) / total]) if total > 0 else np.linspace(0, 1, amounts.size + 1)
    return np.asarray(np.interp(_GRID, np.linspace(0.0, 1.0, shares.size), shares))


def _gini(curve: FloatArray) -> float:
    """Return 1 - twice the area below the curve."""
    return float(1.0 - 2.0 * np.trapezoid(curve, _GRID))
