"""Rewards: what each block's fees and mint give to whom, and what is left for the community.

    proposer  fees x (base + bonus x signed power / power), cut
    voters    fees x (1 - proposer's part - community tax) x power / total power, cut; signed or not
    community what remains

From Akash v1.0.0 (SDK 0.53) nobody is paid for proposing: voters share fees x (1 - community tax).

Source: cosmos/cosmos-sdk x/distribution/{abci.go,keeper/{allocation,hooks,keeper}.go}
@9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16); keeper/allocation.go @038dbeae1196f05f84b869abeb21d1a56ff31d57,
after 0.46; the same in akash-network/cosmos-sdk @36aff57365193f3359d3de99c59e732e2ad74a26 (v0.53.4-akash.1; v1.0.0 of
Akash pins akash.7, which was not read).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from econsim.reference import delegator_rewards as f1
from econsim.reference.bank import DISTRIBUTION, FEE_COLLECTOR, Account, Bank
from econsim.reference.block import Block
from econsim.reference.decimal18 import ONE, ZERO, Dec
from econsim.reference.failures import Halted, Refused
from econsim.reference.shares import Validator
from econsim.reference.staking_state import Hooks


@dataclass(frozen=True)
class DistributionParams:
    """The law of distribution: fractions of all fees and mint."""

    community_tax: Dec
    base_proposer_reward: Dec
    bonus_proposer_reward: Dec


@dataclass(slots=True)
class Distribution(Hooks):
    """The rewards of every validator and the community pool."""

    params: DistributionParams
    bank: Bank = field(default_factory=Bank)
    block: Block = field(default_factory=Block)
    rewards: dict[int, f1.ValidatorRewards] = field(default_factory=dict)  # by validator
    community_pool: Dec = ZERO

    def allocate_tokens(
        self,
        signed_power: int,
        total_power: int,
        proposer: Validator | None,
        votes: Sequence[tuple[Validator, int]],
    ) -> None:
        """Hand out all that the fee collector holds (AllocateTokens).

        proposer: of the last block, None if unknown. votes: (validator, power) of its voters, signed or not.
        """
        fees = self._collected()
        if total_power == 0:
            self.community_pool += fees
            return
        law = self.params
        signed_fraction = Dec.whole(signed_power) / Dec.whole(total_power)
        proposer_multiplier = law.base_proposer_reward + law.bonus_proposer_reward.mul_truncate(signed_fraction)
        proposer_reward = fees.mul_truncate(proposer_multiplier)
        remaining = fees
        if proposer is not None:
            self.allocate_tokens_to_validator(proposer, proposer_reward)
            remaining -= proposer_reward
        voter_pot = fees.mul_truncate(ONE - proposer_multiplier - law.community_tax)
        remaining -= self._share_out(voter_pot, total_power, votes)
        if remaining < ZERO or voter_pot < ZERO:
            raise Halted("more was handed out than there was: base, bonus and tax exceed 1")
        self.community_pool += remaining

    def allocate_to_voters(self, total_power: int, votes: Sequence[tuple[Validator, int]]) -> None:
        """Hand out all that the fee collector holds, nothing of it for proposing (AllocateTokens after 0.46)."""
        fees = self._collected()
        if total_power == 0:
            self.community_pool += fees
            return
        voter_pot = fees.mul_truncate(ONE - self.params.community_tax)
        self.community_pool += fees - self._share_out(voter_pot, total_power, votes)

    def _collected(self) -> Dec:
        """Return all that the fee collector held [uakt], which is distribution's from now on."""
        collected = self.bank.balance(FEE_COLLECTOR)
        self.bank.send(FEE_COLLECTOR, DISTRIBUTION, collected)
        return Dec.whole(collected)

    def _share_out(self, pot: Dec, total_power: int, votes: Sequence[tuple[Validator, int]]) -> Dec:
        """Divide a pot by voting power and return what was handed out; cut twice, so that a little may be left."""
        whole, handed_out = Dec.whole(total_power), ZERO
        for validator, power in votes:
            reward = pot.mul_truncate(Dec.whole(power).quo_truncate(whole))
            self.allocate_tokens_to_validator(validator, reward)
            handed_out += reward
        return handed_out

    def allocate_tokens_to_validator(self, validator: Validator, tokens: Dec) -> None:
        """Credit an amount [uakt] to a validator: its commission, the rest to its delegators."""
        commission = tokens * validator.commission.rate
        record = self.rewards[validator.index]
        record.commission += commission
        record.current += tokens - commission
        record.outstanding += tokens

    def withdraw_rewards(self, delegator: Account, validator: Validator, shares: Dec) -> int:
        """Pay a delegation its rewards and return them [whole uakt] (WithdrawDelegationRewards)."""
        record = self.rewards[validator.index]
        if delegator not in record.starts:
            raise Refused(f"delegator {delegator} has no rewards with validator {validator.index}")
        paid = self._withdraw(delegator, validator, shares)
        self._initialize_delegation(delegator, validator, shares)
        return paid

    def withdraw_commission(self, validator: Validator) -> int:
        """Pay an operator its commission [whole uakt]; the fraction stays (WithdrawValidatorCommission)."""
        record = self.rewards[validator.index]
        if not record.commission:
            raise Refused(f"validator {validator.index} has no commission to withdraw")
        paid, record.commission = truncate_decimal(record.commission)
        record.outstanding -= Dec.whole(paid)
        self.bank.send(DISTRIBUTION, validator.operator, paid)
        return paid

    def fund_community_pool(self, sender: Account, amount: int) -> None:
        """Give an amount [uakt] to the community (FundCommunityPool)."""
        self.bank.send(sender, DISTRIBUTION, amount)
        self.community_pool += Dec.whole(amount)

    def end_period(self, validator: Validator) -> int:
        """End a validator's period and return its number; what nobody's tokens earned goes to the pool."""
        period, unearned = f1.increment_period(self.rewards[validator.index], validator.tokens)
        self.community_pool += unearned
        return period

    def pending(self, delegator: Account, validator: Validator, shares: Dec) -> Dec:
        """Return a delegation's rewards if its validator's period ended now [uakt]; nothing changes."""
        record = self.rewards[validator.index]
        ratio = f1.ratio_now(record, validator.tokens)
        stake = validator.tokens_from_shares(shares)
        return f1.delegation_rewards(record, record.starts[delegator], ratio, stake, self.block.height)

    def after_validator_created(self, validator: Validator) -> None:
        """Begin a validator's records (AfterValidatorCreated)."""
        self.rewards[validator.index] = f1.ValidatorRewards()

    def after_validator_removed(self, validator: Validator) -> None:
        """Pay the last commission and give what is left to the community (AfterValidatorRemoved)."""
        record = self.rewards.pop(validator.index)
        paid, fraction = truncate_decimal(record.commission)
        self.bank.send(DISTRIBUTION, validator.operator, paid)
        self.community_pool += fraction + (record.outstanding - record.commission)

    def before_delegation_created(self, delegator: Account, validator: Validator) -> None:
        """End a period before a new delegation (BeforeDelegationCreated)."""
        self.end_period(validator)

    def before_delegation_modified(self, delegator: Account, validator: Validator, shares: Dec) -> None:
        """Withdraw before a delegation changes (BeforeDelegationSharesModified)."""
        self._withdraw(delegator, validator, shares)

    def after_delegation_modified(self, delegator: Account, validator: Validator, shares: Dec) -> None:
        """Begin a delegation's record with its new stake (AfterDelegationModified)."""
        self._initialize_delegation(delegator, validator, shares)

    def before_validator_slashed(self, validator: Validator, fraction: Dec) -> None:
        """Remember a slash for the rewards that come after it (BeforeValidatorSlashed)."""
        period = self.end_period(validator)
        f1.add_slash_event(self.rewards[validator.index], self.block.height, period, fraction)

    def withdrawable(self, delegator: Account, validator: Validator, shares: Dec) -> int:
        """Return what a withdrawal would pay now [whole uakt]; nothing changes."""
        outstanding = self.rewards[validator.index].outstanding
        return min(self.pending(delegator, validator, shares), outstanding).truncate_int()

    def _withdraw(self, delegator: Account, validator: Validator, shares: Dec) -> int:
        """Pay whole uakt, the fraction to the community; the record ends (withdrawDelegationRewards)."""
        record = self.rewards[validator.index]
        ratio = record.historical[self.end_period(validator)].ratio
        stake = validator.tokens_from_shares(shares)
        earned = f1.delegation_rewards(record, record.starts[delegator], ratio, stake, self.block.height)
        rewards = min(earned, record.outstanding)
        paid, fraction = truncate_decimal(rewards)
        self.bank.send(DISTRIBUTION, delegator, paid)
        record.outstanding -= rewards
        self.community_pool += fraction
        f1.forget_delegation(record, delegator)
        return paid

    def _initialize_delegation(self, delegator: Account, validator: Validator, shares: Dec) -> None:
        stake = validator.tokens_from_shares_truncated(shares)
        f1.initialize_delegation(self.rewards[validator.index], delegator, stake, self.block.height)


def truncate_decimal(amount: Dec) -> tuple[int, Dec]:
    """Return the whole part of an amount and the fraction (TruncateDecimal)."""
    whole = amount.truncate_int()
    return whole, amount - Dec.whole(whole)


def total_outstanding(outstanding: Iterable[Mapping[str, Dec]]) -> dict[str, Dec]:
    """Return the sum by denomination of what all validators are owed (GetTotalRewards)."""
    sums: dict[str, Dec] = {}
    for coins in outstanding:
        for denom, amount in coins.items():
            sums[denom] = sums.get(denom, ZERO) + amount
    return sums
