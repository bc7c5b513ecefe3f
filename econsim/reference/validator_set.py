"""Who is in the validator set after a block, and what leaving it means.

The order is by power (tokens // power reduction), strongest first; among equals the lower operator address first.

Source: cosmos/cosmos-sdk x/staking/keeper/{val_state_change,validator}.go, x/staking/types/keys.go
@9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16).
"""

from __future__ import annotations

from collections.abc import Iterable

from econsim.reference.bank import BONDED_POOL, NOT_BONDED_POOL
from econsim.reference.failures import Halted
from econsim.reference.shares import Validator
from econsim.reference.staking_state import Staking

Update = tuple[int, int]  # (validator, power): what consensus is told


def by_power(validators: Iterable[Validator], power_reduction: int) -> list[Validator]:
    """Return the validators that are not jailed, strongest first (the power index)."""
    free = [validator for validator in validators if not validator.is_jailed]
    return sorted(free, key=lambda validator: (-validator.power(power_reduction), validator.index))


def strongest(validators: Iterable[Validator], power_reduction: int, max_validators: int) -> list[Validator]:
    """Return the validators that belong in the set: the strongest, as long as they have any power."""
    first = by_power(validators, power_reduction)[:max_validators]
    return [validator for validator in first if validator.power(power_reduction) > 0]


def apply_validator_set_updates(staking: Staking) -> list[Update]:
    """Form the set anew and return what changed: strongest first, then who left (ApplyAndReturnValidatorSetUpdates)."""
    params = staking.params
    leaving = dict(staking.last_powers)
    updates: list[Update] = []
    into_bonded = 0
    for validator in strongest(staking.validators.values(), params.power_reduction, params.max_validators):
        if validator.status != "bonded":
            into_bonded += validator.tokens
            _bond(staking, validator)
        power = validator.power(params.power_reduction)
        if leaving.pop(validator.index, None) != power:
            updates.append((validator.index, power))
            staking.last_powers[validator.index] = power
    for index in sorted(leaving):
        validator = staking.validators[index]
        into_bonded -= validator.tokens
        _begin_unbonding(staking, validator)
        del staking.last_powers[index]
        updates.append((index, 0))
    if into_bonded > 0:
        staking.bank.send(NOT_BONDED_POOL, BONDED_POOL, into_bonded)
    elif into_bonded < 0:
        staking.bank.send(BONDED_POOL, NOT_BONDED_POOL, -into_bonded)
    return updates


def unbond_mature_validators(staking: Staking) -> None:
    """Let validators whose unbonding is over be unbonded; one without shares goes (UnbondAllMatureValidators)."""
    now = staking.block
    for validator in list(staking.validators.values()):
        is_over = validator.unbonding_end <= now.time and validator.unbonding_height <= now.height
        if validator.status == "unbonding" and is_over:
            validator.status = "unbonded"
            if not validator.shares:
                staking.remove_validator(validator)


def jail(validator: Validator) -> None:
    """Take a validator out of the power index; it leaves the set at the end of the block (jailValidator)."""
    if validator.is_jailed:
        raise Halted(f"validator {validator.index} is jailed already")
    validator.is_jailed = True


def _bond(staking: Staking, validator: Validator) -> None:
    validator.status = "bonded"
    for hooks in staking.hooks:
        hooks.after_validator_bonded(validator)


def _begin_unbonding(staking: Staking, validator: Validator) -> None:
    validator.status = "unbonding"
    validator.unbonding_height = staking.block.height
    validator.unbonding_end = staking.block.time + staking.params.unbonding_time
