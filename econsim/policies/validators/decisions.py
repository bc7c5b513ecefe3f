"""What validators decide."""

from __future__ import annotations

from econsim.contracts import DecisionKind
from econsim.decisions import CommissionEdit
from econsim.world.views import own_validators

VALIDATOR_COMMISSION = DecisionKind(
    name="validator_commission",
    population="validators",
    meaning="which commission rate to ask for",
    sees=own_validators,
    decides=CommissionEdit,
)
