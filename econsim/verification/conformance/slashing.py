"""Conformance vectors of liveness and double signing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from econsim.reference.decimal18 import Dec
from econsim.reference.failures import Refused
from econsim.reference.shares import Validator
from econsim.reference.slashing import SigningInfo, Slashing, SlashingParams
from econsim.reference.staking_state import Staking, StakingParams
from econsim.verification.conformance.fields import UNSAID, Fields, Unsupported, decimal, flag, integer, steps, table

MAX_AGE = 100  # of evidence, in seconds and in blocks; no vector depends on it
EVIDENCE_HEIGHT = 10


def slash_liveness(inputs: Fields) -> Any:
    """Return the counters of one validator as it signs and misses."""
    slashing, got = _one_validator(inputs), {}
    power, height = integer(inputs, "power"), integer(inputs, "start_height")
    slashing.infos[0] = SigningInfo(height)
    for op, label, step in steps(inputs):
        match op:
            case "sign":
                signed = flag(step, "signed")
                for slashing.staking.block.height in range(integer(step, "frm"), integer(step, "to") + 1):
                    slashing.handle_validator_signature(0, power, signed)
            case "unjail":
                slashing.staking.validators[0].is_jailed = False
            case _:
                raise Unsupported(f"op {op!r}")
        if label is not None:
            got[label] = _state(slashing)
    return got


def _state(slashing: Slashing) -> Any:
    info, validator = slashing.infos[0], slashing.staking.validators[0]
    return {
        "missed": len(info.missed),
        "index_offset": info.index_offset,
        "jailed": validator.is_jailed,
        "tokens": validator.tokens,
    }


def slash_double_sign(inputs: Fields) -> Any:
    """Return what evidence of a double sign does, handed in one or more times."""
    slashing = _one_validator(inputs)
    validator, block = slashing.staking.validators[0], slashing.staking.block
    age = MAX_AGE + 1 if flag(inputs, "too_old") else 0
    block.height, block.time = EVIDENCE_HEIGHT + age, age
    tokens = [validator.tokens]
    for _ in range(integer(inputs, "submissions")):
        slashing.handle_double_sign(0, integer(inputs, "power"), EVIDENCE_HEIGHT, 0)
        tokens.append(validator.tokens)
    return {
        "jailed": validator.is_jailed,
        "tombstoned": slashing.infos[0].is_tombstoned,
        "tokens_decreased": len(tokens) > 1 and tokens[1] < tokens[0],
        "second_submission_no_effect": tokens[-1] == tokens[min(1, len(tokens) - 1)],
        "can_unjail": _can_unjail(slashing),
    }


def _can_unjail(slashing: Slashing) -> bool:
    """Return whether the validator would come out of jail; one that is not jailed is not kept in it."""
    if not slashing.staking.validators[0].is_jailed:
        return True
    try:
        slashing.unjail(0)
    except Refused:
        return False
    return True


def _one_validator(inputs: Fields) -> Slashing:
    given, tokens = table(inputs, "params"), integer(inputs, "tokens")
    params = SlashingParams(
        signed_blocks_window=integer(given, "window"),
        min_signed_per_window=decimal(given, "min_signed"),
        downtime_jail_duration=UNSAID,
        slash_fraction_downtime=decimal(given, "fraction_downtime"),
        slash_fraction_double_sign=decimal(given, "fraction_double_sign"),
        evidence_max_age=MAX_AGE,
        evidence_max_age_blocks=MAX_AGE,
    )
    staking = Staking(StakingParams(unbonding_time=UNSAID, max_validators=UNSAID, max_entries=UNSAID))
    slashing = Slashing(params, staking)
    staking.hooks.append(slashing)
    staking.init_validator(Validator(0, 0, tokens, Dec.whole(tokens), "bonded"))
    staking.init_delegation(0, 0, Dec.whole(tokens))
    return slashing


CASES: Mapping[str, Callable[[Fields], Any]] = {
    "slash_liveness": slash_liveness,
    "slash_double_sign": slash_double_sign,
}
