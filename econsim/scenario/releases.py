"""Chain releases: what an upgrade sets and runs, and which rules its software has (data/upgrades/*.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

from econsim.contracts import Frozen
from econsim.errors import UsageError
from econsim.model_version import PACKAGE
from econsim.scenario.merge import closest
from econsim.scenario.origin import Mistakes, bare
from econsim.scenario.read import read_file
from econsim.scenario.values import FROZEN

_UPGRADES = PACKAGE / "data" / "upgrades"


class Rules(Frozen):
    """What a release's software does that no parameter says."""

    edit_below_floor_refused: bool
    gpu_orders_accepted: bool


class Release(Frozen):
    """One release of the chain's software."""

    version: str
    source: str
    set: Annotated[Mapping[str, Any], FROZEN]  # parameters its handler sets, by dotted path
    migrations: tuple[str, ...]  # named steps of its handler
    rules: Rules


@cache
def known_releases() -> tuple[str, ...]:
    """Return the versions econsim knows, the oldest first."""
    return tuple(sorted(file.stem for file in _UPGRADES.glob("*.yaml")))


@cache
def release(version: str) -> Release:
    """Return a release by its version."""
    if version not in known_releases():
        raise UsageError(no_such_release(version))
    file, mistakes = _UPGRADES / f"{version}.yaml", Mistakes()
    node = read_file(file, file.name, 0, mistakes)
    mistakes.raise_if_any()
    return Release.model_validate(bare(node))


def no_such_release(version: str) -> str:
    """Return the sentence for a version that econsim does not know."""
    known = known_releases()
    return f"is '{version}'; known releases: {', '.join(known)}{closest(version, known)}"


def known_release(version: str) -> str:
    """Return a version that econsim knows; raises ValueError otherwise."""
    if version not in known_releases():
        raise ValueError(no_such_release(version))
    return version
