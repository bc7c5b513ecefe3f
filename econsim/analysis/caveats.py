"""What must be said before any number of a comparison: sentences chosen by rule, one function a caveat."""

from __future__ import annotations

from collections.abc import Sequence

from econsim.analysis.arms import FinishedArm
from econsim.analysis.bonding_rest import no_rest
from econsim.analysis.provenance import changes
from econsim.scenario.notes import notes_on
from econsim.scenario.schema import Scenario

SUPPLY_HELD_FIXED = "supply and price lists held fixed"
_DEMAND = ("population.tenants", "shocks.gpu_demand", "shocks.reservation_price", "policies.tenant_choice")


def caveats(arms: Sequence[FinishedArm]) -> list[str]:
    """Return the caveats that apply to a comparison of finished arms, baseline first, each once."""
    return list(dict.fromkeys(sentence for caveat in _CAVEATS for sentence in caveat(arms)))


def notes_of(scenarios: Sequence[Scenario], epochs: int | None = None) -> list[str]:
    """Return what valid scenarios may not mean, run for some epochs (their own when None), each sentence once."""
    return list(dict.fromkeys(note.sentence for one in scenarios for note in notes_on(one, epochs)))


def not_what_was_meant(arms: Sequence[FinishedArm]) -> list[str]:
    """Say what the scenarios may not mean: events after the end of the run, a floor that lifts nobody."""
    return notes_of([arm.scenario for arm in arms], arms[0].run.epochs)


def demand_moves_alone(arms: Sequence[FinishedArm]) -> list[str]:
    """Say that supply does not respond, where demand is shocked or differs between the arms."""
    shocked = any(arm.scenario.shocks.gpu_demand for arm in arms)
    differing = {change["path"] for arm in arms[1:] for change in changes(arms[0].scenario, arm.scenario)}
    if not shocked and not any(path.startswith(_DEMAND) for path in differing):
        return []
    return [
        f"Every result about demand comes with {SUPPLY_HELD_FIXED}: no provider adds or takes away hardware, and asks "
        "do not follow demand."
    ]


_CAVEATS = (not_what_was_meant, demand_moves_alone, no_rest)
