"""The law: every number of the chain that governance could change, under the chain's own key in snake_case.

Parameter values have no default; they live in scenarios. A parameter may stand here before a mechanism reads it
(`econsim list params` says so): the law is the whole law.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator

from econsim.contracts import parameter
from econsim.mechanisms.distribution.parameters import Distribution
from econsim.mechanisms.escrow.parameters import Deployment
from econsim.mechanisms.gov.parameters import Gov
from econsim.mechanisms.market.parameters import Market
from econsim.mechanisms.mint.parameters import Mint
from econsim.mechanisms.slashing.parameters import Slashing
from econsim.mechanisms.staking.parameters import Staking
from econsim.mechanisms.take.parameters import Take
from econsim.mechanisms.upgrades.releases import known_release
from econsim.scenario.values import Section, plain


class Law(Section):
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
    gov: Gov
    take: Take
    deployment: Deployment
    market: Market

    def with_changes(self, changes: Mapping[str, Any]) -> Law:
        """Return the law with some values changed, checked anew; None removes an entry of a map.

        `changes` has dotted paths, with or without the leading `chain.`, and values as a scenario writes them.
        Raises pydantic's ValidationError for what is not allowed.
        """
        content = plain(self)
        for path, value in changes.items():
            *holders, name = path.removeprefix("chain.").split(".")
            place = content
            for holder in holders:
                place[holder] = place = place[holder] if isinstance(place.get(holder), dict) else {}
            place[name] = plain(value)
            if value is None and len(holders) > 1:
                del place[name]
        return Law.model_validate(content)
