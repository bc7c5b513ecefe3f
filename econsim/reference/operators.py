"""What an operator does to its validator: create it, change its commission.

Source: cosmos/cosmos-sdk x/staking/keeper/msg_server.go (CreateValidator, EditValidator), x/staking/types/msg.go
(ValidateBasic) @9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16).
"""

from __future__ import annotations

from dataclasses import replace

from econsim.reference import commission_rates
from econsim.reference.bank import Account
from econsim.reference.commission_rates import Commission
from econsim.reference.decimal18 import Dec
from econsim.reference.delegation import delegate
from econsim.reference.failures import Refused
from econsim.reference.shares import Validator
from econsim.reference.staking_state import Staking


def create_validator(
    staking: Staking, index: int, operator: Account, tokens: int, commission: Commission, min_self_delegation: int = 1
) -> Validator:
    """Create a validator with a first delegation [uakt] by its operator; it is unbonded until the block ends."""
    if index in staking.validators:
        raise Refused(f"validator {index} is there already")
    if not 1 <= min_self_delegation <= tokens:
        raise Refused("the self-delegation is below its minimum, or the minimum below 1")
    if staking.bank.balance(operator) < tokens:
        raise Refused(f"operator {operator} does not hold {tokens}")
    commission_rates.validate(commission)
    commission = replace(commission, update_time=staking.block.time)
    validator = Validator(index, operator, min_self_delegation=min_self_delegation, commission=commission)
    staking.init_validator(validator)
    delegate(staking, operator, index, tokens)
    return validator


def edit_commission(staking: Staking, index: int, rate: Dec) -> None:
    """Change the commission rate within the validator's own limits."""
    validator = staking.validator(index)
    commission_rates.validate_new_rate(validator.commission, rate, staking.block.time)
    validator.commission = replace(validator.commission, rate=rate, update_time=staking.block.time)
