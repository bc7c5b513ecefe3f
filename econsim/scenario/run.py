"""When, how long and how often: the one section that scenarios of every network have."""

from __future__ import annotations

import numpy as np

from econsim.contracts import parameter
from econsim.scenario.values import Moment, Name, Seconds, Section
from econsim.units import DateArray

_AUTHOR = "choice of the scenario's author"


class Run(Section):
    """When, how long and how often, and whether there is a market. A network says where its start and its blocks are from."""

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
        "false: stake, mint and votes alone; there are no providers, no tenants and no leases",
        unit="flag",
        source=_AUTHOR,
        status="choice",
        default=True,
    )
    seed: int = parameter("beginning of all draws", unit="1", source=_AUTHOR, status="choice", ge=0, le=2**63 - 1)

    def dates(self, epochs: int) -> DateArray:
        """Return when each of the first epochs begins, in UTC and without a zone, to the microsecond."""
        since = np.round(np.arange(epochs) * (self.epoch_length * 1e6)).astype("timedelta64[us]")
        return np.datetime64(self.start.replace(tzinfo=None), "us") + since


class Heading(Section):
    """What a scenario is called and what it asks; each file has its own."""

    name: Name
    title: str = ""
    question: str = ""


READS_SCHEMA = 1  # what every file gives as its `schema`
HEADING = tuple(Heading.model_fields)
SIZE = ("seed", "replicates", "epochs")
CLOCK = tuple(name for name in Run.model_fields if name not in SIZE)
