"""What a policy, a kind of decision, a shape and a channel of nature are: the contract that all rooms share.

A policy class is its own schema: a frozen model whose fields carry unit, range, meaning and source. It is
given `own` (the columns of the rows that use it), `public` (a frozen snapshot of what any participant can
see) and `draws`, and returns a decision. It never changes the world.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from dataclasses import Field as Part
from datetime import datetime
from functools import cache, cached_property
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from econsim.columns import DrawsOfOne, Own, one_by_one
from econsim.decisions import Decision, misnamed, wanted_of
from econsim.errors import RunError
from econsim.units import IntArray

if TYPE_CHECKING:  # drawing is compiled, and who only looks at policies needs no compiler
    from econsim.draws import Draws, Streams


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


# --- policies -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Public:
    """What any participant can see when an epoch's decisions are made: the law in force included.

    `law` is the tree of chain parameters in force (`public.law.staking.min_commission_rate`), `release` the
    chain software's rules; `validators`, `bundles` are read-only columns of the public tables; `proposals` are those
    that are being voted on.
    """

    epoch: int
    seconds: float  # since the start of the run
    epoch_seconds: float
    seconds_per_block: float
    law: Any
    release: Any
    akt_price_usd: float
    inflation: float  # [1/year]
    supply_uakt: int
    count_free_stake: Callable[[], int]  # of `free_stake_uakt`
    real_yield: float  # of the epoch before [1/year]
    outside_uakt: int  # held by all who are no agents
    validators: Own
    bundles: Own
    proposals: tuple[Any, ...] = ()  # that are being voted on (each an OpenVote)

    @cached_property
    def free_stake_uakt(self) -> int:
        """Return the stake with bonded validators that is neither an operator's own nor with a captive one [uakt]."""
        return self.count_free_stake()

    def __getattr__(self, name: str) -> Any:
        """Refuse a name of which nothing is public, with all that there are."""
        there = (*(part.name for part in fields(self) if part.name != "count_free_stake"), "free_stake_uakt")
        raise AttributeError(f"nothing public is called '{name}'; there are {', '.join(there)}")


class Policy(Frozen, ABC):
    """How some agents decide. `kind` names it in scenario files; `decides` names the decision it makes.

    A policy is asked every epoch in which there is something to decide, unless `looks_at` names what its answer depends
    on: columns of `own`, and parts of what is public (`"commission_rate"`, `"public.law"`,
    `"public.validators.is_bonded"`). Then it sees nothing else, has only draws that last, and its answer stands until
    something that it has read of that has changed.
    """

    kind: ClassVar[str]
    decides: ClassVar[str]
    looks_at: ClassVar[tuple[str, ...] | None] = None

    @abstractmethod
    def decide(self, own: Own, public: Public, draws: Draws) -> Decision:
        """Return what these agents want, from what they own, what is public and their draws."""


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
        agents = enumerate(one_by_one(own.ids, own.columns))
        answers = [self.decide_one(agent, public, DrawsOfOne(drawn, row)) for row, agent in agents]
        for agent, answer in zip(own.ids, answers, strict=True):
            fault = misnamed(answer, self.decision)
            if fault:
                where = f"epoch {public.epoch}, policies.{self.decides}, kind {self.kind}"
                raise RunError(f"{where}: for id {agent} it {fault}")
        return self.decision(**{part.name: _together(part, answers) for part in fields(self.decision)})


def _together(part: Part[Any], answers: Sequence[Mapping[str, Any]]) -> Any:
    """Return one column of a decision from the answers of all rows: lists joined, values stacked."""
    if part.default_factory is MISSING:
        return np.array([answer[part.name] for answer in answers])
    if not any(part.name in answer for answer in answers):
        return part.default_factory()
    if not wanted_of(part).messages:
        return np.array([answer.get(part.name, part.default_factory()) for answer in answers])
    messages = [np.asarray(answer[part.name]) for answer in answers if len(answer.get(part.name, ()))]
    return np.concatenate([part.default_factory(), *messages])


# --- nature -------------------------------------------------------------------------------------------------


class Misfit(NamedTuple):
    """What of a run a shape of nature does not fit: the path of the value to change ("" is the shape), and why."""

    path: str
    message: str


class Lasting(NamedTuple):
    """The days, from the start of a run, on which a shape moves its channel; `end` None: for as long as the run is."""

    begin: float
    end: float | None


class Shape(Frozen, ABC):
    """One way in which nature moves a channel. `kind` names it in scenario files.

    `needed_alone` are fields that may be left out only where the shape follows another.
    """

    kind: ClassVar[str]
    needed_alone: ClassVar[tuple[str, ...]] = ()

    def misfit(self, first: datetime, last: datetime) -> Misfit | None:
        """Return what does not fit in a run whose first and last epochs begin then; every run fits by default."""
        return None

    def lasting(self) -> Lasting | None:
        """Return the days on which it moves its channel otherwise than before, None where it is the same all along."""
        return None

    def told(self) -> str:
        """Return in words what it does to its channel while it lasts."""
        return self.kind


# --- what is declared once ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """Who is asked for a decision in an epoch: what they see, their draws, each policy with the rows that use it."""

    own: Own
    public: Public
    draws: Draws
    groups: Sequence[tuple[Policy, IntArray]]


def always(own: Own, public: Public) -> bool:
    """Return that there is something to decide in every epoch."""
    return True


def as_decided(decision: Any, asked: Mapping[str, Asked]) -> Any:
    """Return a decision that no other policies have a say in."""
    return decision


@dataclass(frozen=True)
class DecisionKind:
    """A decision that some agents make every epoch: `name` is its key under `policies:` in scenario files.

    Where `is_open` says of what they see that there is nothing to decide, nobody is asked.

    `sees` makes the read-only columns that its policies are given out of the world; `decides` is the class that they
    return, whose `none(n)` does nothing. Draws of its policies are keyed by `name`. `completed` adds to what was
    decided what the policies of other decisions, by name, have to say of it.
    """

    name: str
    population: str
    meaning: str
    sees: Callable[[Any], Own]
    decides: type[Decision]
    is_open: Callable[[Own, Public], bool] = always
    completed: Callable[[Any, Mapping[str, Asked]], Any] = as_decided


@dataclass(frozen=True)
class Span:
    """The stretch of time of a run; the first `n_before` epochs are those of a history."""

    start: datetime
    n_epochs: int
    epoch_seconds: float
    n_before: int = 0


@dataclass(frozen=True)
class Channel:
    """Something that nature does to everybody: `name` is its key under `shocks:` in scenario files.

    `contract` is the class that its shapes derive from. Where it takes `many`, the scenario writes a map of named
    shapes, which may be empty; else one shape. `begins` makes, before the first epoch, what the epoch page asks for
    as `nature.NAME`: from the shape (or the shapes by name), the span of the run and its streams of draws alone.
    """

    name: str
    contract: type[Shape]
    many: bool
    meaning: str
    begins: Callable[[Any, Span, Streams], Any]
