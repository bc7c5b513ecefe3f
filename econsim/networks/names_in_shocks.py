"""Whom nature strikes: GPU models, jurisdictions and classes of tenants must be ones that there are."""

from __future__ import annotations

from collections.abc import Iterator

from econsim.policies.population import Population
from econsim.scenario.merge import closest
from econsim.scenario.network import Problem
from econsim.scenario.root import Shocks

_CHANNELS = ("gpu_demand", "outside_price", "exclusion", "hardware_price")


def unknown_names(population: Population, shocks: Shocks) -> Iterator[Problem]:
    """Return each shape of nature that names a GPU model, a jurisdiction or a class of tenants that nobody knows."""
    there = {
        "gpu_model": ("providers.gpu_models", population.providers.gpu_models),
        "jurisdiction": ("providers.jurisdictions", population.providers.jurisdictions),
        "tenant_class": ("tenants.classes", population.tenants.classes),
    }
    for channel in _CHANNELS:
        for name, shape in shocks[channel].items():
            for field, (where, names) in there.items():
                named = getattr(shape, field, None)
                if named is not None and named not in names:
                    known, hint = ", ".join(names) or "none", closest(named, names)
                    message = f"is '{named}'; population.{where} has {known}{hint}"
                    yield Problem(("shocks", channel, name, field), message, "unknown-value")


def no_gpus_wanted(population: Population, shocks: Shocks) -> Iterator[Problem]:
    """Return each change of the demand for GPUs of a class that wants none."""
    of_gpus = [name for name, kind in population.tenants.classes.items() if kind.gpus]
    for name, change in shocks.gpu_demand.items():
        if change.tenant_class in population.tenants.classes and change.tenant_class not in of_gpus:
            message = f"is '{change.tenant_class}', which wants no GPUs; name one of {', '.join(of_gpus) or 'none'}"
            yield Problem(("shocks", "gpu_demand", name, "tenant_class"), message, "inconsistent")
