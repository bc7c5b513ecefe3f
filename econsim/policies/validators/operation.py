"""How a validator is run: what its operator does when it is jailed."""

from __future__ import annotations

from typing import ClassVar

from econsim.columns import Own
from econsim.contracts import Policy, Public
from econsim.draws import Draws
from econsim.policies.validators.decisions import Operation


class Steady(Policy):
    """Ask for the release of a jailed validator as soon as it is up again and the law lets it out.

    An operator that asked while it is still down would be jailed once more.
    """

    kind: ClassVar[str] = "steady"
    decides: ClassVar[str] = "validator_operation"
    looks_at: ClassVar[tuple[str, ...]] = ("may_be_released", "is_offline")

    def decide(self, own: Own, public: Public, draws: Draws) -> Operation:
        """Ask for those that may be released and are up."""
        return Operation(own.may_be_released & ~own.is_offline)
