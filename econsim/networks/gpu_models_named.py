"""What nature does to a GPU model: the model must be one that providers may have."""

from __future__ import annotations

from collections.abc import Iterator

from econsim.policies.population import Population
from econsim.scenario.merge import closest
from econsim.scenario.network import Problem
from econsim.scenario.root import Shocks


def unknown_models(population: Population, shocks: Shocks) -> Iterator[Problem]:
    """Return each change of demand or of open-market prices that names a GPU model which nobody has."""
    models = population.providers.gpu_models
    for channel in ("gpu_demand", "outside_price"):
        for name, change in shocks[channel].items():
            if change.gpu_model is not None and change.gpu_model not in models:
                known, hint = ", ".join(models) or "none", closest(change.gpu_model, models)
                message = f"is '{change.gpu_model}'; population.providers.gpu_models has {known}{hint}"
                yield Problem(("shocks", channel, name, "gpu_model"), message, "unknown-value")
