"""Plots: each a function `(thing, metric, ax=None) -> Axes`, in one style, for reports and notebooks alike.

A thing is a comparison, a run, a sweep, a sensitivity analysis or a model, as far as it makes sense; a wrong one, or a
metric that is not there, is refused in one line. Axes that are given are drawn on; without them a plot makes its own.
"""

from econsim.plots.curves import lorenz
from econsim.plots.fans import fan
from econsim.plots.forests import forest
from econsim.plots.observed import model_against_observed
from econsim.plots.paths import time_path
from econsim.plots.scatters import scatter
from econsim.plots.sweeps import heat, sweep
from econsim.plots.tornado import tornado
from econsim.plots.winners import winners

__all__ = [
    "fan", "forest", "heat", "lorenz", "model_against_observed", "scatter", "sweep", "time_path", "tornado", "winners",
]  # fmt: skip
