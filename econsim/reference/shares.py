"""A validator: its tokens, and the shares in them that delegators own.

    shares for an amount   = shares x amount / tokens, cut          (the first delegation: one share a uakt)
    tokens for some shares = some x tokens / shares, half-even

Source: cosmos/cosmos-sdk x/staking/types/validator.go @9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from econsim.reference.bank import Account
from econsim.reference.commission_rates import Commission
from econsim.reference.decimal18 import ONE, ZERO, Dec
from econsim.reference.failures import Refused

Status = Literal["unbonded", "unbonding", "bonded"]
POWER_REDUCTION = 1_000_000  # uakt for one unit of voting power (DefaultPowerReduction)


@dataclass(slots=True)
class Validator:
    """One validator; `index` stands for its operator address: a lower index is a lower address."""

    index: int
    operator: Account
    tokens: int = 0  # uakt
    shares: Dec = ZERO  # of all delegators
    status: Status = "unbonded"
    is_jailed: bool = False
    min_self_delegation: int = 1  # uakt
    commission: Commission = Commission(ZERO, ONE, ONE)
    unbonding_height: int = 0  # when it last began to unbond
    unbonding_end: int = 0  # when it will have unbonded [seconds] (UnbondingTime)

    def has_no_exchange_rate(self) -> bool:
        """Return whether all tokens were slashed away from under the shares (InvalidExRate)."""
        return self.tokens == 0 and self.shares > ZERO

    def power(self, power_reduction: int) -> int:
        """Return the voting power that the tokens give (PotentialConsensusPower)."""
        return self.tokens // power_reduction

    def tokens_from_shares(self, shares: Dec) -> Dec:
        """Return what shares are worth [uakt], half-even (TokensFromShares)."""
        return shares.mul_int(self.tokens) / self.shares

    def tokens_from_shares_truncated(self, shares: Dec) -> Dec:
        """Return what shares are worth [uakt], cut at 18 decimals (TokensFromSharesTruncated)."""
        return shares.mul_int(self.tokens).quo_truncate(self.shares)

    def shares_from_tokens(self, amount: int) -> Dec:
        """Return the shares that are worth an amount [uakt], cut (SharesFromTokens)."""
        if self.tokens == 0:
            raise Refused("the validator has no tokens: its shares have no price")
        return self.shares.mul_int(amount).quo_int(self.tokens)

    def shares_from_tokens_truncated(self, amount: int) -> Dec:
        """Return the shares that are worth an amount [uakt], cut (SharesFromTokensTruncated)."""
        if self.tokens == 0:
            raise Refused("the validator has no tokens: its shares have no price")
        return self.shares.mul_int(amount).quo_truncate(Dec.whole(self.tokens))

    def add_tokens(self, amount: int) -> Dec:
        """Add tokens [uakt] and return the shares issued for them (AddTokensFromDel)."""
        issued = self.shares_from_tokens(amount) if self.shares else Dec.whole(amount)
        self.tokens += amount
        self.shares += issued
        return issued

    def tokens_for_removed(self, shares: Dec) -> int:
        """Return the tokens [uakt] that removing shares gives: the last ones give all (in RemoveDelShares)."""
        return self.tokens if shares == self.shares else self.tokens_from_shares(shares).truncate_int()

    def remove_shares(self, shares: Dec) -> int:
        """Remove shares and return the tokens [uakt] that go with them (RemoveDelShares)."""
        issued = self.tokens_for_removed(shares)
        if issued > self.tokens:
            raise Refused("more tokens are to be removed than the validator has")
        self.shares -= shares
        self.tokens -= issued
        return issued

    def remove_tokens(self, amount: int) -> None:
        """Remove tokens [uakt] and leave the shares (RemoveTokens)."""
        if amount < 0:
            raise Refused("a negative amount of tokens is to be removed")
        if amount > self.tokens:
            raise Refused("more tokens are to be removed than the validator has")
        self.tokens -= amount
