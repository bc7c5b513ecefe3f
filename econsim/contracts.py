"""What a policy, a decision, a schedule and a shock are: the contract that rules, choices and nature share.

A policy class is its own schema: a frozen model whose fields carry unit, range, meaning and source. It is
given `mine` (the columns of the rows that use it), `public` (a frozen snapshot of what any participant can
see) and `luck`, and returns a decision. It never changes the world.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from dataclasses import Field as Part
from functools import cache
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from econsim.randomness import Luck, Streams
from econsim.units import BoolArray, FloatArray, IntArray


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

LISTS = ("held_", "away_")  # columns with one entry a holding, or one an amount away; `held_row`, `away_row`: whose
WHOLE = "genesis_"  # columns that are not by row: everybody sees them whole


@dataclass(frozen=True)
class Mine:
    """The agents that decide: their ids and their own columns, one entry a row (read-only).

    `columns` by name; `mine.wallet_uakt` is short for `mine.columns["wallet_uakt"]`. Columns named `held_*`
    have one entry a holding (`held_row`: whose), columns named `away_*` one entry an amount of principal in the
    wallet (`away_row`: whose), columns named `genesis_*` one entry a validator.
    """

    ids: IntArray
    columns: Mapping[str, Any]

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
    validators: Mine
    bundles: Mine


# --- what a policy decides ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Decision:
    """What a policy wants done; one subclass for each kind of decision."""


@dataclass(frozen=True)
class CommissionEdit(Decision):
    """Validators: the commission rate to ask for, one a row; NaN sends no message."""

    commission_rate: FloatArray


@dataclass(frozen=True)
class StakingMessages(Decision):
    """Delegators: three lists of messages; carried out in the order redelegate, undelegate, delegate.

    Amounts are uakt; a message that the chain refuses leaves everything as it was.
    """

    redelegate_delegator: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    redelegate_source: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    redelegate_destination: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    redelegate_uakt: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    undelegate_delegator: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    undelegate_validator: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    undelegate_uakt: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    delegate_delegator: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    delegate_validator: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    delegate_uakt: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))


@dataclass(frozen=True)
class RewardUse(Decision):
    """Delegators: whether to claim now, and the shares of the claim restaked and sold (the rest is kept).

    Operators among them also withdraw their commission, of which `commission_sold_uakt` at most is sold.
    """

    is_claiming: BoolArray
    restaked_share: FloatArray
    sold_share: FloatArray
    commission_sold_uakt: IntArray


@dataclass(frozen=True)
class RevenueUse(Decision):
    """Providers: the share sold of what they withdraw in the epoch, of either denom, once the market has closed.

    Before it opens, a wallet below `kept_for_deposits_uakt` buys up to it; 0 buys nothing.
    """

    sold_share: FloatArray
    kept_for_deposits_uakt: IntArray


@dataclass(frozen=True)
class Schedule(Decision):
    """Numbers that the market follows inside the epoch; the market knows no policy by name."""


@dataclass(frozen=True)
class PricingSchedule(Schedule):
    """Providers: the ask of each row for each bundle class, before a unit of money is chosen.

    Shape (rows, bundles), int64 millionths of a uakt and of a uusdc per block; 0 = does not bid.
    """

    ask_micro_uakt_per_block: IntArray
    ask_micro_uusdc_per_block: IntArray


@dataclass(frozen=True)
class ChoiceSchedule(Schedule):
    """Tenants: the weights of one linear utility over bids, one a row; the bid of highest utility wins.

    utility = - price_weight x (bid / open-market price of the bundle) + audit_weight x is_audited
    + taste_weight x Gumbel(order, provider). Ties go to the lower provider id.
    """

    price_weight: FloatArray
    audit_weight: FloatArray
    taste_weight: FloatArray


# --- policies and shocks ------------------------------------------------------------------------------------


class Policy(Frozen, ABC):
    """How some agents decide. `kind` names it in scenario files; `decides` names the decision it makes."""

    kind: ClassVar[str]
    decides: ClassVar[str]

    @abstractmethod
    def decide(self, mine: Mine, public: Public, luck: Luck) -> Decision:
        """Return what these agents want, from what they own, what is public and their luck."""


class OneByOne(Policy):
    """A policy written for one agent at a time in plain Python: slower, same results contract.

    `decide_one` gets one row as a namespace (its `id` and columns; `held_*` and `away_*` cut to its own,
    `genesis_*` whole), the public snapshot and a callable: `luck(purpose)` returns this agent's own uniform
    in [0, 1). It returns the fields of `decision` for that row as a mapping: one value a field, or, for
    `StakingMessages`, a list a field, empty ones left out.
    """

    decision: ClassVar[type[Decision]]

    @abstractmethod
    def decide_one(self, agent: SimpleNamespace, public: Public, luck: Callable[[str], float]) -> Mapping[str, Any]:
        """Return the fields of the decision for one agent."""

    def decide(self, mine: Mine, public: Public, luck: Luck) -> Decision:
        """Ask every row in turn and put the answers together."""
        drawn = cache(luck.uniform)

        def luck_of(row: int) -> Callable[[str], float]:
            return lambda purpose: float(drawn(purpose)[row])

        answers = [self.decide_one(agent, public, luck_of(row)) for row, agent in enumerate(one_by_one(mine))]
        return self.decision(**{part.name: _together(part, answers) for part in fields(self.decision)})


def one_by_one(mine: Mine) -> Iterator[SimpleNamespace]:
    """Return each row of a view as a namespace of its own columns, with its `id`."""
    by_row = [name for name in mine.columns if not name.startswith((*LISTS, WHOLE))]
    whole = {name: mine.columns[name] for name in mine.columns if name.startswith(WHOLE)}
    lists = [_parts_by_row(mine, prefix) for prefix in LISTS if f"{prefix}row" in mine.columns]
    for row, agent_id in enumerate(mine.ids.tolist()):
        own = {name: mine.columns[name][row] for name in by_row}
        parts = [
            {name: column[edges[row] : edges[row + 1]] for name, column in columns.items()} for columns, edges in lists
        ]
        yield SimpleNamespace(id=agent_id, **own, **dict(ChainMap(*parts)), **whole)


def _parts_by_row(mine: Mine, prefix: str) -> tuple[dict[str, Any], IntArray]:
    """Return the columns of a list, sorted by row, and where the entries of each row begin and end."""
    rows = mine.columns[f"{prefix}row"]
    order = np.argsort(rows, kind="stable")
    names = [name for name in mine.columns if name.startswith(prefix) and name != f"{prefix}row"]
    edges = np.searchsorted(rows[order], np.arange(len(mine) + 1))
    return {name: mine.columns[name][order] for name in names}, edges


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
