"""When, how long and how often: the one section that scenarios of every network have."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Self

import numpy as np
from pydantic import model_validator

from econsim.contracts import parameter
from econsim.scenario.values import Inconsistent, Moment, Name, Seconds, Section, moment_text
from econsim.units import DateArray

_AUTHOR = "choice of the scenario's author"


def nearest_epoch(date: datetime, start: datetime, epoch_seconds: float) -> int:
    """Return the epoch whose beginning is nearest to a date: floor(seconds / epoch_seconds + 1/2)."""
    return math.floor((date - start) / timedelta(seconds=epoch_seconds) + 0.5)


class Run(Section):
    """When, how long and how often, and whether there is a market. A network says where start and blocks are from.

    Where `start` lies after `genesis_time`, the scenario `history` is run from the one to the other first; the start is
    then the boundary between its epochs that is nearest to what is written.
    """

    start: Moment = parameter("time of the first block of epoch 0", unit="time (UTC)", source="", status="choice")
    start_height: int = parameter("height of that block", unit="blocks", source="", status="choice", ge=0, le=10**12)
    epochs: int = parameter("length of the run", unit="epochs", source=_AUTHOR, status="choice", ge=1, le=100_000)
    epoch_length: Seconds = parameter("time between two decisions", unit="s", source=_AUTHOR, status="choice", ge=1.0)
    seconds_per_block: float = parameter(
        "mean time between two blocks", unit="s", source="", status="choice", ge=0.1, le=3600.0
    )
    replicates: int = parameter(
        "runs that differ by their draws only", unit="runs", source=_AUTHOR, status="choice", ge=1, le=100_000
    )
    market: bool = parameter(
        "false: stake, mint and votes alone, nothing is leased",
        unit="flag",
        source=_AUTHOR,
        status="choice",
        default=True,
    )
    seed: int = parameter("beginning of all draws", unit="1", source=_AUTHOR, status="choice", ge=0, le=2**63 - 1)
    genesis_time: Moment | None = parameter(
        "when the world is as `genesis` and `population` say, `start_height` the height; left out, at `start`",
        unit="time (UTC)",
        source=_AUTHOR,
        status="choice",
        default=None,
    )
    history: str | None = parameter(
        "scenario, by shipped name or path, that runs from `genesis_time` to a later `start`",
        unit="name",
        source=_AUTHOR,
        status="choice",
        default=None,
    )

    @model_validator(mode="after")
    def _begins_at_a_boundary(self) -> Self:
        """Return the run with its start at the boundary nearest to it, between epochs of the history."""
        if self.genesis_time is None:
            return self
        if self.start < self.genesis_time:
            message = f"is {moment_text(self.start)}, before genesis_time ({moment_text(self.genesis_time)})"
            raise Inconsistent("start", f"{message}; nothing is known of the world before", "out-of-range")
        return self.model_copy(
            update={"start": self.genesis_time + self.n_before * timedelta(seconds=self.epoch_length)}
        )

    @property
    def n_before(self) -> int:
        """Return how many epochs of history lie before the first one."""
        return 0 if self.genesis_time is None else nearest_epoch(self.start, self.genesis_time, self.epoch_length)

    def dates(self, epochs: int) -> DateArray:
        """Return when each of the first epochs begins, in UTC and without a zone, to the microsecond."""
        since = np.round(np.arange(epochs) * (self.epoch_length * 1e6)).astype("timedelta64[us]")
        return np.datetime64(self.start.replace(tzinfo=None), "us") + since


class Heading(Section):
    """What a scenario is called, asks, assumes for want of data, and how it is answered; each file has its own."""

    name: Name
    title: str = ""
    question: str = ""
    assumes: str = ""
    answer: str = ""


READS_SCHEMA = 1  # what every file gives as its `schema`
HEADING = tuple(Heading.model_fields)
SIZE = ("seed", "replicates", "epochs")
SETTING = ("start", "start_height", "epoch_length", "seconds_per_block", "market")  # what all arms and points share
