"""The staking side of the chain, block by block: begin block, messages, end block.

    begin block   mint, distribution (last block's fees and this block's mint), slashing, evidence
    messages      functions and methods of the modules: delegation, operators, distribution, slashing
    end block     the validator set, then mature validators, unbondings, redelegations

From v1.0.0 no proposer is paid; from v2.0.0 distribution comes before mint, so that a block's mint is handed out in the
next one (as the modules' partial order gives it).

Source: akash-network/node app/app_configure.go @6952ec25c2f6494439d947e03ff9aaacc592598d (v0.26.0);
cosmos/cosmos-sdk x/staking/keeper/val_state_change.go (BlockValidatorUpdates), x/{mint,distribution,slashing}/abci.go
@9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

from econsim.reference.bank import BONDED_POOL, FEE_COLLECTOR, Account, Bank
from econsim.reference.block import Block
from econsim.reference.decimal18 import Dec
from econsim.reference.delegation import complete_redelegations, complete_unbondings
from econsim.reference.distribution import Distribution, DistributionParams
from econsim.reference.mint import Minter, MintParams
from econsim.reference.slashing import Slashing, SlashingParams
from econsim.reference.staking_state import Staking, StakingParams
from econsim.reference.validator_set import Update, apply_validator_set_updates, unbond_mature_validators

Release = Literal["v0.26.0", "v1.0.0", "v2.0.0"]  # the first of those that go alike


@dataclass(frozen=True)
class ChainParams:
    """The law of the staking side."""

    mint: MintParams
    distribution: DistributionParams
    staking: StakingParams
    slashing: SlashingParams


class Chain:
    """One chain. Build its first state with `bank.mint`, `operators.create_validator` and `delegate`, then `start`."""

    def __init__(
        self, params: ChainParams, inflation: Dec, height: int = 0, time: int = 0, release: Release = "v0.26.0"
    ) -> None:
        self.release = release
        self.block = Block(height, time)
        self.bank = Bank()
        self.minter = Minter(params.mint, inflation)
        self.distribution = Distribution(params.distribution, self.bank, self.block)
        self.staking = Staking(params.staking, self.bank, self.block)
        self.slashing = Slashing(params.slashing, self.staking)
        self.staking.hooks += [self.distribution, self.slashing]
        self.previous_proposer: int | None = None
        self._sets: deque[dict[int, int]] = deque(maxlen=3)

    def start(self) -> list[Update]:
        """Form the first validator set and return it."""
        updates = apply_validator_set_updates(self.staking)
        self._sets.extend([dict(self.staking.last_powers)] * 3)
        return updates

    def voters(self) -> dict[int, int]:
        """Return the powers by validator of those who vote on the last block.

        Consensus takes an update up two heights after the block that made it, and the vote on that height is known in
        the block after: the set that the third block before the next one left.
        """
        return self._sets[0]

    def begin_block(self, time: int, *, proposer: int | None = None, absent: Container[int] = ()) -> int:
        """Begin the next block and return what it minted [uakt].

        time: seconds. proposer: of this block, paid in the next one. absent: who did not sign the last block.
        """
        self.block.height += 1
        self.block.time = time
        voters = self.voters()
        minted = self.minter.begin_block(self.bank.balance(BONDED_POOL), self.bank.supply)
        if self.release == "v2.0.0":
            self._allocate(voters, absent)
        self.bank.mint(FEE_COLLECTOR, minted)
        if self.release != "v2.0.0":
            self._allocate(voters, absent)
        self.previous_proposer = proposer
        for index, power in voters.items():
            self.slashing.handle_validator_signature(index, power, index not in absent)
        return minted

    def withdraw_rewards(self, delegator: Account, index: int) -> int:
        """Pay a delegation its rewards and return them [whole uakt]."""
        validator, shares = self.staking.validator(index), self.staking.shares_of(delegator, index)
        return self.distribution.withdraw_rewards(delegator, validator, shares)

    def withdraw_commission(self, index: int) -> int:
        """Pay an operator its commission and return it [whole uakt]."""
        return self.distribution.withdraw_commission(self.staking.validator(index))

    def end_block(self) -> list[Update]:
        """End the block and return the updates of the validator set."""
        updates = apply_validator_set_updates(self.staking)
        unbond_mature_validators(self.staking)
        complete_unbondings(self.staking)
        complete_redelegations(self.staking)
        self._sets.append(dict(self.staking.last_powers) if updates else self._sets[-1])
        return updates

    def _allocate(self, voters: dict[int, int], absent: Container[int]) -> None:
        if self.block.height <= 1:
            return
        validators = self.staking.validators
        proposer = None if self.previous_proposer is None else validators.get(self.previous_proposer)
        signed = sum(power for index, power in voters.items() if index not in absent)
        votes = [(validators[index], power) for index, power in voters.items()]
        if self.release != "v0.26.0":
            self.distribution.allocate_to_voters(sum(voters.values()), votes)
            return
        self.distribution.allocate_tokens(signed, sum(voters.values()), proposer, votes)
