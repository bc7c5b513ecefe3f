"""Conformance vectors of provider bonds (AEP-86, a draft that no chain has run)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from econsim.reference.provider_bonds import required_bonds, slashed, supported_levels
from econsim.verification.conformance.fields import Fields, decimal, integer, table


def provider_bond(inputs: Fields) -> Any:
    """Return what each level asks for, what a slash leaves of what was posted, and for which levels that is enough."""
    params, resources = table(inputs, "params"), table(inputs, "resources")
    unit_bonds = {name: _whole_numbers(table(params, name)) for name in params}
    required = required_bonds(unit_bonds, _whole_numbers(resources))
    remaining = slashed(integer(inputs, "posted"), decimal(inputs, "slash_fraction"))
    return {"required": required, "remaining": remaining, "supported": supported_levels(required, remaining)}


def _whole_numbers(given: Fields) -> dict[str, int]:
    return {name: integer(given, name) for name in given}


CASES: Mapping[str, Callable[[Fields], Any]] = {"provider_bond": provider_bond}
