"""The bonding flow: stake that leaves for good, and new stake that outside holders bring."""

from __future__ import annotations

import numpy as np

from econsim.contracts import BondingFlow
from econsim.mechanisms.staking.rules import delegate, undelegate
from econsim.simulation.choices import Decisions
from econsim.simulation.happenings import Happenings
from econsim.units import IntArray
from econsim.world.ledger import Account
from econsim.world.views import stake_of_delegations
from econsim.world.world import World


def let_stake_come_and_go(world: World, decisions: Decisions, happened: Happenings) -> None:
    """Carry out the flow after all other stake has moved; what cannot be carried out is the difference of the two."""
    flow = decisions.bonding
    happened.bonding_flow_wanted_uakt += int(flow.wanted_uakt.sum())
    happened.bonding_flow_done_uakt += _joined(world, flow, happened) - _left(world, flow, happened)


def _left(world: World, flow: BondingFlow, happened: Happenings) -> int:
    """Undelegate what leaves, at most what the delegations are still worth; return the uakt that left stake."""
    if not flow.leave_uakt.size:
        return 0
    worth = np.append(stake_of_delegations(world), 0)  # row -1, no such delegation, is worth nothing
    amount = np.minimum(flow.leave_uakt, worth[world.delegations.find(flow.leave_delegator, flow.leave_validator)])
    there = amount > 0
    n_before = len(world.unbondings)
    accepted = undelegate(world, flow.leave_delegator[there], flow.leave_validator[there], amount[there])
    world.unbondings.is_leaving[n_before:] = True
    happened.staking_messages_refused += int((~accepted).sum())
    return int(amount[there][accepted].sum())


def _joined(world: World, flow: BondingFlow, happened: Happenings) -> int:
    """Send wallets new money and delegate it, as far as `outside` holds it; return the uakt that joined stake."""
    if not flow.join_uakt.size:
        return 0
    # in floats, which hold sums beyond 64 bits; below 2^53, more than there can be outside, they are exact
    sent = np.cumsum(flow.join_uakt.astype(np.float64)) <= world.ledger.total("outside_uakt")
    who, where, amount = flow.join_delegator[sent], flow.join_validator[sent], flow.join_uakt[sent]
    _move(world, who, amount, is_back=False)
    accepted = delegate(world, who, where, amount)
    _move(world, who[~accepted], amount[~accepted], is_back=True)
    happened.staking_messages_refused += int((~accepted).sum())
    return int(amount[accepted].sum())


def _move(world: World, delegator: IntArray, amount_uakt: IntArray, *, is_back: bool) -> None:
    """Move amounts from `outside` into wallets, or back."""
    outside, wallets = Account("outside_uakt"), Account("delegators.wallet_uakt", delegator)
    source, destination = (wallets, outside) if is_back else (outside, wallets)
    world.ledger.move(source, destination, amount_uakt, "new stake refused" if is_back else "new stake")
