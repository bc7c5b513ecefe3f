"""What delegators decide, operators among them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from econsim.answers import checked
from econsim.columns import cut
from econsim.contracts import Asked, DecisionKind
from econsim.decisions import ROWS, VALIDATORS, Decision, by_row, in_messages
from econsim.policies.delegators.placing import Placement, Placing
from econsim.policies.delegators.view import own_delegators, own_rewards
from econsim.units import BoolArray, FloatArray, IntArray


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


DELEGATION = DecisionKind(
    name="delegation",
    population="delegators",
    meaning="where to keep stake: what to redelegate, undelegate and delegate",
    sees=own_delegators,
    decides=StakingMessages,
)


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


def placed(flow: BondingFlow, asked: Mapping[str, Asked]) -> BondingFlow:
    """Return the flow with its new stake where each delegator's own delegation policy places it."""
    if not flow.join_uakt.size:
        return flow
    those, home = asked["delegation"], flow.join_validator.copy()
    for policy, rows in those.groups:
        place = np.minimum(np.searchsorted(rows, flow.join_delegator), rows.size - 1)  # rows ascend
        joining = np.flatnonzero(rows[place] == flow.join_delegator) if rows.size else place[:0]
        if joining.size and isinstance(policy, Placing):
            near, number, holders = flow.join_validator[joining], flow.join_number[joining], cut(those.own, rows)
            answer = policy.place(holders, those.public, those.draws(rows), place[joining], near, number)
            home[joining] = checked(answer, Placement, policy, holders, those.public).validator
    return BondingFlow.of(vars(flow) | {"join_validator": home})


BONDING = DecisionKind(
    name="bonding",
    population="delegators",
    meaning="which stake leaves for good, and which comes from outside",
    sees=own_delegators,
    decides=BondingFlow,
    completed=placed,
)

FOUNDATION = DecisionKind(
    name="foundation",
    population="delegators",
    meaning="where the foundation keeps its stake, if there is one",
    sees=own_delegators,
    decides=StakingMessages,
)


@dataclass(frozen=True)
class RewardUse(Decision):
    """Delegators: whether to claim now, and the shares of the claim restaked and sold (the rest is kept).

    Operators among them also withdraw their commission, of which `commission_sold_uakt` at most is sold.
    """

    is_claiming: BoolArray = by_row(np.bool_)
    restaked_share: FloatArray = by_row(np.float64, least=0, most=1, parts_of="claim")
    sold_share: FloatArray = by_row(np.float64, least=0, most=1, parts_of="claim")
    commission_sold_uakt: IntArray = by_row(np.int64, least=0)


REWARD_USE = DecisionKind(
    name="reward_use",
    population="delegators",
    meaning="whether to claim rewards, and what to restake and sell of them",
    sees=own_rewards,
    decides=RewardUse,
)
