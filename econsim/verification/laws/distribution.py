"""Distribution: one block's provision through the model's own allocation."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from econsim.mechanisms.distribution import distribute
from econsim.scenario.values import Fraction
from econsim.units import UAKT_PER_POWER
from econsim.verification.laws.law import CannotMeasure, Law, Measured, Range, Whole
from econsim.verification.small_world import law_with, staking_world
from econsim.world.ledger import Account


class BlockAllocation(Range):
    """A block's provision, and who signed it with what power."""

    provision_uakt: Annotated[Whole, Field(ge=0, le=10**15)]
    community_tax: Fraction
    base_proposer_reward: Fraction
    bonus_proposer_reward: Fraction
    proposer: Whole | None
    power: list[Annotated[Whole, Field(ge=0, le=10**9)]] = Field(min_length=1, max_length=1_000)
    commission: list[Fraction]
    signed: list[bool]

    @model_validator(mode="after")
    def _one_of_each(self) -> BlockAllocation:
        if not len(self.power) == len(self.commission) == len(self.signed):
            raise ValueError("power, commission and signed differ in length")
        if not sum(self.power):
            raise ValueError("nobody has power")
        return self


def block_allocation(given: BlockAllocation, sample: int) -> Measured:
    """Put the provision into the fee collector and distribute it; whole uakt, as the ledger holds them."""
    if given.base_proposer_reward or given.bonus_proposer_reward or not all(given.signed):
        raise CannotMeasure("the epoch gives proposers their part by power in expectation, and everybody signs")
    stakes = {(v, v): power * UAKT_PER_POWER for v, power in enumerate(given.power) if power}
    law = law_with(distribution__community_tax=given.community_tax)
    world = staking_world(law, given.commission, stakes, n_delegators=len(given.power))
    outside, collector = Account("outside_uakt"), Account("fee_collector_uakt")
    world.ledger.move(outside, collector, given.provision_uakt, "provision")
    distribute(world)
    held, commission = world.validators.outstanding_uakt, world.validators.commission_uakt
    return Measured(
        {
            "community_pool": world.ledger.total("community_pool_uakt"),
            "validator": held.tolist(),
            "commission": commission.tolist(),
            "delegators": (held - commission).tolist(),
        }
    )


LAWS = (Law("distribution.block_allocation", BlockAllocation, block_allocation),)
