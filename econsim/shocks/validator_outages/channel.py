"""What goes wrong with the machines of validators: nature's, whether or not a validator is in the set.

The outages and double signs of a validator are fixed before the first epoch, its single misses with each epoch; each
draw is keyed by the validator's id and its own number, so that one validator more changes nobody else's luck.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Protocol

from econsim.contracts import Channel, Shape, Span
from econsim.draws import Streams
from econsim.units import FloatArray
from econsim.world.signing import Faults


class Outages(Protocol):
    """What has been fixed for a run."""

    def in_blocks(
        self,
        epoch: int,
        first: int,
        n_blocks: int,
        seconds_per_block: float,
        validators: int,
        saved_share: FloatArray | None = None,
    ) -> Faults | None:
        """Return what goes wrong in the blocks of an epoch with so many validators; None where nothing ever does.

        first: number of the epoch's first block since the start of the run. saved_share: part of the cost of operation
        that each validator saves; None: nobody saves any.
        """


class OutageProcess(Shape):
    """How nature lets validators fail."""

    @abstractmethod
    def begins(self, span: Span, streams: Streams) -> Outages:
        """Return the outages of a run."""


def outages(process: OutageProcess, span: Span, streams: Streams) -> Outages:
    """Return the outages of a run."""
    return process.begins(span, streams)


VALIDATOR_OUTAGES = Channel(
    name="validator_outages",
    contract=OutageProcess,
    many=False,
    meaning="outages, single misses and double signs of validators",
    begins=outages,
)
