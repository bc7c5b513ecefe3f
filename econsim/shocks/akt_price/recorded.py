"""The AKT price as it was recorded: daily while there is a daily record, then through the means of months.

Daily: Coin Metrics' reference rate, stamped 00:00 UTC at the start of its date and good for that whole date. Later:
straight lines in logs through the means of the months that lie wholly after the last daily price (CoinGecko), each
placed at 12:00 UTC of the 16th; the first line begins at the stamp of the last daily price. Sources:
data/observations/README.md.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import numpy as np

from econsim.model_version import PACKAGE
from econsim.units import FloatArray

_OBSERVATIONS = PACKAGE / "data" / "observations"
_DAILY = _OBSERVATIONS / "akt_usd_daily_2023H2.csv"
_MONTHLY = _OBSERVATIONS / "akt_price_monthly.csv"
_MIDDLE_DAY, _MIDDLE_HOUR = 16, 12  # where the mean of a month is placed
_REST_OF_MONTH = timedelta(days=16)


@dataclass(frozen=True)
class RecordedPrice:
    """A price by date, and the knots of the log-linear path that follows: moments in unix seconds, prices in USD."""

    usd_by_date: Mapping[date, float]
    knot_seconds: FloatArray
    knot_usd: FloatArray

    def known_on(self, moment: datetime) -> RecordedPrice:
        """Return what was known of the record at a moment: days that had begun, months that had passed."""
        daily = {day: usd for day, usd in self.usd_by_date.items() if datetime.combine(day, time.min, UTC) <= moment}
        last = max(daily)
        had_passed = self.knot_seconds + _REST_OF_MONTH.total_seconds() <= moment.timestamp()
        later = (self.knot_seconds > self.knot_seconds[0]) & had_passed
        begin = datetime.combine(last, time.min, UTC).timestamp()
        return RecordedPrice(
            daily, np.append(begin, self.knot_seconds[later]), np.append(daily[last], self.knot_usd[later])
        )

    @property
    def first(self) -> datetime:
        """Return the moment from which on there is a price."""
        return datetime.combine(min(self.usd_by_date), time.min, UTC)

    @property
    def last(self) -> datetime:
        """Return the last moment that has a price."""
        return datetime.fromtimestamp(self.knot_seconds[-1], UTC)

    @property
    def last_usd(self) -> float:
        """Return the last price [USD]."""
        return float(self.knot_usd[-1])

    def usd_at(self, moment: datetime) -> float:
        """Return the price at a moment from `first` to `last`: of its date (UTC) while there are daily ones [USD]."""
        daily = self.usd_by_date.get(moment.astimezone(UTC).date())
        if daily is not None:
            return daily
        return float(np.exp(np.interp(moment.timestamp(), self.knot_seconds, np.log(self.knot_usd))))


@cache
def recorded_price() -> RecordedPrice:
    """Return the record that ships."""
    with _DAILY.open(encoding="utf-8", newline="") as file:
        daily = {date.fromisoformat(row["date"]): float(row["akt_usd"]) for row in csv.DictReader(file)}
    last = max(daily)
    knots = [(datetime.combine(last, time.min, UTC), daily[last]), *_months_after(last)]
    seconds, usd = zip(*((moment.timestamp(), price) for moment, price in knots), strict=True)
    return RecordedPrice(daily, np.array(seconds), np.array(usd))


def _months_after(last: date) -> Iterator[tuple[datetime, float]]:
    """Return the middle and the mean price of every month that begins after a date."""
    with _MONTHLY.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            begin = date.fromisoformat(f"{row['month']}-01")
            if begin > last and row["price_usd_monthly_avg"]:
                yield (
                    datetime(begin.year, begin.month, _MIDDLE_DAY, _MIDDLE_HOUR, tzinfo=UTC),
                    float(row["price_usd_monthly_avg"]),
                )
