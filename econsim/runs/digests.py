"""Names for questions and answers: equal digests mean the same question, or the same numbers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from econsim.model_version import model_version
from econsim.runs.room import let_go
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
    return numbers_digests(frame, 1)[0]


def numbers_digests(frame: pd.DataFrame, n_parts: int) -> list[str]:
    """Return the hash of each part of a table that falls into parts of as many rows, one after the other."""
    digests, rows = [hashlib.blake2b(digest_size=16) for _ in range(n_parts)], len(frame) // n_parts
    for name in sorted(frame.columns):
        let_go(values := frame[name].to_numpy())
        values = _with_one_nan(values)
        is_text = values.dtype == object
        head = f"{name}\0{'text' if is_text else values.dtype.str}\0{rows}\0".encode()
        for digest, part in zip(digests, values.reshape(n_parts, rows), strict=True):
            digest.update(head + ("\0".join(map(str, part)).encode() if is_text else part.tobytes()))
    return [digest.hexdigest() for digest in digests]


def _with_one_nan(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return values in which what is no number has the same bits, whichever operation it came from."""
    return np.where(np.isnan(values), np.nan, values) if values.dtype.kind == "f" else values


def joined_digest(digests: Iterable[str]) -> str:
    """Return one hash for many, in their order."""
    return digest_of("/".join(digests))


def digest_of(text: str) -> str:
    """Return the hash of a text."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
