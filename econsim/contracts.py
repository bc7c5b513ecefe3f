"""What a policy, a decision, a schedule and a shock are: the contract that rules, choices and nature share.

A policy class is its own schema: a frozen model whose fields carry unit, range, meaning and source. It is
given `own` (the columns of the rows that use it), `public` (a frozen snapshot of what any participant can
see) and `draws`, and returns a decision. It never changes the world.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from dataclasses import Field as Part
from functools import cache
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from econsim.columns import one_by_one
from econsim.decisions import (
    BondingFlow,
    ChoiceSchedule,
    CommissionEdit,
    Decision,
    Placement,
    PricingSchedule,
    RevenueUse,
    RewardUse,
    Schedule,
    StakingMessages,
)
from econsim.draws import Draws, Streams
from econsim.units import FloatArray, IntArray

__all__ = [
    "BondingFlow",
    "ChoiceSchedule",
    "CommissionEdit",
    "Decision",
    "DemandShock",
    "Frozen",
    "OneByOne",
    "Own",
    "Placement",
    "Placing",
    "Policy",
    "PriceProcess",
    "PricingSchedule",
    "Public",
    "RevenueUse",
    "RewardUse",
    "Schedule",
    "StakingMessages",
    "parameter",
]


def parameter(
    meaning: str,
    *,
    unit: str,
    source: str,
    status: str,
    chain_key: str = "",
    default: Any = ...,
    **limits: Any,
) -> Any:
    """Declare a parameter: a pydantic field with unit, meaning, source and status (limits: ge, gt, le, lt).

    `status` is one of `from code`, `measured`, `fitted`, `inferred`, `assumed`, `estimated elsewhere`,
    `choice`. `chain_key` is the chain's own name of it, `subspace/Key`, where it has one.
    """
    extra: dict[str, Any] = {"unit": unit, "source": source, "status": status, "chain_key": chain_key}
    return Field(default, description=meaning, json_schema_extra=extra, **limits)


class Frozen(BaseModel):
    """A checked, frozen set of parameters: refuses unknown fields, wrong types and values out of range."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


# --- what a policy sees ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Own:
    """The agents that decide: their ids and their own columns, one entry a row (read-only).

    `columns` by name; `own.wallet_uakt` is short for `own.columns["wallet_uakt"]`. Columns named `held_*`
    have one entry a holding (`held_row`: whose), columns named `away_*` one entry an amount of principal in the
    wallet (`away_row`: whose), columns named `genesis_*` one entry a validator.
    """

    ids: IntArray
    columns: Mapping[str, Any]
    made: dict[str, Any] = field(init=False, repr=False, compare=False, default_factory=dict)  # of columns, kept

    def __getattr__(self, name: str) -> Any:
        """Return a column by its name."""
        try:
            return self.columns[name]
        except KeyError:
            raise AttributeError(f"these agents have no column '{name}'; they have {sorted(self.columns)}") from None

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self.ids.size)


@dataclass(frozen=True)
class Public:
    """A snapshot, taken once an epoch, of what any participant can see: the law in force included.

    `law` is the tree of chain parameters in force (`public.law.staking.min_commission_rate`), `release` the
    chain software's rules; `validators`, `bundles` are read-only columns of the public tables.
    """

    epoch: int
    seconds: float  # since the start of the run
    epoch_seconds: float
    seconds_per_block: float
    law: Any
    release: Any
    akt_price_usd: float
    supply_uakt: int
    free_stake_uakt: int  # with bonded validators, neither an operator's own nor with a captive one
    real_yield: float  # of the epoch before [1/year]
    validators: Own
    bundles: Own


# --- policies and shocks ------------------------------------------------------------------------------------


class Policy(Frozen, ABC):
    """How some agents decide. `kind` names it in scenario files; `decides` names the decision it makes."""

    kind: ClassVar[str]
    decides: ClassVar[str]

    @abstractmethod
    def decide(self, own: Own, public: Public, draws: Draws) -> Decision:
        """Return what these agents want, from what they own, what is public and their draws."""


class Placing(ABC):
    """A delegation policy that can say where money goes which its delegators are sent from outside.

    Where a policy cannot, the money goes where the tranche is that it was sent for.
    """

    @abstractmethod
    def place(
        self, own: Own, public: Public, draws: Draws, rows: IntArray, validators: IntArray, numbers: IntArray
    ) -> Placement:
        """Return a validator for each tranche (row, validator, number): its own where there is no other."""


class OneByOne(Policy):
    """A policy written for one agent at a time in plain Python: slower, same results contract.

    `decide_one` gets one row as a namespace (its `id` and columns; `held_*` and `away_*` cut to its own,
    `genesis_*` whole), the public snapshot and a callable: `draws(purpose)` returns this agent's own uniform
    in [0, 1). It returns the fields of `decision` for that row as a mapping: one value a field, or, for
    `StakingMessages`, a list a field, empty ones left out.
    """

    decision: ClassVar[type[Decision]]

    @abstractmethod
    def decide_one(self, agent: SimpleNamespace, public: Public, draws: Callable[[str], float]) -> Mapping[str, Any]:
        """Return the fields of the decision for one agent."""

    def decide(self, own: Own, public: Public, draws: Draws) -> Decision:
        """Ask every row in turn and put the answers together."""
        drawn = cache(draws.uniform)

        def draws_of(row: int) -> Callable[[str], float]:
            return lambda purpose: float(drawn(purpose)[row])

        answers = [
            self.decide_one(agent, public, draws_of(row)) for row, agent in enumerate(one_by_one(own.ids, own.columns))
        ]
        return self.decision(**{part.name: _together(part, answers) for part in fields(self.decision)})


def _together(part: Part[Any], answers: Sequence[Mapping[str, Any]]) -> Any:
    """Return one column of a decision from the answers of all rows: lists joined, values stacked."""
    if part.default_factory is MISSING:
        return np.array([answer[part.name] for answer in answers])
    messages = [np.asarray(answer.get(part.name, ()), dtype=np.int64) for answer in answers]
    return np.concatenate([part.default_factory(), *messages])


class PriceProcess(Frozen, ABC):
    """How nature moves the AKT price. `kind` names it in scenario files.

    `needed_alone` are fields that may be left out only where the process follows another.
    """

    kind: ClassVar[str]
    needed_alone: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def path(self, n_epochs: int, start_date: Any, epoch_seconds: float, streams: Streams) -> FloatArray:
        """Return the price in USD at the beginning of each epoch, length n_epochs."""


class ReservationLaw(Frozen, ABC):
    """How nature spreads what tenants would pay at most. `kind` names it in scenario files."""

    kind: ClassVar[str]

    @property
    @abstractmethod
    def intentions_per_order(self) -> float:
        """Return how many intentions come up for each order that a tenant class's `orders_per_day` counts."""

    @abstractmethod
    def price_ratio(self, uniform: FloatArray, has_gpu: Any) -> FloatArray:
        """Return the price paid at most over the bundle's open-market price, one a uniform in [0, 1), rising in it."""


class DemandShock(Frozen, ABC):
    """How nature moves the demand for leases. `kind` names it in scenario files."""

    kind: ClassVar[str]

    @abstractmethod
    def multiplier(self, days: FloatArray) -> FloatArray:
        """Return demand over its base (1 = no shock) at days since the start, same shape."""
