"""How nature moves the AKT price: held, as it was in the second half of 2023, or a random walk with jumps."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, ClassVar

import numpy as np
from pydantic import field_validator
from scipy.special import ndtri, pdtr

from econsim.contracts import PriceProcess, parameter
from econsim.errors import ScenarioError
from econsim.model_version import PACKAGE
from econsim.randomness import Streams, event_uniform
from econsim.units import SECONDS_PER_DAY, FloatArray, IntArray

_FILE = PACKAGE / "data" / "observations" / "akt_usd_daily_2023H2.csv"
_COIN_METRICS = "coinmetrics/data csv/akt.csv @0019689871f3, ReferenceRateUSD"
_MOMENTS = f"{_COIN_METRICS}: daily log returns of 2023 H2 have sd 6.9 % and kurtosis 7.4, which fixes two of three"


class Constant(PriceProcess):
    """The same price for ever."""

    kind: ClassVar[str] = "constant"

    usd: float = parameter("the price", unit="USD/AKT", source="scenario", status="choice", ge=0.001, le=10_000.0)

    def covers_until(self, start: datetime) -> datetime | None:
        """Return None: it covers every run."""
        return None

    def path(self, n_epochs: int, start_date: datetime, epoch_seconds: float, streams: Streams) -> FloatArray:
        """Return the price n_epochs times."""
        return np.full(n_epochs, self.usd)

    def following(self, usd: float, epochs: IntArray, epoch_seconds: float, streams: Streams) -> FloatArray:
        """Return the price once for each epoch, whatever it was before."""
        return np.full(epochs.size, self.usd)


class GbmJumps(PriceProcess):
    """A geometric random walk with jumps whose mean stays where it is (Merton 1976).

    ln(S_k / S_(k-1)) = d sigma Z - d (sigma^2 / 2 + jumps (e^(jump_sd^2 / 2) - 1)) + sum of N jumps, d days an epoch,
    N Poisson with mean jumps x d, a jump normal(0, jump_sd); so E[S_k] = S_0. Diffusion takes sqrt(d).
    """

    kind: ClassVar[str] = "gbm_jumps"

    start_usd: float = parameter(
        "price at the start of the run (after a history: the last price counts instead)",
        unit="USD/AKT",
        source=f"{_COIN_METRICS}, 2023-08-31",
        status="measured",
        default=1.0356,
        ge=0.001,
        le=10_000.0,
    )
    diffusion_sd_per_day: float = parameter(
        "standard deviation of a day's log return without jumps",
        unit="per square root of a day",
        source=_MOMENTS,
        status="fitted",
        default=0.0589,
        ge=0.0,
        le=1.0,
    )
    jumps_per_day: float = parameter(
        "jumps a day on average", unit="per day", source=_MOMENTS, status="assumed", default=0.05, ge=0.0, le=100.0
    )
    jump_sd: float = parameter(
        "standard deviation of a jump of the log price",
        unit="log price",
        source=_MOMENTS,
        status="fitted",
        default=0.1606,
        ge=0.0,
        le=1.0,
    )

    def covers_until(self, start: datetime) -> datetime | None:
        """Return None: it covers every run."""
        return None

    def path(self, n_epochs: int, start_date: datetime, epoch_seconds: float, streams: Streams) -> FloatArray:
        """Return a path that begins at start_usd."""
        later = self.following(self.start_usd, np.arange(1, n_epochs), epoch_seconds, streams)
        return np.concatenate([[self.start_usd], later])

    def following(self, usd: float, epochs: IntArray, epoch_seconds: float, streams: Streams) -> FloatArray:
        """Return the prices at epochs in a row, after an epoch whose price was `usd`."""
        return np.asarray(usd * np.exp(np.cumsum(self.log_returns(epochs - 1, epoch_seconds, streams))))

    def log_returns(self, epochs: IntArray, epoch_seconds: float, streams: Streams) -> FloatArray:
        """Return the log return over each epoch; each epoch has draws of its own."""
        days = epoch_seconds / SECONDS_PER_DAY

        def uniform(purpose: str) -> FloatArray:
            return event_uniform(streams.event_key(f"akt_price.{purpose}"), epochs)

        mean_jumps = self.jumps_per_day * days
        possible = np.arange(int(mean_jumps + 10.0 * mean_jumps**0.5) + 20)
        n_jumps = np.searchsorted(pdtr(possible, mean_jumps), uniform("jumps"), side="right")
        variance = self.diffusion_sd_per_day**2 * days
        growth = variance / 2.0 + mean_jumps * np.expm1(self.jump_sd**2 / 2.0)
        normal, jump = (ndtri(uniform(purpose) + 2.0**-54) for purpose in ("diffusion", "jump size"))
        return np.asarray(variance**0.5 * normal + n_jumps**0.5 * self.jump_sd * jump - growth)


class History(PriceProcess):
    """The daily reference rate of 2023-07-01 to 2023-12-15, then what `then` names.

    The price of an epoch is that of the date (UTC) on which it begins. `gbm_jumps` goes on from the last price.
    """

    kind: ClassVar[str] = "history"

    then: Constant | GbmJumps | None = parameter(
        "what follows after the last date: {kind: constant | gbm_jumps, ...}; left out, the run must end before",
        unit="price process",
        source="scenario",
        status="choice",
        default=None,
    )

    @field_validator("then", mode="before")
    @classmethod
    def _is_a_process_that_can_follow(cls, given: Any) -> Any:
        if given is not None and not isinstance(given, Constant | GbmJumps):
            raise ValueError(f"is {getattr(given, 'kind', given)!r}; expected kind constant or gbm_jumps")
        return given

    def covers_until(self, start: datetime) -> datetime | None:
        """Return the last moment at which an epoch may begin, or None if a process follows."""
        last_date = max(_daily_prices())
        return None if self.then is not None else datetime.combine(last_date, time.max, UTC)

    def starts_within(self) -> tuple[datetime, datetime]:
        """Return the first and the last moment at which a run may start, whatever follows."""
        known = _daily_prices()
        return datetime.combine(min(known), time.min, UTC), datetime.combine(max(known), time.max, UTC)

    def path(self, n_epochs: int, start_date: datetime, epoch_seconds: float, streams: Streams) -> FloatArray:
        """Return the price of the date on which each epoch begins."""
        known = _daily_prices()
        begins = (start_date + timedelta(seconds=epoch * epoch_seconds) for epoch in range(n_epochs))
        dates = [begin.astimezone(UTC).date() for begin in begins]
        observed = np.array([known[day] for day in dates if day in known])
        if dates[0] not in known or (observed.size < n_epochs and self.then is None):
            day = next(day for day in dates if day not in known)
            raise ScenarioError(
                [
                    f"shocks.akt_price: kind history has no price for {day}; it knows {min(known)} to {max(known)}: "
                    "move run.start, shorten run.epochs or name what follows, then: {kind: gbm_jumps}"
                ]
            )
        if self.then is None:
            return observed
        later = np.arange(observed.size, n_epochs)
        return np.concatenate([observed, self.then.following(observed[-1], later, epoch_seconds, streams)])


@cache
def _daily_prices() -> dict[date, float]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {date.fromisoformat(row["date"]): float(row["akt_usd"]) for row in csv.DictReader(file)}
