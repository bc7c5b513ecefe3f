"""Which validators there are at the start: those of the network's table, or of a chain of which little is known."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from econsim import sources
from econsim.contracts import parameter
from econsim.scenario.values import Fraction, Inconsistent, Section

_MOST = 1_000


class TableOfValidators(Section):
    """The active validators at the start: rates and sizes."""

    kind: Literal["recorded", "zipf"] = parameter(
        "recorded: the network's own table; zipf: of another chain, sizes by Zipf's law, who has which rate by chance",
        unit="name",
        source=sources.OURS,
        status="choice",
        default="recorded",
    )
    commission_rates: tuple[Fraction, ...] = parameter(
        "commission rates at the start (zipf)",
        unit="fraction",
        source="choice of the scenario's author: what is known of that chain",
        status="choice",
        default=(),
    )
    validators_each: tuple[Annotated[int, Field(ge=1, le=_MOST)], ...] = parameter(
        "validators at each of these rates, in the order of the rates (zipf)",
        unit="validators",
        source="choice of the scenario's author: what is known of that chain",
        status="choice",
        default=(),
    )
    least_size_exponent: float = parameter(
        "Zipf exponent a of sizes, the k-th largest being in proportion to k^-a: each replicate draws it evenly from "
        "here on (zipf)",
        unit="1",
        source="assumption: top fifty of public chains lie between .5 and 1.5",
        status="assumed",
        default=0.5,
        ge=0.0,
        le=5.0,
    )
    most_size_exponent: float = parameter(
        "the same, up to here (zipf)",
        unit="1",
        source="assumption: top fifty of public chains lie between .5 and 1.5",
        status="assumed",
        default=1.5,
        ge=0.0,
        le=5.0,
    )

    @model_validator(mode="after")
    def _says_who_there_is(self) -> Self:
        rates, each = len(self.commission_rates), len(self.validators_each)
        if self.kind == "recorded" and rates:
            raise Inconsistent("commission_rates", "is given, and the recorded table has its own; set kind to zipf")
        if self.kind == "zipf" and not rates:
            raise Inconsistent("commission_rates", "is missing; a table of kind 'zipf' takes the rates at the start")
        if each != rates:
            raise Inconsistent("validators_each", f"has {each} entries for {rates} commission rates")
        if self.least_size_exponent > self.most_size_exponent:
            message = f"is {self.most_size_exponent:g}, less than least_size_exponent, {self.least_size_exponent:g}"
            raise Inconsistent("most_size_exponent", message)
        return self
