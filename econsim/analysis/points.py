"""Points in the space of what is uncertain: quantiles of the priors, and the values that parameters have there."""

from __future__ import annotations

from collections.abc import Mapping

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
    columns = []
    for place, (path, prior) in enumerate(scenario.uncertain.items()):
        values = prior.at(quantiles[:, place])
        columns.append(np.rint(values) if _is_whole(scenario, path) else values)
    return np.stack(columns, axis=1)


def changes_at(scenario: Scenario, values: FloatArray) -> Mapping[str, float | int]:
    """Return the values of one point by path, as `with_changes` takes them."""
    return {
        path: int(value) if _is_whole(scenario, path) else float(value)
        for path, value in zip(scenario.uncertain, values, strict=True)
    }


def _is_whole(scenario: Scenario, path: str) -> bool:
    value = scenario.content()
    for name in path.split("."):
        value = value[int(name)] if isinstance(value, list) else value.get(name)
        if value is None:
            return False  # a default that is not written, such as of a policy that is left out
    return isinstance(value, int) and not isinstance(value, bool)
