"""What policies decide: one class for each kind of decision, each field with what its entries must be."""

from __future__ import annotations

import math
from dataclasses import Field as Part
from dataclasses import dataclass, field, fields
from typing import Any, Self

import numpy as np

from econsim.units import BoolArray, FloatArray, IntArray

ROWS, VALIDATORS, BUNDLES = "rows", "validators", "bundles"


@dataclass(frozen=True)
class Wanted:
    """What the entries of one field of a decision must be; checked where answers are collected.

    Whole numbers and fractions are finite; NaN only where it has a meaning.
    """

    dtype: Any
    least: float = -math.inf
    most: float = math.inf
    may_be_nan: bool = False
    parts_of: str = ""  # fields that are parts of the same thing: together 1 at most in every row
    per: str = ROWS  # one entry a row, or a row and bundle
    messages: str = ""  # the list of messages that it is a column of, as many entries as the policy likes
    ids: str = ""  # entries name the policy's own ROWS, or VALIDATORS

    def nothing(self, n_rows: int, n_bundles: int) -> Any:
        """Return entries that do nothing: NaN where it has a meaning, else zeros; no message."""
        shape = (0,) if self.messages else (n_rows,) if self.per == ROWS else (n_rows, n_bundles)
        return np.full(shape, math.nan if self.may_be_nan else 0, self.dtype)


def by_row(dtype: Any, **limits: Any) -> Any:
    """Declare a field with one entry a row."""
    return field(metadata={"wanted": Wanted(dtype, **limits)})


def in_messages(messages: str, *, ids: str = "", least: float = 0) -> Any:
    """Declare a column of a list of messages: whole numbers, one a message, none by default."""
    wanted = Wanted(np.int64, least=least, messages=messages, ids=ids)
    return field(default_factory=lambda: np.zeros(0, np.int64), metadata={"wanted": wanted})


def wanted_of(part: Part[Any]) -> Wanted:
    """Return what a field of a decision declares."""
    wanted: Wanted = part.metadata["wanted"]
    return wanted


@dataclass(frozen=True)
class Decision:
    """What a policy wants done; one subclass for each kind of decision."""

    @classmethod
    def none(cls, n_rows: int, n_bundles: int = 0) -> Self:
        """Return the decision of some rows to do nothing."""
        return cls(**{part.name: wanted_of(part).nothing(n_rows, n_bundles) for part in fields(cls)})


@dataclass(frozen=True)
class CommissionEdit(Decision):
    """Validators: the commission rate to ask for, one a row; NaN sends no message.

    A rate that the law does not allow, below 0 or above 1 too, is the chain's to refuse.
    """

    commission_rate: FloatArray = by_row(np.float64, may_be_nan=True)


@dataclass(frozen=True)
class StakingMessages(Decision):
    """Delegators: three lists of messages; carried out in the order redelegate, undelegate, delegate.

    Amounts are uakt; a message that the chain refuses leaves everything as it was.
    """

    redelegate_delegator: IntArray = in_messages("redelegate", ids=ROWS)
    redelegate_source: IntArray = in_messages("redelegate", ids=VALIDATORS)
    redelegate_destination: IntArray = in_messages("redelegate", ids=VALIDATORS)
    redelegate_uakt: IntArray = in_messages("redelegate")
    undelegate_delegator: IntArray = in_messages("undelegate", ids=ROWS)
    undelegate_validator: IntArray = in_messages("undelegate", ids=VALIDATORS)
    undelegate_uakt: IntArray = in_messages("undelegate")
    delegate_delegator: IntArray = in_messages("delegate", ids=ROWS)
    delegate_validator: IntArray = in_messages("delegate", ids=VALIDATORS)
    delegate_uakt: IntArray = in_messages("delegate")


@dataclass(frozen=True)
class BondingFlow(Decision):
    """Delegators: stake that leaves for `outside` for good, and new stake that outside holders send them.

    `leave_*`: undelegations, at most of what the delegation is still worth, whose coins go on to `outside` when they
    are paid out. `join_*`: for each tranche (delegator, validator, number) that many uakt come from outside and are
    delegated where the delegator's own delegation policy places them (see `Placing`). `wanted_uakt`: the flow that
    all this carries out, above 0 into stake; one entry a policy.
    """

    leave_delegator: IntArray = in_messages("leave", ids=ROWS)
    leave_validator: IntArray = in_messages("leave", ids=VALIDATORS)
    leave_uakt: IntArray = in_messages("leave")
    join_delegator: IntArray = in_messages("join", ids=ROWS)
    join_validator: IntArray = in_messages("join", ids=VALIDATORS)
    join_number: IntArray = in_messages("join")
    join_uakt: IntArray = in_messages("join")
    wanted_uakt: IntArray = in_messages("wanted", least=-math.inf)


@dataclass(frozen=True)
class Placement(Decision):
    """Delegators: the validator to which new stake from outside goes, one entry a tranche that it was sent for."""

    validator: IntArray = in_messages("placed", ids=VALIDATORS)


@dataclass(frozen=True)
class RewardUse(Decision):
    """Delegators: whether to claim now, and the shares of the claim restaked and sold (the rest is kept).

    Operators among them also withdraw their commission, of which `commission_sold_uakt` at most is sold.
    """

    is_claiming: BoolArray = by_row(np.bool_)
    restaked_share: FloatArray = by_row(np.float64, least=0, most=1, parts_of="claim")
    sold_share: FloatArray = by_row(np.float64, least=0, most=1, parts_of="claim")
    commission_sold_uakt: IntArray = by_row(np.int64, least=0)


@dataclass(frozen=True)
class RevenueUse(Decision):
    """Providers: the share sold of what they withdraw in the epoch, of either denom, once the market has closed.

    Before it opens, a wallet below `kept_for_deposits_uakt` buys up to it; 0 buys nothing.
    """

    sold_share: FloatArray = by_row(np.float64, least=0, most=1)
    kept_for_deposits_uakt: IntArray = by_row(np.int64, least=0)


@dataclass(frozen=True)
class Schedule(Decision):
    """Numbers that the market follows inside the epoch; the market knows no policy by name."""


@dataclass(frozen=True)
class PricingSchedule(Schedule):
    """Providers: the ask of each row for each bundle class, before a unit of money is chosen.

    Shape (rows, bundles), int64 millionths of a uakt and of a uusdc per block; 0 = does not bid.
    """

    ask_micro_uakt_per_block: IntArray = by_row(np.int64, least=0, per=BUNDLES)
    ask_micro_uusdc_per_block: IntArray = by_row(np.int64, least=0, per=BUNDLES)


@dataclass(frozen=True)
class ChoiceSchedule(Schedule):
    """Tenants: the weights of one linear utility over bids, one a row; the bid of highest utility wins.

    utility = - price_weight x (bid / open-market price of the bundle) + audit_weight x is_audited
    + taste_weight x Gumbel(order, provider). Ties go to the lower provider id.
    """

    price_weight: FloatArray = by_row(np.float64)
    audit_weight: FloatArray = by_row(np.float64)
    taste_weight: FloatArray = by_row(np.float64)
