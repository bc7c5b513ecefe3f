"""What the staking module remembers, how other modules listen to it, and its first state.

Source: cosmos/cosmos-sdk x/staking/{keeper/keeper.go,genesis.go}, x/staking/types/{expected_keepers,delegation}.go
@9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from econsim.reference.bank import BONDED_POOL, NOT_BONDED_POOL, Account, Bank
from econsim.reference.block import Block
from econsim.reference.decimal18 import ZERO, Dec
from econsim.reference.failures import Refused
from econsim.reference.shares import POWER_REDUCTION, Validator


@dataclass(frozen=True)
class StakingParams:
    """The law of staking: unbonding time [seconds], size of the set, entries for each pair or triple."""

    unbonding_time: int
    max_validators: int
    max_entries: int
    power_reduction: int = POWER_REDUCTION
    slash_follows_undelegations: bool = False  # of stake that was redelegated (true since v0.53)


@dataclass(slots=True)
class UnbondingEntry:
    """Tokens [uakt] on their way from a validator back to a delegator."""

    delegator: Account
    validator: int
    creation_height: int
    completion_time: int
    initial_balance: int
    balance: int


@dataclass(slots=True)
class RedelegationEntry:
    """Stake moved between validators that can still be slashed for what its source did."""

    delegator: Account
    source: int
    destination: int
    creation_height: int
    completion_time: int
    initial_balance: int
    destination_shares: Dec


class Hooks:
    """What another module does when stake changes (StakingHooks); it does nothing where it says nothing."""

    def after_validator_created(self, validator: Validator) -> None:
        """Hear of a new validator."""

    def after_validator_removed(self, validator: Validator) -> None:
        """Hear that a validator is gone."""

    def after_validator_bonded(self, validator: Validator) -> None:
        """Hear that a validator has entered the set."""

    def before_delegation_created(self, delegator: Account, validator: Validator) -> None:
        """Hear of a delegation to come."""

    def before_delegation_modified(self, delegator: Account, validator: Validator, shares: Dec) -> None:
        """Hear that a delegation, so far of these shares, will change or go."""

    def after_delegation_modified(self, delegator: Account, validator: Validator, shares: Dec) -> None:
        """Hear of a delegation's shares."""

    def before_validator_slashed(self, validator: Validator, fraction: Dec) -> None:
        """Hear that a fraction of a validator's tokens is to be burned."""

    def withdrawable(self, delegator: Account, validator: Validator, shares: Dec) -> int:
        """Return what a change of the delegation would first pay to the delegator [uakt]."""
        return 0


@dataclass(slots=True)
class Staking:
    """Validators, delegations, and entries in the order in which they were made."""

    params: StakingParams
    bank: Bank = field(default_factory=Bank)
    block: Block = field(default_factory=Block)
    hooks: list[Hooks] = field(default_factory=list, repr=False, compare=False)
    validators: dict[int, Validator] = field(default_factory=dict)
    delegations: dict[tuple[Account, int], Dec] = field(default_factory=dict)  # shares by (delegator, validator)
    unbondings: list[UnbondingEntry] = field(default_factory=list)
    redelegations: list[RedelegationEntry] = field(default_factory=list)
    last_powers: dict[int, int] = field(default_factory=dict)  # what consensus was last told of each bonded validator

    def validator(self, index: int) -> Validator:
        """Return a validator; Refused if there is none."""
        if index not in self.validators:
            raise Refused(f"there is no validator {index}")
        return self.validators[index]

    def shares_of(self, delegator: Account, index: int) -> Dec:
        """Return the shares of a delegation; 0 if there is none."""
        return self.delegations.get((delegator, index), ZERO)

    def remove_validator(self, validator: Validator) -> None:
        """Forget an unbonded validator without shares (RemoveValidator)."""
        del self.validators[validator.index]
        for hooks in self.hooks:
            hooks.after_validator_removed(validator)

    def init_validator(self, validator: Validator) -> None:
        """Put a validator there as it stands, its tokens newly minted (InitGenesis)."""
        self.validators[validator.index] = validator
        self.bank.mint(pool_of(validator), validator.tokens)
        for hooks in self.hooks:
            hooks.after_validator_created(validator)
        if validator.status == "bonded":
            self.last_powers[validator.index] = validator.power(self.params.power_reduction)
            for hooks in self.hooks:
                hooks.after_validator_bonded(validator)

    def init_delegation(self, delegator: Account, index: int, shares: Dec) -> None:
        """Let a delegator own shares that the validator already has (InitGenesis)."""
        validator = self.validator(index)
        for hooks in self.hooks:
            hooks.before_delegation_created(delegator, validator)
        self.delegations[delegator, index] = shares
        for hooks in self.hooks:
            hooks.after_delegation_modified(delegator, validator, shares)

    def init_unbonding(self, entry: UnbondingEntry) -> None:
        """Put an unbonding entry there as it stands, its balance newly minted (InitGenesis)."""
        self.unbondings.append(entry)
        self.bank.mint(NOT_BONDED_POOL, entry.balance)


def pool_of(validator: Validator) -> str:
    """Return the module account that holds a validator's tokens."""
    return BONDED_POOL if validator.status == "bonded" else NOT_BONDED_POOL
