"""Conformance vectors of a validator's shares, of commission rules, of slashed entries and of the validator set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from econsim.reference.commission_rates import SECONDS_BETWEEN_CHANGES, Commission, validate, validate_new_rate
from econsim.reference.decimal18 import ZERO, Dec
from econsim.reference.failures import Refused
from econsim.reference.shares import POWER_REDUCTION, Status, Validator
from econsim.reference.slash import Burned, slash_redelegation, slash_unbonding
from econsim.reference.staking_state import RedelegationEntry, Staking, StakingParams, UnbondingEntry, pool_of
from econsim.reference.validator_set import apply_validator_set_updates, by_power, strongest
from econsim.verification.compare import Prefix
from econsim.verification.conformance.fields import (
    UNSAID,
    Fields,
    Malformed,
    Unsupported,
    decimal,
    decimals,
    flag,
    integer,
    integers,
    items,
    name_of,
    steps,
    table,
)
from econsim.verification.conformance.staking_flow import stk_flow
from econsim.verification.conformance.staking_slash import stk_slash

HOUR = SECONDS_BETWEEN_CHANGES // 24
SOURCE, DESTINATION, DELEGATOR = 0, 1, 7
ANYONE = "anyone"


def stk_shares(inputs: Fields) -> Any:
    """Return what adding and removing does to one validator's tokens and shares."""
    validator = Validator(0, ANYONE, integer(inputs, "tokens"), _delegator_shares(inputs))
    match name_of(inputs, "fn"):
        case "tokens_from_shares":
            return {"tokens": validator.tokens_from_shares(decimal(inputs, "shares"))}
        case "remove_shares":
            issued = validator.remove_shares(decimal(inputs, "shares"))
            return {"issued": issued, "tokens": validator.tokens, "delegator_shares": validator.shares}
        case "add_tokens":
            shares = [validator.add_tokens(amount) for amount in integers(inputs, "amounts")]
            return {
                "issued": shares,
                "tokens": validator.tokens,
                "delegator_shares": validator.shares,
                "non_negative": validator.tokens >= 0 and validator.shares >= ZERO,
            }
        case "remove_tokens":
            return {"results": [_tokens_left(validator, amount) for amount in integers(inputs, "removals")]}
        case other:
            raise Unsupported(f"fn {other!r}")


def _delegator_shares(inputs: Fields) -> Dec:
    if "delegator_shares_quo" not in inputs:
        return decimal(inputs, "delegator_shares", default="0")
    quotient = decimals(inputs, "delegator_shares_quo")
    if len(quotient) != 2:
        raise Malformed("'delegator_shares_quo' is not [numerator, denominator]")
    return quotient[0] / quotient[1]


def _tokens_left(validator: Validator, amount: int) -> int | str:
    try:
        validator.remove_tokens(amount)
    except Refused:
        return "error"
    return validator.tokens


def stk_commission(inputs: Fields) -> Any:
    """Return whether a commission, or a change of its rate, is refused."""
    commission = Commission(decimal(inputs, "rate"), decimal(inputs, "max_rate"), decimal(inputs, "max_change_rate"))
    match name_of(inputs, "fn"):
        case "validate":
            return {"error": _is_refused(lambda: validate(commission))}
        case "new_rate":
            rate, now = decimal(inputs, "new_rate"), integer(inputs, "hours_since_update") * HOUR
            return {"error": _is_refused(lambda: validate_new_rate(commission, rate, now))}
        case other:
            raise Unsupported(f"fn {other!r}")


def _is_refused(check: Callable[[], None]) -> bool:
    try:
        check()
    except Refused:
        return True
    return False


def stk_slash_entry(inputs: Fields) -> Any:
    """Return what a slash takes from one unbonding or redelegation entry."""
    staking = Staking(StakingParams(unbonding_time=UNSAID, max_validators=UNSAID, max_entries=UNSAID))
    staking.block.time = integer(inputs, "now")
    match name_of(inputs, "kind"):
        case "unbonding":
            return _slash_unbonding(staking, inputs)
        case "redelegation":
            return _slash_redelegation(staking, inputs)
        case other:
            raise Unsupported(f"kind {other!r}")


def _slash_unbonding(staking: Staking, inputs: Fields) -> Any:
    given, burned = table(inputs, "entry"), Burned()
    entry = UnbondingEntry(
        DELEGATOR,
        SOURCE,
        integer(given, "creation_height"),
        integer(given, "completion_time"),
        integer(given, "initial_balance"),
        integer(given, "balance"),
    )
    staking.init_unbonding(entry)
    amount = slash_unbonding(staking, entry, integer(inputs, "infraction_height"), decimal(inputs, "fraction"), burned)
    return {"slash_amount": amount, "balance_after": entry.balance, "not_bonded_burned": burned.from_entries}


def _slash_redelegation(staking: Staking, inputs: Fields) -> Any:
    given, destination, burned = table(inputs, "entry"), table(inputs, "dst_validator"), Burned()
    status: Status = "bonded" if flag(destination, "bonded") else "unbonding"
    tokens, shares = integer(destination, "tokens"), decimal(destination, "delegator_shares")
    staking.init_validator(Validator(DESTINATION, ANYONE, tokens, shares, status))
    held = decimal(inputs, "delegation_shares")
    if held:
        staking.init_delegation(DELEGATOR, DESTINATION, held)
    entry = RedelegationEntry(
        DELEGATOR,
        SOURCE,
        DESTINATION,
        integer(given, "creation_height"),
        integer(given, "completion_time"),
        integer(given, "initial_balance"),
        decimal(given, "shares_dst"),
    )
    amount = slash_redelegation(
        staking, entry, integer(inputs, "infraction_height"), decimal(inputs, "fraction"), burned
    )
    left = staking.shares_of(DELEGATOR, DESTINATION)
    return {"slash_amount": amount, "delegation_shares_after": left, "bonded_burned": burned.from_validators}


def stk_valset(inputs: Fields) -> Any:
    """Return the updates of the validator set as tokens change."""
    params = StakingParams(UNSAID, max_validators=integer(inputs, "max_validators"), max_entries=UNSAID)
    staking, got = Staking(params), {}
    for op, label, step in steps(inputs):
        result: dict[str, Any] = {}
        match op:
            case "set_tokens":
                _set_tokens(staking, integer(step, "validator"), integer(step, "tokens"))
            case "apply":
                result = _updates(staking)
            case _:
                raise Unsupported(f"op {op!r}")
        if label is not None:
            got[label] = result
    return got


def _set_tokens(staking: Staking, index: int, tokens: int) -> None:
    """Make a validator's tokens what they shall be, outside its pool if it is bonded; there is no message for that."""
    if index not in staking.validators:
        staking.init_validator(Validator(index, ANYONE))
    validator = staking.validators[index]
    staking.bank.mint(pool_of(validator), tokens - validator.tokens)
    validator.tokens, validator.shares = tokens, Dec.whole(tokens)


def _updates(staking: Staking) -> dict[str, Any]:
    updates = apply_validator_set_updates(staking)
    bonded = [one for one in by_power(staking.validators.values(), POWER_REDUCTION) if one.status == "bonded"]
    return {
        "updates": [list(update) for update in updates],
        "n_updates": len(updates),
        "bonded": [validator.index for validator in bonded],
        "n_bonded": len(bonded),
        "status": {str(index): validator.status for index, validator in staking.validators.items()},
    }


def stk_power_order(inputs: Fields) -> Any:
    """Return validators by power, state after state; `active_size` is of the last one."""
    states = [integers({"state": state}, "state") for state in items(inputs, "sequence")]
    worlds = [[Validator(index, ANYONE, tokens) for index, tokens in enumerate(state)] for state in states]
    orders = [Prefix(one.index for one in by_power(world, POWER_REDUCTION)) for world in worlds]
    if "max_validators" not in inputs:
        return {"order_prefix": orders}
    admitted = strongest(worlds[-1] if worlds else [], POWER_REDUCTION, integer(inputs, "max_validators"))
    return {"order_prefix": orders, "active_size": len(admitted)}


CASES: Mapping[str, Callable[[Fields], Any]] = {
    "stk_shares": stk_shares,
    "stk_commission": stk_commission,
    "stk_slash_entry": stk_slash_entry,
    "stk_slash": stk_slash,
    "stk_valset": stk_valset,
    "stk_power_order": stk_power_order,
    "stk_flow": stk_flow,
}
