"""Who is there at the start: the four populations."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from econsim import sources
from econsim.contracts import parameter
from econsim.policies.delegators.population import DelegatorPopulation
from econsim.policies.providers.population import ProviderPopulation
from econsim.policies.tenants.population import TenantPopulation
from econsim.policies.validators.population import ValidatorPopulation
from econsim.scenario.merge import closest
from econsim.scenario.values import Inconsistent, Section


class Population(Section):
    """The four populations."""

    fixed: bool = parameter(
        "true: the same agents in every replicate", unit="flag", source=sources.OURS, status="choice"
    )
    validators: ValidatorPopulation
    delegators: DelegatorPopulation
    providers: ProviderPopulation
    tenants: TenantPopulation

    @model_validator(mode="after")
    def _models_asked_for_exist(self) -> Self:
        models = self.providers.gpu_models
        for name, kind in self.tenants.classes.items():
            for model in kind.gpu_models or ():
                if model not in models:
                    at = f"tenants.classes.{name}.gpu_models.{model}"
                    known = ", ".join(models) or "none"
                    hint = closest(model, models)
                    raise Inconsistent(at, f"no such GPU model; providers.gpu_models has {known}{hint}")
        return self
