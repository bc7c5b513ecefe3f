"""What validators decide."""

from __future__ import annotations

from econsim.contracts import DecisionKind
from econsim.decisions import CommissionEdit
from econsim.world.views import mine_validators

VALIDATOR_COMMISSION = DecisionKind(
    name="validator_commission",
    population="validators",
    meaning="which commission rate to ask for",
    sees=mine_validators,
    decides=CommissionEdit,
)
