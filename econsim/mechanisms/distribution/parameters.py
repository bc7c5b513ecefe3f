"""Parameters of x/distribution."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar, Self

from pydantic import model_validator

from econsim import sources
from econsim.contracts import parameter
from econsim.scenario.values import Fraction, Inconsistent, Section
from econsim.units import dec18

_HELD = f"{sources.GENESIS_2020}, taken to hold"


class Distribution(Section):
    """x/distribution: who gets what is minted."""

    not_read_yet: ClassVar[frozenset[str]] = frozenset({"base_proposer_reward", "bonus_proposer_reward"})

    community_tax: float = parameter(
        "part of every block's reward that goes to the community pool",
        unit="fraction",
        source=sources.PROP_211,
        status="from code",
        chain_key="distribution/communitytax",
        ge=0.0,
        le=1.0,
    )
    base_proposer_reward: Fraction = parameter(
        "part of a block's reward that goes to its proposer whoever signed",
        unit="fraction",
        source=_HELD,
        status="inferred",
        chain_key="distribution/baseproposerreward",
    )
    bonus_proposer_reward: Fraction = parameter(
        "part that goes to the proposer on top when everybody signed, in proportion to the power that did",
        unit="fraction",
        source=_HELD,
        status="inferred",
        chain_key="distribution/bonusproposerreward",
    )

    @cached_property
    def community_tax_dec18(self) -> int:
        """Return the tax as the chain holds it [1e-18]."""
        return dec18(self.community_tax)

    @model_validator(mode="after")
    def _something_is_left_for_voters(self) -> Self:
        proposer = self.base_proposer_reward + self.bonus_proposer_reward
        if self.community_tax + proposer > 1.0 + 1e-12:
            message = f"is {self.community_tax}; with the proposer rewards, {proposer:g}, it is above 1"
            raise Inconsistent("community_tax", message)
        return self
