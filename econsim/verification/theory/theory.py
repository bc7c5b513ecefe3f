"""What a theory is to the verification: a name, a range of parameters, and a set-up that steps the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator, ConfigDict

from econsim.contracts import Frozen
from econsim.units import FloatArray

REPLICATES = 32
SEED = 1  # of every simulated theory; the replicate tells their draws apart
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class CannotMeasure(Exception):
    """These parameters lie in its range, but the model cannot be set up for them; the message says why."""


class Range(Frozen):
    """The parameters of a theory, each with its range; some are written by an `alias`, its own word."""

    model_config = ConfigDict(validate_by_alias=True)


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _pair(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


Whole = Annotated[int, BeforeValidator(_whole)]  # JSON writes 10 and 10.0
AS_PAIR = BeforeValidator(_pair)  # and knows no tuples


@dataclass(frozen=True)
class Measured:
    """What a set-up measured, by expected key: numbers, lists of them, None (never), or maps of numbers.

    `errors` has a standard error for each simulated key; keys without one are deterministic. `missing` says of keys
    why they cannot be measured. `p_values` has the p-value of a test of a whole law by the row's name of its least one.
    `rounding` has how far whole units may take a deterministic key off its law.
    """

    values: Mapping[str, Any]
    errors: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    missing: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    p_values: Mapping[str, float] = field(default_factory=lambda: _NOTHING)
    rounding: Mapping[str, float] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True)
class Theory:
    """One theory: `measure(parameters, sample)` steps the model.

    `sample` is the number of draws (arrivals, delegators, paths) over all replicates; `rtol` names, for deterministic
    keys, the tolerance of a row that judges it (a dotted path) and what holds where a row names none.
    """

    name: str
    parameters: type[Range]
    measure: Callable[[Any, int], Measured]
    sample: int = 0
    rtol: Mapping[str, tuple[str, float]] = field(default_factory=lambda: _NOTHING)


def rare_event_error(ratio: Any, n: Any, run: float = 1.0) -> FloatArray:
    """Return the standard error of a ratio counted over n draws whose events come in runs, four runs at least.

    Where events are rare, replicates may all be without one, and their spread would claim certainty.
    """
    return np.asarray(np.sqrt(np.maximum(np.asarray(ratio), 4.0 * run / n) * run / n))


def over_replicates(
    rows: Sequence[Mapping[str, Any]], least: Mapping[str, Any] = _NOTHING
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return means and standard errors by key from independent replicates; an error is `least` at least."""
    values, errors = {}, {}
    for key in rows[0]:
        seen = np.array([row[key] for row in rows], dtype=np.float64)
        error = seen.std(axis=0, ddof=1) / np.sqrt(len(rows))
        values[key] = seen.mean(axis=0).tolist()
        errors[key] = np.maximum(error, least.get(key, 0.0)).tolist()
    return values, errors
