"""Series read off a single moment."""

from __future__ import annotations

from collections.abc import Iterable

from econsim.world.series import Epochs, Family, Moment, Series


def read(recorded: Iterable[Series | Family], now: Moment) -> dict[str, float]:
    """Return the numbers of series at a moment, by name."""
    found = {}
    for series in recorded:
        columns = series.columns(Epochs.of_one(now, [series.value]))
        found.update({name: values.item() for name, values in zip(series.names(now.world), columns, strict=True)})
    return found
