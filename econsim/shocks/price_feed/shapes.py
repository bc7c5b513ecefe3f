"""When the feed of prices is silent: never, once, or again and again."""

from __future__ import annotations

from typing import Any, ClassVar

from econsim import sources
from econsim.contracts import Lasting, parameter
from econsim.draws import Streams
from econsim.shocks.price_feed.channel import PriceFeed, Silence
from econsim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR

_HOURS_PER_DAY = SECONDS_PER_DAY / SECONDS_PER_HOUR
_LEAST_HOURS = 0.001


class QuotedAlways(PriceFeed):
    """A quote comes in in every block."""

    kind: ClassVar[str] = "none"

    def silent(self, n_days: float, streams: Streams) -> list[Silence]:
        """Return nothing."""
        return []


class OneSilence(PriceFeed):
    """No quote comes in for some hours."""

    kind: ClassVar[str] = "outage"

    start_day: float = parameter(
        "when it begins, from the start of the run; or a `date`, one of the two",
        unit="days",
        source="scenario",
        status="choice",
        ge=0.0,
        le=100_000.0,
    )
    hours: float = parameter(
        "how long it lasts", unit="hours", source="scenario", status="choice", ge=_LEAST_HOURS, le=2_400_000.0
    )

    def silent(self, n_days: float, streams: Streams) -> list[Silence]:
        """Return it."""
        return [(self.start_day, self.start_day + self.hours / _HOURS_PER_DAY)]

    def lasting(self) -> Lasting:
        """Return its days."""
        return Lasting(self.start_day, self.start_day + self.hours / _HOURS_PER_DAY)

    def told(self) -> str:
        """Return how long nothing is quoted."""
        return f"no AKT price reaches the chain for {self.hours:g} hours"


class Silent(PriceFeed):
    """Silences come by themselves, and last an exponential time; so do the times between them."""

    kind: ClassVar[str] = "outages"

    days_between: float = parameter(
        "mean time from the end of one to the next; sweep 10 to 200",
        unit="days",
        source=sources.ASSUMPTION,
        status="assumed",
        default=60.0,
        ge=0.1,
        le=100_000.0,
    )
    mean_hours: float = parameter(
        "mean length; sweep .05 to 12",
        unit="hours",
        source=sources.ASSUMPTION,
        status="assumed",
        default=1.0,
        ge=_LEAST_HOURS,
        le=10_000.0,
    )

    def silent(self, n_days: float, streams: Streams) -> list[Silence]:
        """Return them: of a longer run the first ones are the same."""
        draws: Any = streams("price_feed.silences")
        found: list[Silence] = []
        day = 0.0
        while True:
            begin = day + self.days_between * draws.standard_exponential()
            if begin >= n_days:
                return found
            day = begin + self.mean_hours / _HOURS_PER_DAY * draws.standard_exponential()
            found.append((begin, day))

    def told(self) -> str:
        """Return how often and how long."""
        return f"the chain is without an AKT price every {self.days_between:g} days, for {self.mean_hours:g} hours"
