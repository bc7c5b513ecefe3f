"""Points in the space of what is uncertain: quantiles of the priors, and the values that parameters have there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from econsim.errors import UsageError
from econsim.scenario.schema import Scenario
from econsim.units import FloatArray


def need_uncertain(scenario: Scenario) -> None:
    """Raise UsageError where a scenario says of nothing that it is uncertain."""
    if not scenario.uncertain:
        example = "uncertain: {PATH: {low: 0, high: 1}}"
        raise UsageError(f"{scenario.name} has nothing uncertain: say which parameters, such as {example}")


def values_at(scenario: Scenario, quantiles: FloatArray) -> FloatArray:
    """Return the values of the uncertain parameters by (point, parameter), at quantiles of the same shape.

    A parameter that is a whole number in the scenario is rounded.
    """
    priors, whole = scenario.uncertain.values(), _are_whole(scenario)
    values = np.stack([prior.at(quantiles[:, place]) for place, prior in enumerate(priors)], axis=1)
    return np.where(whole, np.rint(values), values)


def changes_at(scenario: Scenario, values: FloatArray) -> Mapping[str, float | int]:
    """Return the values of one point by path, as `with_changes` takes them."""
    return all_changes(scenario, values[None])[0]


def all_changes(scenario: Scenario, values: FloatArray) -> list[Mapping[str, float | int]]:
    """Return the same of many points, a row each."""
    whole = _are_whole(scenario)
    return [
        {
            path: int(value) if is_whole else float(value)
            for path, value, is_whole in zip(scenario.uncertain, row, whole, strict=True)
        }
        for row in values
    ]


def _are_whole(scenario: Scenario) -> list[bool]:
    """Return of each uncertain parameter whether it is a whole number; one that is not written is taken for none."""
    content = scenario.content()
    found = []
    for path in scenario.uncertain:
        value: Any = content
        for name in path.split("."):
            value = value[int(name)] if isinstance(value, list) else None if value is None else value.get(name)
        found.append(isinstance(value, int) and not isinstance(value, bool))
    return found
