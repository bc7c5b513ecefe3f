"""Names for questions and answers: equal digests mean the same question, or the same numbers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from econsim.model_version import model_version
from econsim.scenario.schema import Scenario


def question_digest(
    scenarios: Sequence[Scenario], seed: int, replicates: int | Sequence[int] | None, epochs: int
) -> str:
    """Return a hash of what was asked; without replicates it is the key of a results folder.

    `replicates` is how many there are from 0 on, or the numbers of those that were asked for alone.
    """
    asked: dict[str, Any] = {
        "scenarios": [scenario.digest() for scenario in scenarios],
        "seed": seed,
        "replicates": replicates,
        "epochs": epochs,
        "model": model_version(),
    }
    return digest_of(json.dumps(asked, sort_keys=True))


def numbers_digest(frame: pd.DataFrame) -> str:
    """Return a hash over the names, types and exact values of a table, by column; every NaN is the same.

    In which order the columns stand is no part of the numbers.
    """
    digest = hashlib.blake2b(digest_size=16)
    for name in sorted(frame.columns):
        values = _with_one_nan(frame[name].to_numpy())
        is_text = values.dtype == object
        digest.update(f"{name}\0{'text' if is_text else values.dtype.str}\0{len(values)}\0".encode())
        digest.update("\0".join(map(str, values)).encode() if is_text else np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()


def _with_one_nan(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return values in which what is no number has the same bits, whichever operation it came from."""
    return np.where(np.isnan(values), np.nan, values) if values.dtype.kind == "f" else values


def joined_digest(digests: Iterable[str]) -> str:
    """Return one hash for many, in their order."""
    return digest_of("/".join(digests))


def digest_of(text: str) -> str:
    """Return the hash of a text."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
