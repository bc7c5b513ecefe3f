"""How a validator is run: when its operator asks for the release of a jailed one.

Nobody asks while the machine is down, or before the law lets the validator out: the chain would refuse it, or jail it
again. One that has signed two blocks of one height is never let out.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from econsim import sources
from econsim.columns import Own
from econsim.contracts import Policy, Public, parameter
from econsim.draws import Draws
from econsim.policies.validators.decisions import Operation
from econsim.units import BoolArray


class Steady(Policy):
    """Ask as soon as the machine is up again and the law lets the validator out."""

    kind: ClassVar[str] = "steady"
    decides: ClassVar[str] = "validator_operation"
    looks_at: ClassVar[tuple[str, ...]] = ("may_be_released", "is_offline")

    def decide(self, own: Own, public: Public, draws: Draws) -> Operation:
        """Ask for those that may be released and are up."""
        return Operation(may_come_back(own))


class Delayed(Policy):
    """Ask some hours later: the operator notices late, or has to find out first what went wrong."""

    kind: ClassVar[str] = "delayed"
    decides: ClassVar[str] = "validator_operation"

    reaction_hours: float = parameter(
        "time from when the law lets a jailed validator out to its operator's message (at the next epoch's begin)",
        unit="hours",
        source=sources.ASSUMPTION,
        status="assumed",
        default=48.0,
        ge=0.0,
        le=100_000.0,
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> Operation:
        """Ask for those whose time is over and which are up."""
        return Operation((own.hours_since_release_allowed >= self.reaction_hours) & ~own.is_offline)


def may_come_back(own: Own) -> BoolArray:
    """Return who may be released and is up."""
    return np.asarray(own.may_be_released & ~own.is_offline)
