"""The law: every number of the chain that governance could change, under the chain's own key in snake_case.

Parameter values have no default; they live in scenarios. A parameter may stand here before a mechanism reads it
(`econsim list params` says so): the law is the whole law.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator

from econsim.contracts import parameter
from econsim.mechanisms.distribution.parameters import Distribution
from econsim.mechanisms.escrow.parameters import Deployment
from econsim.mechanisms.gov.parameters import Gov
from econsim.mechanisms.market.parameters import Market
from econsim.mechanisms.mint.parameters import Mint
from econsim.mechanisms.slashing.parameters import Evidence, Slashing
from econsim.mechanisms.staking.parameters import Staking
from econsim.mechanisms.take.parameters import Take
from econsim.mechanisms.upgrades.releases import Release, known_release, release
from econsim.scenario.values import LawSection


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

    @cached_property
    def software(self) -> Release:
        """Return the release in force: its rules are what no parameter says."""
        return release(self.release)
