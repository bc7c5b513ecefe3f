"""A calibration's targets: what the priors said, what is left of that, and what was observed."""

from __future__ import annotations

import math

from matplotlib.axes import Axes

from econsim.analysis.calibration.result import CalibratedTarget, Calibration, Spread
from econsim.plots.style import FAINT, INK, OKABE_ITO, dress, styled

_OFF = 0.16  # of a row: how far a band lies from its middle
_LIMIT = 12.0  # standard deviations: what lies farther is cut


def calibrated(made: Calibration, ax: Axes | None = None) -> Axes:
    """Draw of each target the middle 90 % of the priors' runs and of the posterior's, as distances from what was seen.

    A distance is in standard deviations of the observation's error and the model's discrepancy together; grey: within
    two of them.
    """
    with styled(ax) as axes:
        axes.axvspan(-2.0, 2.0, color=FAINT, alpha=0.6, linewidth=0, zorder=0)
        axes.axvline(0.0, color=INK, linewidth=0.8)
        for place, target in enumerate(made.targets.values()):
            _band(axes, place - _OFF, target, target.prior, OKABE_ITO[0], "prior" if not place else None)
            if target.posterior is not None:
                _band(axes, place + _OFF, target, target.posterior, OKABE_ITO[2], "posterior" if not place else None)
        axes.set_yticks(range(len(made.targets)), [target.label for target in made.targets.values()])
        axes.set_ylim(len(made.targets) - 0.5, -0.5)
        reach = min(_LIMIT, max(abs(edge) for edge in axes.get_xlim()))
        axes.set_xlim(-reach, reach)
        axes.legend(loc="best", fontsize=8, frameon=False)
        dress(axes, title_of(made), "standard deviations from what was observed; middle 90 % of runs", "x")
    return axes


def title_of(made: Calibration) -> str:
    """Return how many observations lie where the posterior expects them."""
    expected = [one for one in made.targets.values() if one.observable is not None and is_expected(one)]
    if all(one.observable is None for one in made.targets.values()):
        return "No parameters bring the model near what was observed"
    return f"{len(expected)} of {len(made.targets)} observations lie where they are expected"


def is_expected(target: CalibratedTarget) -> bool:
    """Return whether an observation lies within the middle 90 % of what would be observed."""
    band = target.observable
    return band is not None and band.low_90 <= target.value <= band.high_90


def _band(axes: Axes, place: float, target: CalibratedTarget, of: Spread, colour: str, label: str | None) -> None:
    sd = math.hypot(target.standard_error, target.discrepancy_sd)
    low, middle, high = ((value - target.value) / sd for value in (of.low_90, of.median, of.high_90))
    axes.plot([low, high], [place, place], color=colour, linewidth=3.0, solid_capstyle="butt", label=label)
    axes.plot([middle], [place], "o", color=colour, markersize=4)
