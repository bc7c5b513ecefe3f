"""What policies decide: one class for each kind of decision."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from econsim.units import BoolArray, FloatArray, IntArray


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
class BondingFlow(Decision):
    """Delegators: stake that leaves for `outside` for good, and new stake that outside holders send them.

    `leave_*`: undelegations, at most of what the delegation is still worth, whose coins go on to `outside` when they
    are paid out. `join_*`: for each tranche (delegator, validator, number) that many uakt come from outside and are
    delegated where the delegator's own delegation policy places them (see `Placing`). `wanted_uakt`: the flow that
    all this carries out, above 0 into stake; one entry a policy.
    """

    leave_delegator: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    leave_validator: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    leave_uakt: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    join_delegator: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    join_validator: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    join_number: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    join_uakt: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    wanted_uakt: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))


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
