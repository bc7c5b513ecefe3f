"""Changes of the prices of GPUs, of machines or of what others ask for them: at once, or evenly in logs."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from econsim.contracts import Lasting, Shape, Span, parameter
from econsim.draws import Streams
from econsim.units import SECONDS_PER_DAY, FloatArray, IntArray


def _day(meaning: str, **limits: Any) -> Any:
    return parameter(meaning, unit="days", source="scenario", status="choice", le=100_000.0, **limits)


class PriceChange(Shape):
    """How nature moves a price of one GPU model, or of all of them, for good; `of_what` says which price."""

    of_what: ClassVar[str]

    gpu_model: str | None = parameter(
        "GPU model whose price changes; left out, all of them",
        unit="name",
        source="scenario",
        status="choice",
        default=None,
    )
    start_day: float = _day("when it begins, from the start of the run; or a `date`, one of the two", ge=0.0)
    size: float = parameter(
        "change of the price: -0.44 cuts it by 44 %",
        unit="fraction of the base price",
        source="scenario",
        status="choice",
        ge=-0.99,
        le=100.0,
    )

    @abstractmethod
    def multiplier(self, days: FloatArray) -> FloatArray:
        """Return the price over its base (1 = no change) at days since the start, same shape."""

    def lasting(self) -> Lasting:
        """Return its first day; it has no last."""
        return Lasting(self.start_day, None)

    @property
    def told_price(self) -> str:
        """Return in words which price comes to what."""
        return f"{self.of_what} {self.gpu_model or 'GPUs'} {1.0 + self.size:g} times its base"


class Step(PriceChange):
    """Another price from a day on."""

    def multiplier(self, days: FloatArray) -> FloatArray:
        """Return 1 + size from start_day on, 1 before."""
        return np.where(days >= self.start_day, 1.0 + self.size, 1.0)

    def told(self) -> str:
        """Return how much, from its day on."""
        return f"{self.told_price} from then on"


class Drift(PriceChange):
    """A price that falls or rises by the same part every day, and stays where it comes to."""

    days: float = _day("how long the change takes", ge=0.01)

    def multiplier(self, days: FloatArray) -> FloatArray:
        """Return (1 + size) to the power of the part of its days that is over."""
        return np.asarray((1.0 + self.size) ** np.clip((days - self.start_day) / self.days, 0.0, 1.0))

    def told(self) -> str:
        """Return how far it goes in how many days."""
        return f"{self.told_price} within {self.days:g} days, and stays there"


@dataclass(frozen=True)
class PriceChanges:
    """The changes of a run, which multiply; they count their days from a start `days_before` after the world's."""

    changes: Sequence[PriceChange]
    days_before: float = 0.0

    def ratio(self, days: FloatArray, gpu_model: IntArray, names: Sequence[str]) -> FloatArray:
        """Return the price over its base by day since the start and GPU model: its place in names, or -1.

        Bundles without GPUs (-1) keep theirs.
        """
        found = np.ones(days.size)
        for change in self.changes:
            is_meant = gpu_model >= 0 if change.gpu_model is None else gpu_model == names.index(change.gpu_model)
            found *= np.where(is_meant, change.multiplier(days - self.days_before), 1.0)
        return found


def price_changes(changes: Mapping[str, PriceChange], span: Span, streams: Streams) -> PriceChanges:
    """Return the changes together; nothing of them is drawn."""
    return PriceChanges(tuple(changes.values()), span.n_before * span.epoch_seconds / SECONDS_PER_DAY)
