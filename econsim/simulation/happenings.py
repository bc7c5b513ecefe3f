"""What happened in one epoch, for the record: filled in by the lines of the epoch page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass
class Happenings:
    """The flows and counts of one epoch."""

    minted_uakt: int = 0
    accrued: Any = None
    yields: Any = None
    market: Any = None
    upgrade: str | None = None
    commission_edits: int = 0
    commission_edits_refused: int = 0
    rewards_claimed_uakt: int = 0
    commission_withdrawn_uakt: int = 0
    restaked_uakt: int = 0
    sold_uakt: int = 0
    sold_by_providers_uakt: int = 0
    sold_by_providers_uusdc: int = 0
    bought_by_providers_uakt: int = 0
    delegated_uakt: int = 0
    undelegated_uakt: int = 0
    redelegated_uakt: int = 0
    bonding_flow_wanted_uakt: int = 0
    bonding_flow_done_uakt: int = 0
    staking_messages_refused: int = 0
    validators_entered: int = 0
    validators_left: int = 0

    def set_changes(self, entered: int, left: int) -> None:
        """Count validators that entered and left the active set."""
        self.validators_entered += entered
        self.validators_left += left
