"""Names for questions: equal digests mean the same scenario content, seed, size and model version."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from econsim.model_version import model_version
from econsim.scenario.schema import Scenario


def question_digest(scenarios: Sequence[Scenario], seed: int, replicates: int | None, epochs: int) -> str:
    """Return a hash of what was asked; without replicates it is the key of a results folder."""
    asked: dict[str, Any] = {
        "scenarios": [scenario.digest() for scenario in scenarios],
        "seed": seed,
        "replicates": replicates,
        "epochs": epochs,
        "model": [model_version(), *_sources_from_outside(scenarios)],
    }
    return hashlib.blake2b(json.dumps(asked, sort_keys=True).encode(), digest_size=16).hexdigest()


def _sources_from_outside(scenarios: Sequence[Scenario]) -> list[str]:
    """Return the sources of the policies and shocks in use that are not econsim's own."""
    classes: set[type] = set()
    for scenario in scenarios:
        for decision in fields(scenario.policies):
            classes |= {type(part.policy) for part in getattr(scenario.policies, decision.name)}
        classes |= {type(scenario.shocks.akt_price), *(type(shock) for _, shock in scenario.shocks.gpu_demand)}
    return sorted(inspect.getsource(cls) for cls in classes if not cls.__module__.startswith("econsim."))
