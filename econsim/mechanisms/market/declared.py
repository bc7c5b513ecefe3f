"""How series of the market are declared: counts of the tally, and families of one a GPU model or tenant class."""

from __future__ import annotations

from econsim.mechanisms.market.readings import counted, gpu_models, tenant_classes
from econsim.world.series import Family, Reading, Series


def count_of(name: str, meaning: str, unit: str = "count", of: str = "") -> Series:
    """Return a count of the tally under its own name, or `of` another."""
    return Series(name, unit, meaning, counted(of or name))


def of_models(name: str, unit: str, meaning: str, values: Reading) -> Family:
    """Return a series for each GPU model, and for all."""
    return Family(f"{name}_{{gpu_model}}", unit, meaning, gpu_models, values)


def of_classes(name: str, unit: str, meaning: str, values: Reading) -> Family:
    """Return a series for each class of tenants."""
    return Family(f"{name}_{{tenant_class}}", unit, meaning, tenant_classes, values)
