"""Parameters of provider bonds: the numbers of AEP-86, a draft, and what it leaves open."""

from __future__ import annotations

from typing import Any, Literal

from econsim import sources
from econsim.contracts import parameter
from econsim.scenario.values import Seconds, Section
from econsim.world.money import Akt

AEP_86 = "akash-network/AEP spec/aep-86/README.md @d21edcdf2b363f1705a6240f043d2daad0ec66c4, a draft"


def _unit_bond(level: int) -> Any:
    return parameter(f"bond of a unit at level {level}", unit="uakt/unit", source=AEP_86, status="choice")


class UnitBonds(Section):
    """What one unit of a resource asks for at each level that asks for a bond."""

    level_2: Akt = _unit_bond(2)
    level_3: Akt = _unit_bond(3)
    level_4: Akt = _unit_bond(4)


class Bonds(Section):
    """Bonds of providers by level of verification; no chain has run them."""

    design: Literal["none", "as_drafted", "in_usd", "slashed_automatically"] = parameter(
        "none: no levels; as_drafted: a bond in AKT, slashed by vote alone; in_usd: the same, its worth in USD held; "
        "slashed_automatically: as drafted, and slashed for every bad lease that is detected",
        unit="name",
        source=f"{AEP_86}; the last two are variants of ours",
        status="choice",
    )
    gpu: UnitBonds
    vcpu: UnitBonds
    memory_gb: UnitBonds
    storage_tb: UnitBonds
    unbonding_time: Seconds = parameter(
        "from the withdrawal of a bond to its payment", unit="s", source=AEP_86, status="choice", ge=0.0
    )
    slash_fraction: float = parameter(
        "part of what is bonded that a slash takes; the draft has none of its own, each proposal names one",
        unit="fraction",
        source=f"{sources.ASSUMPTION}; sweep .05, .25, 1",
        status="assumed",
        ge=0.0,
        le=1.0,
    )
    slash_delay: Seconds = parameter(
        "from the detection of a bad lease to the end of the vote on its provider, which passes",
        unit="s",
        source=f"{sources.ASSUMPTION}; sweep 3, 14, 30 days",
        status="assumed",
        ge=0.0,
    )
    drafted_at_usd: float = parameter(
        "in_usd: AKT price at which the bond is that of the draft; its worth in USD is held from there",
        unit="USD/AKT",
        source=f"{sources.ASSUMPTION}; sweep .5, 1, 3",
        status="assumed",
        gt=0.0,
        le=10_000.0,
    )
