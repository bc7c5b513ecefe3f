"""The closed loop of inflation and bonded ratio as differential equations, and its eigenvalues; docs/bonding.md."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import brentq, curve_fit

DAYS = 365.25
SECONDS_PER_BLOCK = 6.047


@dataclass(frozen=True)
class Loop:
    """b' = k (y - y0) + (restaked p - b) g, i' = kappa r (1 - b / goal), y = e^(g (p / b - 1)) - 1, g = kappa i."""

    k: float  # bonding_response_per_year
    y0: float  # required_real_yield
    r: float  # inflation_rate_change
    goal: float  # goal_bonded
    tax: float  # community_tax
    commission: float  # mean commission rate by stake
    blocks_per_year: float
    restaked: float = 0.2

    @property
    def kappa(self) -> float:
        """Return the blocks of a year over those that the law reckons with."""
        return DAYS * 86_400 / SECONDS_PER_BLOCK / self.blocks_per_year

    @property
    def p(self) -> float:
        """Return the part of what is minted that delegators get."""
        return (1 - self.tax) * (1 - self.commission)

    def flow(self, b: float, i: float) -> float:
        """Return the change of the bonded ratio a year."""
        g = self.kappa * i
        return self.k * (math.expm1(g * (self.p / b - 1)) - self.y0) + (self.restaked * self.p - b) * g

    def rest_within_bounds(self) -> float:
        """Return the inflation at which stake rests at the goal."""
        return brentq(lambda i: self.flow(self.goal, i), 1e-6, 2.0)

    def rest_at_bound(self, inflation: float) -> float:
        """Return the bonded ratio that rests while inflation stands at a bound."""
        return brentq(lambda b: self.flow(b, inflation), 0.05, 0.999)

    def eigenvalues(self) -> np.ndarray:
        """Return those of the loop linearised at the goal [1/year], by hand."""
        b, g = self.goal, self.kappa * self.rest_within_bounds()
        steep = self.k * math.exp(g * (self.p / b - 1))
        of_b = -steep * g * self.p / b**2 - g
        of_i = self.kappa * (steep * (self.p / b - 1) + self.restaked * self.p - b)
        half = of_b / 2
        return half + np.emath.sqrt(half**2 - self.kappa * self.r / b * of_i) * np.array([1, -1])

    def path(self, i: float, b: float, n_days: int) -> np.ndarray:
        """Return inflation at the end of each day."""
        days = np.arange(1, n_days + 1) / DAYS
        change = lambda _, s: [self.flow(s[0], s[1]), self.kappa * self.r * (1 - s[0] / self.goal)]  # noqa: E731
        return solve_ivp(change, (0, days[-1]), [b, i], t_eval=days, rtol=1e-9, atol=1e-12).y[1]

    def half_period_of(self, path: np.ndarray) -> float:
        """Return the half period [days] of the damped oscillation that is nearest to a path of inflation."""
        days, rest, wave = np.arange(1, len(path) + 1) / DAYS, self.rest_within_bounds(), self.eigenvalues()[0]

        def damped(t, rest, a, b, decay, w):
            return rest + np.exp(-decay * t) * (a * np.cos(w * t) + b * np.sin(w * t))

        first = [rest, path[0] - rest, 0.0, -wave.real, abs(wave.imag)]
        found, _ = curve_fit(damped, days, path, first, maxfev=20_000)
        return math.pi / abs(found[-1]) * DAYS
