"""What validators decide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from econsim.contracts import DecisionKind
from econsim.decisions import Decision, by_row
from econsim.policies.validators.view import own_validators
from econsim.units import BoolArray, FloatArray


@dataclass(frozen=True)
class CommissionEdit(Decision):
    """Validators: the commission rate to ask for, one a row; NaN sends no message.

    A rate that the law does not allow, below 0 or above 1 too, is the chain's to refuse. `rebate_share` is the part of
    commission that is handed back to delegators from now on, NaN: as before.
    """

    commission_rate: FloatArray = by_row(np.float64, may_be_nan=True)
    rebate_share: FloatArray = by_row(np.float64, default=np.nan, may_be_nan=True, least=0, most=1)


@dataclass(frozen=True)
class Operation(Decision):
    """Validators: whether the operator asks for the release of a jailed one; the chain may refuse.

    `spending` is the part of the cost of operation that is spent from now on, NaN: as before. Who `is_leaving` takes
    its own bond away for good; who `is_entering`, not in the set, brings what it lacks for a seat.
    """

    is_unjailing: BoolArray = by_row(np.bool_)
    spending: FloatArray = by_row(np.float64, default=np.nan, may_be_nan=True, least=0, most=1)
    is_leaving: BoolArray = by_row(np.bool_, default=False)
    is_entering: BoolArray = by_row(np.bool_, default=False)


VALIDATOR_COMMISSION = DecisionKind(
    name="validator_commission",
    population="validators",
    meaning="which commission rate to ask for",
    sees=own_validators,
    decides=CommissionEdit,
)
VALIDATOR_OPERATION = DecisionKind(
    name="validator_operation",
    population="validators",
    meaning="how a validator is run: what is spent, when a jailed one is to come back, when to give up or come in",
    sees=own_validators,
    decides=Operation,
)
