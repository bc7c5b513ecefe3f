"""Providers that may draw a cost of their own for each order: an order costs one more than another, and it knows."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from econsim.contracts import parameter
from econsim.policies.providers.cost_law import KNOT_Z, CostLaw, LognormalCost, UniformCost
from econsim.policies.providers.price_list import CostBased
from econsim.scenario.values import Inconsistent
from econsim.units import FloatArray


class DrawnCost(CostBased):
    """A cost of an order = cost level x a draw of the law that `cost_law` names, keyed by (order, provider)."""

    cost_law: str

    cost_log_sd: float = parameter(
        "spread of a lognormal cost of an order around the cost level, standard deviation of the logarithm",
        unit="1",
        source="assumption: a little less wide than operators' asks",
        status="assumed",
        default=0.2,
        gt=0.0,
        le=3.0,
    )
    cost_low: float = parameter(
        "lowest uniform cost of an order over the cost level",
        unit="cost levels",
        source="assumption",
        status="assumed",
        default=0.5,
        ge=0.0,
        le=1_000.0,
    )
    cost_high: float = parameter(
        "highest uniform cost of an order over the cost level",
        unit="cost levels",
        source="assumption",
        status="assumed",
        default=1.5,
        gt=0.0,
        le=1_000.0,
    )

    @model_validator(mode="after")
    def _costs_have_a_width(self) -> Self:
        if self.cost_low >= self.cost_high:
            raise Inconsistent("cost_low", f"is {self.cost_low:g}; lower it below cost_high, {self.cost_high:g}")
        return self

    @property
    def law(self) -> CostLaw | None:
        """Return the law of an order's cost over the cost level, None where every order costs the level."""
        if self.cost_law == "lognormal":
            return LognormalCost(0.0, self.cost_log_sd)
        return UniformCost(self.cost_low, self.cost_high) if self.cost_law == "uniform" else None

    @staticmethod
    def costs_at_knots(law: CostLaw) -> FloatArray:
        """Return the cost at each of `COST_KNOTS`, over the cost level."""
        return law.at(KNOT_Z)
