"""What goes wrong with the machines of validators: nature's, whether or not a validator is in the set.

The outages and double signs of a validator are fixed before the first epoch, its single misses with each epoch; each
draw is keyed by the validator's id and its own number, so that one validator more changes nobody else's luck.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from econsim.contracts import Channel, Shape, Span
from econsim.draws import Streams


class OutageProcess(Shape):
    """How nature lets validators fail."""

    @abstractmethod
    def begins(self, span: Span, streams: Streams) -> Any:
        """Return the outages of a run: `in_blocks` says what goes wrong in an epoch; None where nothing ever does."""


def outages(process: OutageProcess, span: Span, streams: Streams) -> Any:
    """Return the outages of a run."""
    return process.begins(span, streams)


VALIDATOR_OUTAGES = Channel(
    name="validator_outages",
    contract=OutageProcess,
    many=False,
    meaning="outages, single misses and double signs of validators",
    begins=outages,
)
