"""The studies that ship: scenario files under `scenarios/studies/`, each a question of governance with its variants."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from econsim.errors import UsageError
from econsim.networks.catalogue import load_scenario
from econsim.scenario.content import NOT_THE_MODEL
from econsim.scenario.load import shipped_names
from econsim.scenario.merge import closest
from econsim.scenario.origin import Mistakes, bare
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


def written_digest(study: Scenario) -> str:
    """Return a hash of what is written of a study's arms, its parents' values included: 16 hex digits.

    Left out are heading, objectives and claims, which change no run, and how often it runs. Unlike a scenario's digest
    it does not change with a default that the code gains.
    """
    arms = {"": study, **{name: study.variant(name) for name in study.variants}}
    text = json.dumps({name: _written(arm) for name, arm in arms.items()}, sort_keys=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _written(arm: Scenario) -> dict[str, Any]:
    tree: dict[str, Any] = bare(arm.layered.tree(Mistakes()))
    found = {name: value for name, value in tree.items() if name not in (*NOT_THE_MODEL, "extends")}
    return {**found, "run": {name: value for name, value in tree["run"].items() if name not in ("replicates", "seed")}}
