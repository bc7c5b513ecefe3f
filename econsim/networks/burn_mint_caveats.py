"""What must be said of results about the burn-mint equilibrium and of every world of 2026."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from econsim.mechanisms.law import Law
from econsim.mechanisms.upgrades.releases import COUNTERFACTUAL
from econsim.scenario.schema import Scenario

Arms = Mapping[str, Scenario]  # by label, the baseline first
_BRAKES = ("restart_threshold", "burn_backoff_percent", "max_burn")
_UNSEEN = datetime(2026, 1, 1, tzinfo=UTC)


def no_level_of_2026(arms: Arms) -> list[str]:
    """Say that levels of a world of 2026 are no result, where an arm reaches that year."""
    reaching = [one.run for one in arms.values() if _end(one) > _UNSEEN]
    if not reaching:
        return []
    begins = "the world at the start is simulated, not observed, and " if any(run.n_before for run in reaching) else ""
    return [
        f"No level of 2026 is a result, only differences between rules are: {begins}neither the AKT price nor demand "
        "of that year is known to the model."
    ]


def reserve_that_is_handed_out(arms: Arms) -> list[str]:
    """Say in which arms the vault's seed is remint credit, which no chain has had."""
    handed = [
        label
        for label, scenario in arms.items()
        if any(COUNTERFACTUAL & {*change.all_migrations} for change in (*scenario.timeline, *scenario.governance))
    ]
    if not handed:
        return []
    return [
        f"A counterfactual: in {', '.join(handed)} the seed of the vault is remint credit, as AEP-76 says. On the "
        "chain it counts in the collateral ratio and is never handed out."
    ]


def brakes_that_no_chain_has(arms: Arms) -> list[str]:
    """Say in which arms x/bme has brakes that stand in AEP-76's design and in no code."""
    braked = [label for label, scenario in arms.items() if any(_brakes(scenario))]
    if not braked:
        return []
    return [
        f"A counterfactual: in {', '.join(braked)} x/bme has a restart threshold, slower burns or a limit to burns. "
        "The design of AEP-76 names such brakes; no chain has run them, and their numbers are assumed."
    ]


def _brakes(scenario: Scenario) -> list[Any]:
    """Return what a scenario sets of these keys, from the start or later."""
    at_start = [getattr(scenario.part(Law).bme, key) for key in _BRAKES]
    later = [change.set.get(f"chain.bme.{key}") for change in scenario.timeline for key in _BRAKES]
    return [*at_start, *later]


def _end(scenario: Scenario) -> datetime:
    end: datetime = scenario.run.start + scenario.run.epochs * timedelta(seconds=scenario.run.epoch_length)
    return end
