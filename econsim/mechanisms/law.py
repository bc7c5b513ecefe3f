"""The law: every number of the chain that governance could change, under the chain's own key in snake_case.

Parameter values have no default; they live in scenarios. A parameter may stand here before a mechanism reads it
(`econsim list params` says so): the law is the whole law.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Self

from pydantic import AfterValidator, model_validator

from econsim.contracts import parameter
from econsim.mechanisms.bme.parameters import Bme
from econsim.mechanisms.distribution.parameters import Distribution
from econsim.mechanisms.escrow.parameters import Deployment
from econsim.mechanisms.gov.parameters import Gov
from econsim.mechanisms.market.parameters import Market
from econsim.mechanisms.mint.parameters import Mint
from econsim.mechanisms.oracle.parameters import Oracle
from econsim.mechanisms.slashing.parameters import Evidence, Slashing
from econsim.mechanisms.staking.parameters import Staking
from econsim.mechanisms.take.parameters import Take
from econsim.mechanisms.upgrades.releases import Release, known_release, release
from econsim.scenario.values import Inconsistent, LawSection

_HARDER = (  # an expedited proposal, than an ordinary one: what must be above what
    ("expedited_min_deposit", "min_deposit"),
    ("voting_period", "expedited_voting_period"),
    ("expedited_threshold", "threshold"),
)


class Law(LawSection):
    """All chain parameters in force at one time, by module."""

    release: Annotated[str, AfterValidator(known_release)] = parameter(
        "software at the start: its ante rules hold, and its handler has run on the validators",
        unit="version",
        source="data/upgrades",
        status="choice",
    )
    mint: Mint
    distribution: Distribution
    staking: Staking
    slashing: Slashing
    evidence: Evidence
    gov: Gov
    take: Take
    deployment: Deployment
    market: Market
    bme: Bme
    oracle: Oracle

    @cached_property
    def software(self) -> Release:
        """Return the release in force: its rules are what no parameter says."""
        return release(self.release)

    @model_validator(mode="after")
    def _expedited_proposals_are_harder(self) -> Self:
        """Refuse what x/gov refuses (cosmos/cosmos-sdk x/gov/types/v1/params.go of v0.53.3, ValidateBasic).

        The handler of v1.0.0 sets its three numbers without asking; here it is refused where they do not fit.
        """
        for more, less in _HARDER if self.software.rules.expedited_proposals_accepted else ():
            if getattr(self.gov, more) <= getattr(self.gov, less):
                raise Inconsistent(f"gov.{more}", f"{more} must be above {less} once {self.release} is in force")
        return self
