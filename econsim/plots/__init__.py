"""Plots: each a function `(thing, metric, ax=None) -> Axes`, in one style, for reports and notebooks alike."""

from econsim.plots.paths import time_path
from econsim.plots.winners import winners

__all__ = ["time_path", "winners"]
