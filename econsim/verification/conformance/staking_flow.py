"""Conformance vectors of delegations, unbondings and redelegations over time."""

from __future__ import annotations

from typing import Any

from econsim.reference.bank import Account
from econsim.reference.decimal18 import ZERO, Dec
from econsim.reference.delegation import complete_redelegations, complete_unbondings, delegate, redelegate, undelegate
from econsim.reference.failures import Refused
from econsim.reference.shares import POWER_REDUCTION, Validator
from econsim.reference.staking_state import Staking, StakingParams
from econsim.reference.validator_set import apply_validator_set_updates, unbond_mature_validators
from econsim.verification.conformance.fields import Fields, Unsupported, integer, objects, steps


def stk_flow(inputs: Fields) -> Any:
    """Return what each labelled step did and the state after it."""
    staking, got = _state(inputs), {}
    names = list(staking.validators)
    for op, label, step in steps(inputs):
        staking.block.height += 1
        staking.block.time = integer(step, "t")
        try:
            result = {"ok": True, **_step(staking, op, step), **_after(staking, names)}
        except Refused:
            result = {"ok": False}
        if label is not None:
            got[label] = result
    return got


def _state(inputs: Fields) -> Staking:
    """Return validators that are all bonded, each with a delegation of its operator."""
    given = objects(inputs, "validators")
    params = StakingParams(
        unbonding_time=integer(inputs, "unbonding_time"),
        max_validators=len(given),
        max_entries=integer(inputs, "max_entries"),
        power_reduction=integer(inputs, "power_reduction", default=POWER_REDUCTION),
    )
    staking = Staking(params)
    for index, one in enumerate(given):
        operator, tokens = integer(one, "operator"), integer(one, "self")
        minimum, shares = integer(one, "min_self_delegation", default=0), Dec.whole(tokens)
        staking.init_validator(Validator(index, operator, tokens, shares, "bonded", min_self_delegation=minimum))
        if tokens:
            staking.init_delegation(operator, index, shares)
    return staking


def _step(staking: Staking, op: str, step: Fields) -> dict[str, Any]:
    match op:
        case "delegate":
            return _delegate(staking, integer(step, "d"), integer(step, "v"), integer(step, "tokens"))
        case "undelegate":
            return _undelegate(staking, integer(step, "d"), integer(step, "v"), integer(step, "tokens"))
        case "redelegate":
            return _redelegate(staking, step)
        case "endblock":
            return _end_block(staking)
        case _:
            raise Unsupported(f"op {op!r}")


def _delegate(staking: Staking, delegator: Account, index: int, tokens: int) -> dict[str, Any]:
    staking.bank.mint(delegator, tokens)
    delegate(staking, delegator, index, tokens)
    return _shares(staking, delegator, index)


def _undelegate(staking: Staking, delegator: Account, index: int, tokens: int) -> dict[str, Any]:
    entry = undelegate(staking, delegator, index, tokens)
    left = staking.validators[index].tokens if index in staking.validators else 0
    return {
        **_shares(staking, delegator, index),
        "returned": entry.initial_balance,
        "completion_time": entry.completion_time,
        "validator_tokens": left,
    }


def _redelegate(staking: Staking, step: Fields) -> dict[str, Any]:
    names = ("src", "dst", "tokens")
    entry = redelegate(staking, integer(step, "d"), *(integer(step, name) for name in names))
    return (
        {"entry_created": False}
        if entry is None
        else {
            "entry_created": True,
            "completion_time": entry.completion_time,
        }
    )


def _end_block(staking: Staking) -> dict[str, Any]:
    apply_validator_set_updates(staking)
    unbond_mature_validators(staking)
    completed = complete_unbondings(staking)
    complete_redelegations(staking)
    validators = staking.validators.values()
    return {
        "completed": completed,
        "validator_tokens": {str(one.index): one.tokens for one in validators},
        "jailed": {str(one.index): one.is_jailed for one in validators},
        "validator_unbonding_time": {str(one.index): one.unbonding_end for one in validators if one.status != "bonded"},
    }


def _shares(staking: Staking, delegator: Account, index: int) -> dict[str, Any]:
    total = staking.validators[index].shares if index in staking.validators else ZERO
    return {"delegation_shares": staking.shares_of(delegator, index), "validator_shares": total}


def _after(staking: Staking, names: list[int]) -> dict[str, Any]:
    return {
        "unbondings": len(staking.unbondings),
        "redelegations": len(staking.redelegations),
        "status": {
            str(index): staking.validators[index].status if index in staking.validators else "removed"
            for index in names
        },
    }
