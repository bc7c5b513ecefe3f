"""Failures by fault: which providers are dishonest, when their nodes fail by that, and what of it is detected."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, NamedTuple

import numpy as np

from econsim.contracts import Channel, Shape, Span
from econsim.draws import Streams, event_uniform
from econsim.units import SECONDS_PER_DAY, BoolArray, FloatArray, IntArray


class ProviderFaults(Shape):
    """How dishonest providers let their tenants down."""

    @property
    @abstractmethod
    def rates(self) -> tuple[float, float, float, float]:
        """Return the share of dishonest providers, failures of a node of theirs a day, hours down, share detected."""


class Faults(NamedTuple):
    """The failures by fault of a run; nothing is drawn of who is honest, and no draw knows of a rule or a choice."""

    dishonest_share: float
    per_day: float
    hours_down: float
    detected_share: float
    days_before: int  # of a history, in which nobody is dishonest
    dishonest_key: int
    failure_key: int
    detection_key: int

    def is_dishonest(self, provider: IntArray) -> BoolArray:
        """Return which providers, by id, are dishonest: drawn for good, and who is at a share is at any higher one."""
        if self.dishonest_share == 0.0:
            return np.zeros(np.shape(provider), dtype=np.bool_)
        return np.asarray(event_uniform(self.dishonest_key, provider) < self.dishonest_share)

    def failures(self, identity: Any, since_day: float, until_day: float) -> tuple[IntArray, FloatArray]:
        """Return which of some nodes fail in a stretch of time, and when [days since the world's start].

        Once a day at most, drawn by (node, day).
        """
        days = np.arange(int(max(since_day, self.days_before)), int(np.ceil(until_day)))
        fails = event_uniform(self.failure_key, identity[:, None], days, 0) < -np.expm1(-self.per_day)
        at = days + event_uniform(self.failure_key, identity[:, None], days, 1)
        which, place = np.nonzero(fails & (at >= since_day) & (at < until_day))
        return which, at[which, place]

    def is_detected(self, provider: IntArray, number: IntArray) -> BoolArray:
        """Return which bad leases are detected, drawn by (provider, number of its bad leases)."""
        return np.asarray(event_uniform(self.detection_key, provider, number) < self.detected_share)


def faults_of(shape: ProviderFaults, span: Span, streams: Streams) -> Faults:
    """Return the failures by fault of a run."""
    keys = (streams.event_key(f"provider_faults.{what}") for what in ("dishonest", "failure", "detection"))
    return Faults(*shape.rates, int(span.n_before * span.epoch_seconds // SECONDS_PER_DAY), *keys)


PROVIDER_FAULTS = Channel(
    name="provider_faults",
    contract=ProviderFaults,
    many=False,
    meaning="failures of nodes by the fault of dishonest providers",
    begins=faults_of,
)
