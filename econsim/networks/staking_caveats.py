"""What must be said of results where stake is another chain's, led along a path, or answers as each replicate draws."""

from __future__ import annotations

from collections.abc import Mapping

from econsim.contracts import Policy
from econsim.policies.delegators.bonding_path import ObservedPath
from econsim.policies.population import Population
from econsim.scenario.schema import Scenario

Arms = Mapping[str, Scenario]  # by label, the baseline first


def of_another_chain(arms: Arms) -> list[str]:
    """Say which arms have validators that are not Akash's, and that everything is told in AKT all the same."""
    others = [label for label, one in arms.items() if one.part(Population).validators.table.kind == "zipf"]
    if not others:
        return []
    return [
        f"In {', '.join(others)} the validators are those of another chain (population.validators.table): AKT stands "
        "for its token, sizes go by Zipf's law with an exponent drawn in each replicate, and what operators pay, hold "
        "and restake is Akash's."
    ]


def along_a_path(arms: Arms) -> list[str]:
    """Say which arms are told their bonded ratio."""
    led = [label for label, one in arms.items() if any(isinstance(each, ObservedPath) for each in bonding_of(one))]
    if not led:
        return []
    return [
        f"In {', '.join(led)} the bonded ratio follows a path that is put in (policies.bonding): neither it nor the "
        "stake that outside holders bring and take is a result."
    ]


def drawn_responses(arms: Arms) -> list[str]:
    """Say which arms draw anew in each replicate how delegators and outside holders answer."""
    drawing = [label for label, one in arms.items() if any(_prior_width(each) > 0.0 for each in _answers(one))]
    if not drawing:
        return []
    return [
        f"In {', '.join(drawing)} each replicate draws from a prior how strongly delegators or outside holders answer "
        "(`prior_width`): that doubt is in the intervals."
    ]


def bonding_of(scenario: Scenario) -> list[Policy]:
    """Return the policies by which outside holders bring and take stake."""
    return [share.policy for share in scenario.policies.bonding if share.share > 0.0]


def _answers(scenario: Scenario) -> list[Policy]:
    return [*bonding_of(scenario), *(share.policy for share in scenario.policies.delegation if share.share > 0.0)]


def _prior_width(policy: Policy) -> float:
    return float(getattr(policy, "prior_width", 0.0))
