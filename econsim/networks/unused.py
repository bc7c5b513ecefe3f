"""Where nothing of a scenario is used: what it says there bears on no result."""

from __future__ import annotations

from econsim.scenario.schema import Scenario

_OF_VOTES = ("chain.gov", "policies.vote")


def unused(scenario: Scenario) -> tuple[str, ...]:
    """Return the paths below which nothing is used: how a vote goes, where nothing is proposed."""
    return () if scenario.governance else _OF_VOTES
