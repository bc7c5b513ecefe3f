"""How nature moves the AKT price: held, as it was recorded, or a random walk with jumps."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import field_validator

from econsim import sources
from econsim.contracts import Misfit, parameter
from econsim.draws import Streams, event_uniform
from econsim.errors import ScenarioError
from econsim.normal import normal_quantile
from econsim.scenario.values import Moment
from econsim.shocks.akt_price.channel import PriceProcess
from econsim.shocks.akt_price.recorded import RecordedPrice, recorded_price
from econsim.units import SECONDS_PER_DAY, FloatArray, IntArray

_TO_THE_MINUTE = "%Y-%m-%d %H:%M"
_COIN_METRICS = f"{sources.COIN_METRICS}, ReferenceRateUSD"
_MOMENTS = f"{_COIN_METRICS}: daily log returns of 2023 H2 have sd 6.9 % and kurtosis 7.4, which fixes two of three"


class Constant(PriceProcess):
    """The same price for ever."""

    kind: ClassVar[str] = "constant"
    needed_alone: ClassVar[tuple[str, ...]] = ("usd",)

    usd: float | None = parameter(
        "the price; it may be left out after a history, whose last price then holds",
        unit="USD/AKT",
        source="scenario",
        status="choice",
        default=None,
        ge=0.001,
        le=10_000.0,
    )

    def path(self, n_epochs: int, start_date: datetime, epoch_seconds: float, streams: Streams) -> FloatArray:
        """Return the price n_epochs times."""
        return self.following(math.nan, np.arange(n_epochs), epoch_seconds, streams)

    def following(self, usd: float, epochs: IntArray, epoch_seconds: float, streams: Streams) -> FloatArray:
        """Return the price once for each epoch: its own, or, where it has none, the one before."""
        return np.full(epochs.size, usd if self.usd is None else self.usd)


class GbmJumps(PriceProcess):
    """A geometric random walk with jumps whose median, or mean, stays where it is (Merton 1976).

    ln(S_k / S_(k-1)) = sqrt(d) sigma Z + sum of N jumps - g, d days an epoch, N Poisson with mean jumps x d, a jump
    normal(0, jump_sd). Held median: g = 0, for the sum is symmetric about 0. Held mean: g = d (sigma^2 / 2 + jumps
    (e^(jump_sd^2 / 2) - 1)), so E[S_k] = S_0; the median then falls by e^-g an epoch.
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

    holds: Literal["median", "mean"] = parameter(
        "what of the price's distribution stays where it is: half of all paths end above the start (median), or the "
        "average of all paths is the start and most end far below it (mean)",
        unit="name",
        source="a forecast is no part of a policy comparison",
        status="choice",
        default="median",
    )

    def path(self, n_epochs: int, start_date: datetime, epoch_seconds: float, streams: Streams) -> FloatArray:
        """Return a path that begins at start_usd."""
        return self.following(self.start_usd, np.arange(n_epochs), epoch_seconds, streams)

    def following(self, usd: float, epochs: IntArray, epoch_seconds: float, streams: Streams) -> FloatArray:
        """Return the prices at epochs in a row: after an epoch whose price was `usd`, or, at epoch 0, from it on."""
        returns = self.log_returns(np.maximum(epochs - 1, 0), epoch_seconds, streams)
        return np.asarray(usd * np.exp(np.cumsum(np.where(epochs == 0, 0.0, returns))))

    def log_returns(self, epochs: IntArray, epoch_seconds: float, streams: Streams) -> FloatArray:
        """Return the log return over each epoch; each epoch has draws of its own."""
        from scipy.special import pdtr  # takes a moment that is worth it only where prices are drawn

        days = epoch_seconds / SECONDS_PER_DAY

        def uniform(purpose: str) -> FloatArray:
            return event_uniform(streams.event_key(f"akt_price.{purpose}"), epochs)

        mean_jumps = self.jumps_per_day * days
        possible = np.arange(int(mean_jumps + 10.0 * mean_jumps**0.5) + 20)
        n_jumps = np.searchsorted(pdtr(possible, mean_jumps), uniform("jumps"), side="right")
        variance = self.diffusion_sd_per_day**2 * days
        growth = variance / 2.0 + mean_jumps * np.expm1(self.jump_sd**2 / 2.0) if self.holds == "mean" else 0.0
        normal, jump = (normal_quantile(uniform(purpose) + 2.0**-54) for purpose in ("diffusion", "jump size"))
        return np.asarray(variance**0.5 * normal + n_jumps**0.5 * self.jump_sd * jump - growth)


class History(PriceProcess):
    """The recorded price, July 2023 to December 2024 (see recorded.py), then what `then` names.

    The price of an epoch is that of the moment at which it begins, of its date (UTC) while there are daily prices.
    What follows goes on from the last price recorded.
    """

    kind: ClassVar[str] = "history"

    then: Constant | GbmJumps | None = parameter(
        "what follows after the last price: {kind: constant | gbm_jumps, ...}; left out, the run must end before",
        unit="price process",
        source="scenario",
        status="choice",
        default=None,
    )

    until: Moment | None = parameter(
        "what was recorded later is not looked at: the past as it was known then; left out, the whole record",
        unit="date",
        source="scenario",
        status="choice",
        default=None,
    )

    @property
    def record(self) -> RecordedPrice:
        """Return the record as far as it is looked at."""
        whole = recorded_price()
        return whole if self.until is None else whole.known_on(self.until)

    @field_validator("then", mode="before")
    @classmethod
    def _is_a_process_that_can_follow(cls, given: Any) -> Any:
        if given is not None and not isinstance(given, Constant | GbmJumps):
            raise ValueError(f"is {getattr(given, 'kind', given)!r}; expected kind constant or gbm_jumps")
        return given

    def misfit(self, first: datetime, last: datetime) -> Misfit | None:
        """Return that the run starts before the first price, or, where nothing follows, ends after the last one."""
        if self.until is not None and self.until < recorded_price().first:
            return Misfit(
                "until", f"is {self.until:%Y-%m-%d}; prices are known from {recorded_price().first:%Y-%m-%d} on"
            )
        record = self.record
        if first < record.first:
            return Misfit(
                "run.start",
                f"is {first:%Y-%m-%d}; shocks.akt_price knows prices from {record.first:%Y-%m-%d} on; start then, "
                "or name another price: {kind: constant, usd: ...}",
            )
        if self.then is None and record.last < last:
            return Misfit(
                "",
                f"knows prices until {record.last:{_TO_THE_MINUTE}}, and the last epoch begins on "
                f"{last:{_TO_THE_MINUTE}}; say what follows, `then: {{kind: constant}}`, or run fewer epochs",
            )
        return None

    def recorded_until(self) -> datetime:
        """Return the moment after which no price is recorded."""
        return self.record.last

    def goes_on_as(self) -> str:
        """Return what follows, in words."""
        if isinstance(self.then, Constant):
            return f"held at {self.record.last_usd if self.then.usd is None else self.then.usd:g} USD"
        return f"a random walk from {self.record.last_usd:g} USD on"

    def path(self, n_epochs: int, start_date: datetime, epoch_seconds: float, streams: Streams) -> FloatArray:
        """Return the price at the moment at which each epoch begins."""
        record = self.record
        begins = [start_date + timedelta(seconds=epoch * epoch_seconds) for epoch in range(n_epochs)]
        recorded = np.array([record.usd_at(begin) for begin in begins if record.first <= begin <= record.last])
        if begins[0] < record.first or (recorded.size < n_epochs and self.then is None):
            moment = next(begin for begin in begins if not record.first <= begin <= record.last)
            raise ScenarioError(
                [
                    f"shocks.akt_price: kind history has no price for {moment:%Y-%m-%d}; it knows "
                    f"{record.first:%Y-%m-%d} to {record.last:%Y-%m-%d}: move run.start, shorten run.epochs or name "
                    "what follows, then: {kind: constant}"
                ],
                ["inconsistent"],
            )
        if self.then is None:
            return recorded
        later = np.arange(recorded.size, n_epochs)
        return np.concatenate([recorded, self.then.following(record.last_usd, later, epoch_seconds, streams)])
