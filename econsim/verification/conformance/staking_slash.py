"""Conformance vectors of slashing with entries, on several validators."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

from econsim.reference.bank import Account
from econsim.reference.decimal18 import Dec
from econsim.reference.delegation import delegate, redelegate_shares, undelegate_shares
from econsim.reference.failures import Halted, Refused
from econsim.reference.shares import POWER_REDUCTION, Status, Validator
from econsim.reference.slash import slash
from econsim.reference.staking_state import RedelegationEntry, Staking, StakingParams, UnbondingEntry
from econsim.verification.conformance.fields import (
    Fields,
    Malformed,
    Unsupported,
    decimal,
    integer,
    name_of,
    objects,
    steps,
)

NO_LIMIT = 2**31
STATUSES: dict[str, Status] = {"bonded": "bonded", "unbonding": "unbonding", "unbonded": "unbonded"}
NOBODY = "nobody"  # the operators: no delegator of a vector is one


def stk_slash(inputs: Fields) -> Any:
    """Return the state after each step, and what each slash burned."""
    staking = _state(inputs)
    every_validator = range(len(staking.validators))
    entries = list(staking.unbondings)
    results = []
    for op, _, step in steps(inputs):
        staking.block.height = integer(step, "height")
        result = _step(staking, op, step)
        entries += [entry for entry in staking.unbondings if not any(entry is known for known in entries)]
        if not result.get("error"):
            result |= _report(staking, every_validator, entries, _delegators(inputs))
        results.append(result)
    return {"steps": results}


def _state(inputs: Fields) -> Staking:
    """Return the state that a vector begins with."""
    unbonding_time = integer(inputs, "unbonding_time", default=0)
    staking = Staking(StakingParams(unbonding_time, max_validators=NO_LIMIT, max_entries=NO_LIMIT))
    staking.block.time = integer(inputs, "now", default=-1)
    for index, given in enumerate(objects(inputs, "validators")):
        tokens, shares = integer(given, "tokens"), decimal(given, "delegator_shares")
        staking.init_validator(Validator(index, NOBODY, tokens, shares, _status(given)))
    for given in objects(inputs, "delegations", may_be_left_out=True):
        staking.init_delegation(
            integer(given, "delegator"), _known(staking, given, "validator"), decimal(given, "shares")
        )
    for given in objects(inputs, "unbondings", may_be_left_out=True):
        staking.init_unbonding(_unbonding(staking, given))
    for given in objects(inputs, "redelegations", may_be_left_out=True):
        staking.redelegations.append(_redelegation(staking, given))
    return staking


def _status(given: Fields) -> Status:
    status = name_of(given, "status")
    if status not in STATUSES:
        raise Malformed(f"'status' is {status!r}; expected bonded, unbonding or unbonded")
    return STATUSES[status]


def _known(staking: Staking, given: Fields, name: str) -> int:
    index = integer(given, name)
    if index not in staking.validators:
        raise Malformed(f"{name!r} is {index}; there are {len(staking.validators)} validators")
    return index


def _unbonding(staking: Staking, given: Fields) -> UnbondingEntry:
    return UnbondingEntry(
        integer(given, "delegator"),
        _known(staking, given, "validator"),
        integer(given, "creation_height"),
        integer(given, "completion_time"),
        integer(given, "initial_balance"),
        integer(given, "balance"),
    )


def _redelegation(staking: Staking, given: Fields) -> RedelegationEntry:
    return RedelegationEntry(
        integer(given, "delegator"),
        _known(staking, given, "src"),
        _known(staking, given, "dst"),
        integer(given, "creation_height"),
        integer(given, "completion_time"),
        integer(given, "initial_balance"),
        decimal(given, "shares_dst"),
    )


def _step(staking: Staking, op: str, step: Fields) -> dict[str, Any]:
    match op:
        case "slash":
            return _slash(staking, step)
        case "delegate":
            delegator, index, tokens = (integer(step, name) for name in ("delegator", "validator", "tokens"))
            staking.bank.mint(delegator, tokens)
            return _message(lambda: delegate(staking, delegator, index, tokens))
        case "undelegate":
            delegator, index = integer(step, "delegator"), integer(step, "validator")
            return _message(lambda: undelegate_shares(staking, delegator, index, _shares(staking, step, index)))
        case "redelegate":
            delegator, source, destination = (integer(step, name) for name in ("delegator", "src", "dst"))
            _begin_unbonding_now(staking, source)
            return _message(
                lambda: redelegate_shares(staking, delegator, source, destination, _shares(staking, step, source))
            )
        case _:
            raise Unsupported(f"op {op!r}")


def _begin_unbonding_now(staking: Staking, index: int) -> None:
    """Let a source that is unbonding have begun now: no vector says when, and the entry takes its times from it."""
    source = staking.validators.get(index)
    if source is not None and source.status == "unbonding":
        source.unbonding_height = staking.block.height
        source.unbonding_end = staking.block.time + staking.params.unbonding_time


def _shares(staking: Staking, step: Fields, index: int) -> Dec:
    """Return the shares for a step's tokens; here nobody can ask for too many, but gets all that the delegation has."""
    held = staking.shares_of(integer(step, "delegator"), index)
    if not held:
        raise Refused("there is no delegation")
    return min(staking.validator(index).shares_from_tokens(integer(step, "tokens")), held)


def _message(message: Callable[[], object]) -> dict[str, Any]:
    """Carry a message out; one that is refused leaves everything as it was."""
    try:
        message()
    except Refused:
        return {"ok": False}
    return {"ok": True}


def _slash(staking: Staking, step: Fields) -> dict[str, Any]:
    index, infraction_height = integer(step, "validator"), integer(step, "infraction_height")
    try:
        burned = slash(staking, index, infraction_height, integer(step, "power"), decimal(step, "fraction"))
    except Halted:
        return {"error": True}
    return {"error": False, "bonded_burned": burned.from_validators, "not_bonded_burned": burned.from_entries}


def _report(staking: Staking, indices: range, entries: list[UnbondingEntry], delegators: set[int]) -> dict[str, Any]:
    """Return the state; a validator that is gone has nothing."""
    tokens = {index: staking.validators[index].tokens if index in staking.validators else 0 for index in indices}
    powers = {index: amount // POWER_REDUCTION for index, amount in tokens.items()}
    pairs: list[tuple[Account, int]] = [*product(delegators, indices)]
    return {
        "power": {str(index): power for index, power in powers.items()},
        "tokens": {str(index): amount for index, amount in tokens.items()},
        "unbonding_balance": [entry.balance for entry in entries],
        "delegation_shares": {f"{who}@{index}": staking.shares_of(who, index) for who, index in pairs},
        "status_after_endblock": {str(i): "bonded" if power > 0 else "unbonding" for i, power in powers.items()},
    }


def _delegators(inputs: Fields) -> set[int]:
    """Return every delegator that a vector names."""
    names = ("delegations", "unbondings", "redelegations", "steps")
    given = [one for name in names for one in objects(inputs, name, may_be_left_out=True)]
    return {integer(one, "delegator") for one in given if "delegator" in one}
