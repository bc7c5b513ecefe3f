"""Who is excluded from the market: the providers of a jurisdiction, or the tenants of a class."""

from __future__ import annotations

from typing import Any, ClassVar

from econsim.contracts import parameter
from econsim.shocks.exclusion.channel import Exclusion


def _name(meaning: str) -> Any:
    return parameter(meaning, unit="name", source="scenario", status="choice")


def _start() -> Any:
    return parameter(
        "when it begins, from the start of the run; or a `date`, one of the two",
        unit="days",
        source="scenario",
        status="choice",
        ge=0.0,
        le=100_000.0,
    )


def _span() -> Any:
    return parameter(
        "how long it lasts; left out, for ever",
        unit="days",
        source="scenario",
        status="choice",
        default=None,
        ge=0.01,
        le=100_000.0,
    )


class OfJurisdiction(Exclusion):
    """No provider of a jurisdiction may serve: leases on its nodes end at once, and it makes no bids until the end."""

    kind: ClassVar[str] = "jurisdiction"

    jurisdiction: str = _name("jurisdiction whose providers are excluded")
    start_day: float = _start()
    days: float | None = _span()

    def whom(self) -> tuple[str, str]:
        """Return the jurisdiction."""
        return "jurisdiction", self.jurisdiction

    def told(self) -> str:
        """Return who is excluded."""
        return f"providers in {self.jurisdiction} excluded"


class OfWorkload(Exclusion):
    """No tenant of a class may be served: its leases end at once, and it posts no orders until the end."""

    kind: ClassVar[str] = "workload"

    tenant_class: str = _name("class of tenants that is excluded")
    start_day: float = _start()
    days: float | None = _span()

    def whom(self) -> tuple[str, str]:
        """Return the class."""
        return "tenant_class", self.tenant_class

    def told(self) -> str:
        """Return who is excluded."""
        return f"tenants of class {self.tenant_class} excluded"
