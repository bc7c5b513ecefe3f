"""The studies that ship: scenario files under `scenarios/studies/`, each a question of governance with its variants."""

from __future__ import annotations

from econsim.errors import UsageError
from econsim.networks.catalogue import load_scenario
from econsim.scenario.load import shipped_names
from econsim.scenario.merge import closest
from econsim.scenario.schema import Scenario

FOLDER = "studies/"


def study_names() -> tuple[str, ...]:
    """Return the names of the studies, in alphabetical order."""
    return tuple(name.removeprefix(FOLDER) for name in shipped_names() if name.startswith(FOLDER))


def study_named(name: str) -> Scenario:
    """Return the scenario of a study; raises UsageError, with the nearest name, where there is none."""
    plain, known = name.removeprefix(FOLDER), study_names()
    if plain not in known:
        raise UsageError(f"no study '{name}'{closest(plain, known) or ';'} there are {', '.join(known)}")
    return load_scenario(FOLDER + plain)
