"""Names for questions: equal digests mean the same scenario content, seed, size and model version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
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
        "model": model_version(),
    }
    return hashlib.blake2b(json.dumps(asked, sort_keys=True).encode(), digest_size=16).hexdigest()
