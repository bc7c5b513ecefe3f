"""What must be said of every result about Akash: sentences chosen by rule, one function a caveat, and the limits."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from econsim.mechanisms.counterfactual import Counterfactual
from econsim.mechanisms.law import Law
from econsim.mechanisms.upgrades.rules import law_after
from econsim.networks.burn_mint_caveats import (
    brakes_that_no_chain_has,
    no_level_of_2026,
    reserve_that_is_handed_out,
)
from econsim.networks.staking_caveats import along_a_path, bonding_of, drawn_responses, of_another_chain
from econsim.networks.targets import CHECK, FITTED, targets
from econsim.policies.delegators.bonding import RequiredYield
from econsim.policies.population import Population
from econsim.policies.providers.pricing import CostPlus, PriceScript
from econsim.policies.providers.supply import Fixed
from econsim.scenario.content import diff
from econsim.scenario.schema import Scenario

Arms = Mapping[str, Scenario]  # by label, the baseline first
_MOST_NAMED = 3
SUPPLY_HELD_FIXED = "supply and price lists held fixed"
_DEMAND = (
    "population.tenants",
    "shocks.gpu_demand",
    "shocks.outside_price",
    "shocks.exclusion",
    "shocks.reservation_price",
    "policies.tenant_choice",
)


def limits(*, has_targets: bool = True) -> tuple[str, ...]:
    """Return what a result about Akash rests on; `has_targets`: a table of the observations stands above."""
    marks = [target.mark for target in targets()]
    met = "; the table of observations says which of them these runs meet" if has_targets else ""
    return (
        "Mint, distribution and escrow are verified against the chain's code and data.",
        f"Of {len(marks)} observations of the market {marks.count(FITTED)} are fitted and {marks.count(CHECK)} are "
        f"checks{met}.",
        "The response of delegations to commission is estimated on other Cosmos chains and carries a factor of about "
        "3 of doubt.",
        "Validators and providers are different actors: no code path leads from a commission floor to provider "
        "behaviour.",
        "An interval is chance inside the model, over replicates that share their draws between the arms; doubt about "
        "the model and its inputs is not in it.",
    )


def not_in_the_model(scenarios: Iterable[Scenario]) -> tuple[str, ...]:
    """Return what people could do and none of some scenarios has them do."""
    arms = tuple(scenarios)
    answers, responds = any(map(_trade_moves_the_price, arms)), any(map(_supply_responds, arms))
    return (
        *(() if answers else ("an AKT price that answers what happens here",)),
        *(() if responds else ("providers who buy or sell hardware",)),
        "a path from validators' income to providers",
        "politics, attacks and news",
    )


def told_arms(labels: Sequence[str], arms: Arms) -> str:
    """Return some arms by name, of more than three those that are all in a word."""
    return "every arm" if len(labels) == len(arms) > _MOST_NAMED else ", ".join(labels)


def trade_of_the_record_twice(arms: Arms) -> list[str]:
    """Say where trade moves a price that was recorded with all trade in it."""
    twice = [
        label
        for label, scenario in arms.items()
        if _trade_moves_the_price(scenario) and scenario.shocks.akt_price.recorded_until() is not None
    ]
    if not twice:
        return []
    return [
        f"In {told_arms(twice, arms)} trade moves a recorded AKT price (population.outside.akt_depth_usd), and what "
        "was traded then has moved it already: differences between arms mean something, the price's level does not."
    ]


def _trade_moves_the_price(scenario: Scenario) -> bool:
    return scenario.part(Population).outside.akt_depth_usd is not None


def demand_moves_alone(arms: Arms) -> list[str]:
    """Say that supply does not respond, and how far asks do, where demand is shocked or differs between the arms."""
    if not _is_about_demand(arms) or any(map(_supply_responds, arms.values())):
        return []
    asks = _asks(arms)
    return [
        f"Every result about demand comes with {SUPPLY_HELD_FIXED}: no provider adds or takes away hardware, and "
        f"{asks[:1].lower()}{asks[1:]}"
    ]


def demand_moves_alone_in_some(arms: Arms) -> list[str]:
    """Say in which arms supply does not respond, where it does in others."""
    fixed = [label for label, scenario in arms.items() if not _supply_responds(scenario)]
    if not _is_about_demand(arms) or not 0 < len(fixed) < len(arms):
        return []
    return [f"In {', '.join(fixed)} supply is held fixed: no provider adds or takes away hardware. {_asks(arms)}"]


def surplus_and_rent_are_assumed(arms: Arms) -> list[str]:
    """Say on what surplus and rent rest, and what of the market does not rest on it, where it is about the market."""
    if not _is_about_demand(arms) and not any(map(_supply_responds, arms.values())):
        return []
    return [
        "Tenants' surplus rests on reservation prices, which nobody has observed: their law, its elasticity and the "
        "cap on it are assumed (shocks.reservation_price). Providers' rent rests on costs of GPUs that are assumed, "
        "too. What is used, paid and charged per GPU-hour does not rest on either."
    ]


def _is_about_demand(arms: Arms) -> bool:
    baseline, *others = arms.values()
    shocks = [scenario.shocks for scenario in arms.values()]
    is_shocked = any(each.gpu_demand or each.outside_price or each.exclusion for each in shocks)
    differing = {path for other in others for path, _, _ in diff(baseline, other)}
    return bool(baseline.run.market) and (is_shocked or any(path.startswith(_DEMAND) for path in differing))


def _asks(arms: Arms) -> str:
    """Return the sentence about how far asks follow demand."""
    shares = {label: f"{100.0 * _answering(scenario):.4g} %" for label, scenario in arms.items()}
    if not any(map(_answering, arms.values())):
        return "Asks do not follow demand."
    usual = Counter(shares.values()).most_common(1)[0][0]
    others = "".join(f", {share} in {label}" for label, share in shares.items() if share != usual)
    return (
        f"The asks of {usual} of the providers{others} follow demand, a share that nobody has measured; "
        "--what-if shows the same with none of them and with all."
    )


def _answering(scenario: Scenario) -> float:
    """Return the share of providers whose asks answer to the market, whatever the policy is called."""
    stands = (PriceScript, CostPlus)
    return math.fsum(share.share for share in scenario.policies.provider_pricing if type(share.policy) not in stands)


def costs_of_supply_are_assumed(arms: Arms) -> list[str]:
    """Say that nobody knows what the nodes cost that come and go."""
    responding = [label for label, scenario in arms.items() if _supply_responds(scenario)]
    if not responding:
        return []
    return [
        f"In {told_arms(responding, arms)} nodes with GPUs come and go at costs that are assumed: spread so that what "
        "GPUs earn at the start keeps those in that are there (population.providers.supply)."
    ]


def rules_that_no_chain_has_run(arms: Arms) -> list[str]:
    """Say which arms have a rule that was only drafted."""
    drafted = [label for label, scenario in arms.items() if scenario.part(Counterfactual).bonds.design != "none"]
    if not drafted:
        return []
    return [
        f"A counterfactual: in {told_arms(drafted, arms)} providers post bonds for levels of verification (AEP-86, a "
        "draft). The chain never had it; who is dishonest, how often nodes of theirs fail, what of it is detected and "
        "who asks for a level are assumed, and a bond makes nobody honest: it can only keep tenants away from who has "
        "none."
    ]


def _supply_responds(scenario: Scenario) -> bool:
    return any(share.share > 0.0 and not isinstance(share.policy, Fixed) for share in scenario.policies.provider_supply)


def without_a_market(arms: Arms) -> list[str]:
    """Say that what a run shows of the market is left out, where there is none."""
    if all(scenario.run.market for scenario in arms.values()):
        return []
    return [
        "There is no market in these runs (`run.market` is false): no provider, no tenant, no lease and no fee; the "
        "metrics and series of the market are left out, and nobody buys AKT to pay rent."
    ]


def what_is_assumed(arms: Arms) -> list[str]:
    """Say what a scenario's author names as assumed where there are no data."""
    return [
        f"Assumed, for want of data: {words}" for words in dict.fromkeys(one.assumes for one in arms.values()) if words
    ]


def no_rest(arms: Arms) -> list[str]:
    """Say which arms have no bonded ratio at rest: nothing is paid to stake, and a yield above 0 is required."""
    drained = [label for label, scenario in arms.items() if _mints_nothing(scenario) and _wants_a_yield(scenario)]
    if not drained:
        return []
    return [
        f"In {told_arms(drained, arms)} nothing is minted for stake, so that it earns less than holders require "
        "however little of it there is: bonded stake has no point of rest and drains as long as the run goes on."
    ]


def not_all_of_a_release(arms: Arms) -> list[str]:
    """Say what of a release that an arm upgrades to, or votes on, has no counterpart in the model."""
    changes = [change for scenario in arms.values() for change in (*scenario.timeline, *scenario.governance)]
    brought = {change.upgrade.version: change.upgrade.lacks for change in changes if change.upgrade is not None}
    told = [f"{version} also brings {lacks}" for version, lacks in brought.items() if lacks]
    if not told:
        return []
    before = "before it" if len(told) == 1 else "before each"
    return [f"{'; '.join(told)}; here these stay as they were {before}."]


def _mints_nothing(scenario: Scenario) -> bool:
    """Return whether nothing is minted by the law in force at the end."""
    law = scenario.part(Law)
    for event in scenario.timeline:
        law = law_after(law, event)
    return bool(law.mint.inflation_max == 0.0)


def _wants_a_yield(scenario: Scenario) -> bool:
    return any(
        isinstance(policy, RequiredYield) and policy.bonding_response_per_year > 0 and policy.required_real_yield > 0
        for policy in bonding_of(scenario)
    )


CAVEATS: Sequence[Callable[[Arms], list[str]]] = (
    no_level_of_2026,
    of_another_chain,
    what_is_assumed,
    without_a_market,
    along_a_path,
    drawn_responses,
    demand_moves_alone,
    demand_moves_alone_in_some,
    costs_of_supply_are_assumed,
    surplus_and_rent_are_assumed,
    rules_that_no_chain_has_run,
    reserve_that_is_handed_out,
    brakes_that_no_chain_has,
    no_rest,
    not_all_of_a_release,
    trade_of_the_record_twice,
)
