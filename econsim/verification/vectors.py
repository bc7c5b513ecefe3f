"""Conformance vectors: cases with an answer, most of them from the chain's own tests, run through the reference chain.

A file is one JSON object; its `vectors` are objects with id, mechanism, inputs and expected. A vector with a word that
econsim does not know is unsupported; one that breaks the format, or the reference chain, has failed. Neither passes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from econsim.errors import UsageError, one_line
from econsim.model_version import PACKAGE
from econsim.verification.compare import Difference, first_difference
from econsim.verification.conformance import (
    burn_mint,
    commission,
    distribution,
    escrow,
    governance,
    market,
    mint,
    numbers,
    provider_bonds,
    slashing,
    staking,
)
from econsim.verification.conformance.fields import Malformed, Unsupported
from econsim.verification.result import Result, Status

SHIPPED = PACKAGE / "data" / "vectors" / "public.json"
BURN_MINT = SHIPPED.with_name("bme.json")
ALL_SHIPPED = (SHIPPED, BURN_MINT)  # what chains run; the draft of provider bonds is a file apart
ROOMS = (
    numbers,
    mint,
    distribution,
    staking,
    slashing,
    governance,
    escrow,
    market,
    commission,
    provider_bonds,
    burn_mint,
)
MECHANISMS: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    name: run for room in ROOMS for name, run in room.CASES.items()
}


class JsonFloat(str):
    """A number with a point or an exponent, as it was written: the format has none."""


def run_file(path: Path = SHIPPED) -> list[Result]:
    """Run every vector of a file, in its order; UsageError if it is no file of vectors."""
    return [run_vector(vector, f"vector {place}") for place, vector in enumerate(read_vectors(path), start=1)]


def read_vectors(path: Path) -> list[Any]:
    """Return the vectors of a file as they stand; numbers are read without binary fractions."""
    try:
        content = json.loads(path.read_text("utf-8"), parse_float=JsonFloat, parse_constant=JsonFloat)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}; expected a file of vectors") from None
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: not JSON ({error}); expected one object with a list of vectors") from None
    vectors = content.get("vectors") if isinstance(content, dict) else None
    if not isinstance(vectors, list) or not vectors:
        raise UsageError(f"{path}: no vectors in it; expected one object with a list called vectors")
    return vectors


def run_vector(vector: Any, name: str = "vector") -> Result:
    """Run one vector and compare; `name` stands in for an id that is missing."""
    if not isinstance(vector, Mapping):
        return Result(name, "", "failed", one_line(f"malformed: {vector!r} is no object"))
    identity, mechanism = (
        one_line(str(vector.get(key, missing))) for key, missing in (("id", name), ("mechanism", ""))
    )
    status, detail, found = _judge(vector)
    if found is None:
        return Result(identity, mechanism, status, one_line(detail))
    return Result(identity, mechanism, status, one_line(str(found)), measured=found.measured, expected=found.expected)


def _judge(vector: Mapping[str, Any]) -> tuple[Status, str, Difference | None]:
    """Return how a vector ends, why if it cannot be compared, and where it differs if it can."""
    try:
        measured = _measure(vector)
    except Unsupported as error:
        return "unsupported", f"econsim does not know {error}", None
    except Malformed as error:
        return "failed", f"malformed: {error}", None
    except Exception as error:  # whatever the reference chain trips over is this vector's failure alone
        return "failed", f"the reference chain: {type(error).__name__}: {error}", None
    found = first_difference(vector["expected"], measured)
    return "passed" if found is None else "failed", "", found


def _measure(vector: Mapping[str, Any]) -> Any:
    for key, kind in (("id", str), ("mechanism", str), ("inputs", dict), ("expected", dict)):
        if not isinstance(vector.get(key), kind):
            raise Malformed(f"{key!r} is {'missing' if key not in vector else 'of another kind than the format says'}")
    if vector["mechanism"] not in MECHANISMS:
        raise Unsupported(f"mechanism {vector['mechanism']!r}")
    for place in _floats(vector["inputs"], "inputs"):
        raise Malformed(f"{place}; a decimal is written as text")
    return MECHANISMS[vector["mechanism"]](vector["inputs"])


def _floats(value: Any, place: str) -> Iterator[str]:
    """Return where a value holds numbers that are not whole."""
    if isinstance(value, JsonFloat | float):
        yield f"{place} is {value}"
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _floats(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _floats(inner, f"{place}[{index}]")
