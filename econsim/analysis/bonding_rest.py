"""Whether bonded stake can come to rest where outside holders ask for a real yield."""

from __future__ import annotations

from collections.abc import Sequence

from econsim.analysis.arms import FinishedArm
from econsim.policies.delegators.bonding import RequiredYield
from econsim.scenario.schema import Scenario


def no_rest(arms: Sequence[FinishedArm]) -> list[str]:
    """Say which arms have no bonded ratio at rest: nothing is paid to stake, and a yield above 0 is required."""
    drained = [arm.label for arm in arms if _mints_nothing(arm.scenario) and _is_required(arm.scenario)]
    if not drained:
        return []
    return [
        f"In {', '.join(drained)} nothing is minted for stake, so that it earns less than holders require however "
        "little of it there is: bonded stake has no point of rest and drains as long as the run goes on."
    ]


def _mints_nothing(scenario: Scenario) -> bool:
    """Return whether nothing is minted by the law in force at the end."""
    law = scenario.chain
    for event in scenario.timeline:
        law = law.with_changes(event.set)
        law = law if event.upgrade is None else law.with_changes(event.upgrade.set)
    return law.mint.inflation_max == 0.0


def _is_required(scenario: Scenario) -> bool:
    policies = [share.policy for share in scenario.policies.bonding if share.share > 0.0]
    return any(
        isinstance(policy, RequiredYield) and policy.bonding_response_per_year > 0 and policy.required_real_yield > 0
        for policy in policies
    )
