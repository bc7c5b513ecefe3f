"""The outages of nodes: how often they fail, how long repairs take, what they share, when they are maintained."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from econsim.contracts import Channel, Shape, Span
from econsim.draws import Streams


class NodeOutages(Shape):
    """How nature takes nodes down."""

    @abstractmethod
    def law(self, streams: Streams) -> Any:
        """Return what the clocks of nodes go by, records of one OUTAGE_LAW; None where nothing ever breaks."""

    @abstractmethod
    def failures_per_hour(self, data_centre_gpus: int, consumer_gpus: int, cpu_nodes: int) -> float:
        """Return how many failures are expected an hour of so many GPUs and nodes without any, were none ever down."""


def outage_law(shape: NodeOutages, span: Span, streams: Streams) -> Any:
    """Return the law of a run's outages; each is drawn when its stretch of time comes."""
    return shape.law(streams)


NODE_OUTAGES = Channel(
    name="node_outages", contract=NodeOutages, many=False, meaning="the outages of nodes", begins=outage_law
)
