"""Conformance vectors of distribution."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from econsim.reference.bank import DISTRIBUTION, FEE_COLLECTOR, Account, Bank
from econsim.reference.commission_rates import Commission
from econsim.reference.decimal18 import ONE, ZERO, Dec, total
from econsim.reference.delegation import delegate
from econsim.reference.distribution import (
    Distribution,
    DistributionParams,
    total_outstanding,
    truncate_decimal,
)
from econsim.reference.failures import Refused
from econsim.reference.shares import Validator
from econsim.reference.slash import slash
from econsim.reference.staking_state import Staking, StakingParams
from econsim.verification.conformance.fields import (
    UNSAID,
    Fields,
    Malformed,
    Unsupported,
    decimal,
    field,
    flag,
    integer,
    items,
    objects,
    steps,
    table,
    to_decimal,
)

OPERATOR = 0
NO_PARAMS = DistributionParams(ZERO, ZERO, ZERO)


def dist_allocate_validator(inputs: Fields) -> Any:
    """Return how an amount is split between a validator's operator and its delegators."""
    distribution, validator = Distribution(NO_PARAMS), _validator(0, 0, decimal(inputs, "commission_rate"))
    distribution.after_validator_created(validator)
    distribution.allocate_tokens_to_validator(validator, decimal(inputs, "tokens"))
    record = distribution.rewards[0]
    return {"commission": record.commission, "shared": record.current, "outstanding": record.outstanding}


def dist_allocate(inputs: Fields) -> Any:
    """Return what one block's fees give to validators and the community."""
    given, fees = table(inputs, "params"), integer(inputs, "fees")
    names = ("community_tax", "base_proposer_reward", "bonus_proposer_reward")
    distribution = Distribution(DistributionParams(*(decimal(given, name) for name in names)))
    distribution.bank.mint(FEE_COLLECTOR, fees)
    votes = [
        (_validator(index, 0, decimal(one, "commission_rate")), integer(one, "power"))
        for index, one in enumerate(objects(inputs, "validators"))
    ]
    for validator, _ in votes:
        distribution.after_validator_created(validator)
    distribution.allocate_tokens(
        integer(inputs, "signed_power"), integer(inputs, "total_power"), _proposer(inputs, votes), votes
    )
    records, pool = list(distribution.rewards.values()), distribution.community_pool
    amounts = [pool, *(x for record in records for x in (record.outstanding, record.commission, record.current))]
    return {
        "outstanding": [record.outstanding for record in records],
        "commission": [record.commission for record in records],
        "current_rewards": [record.current for record in records],
        "community_pool": pool,
        "sum_equals_fees": total(record.outstanding for record in records) + pool == Dec.whole(fees),
        "all_non_negative": all(amount >= ZERO for amount in amounts),
    }


def _proposer(inputs: Fields, votes: list[tuple[Validator, int]]) -> Validator | None:
    if field(inputs, "proposer") is None:
        return None
    index = integer(inputs, "proposer")
    if not 0 <= index < len(votes):
        raise Malformed(f"'proposer' is {index}; there are {len(votes)} validators")
    return votes[index][0]


def dist_f1(inputs: Fields) -> Any:
    """Return the rewards of one validator's delegators through a script."""
    case, got = _OneValidator(), {}
    for op, label, step in steps(inputs):
        result = case.step(op, step)
        case.check_references()
        if label is not None:
            got[label] = result
    return got


class _OneValidator:
    """A chain of one bonded validator, whose rewards come from nowhere."""

    def __init__(self) -> None:
        self.staking = Staking(StakingParams(unbonding_time=UNSAID, max_validators=UNSAID, max_entries=UNSAID))
        self.distribution = Distribution(NO_PARAMS, self.staking.bank, self.staking.block)
        self.staking.hooks.append(self.distribution)

    def step(self, op: str, step: Fields) -> Any:
        self.staking.block.height = integer(step, "height")
        match op:
            case "create_validator":
                return self.create(integer(step, "tokens"), decimal(step, "commission_rate"))
            case "allocate":
                return self.allocate(decimal(step, "tokens"))
            case "delegate":
                return self.delegate(integer(step, "delegator"), integer(step, "tokens"))
            case "slash":
                slash(self.staking, 0, self.staking.block.height, integer(step, "power"), decimal(step, "fraction"))
                return {}
            case "withdraw":
                return self.withdraw(integer(step, "delegator"))
            case "withdraw_commission":
                return self.withdraw_commission()
            case "query":
                return self.query(flag(step, "count_only", default=False))
            case _:
                raise Unsupported(f"op {op!r}")

    def create(self, tokens: int, rate: Dec) -> Any:
        if self.staking.validators:
            raise Malformed("the validator is created twice")
        self.staking.init_validator(_validator(0, tokens, rate))
        self.staking.init_delegation(OPERATOR, 0, Dec.whole(tokens))
        return {}

    def allocate(self, tokens: Dec) -> Any:
        self.staking.bank.mint(DISTRIBUTION, tokens.ceil())
        self.distribution.allocate_tokens_to_validator(self.validator(), tokens)
        return {}

    def delegate(self, delegator: Account, tokens: int) -> Any:
        self.staking.bank.mint(delegator, tokens)
        try:
            delegate(self.staking, delegator, 0, tokens)
        except Refused:
            return {"ok": False}
        return {"ok": True}

    def withdraw(self, delegator: Account) -> Any:
        shares = self.staking.shares_of(delegator, 0)
        try:
            paid = self.distribution.withdraw_rewards(delegator, self.validator(), shares)
        except Refused:
            return {"ok": False}
        return {"ok": True, "paid": paid, **self.count()}

    def withdraw_commission(self) -> Any:
        try:
            return {"ok": True, "paid": self.distribution.withdraw_commission(self.validator())}
        except Refused:
            return {"ok": False}

    def query(self, count_only: bool) -> Any:
        if count_only:
            return self.count()
        self.distribution.end_period(self.validator())
        delegators = [delegator for delegator, _ in self.staking.delegations]
        rewards = {str(delegator): self.pending(delegator) for delegator in delegators}
        return {"rewards": rewards, "commission": self.distribution.rewards[0].commission, **self.count()}

    def pending(self, delegator: Account) -> Dec:
        return self.distribution.pending(delegator, self.validator(), self.staking.shares_of(delegator, 0))

    def count(self) -> dict[str, int]:
        return {"historical_reference_count": self.distribution.rewards[0].reference_count()}

    def check_references(self) -> None:
        record = self.distribution.rewards[self.validator().index]
        if record.reference_count() != 1 + len(self.staking.delegations) + len(record.slash_events):
            raise ArithmeticError("the reference count is not 1 + delegations + slash events")

    def validator(self) -> Validator:
        if 0 not in self.staking.validators:
            raise Malformed("the first step does not create the validator")
        return self.staking.validators[0]


def dist_withdraw_commission(inputs: Fields) -> Any:
    """Return a withdrawal of commission, the total of outstanding rewards, or a gift to the community pool."""
    if "accumulated" in inputs:
        split = {denom: truncate_decimal(amount) for denom, amount in _coins(inputs["accumulated"]).items()}
        return {
            "paid": {denom: paid for denom, (paid, _) in split.items()},
            "remainder": {denom: left for denom, (_, left) in split.items()},
        }
    if "outstanding" in inputs:
        return {"total": total_outstanding(_coins(coins) for coins in items(inputs, "outstanding"))}
    if "fund_amount" in inputs:
        return _fund(integer(inputs, "fund_amount"), integer(inputs, "sender_balance"), decimal(inputs, "pool"))
    raise Unsupported(f"inputs {', '.join(sorted(inputs)) or 'without a key'}: none of the three shapes")


def _fund(amount: int, balance: int, pool: Dec) -> Any:
    sender: Account = "sender"
    distribution = Distribution(NO_PARAMS, Bank({sender: balance}, balance), community_pool=pool)
    try:
        distribution.fund_community_pool(sender, amount)
    except Refused:
        return {"ok": False, "pool": pool, "sender_balance": balance}
    return {"ok": True, "pool": distribution.community_pool, "sender_balance": distribution.bank.balance(sender)}


def _coins(coins: Any) -> dict[str, Dec]:
    if not isinstance(coins, Mapping):
        raise Malformed(f"{coins!r} is no object of amounts by denomination")
    return {denom: to_decimal(amount, denom) for denom, amount in coins.items()}


def _validator(index: int, tokens: int, rate: Dec) -> Validator:
    commission = Commission(rate, ONE, ONE)
    return Validator(index, OPERATOR, tokens, Dec.whole(tokens), "bonded", commission=commission)


CASES: Mapping[str, Callable[[Fields], Any]] = {
    "dist_allocate_validator": dist_allocate_validator,
    "dist_allocate": dist_allocate,
    "dist_f1": dist_f1,
    "dist_withdraw_commission": dist_withdraw_commission,
}
