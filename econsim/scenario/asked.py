"""What a caller may give beside a scenario: how long, how often, with what draws, over how many processes, where to."""

from __future__ import annotations

import operator
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ValidationError, create_model

from econsim.errors import UsageError
from econsim.scenario.fields import root_spec
from econsim.scenario.origin import Words
from econsim.scenario.run import Run
from econsim.scenario.sentences import problems
from econsim.scenario.values import Section, number_text, shown

MOST_WORKERS = 1_024


def of_run(run: Run, **numbers: Any) -> dict[str, int]:
    """Return numbers of a scenario's run section, each the caller's own or, where that is None, the scenario's.

    Raises UsageError in the words that the same number would get in a file.
    """
    given = checked_sizes("", numbers)
    return {name: given.get(name, getattr(run, name)) for name in numbers}


def checked_sizes(prefix: str, numbers: Mapping[str, Any]) -> dict[str, int]:
    """Return those numbers of a run section that are not None, whatever the scenario; messages put a prefix first."""
    given = {name: _index(number) for name, number in numbers.items() if number is not None}
    model = _model_of(tuple(given))
    try:
        model.model_validate(given)
    except ValidationError as error:
        told = problems(model, error, Words())
        raise UsageError("; ".join(f"{prefix}{'.'.join(path)} {message}" for path, message, _ in told)) from None
    return given


def replicate_number(number: Any, called: str = "replicate") -> int:
    """Return the number of a replicate; raises UsageError where there is no such replicate."""
    most = root_spec(Run).walk(("replicates",))
    assert most is not None, "a field of the run section"
    return _between(called, number, 0, int(most.limits["le"]) - 1)


def whole_number(called: str, number: Any, cure: str) -> int:
    """Return a whole number as Python's; raises UsageError, which ends in a cure, for anything else."""
    number = _index(number)
    if isinstance(number, bool) or not isinstance(number, int):
        raise UsageError(f"{called} is {shown(number)}; {cure}")
    return int(number)


def workers(number: Any, called: str = "workers") -> int | None:
    """Return the number of processes, None for as many as there are cores; raises UsageError for what cannot be."""
    return None if number is None else _between(called, number, 1, MOST_WORKERS)


def results_folder(out: Any) -> Path | None:
    """Return the folder that results are to go to, None for none; raises UsageError for what is no path."""
    return path_of(out, "folder")


def path_of(out: Any, kind: str) -> Path | None:
    """Return the path to which something is to go, None for none; raises UsageError for what is no path."""
    if out is not None and not isinstance(out, str | os.PathLike):
        raise UsageError(f"out is {shown(out)}; expected the path of a {kind}")
    return None if out is None else Path(out)


def kept_folder(given: Any) -> Path:
    """Return the folder in which something is kept; raises UsageError for what is no path."""
    if not isinstance(given, str | os.PathLike):
        raise UsageError(f"the folder is {shown(given)}; expected the path of a results folder")
    return Path(given)


def _between(name: str, number: Any, least: int, most: int) -> int:
    found = whole_number(name, number, "expected a whole number")
    if not least <= found <= most:
        raise UsageError(f"{name} is {number_text(found)}; expected {least} to {most}")
    return found


def _index(number: Any) -> Any:
    """Return one of numpy's whole numbers as Python's, anything else as it is."""
    return operator.index(number) if isinstance(number, np.integer) else number


@cache
def _model_of(names: tuple[str, ...]) -> type[BaseModel]:
    fields: dict[str, Any] = {name: (Run.model_fields[name].annotation, Run.model_fields[name]) for name in names}
    return create_model("Asked", __base__=Section, **fields)
