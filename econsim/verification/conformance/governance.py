"""Conformance vectors of governance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from econsim.reference.decimal18 import ONE, ZERO, Dec, total
from econsim.reference.failures import Halted, Refused
from econsim.reference.governance import DepositParams, Governance, minimum_initial_deposit
from econsim.reference.tally import OPTIONS, Tally, TallyParams, Validator, Vote, tally
from econsim.units import UAKT_PER_POWER
from econsim.verification.conformance.fields import (
    Fields,
    Unsupported,
    decimal,
    integer,
    items,
    name_of,
    objects,
    steps,
    table,
)


def gov_tally(inputs: Fields) -> Any:
    """Return the outcome of one tally."""
    params = table(inputs, "params")
    outcome = tally(
        _validators(inputs),
        {integer(vote, "voter"): _vote(vote) for vote in objects(inputs, "votes")},
        TallyParams(*(decimal(params, name) for name in ("quorum", "threshold", "veto_threshold"))),
    )
    return {"passes": outcome.passes, "burn_deposits": outcome.burn_deposits, "results": outcome.results}


def _validators(inputs: Fields) -> list[Validator]:
    jailed = items(inputs, "jailed", may_be_left_out=True)
    delegations = objects(inputs, "delegations", may_be_left_out=True)
    validators = []
    for index, row in enumerate(objects(inputs, "validators")):
        shares = {integer(row, "operator"): Dec.whole(integer(row, "self"))}
        for delegation in delegations:
            if integer(delegation, "validator") == index:
                delegator = integer(delegation, "delegator")
                shares[delegator] = shares.get(delegator, ZERO) + Dec.whole(integer(delegation, "tokens"))
        tokens = total(shares.values()).truncate_int()
        validators.append(
            Validator(
                operator=integer(row, "operator"),
                tokens=tokens,
                shares=Dec.whole(tokens),
                delegations=shares,
                is_bonded=tokens >= UAKT_PER_POWER,
                is_jailed=index in jailed,
            )
        )
    return validators


def _vote(vote: Fields) -> Vote:
    for option in OPTIONS:
        if option == name_of(vote, "option"):
            return {option: ONE}
    raise Unsupported(f"option {vote['option']!r}")


def gov_deposit(inputs: Fields) -> Any:
    """Return what deposits and the ends of blocks did to proposals."""
    params = table(inputs, "params")
    names = ("min_deposit", "max_deposit_period", "voting_period")
    chain = Governance(DepositParams(*(integer(params, name) for name in names)))
    current, got = 0, {}
    for op, label, step in steps(inputs):
        report: dict[str, Any] = {}
        match op:
            case "submit":
                current = integer(step, "p")
                chain.submit(current, integer(step, "t"))
            case "deposit":
                with suppress(Refused):
                    chain.deposit(current, integer(step, "depositor"), integer(step, "amount"), integer(step, "t"))
                report = _proposal(chain, current)
            case "endblock":
                expired, ended = chain.end_block(integer(step, "t"), _nobody_votes)
                report = {"expired": len(expired), "voting_ended": len(ended)}
            case "refund":
                report = {"refunded": _deposits(chain, current)}
            case _:
                raise Unsupported(f"op {op!r}")
        _check_module_account(chain)
        if label is not None:
            got[label] = report
    return got


def _nobody_votes(_proposal: int) -> Tally:
    return Tally(passes=False, burn_deposits=True, results={})


def _proposal(chain: Governance, current: int) -> dict[str, Any]:
    found = chain.proposals.get(current)
    if found is None:
        return {"voting_started": False, "total": 0}
    return {"voting_started": found.voting_end is not None, "total": found.total}


def _deposits(chain: Governance, current: int) -> dict[str, int]:
    found = chain.proposals.get(current)
    return {} if found is None else {str(depositor): amount for depositor, amount in found.deposits.items()}


def _check_module_account(chain: Governance) -> None:
    if chain.module_balance != sum(proposal.total for proposal in chain.proposals.values()):
        raise Halted("gov/module-account: the balance is not the sum of open deposits")


def akash_gov_min_initial_deposit(inputs: Fields) -> Any:
    """Return the smallest deposit a proposal may come with."""
    return {"min_initial_deposit": minimum_initial_deposit(decimal(inputs, "rate"), integer(inputs, "min_deposit"))}


CASES: Mapping[str, Callable[[Fields], Any]] = {
    "gov_tally": gov_tally,
    "gov_deposit": gov_deposit,
    "akash_gov_min_initial_deposit": akash_gov_min_initial_deposit,
}
