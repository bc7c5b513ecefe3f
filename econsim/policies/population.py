"""Who is there at the start: the four populations, and who trades with them from outside."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from pydantic import model_validator

from econsim import sources
from econsim.contracts import parameter
from econsim.policies.delegators.population import DelegatorPopulation
from econsim.policies.outside import Outside
from econsim.policies.providers.population import ProviderPopulation
from econsim.policies.tenants.population import TenantPopulation
from econsim.policies.tenants.search import LEAVE
from econsim.policies.validators.population import ValidatorPopulation
from econsim.scenario.merge import closest
from econsim.scenario.values import Inconsistent, Section


class Population(Section):
    """The four populations, and who is no agent."""

    fixed: bool = parameter(
        "true: the same agents in every replicate", unit="flag", source=sources.OURS, status="choice"
    )
    validators: ValidatorPopulation
    delegators: DelegatorPopulation
    providers: ProviderPopulation
    tenants: TenantPopulation
    outside: Outside = Outside()

    @model_validator(mode="after")
    def _models_asked_for_exist(self) -> Self:
        for name, kind in self.tenants.classes.items():
            at = f"tenants.classes.{name}"
            self._refuse_unknown(f"{at}.gpu_models", kind.gpu_models or ())
            self._refuse_unknown(f"{at}.second_choice", kind.second_choice)
            for model, shares in kind.second_choice.items():
                self._refuse_unknown(f"{at}.second_choice.{model}", [other for other in shares if other != LEAVE])
        self._refuse_unknown("outside.gpus_elsewhere", self.outside.gpus_elsewhere)
        return self

    def _refuse_unknown(self, at: str, named: Iterable[str]) -> None:
        models = self.providers.gpu_models
        for model in named:
            if model not in models:
                known = ", ".join(models) or "none"
                hint = closest(model, models)
                raise Inconsistent(f"{at}.{model}", f"no such GPU model; providers.gpu_models has {known}{hint}")

    @model_validator(mode="after")
    def _somebody_answers_who_waits(self) -> Self:
        for name, kind in self.tenants.classes.items():
            if kind.patience.kind != "none" and not self.providers.bids_again:
                message = (
                    f"is '{kind.patience.kind}', and nobody would bid on who waits: set providers.bids_again to true"
                )
                raise Inconsistent(f"tenants.classes.{name}.patience.kind", message)
        return self
