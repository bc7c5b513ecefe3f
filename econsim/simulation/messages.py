"""Staking messages: what was decided, carried out by the chain's rules; a refused one changes nothing."""

from __future__ import annotations

import numpy as np

from econsim.mechanisms.distribution.rules import withdraw_commission, withdraw_rewards
from econsim.mechanisms.exchange.rules import sell_akt
from econsim.mechanisms.staking.commission import edit_commission
from econsim.mechanisms.staking.principal import take_off_principal
from econsim.mechanisms.staking.rules import delegate, redelegate, undelegate
from econsim.simulation.choices import Decisions
from econsim.simulation.happenings import Happenings
from econsim.units import BoolArray, IntArray
from econsim.world.world import World


def edit_commissions(world: World, decisions: Decisions, happened: Happenings) -> None:
    """Send an edit-validator message for every rate that was asked for."""
    rates = decisions.validator_commission.commission_rate
    asking = np.flatnonzero(~np.isnan(rates))
    accepted = edit_commission(world, asking, rates[asking])
    happened.commission_edits += int(accepted.sum())
    happened.commission_edits_refused += int((~accepted).sum())


def use_rewards(world: World, decisions: Decisions, happened: Happenings) -> None:
    """Claim, then restake a share with the validator it came from and sell a share; the rest is kept."""
    use = decisions.reward_use
    claiming = np.flatnonzero(use.is_claiming)
    if not claiming.size:
        return
    _withdraw_and_sell_commission(world, claiming, use.commission_sold_uakt, happened)
    claim = withdraw_rewards(world, claiming)
    happened.rewards_claimed_uakt += int(claim.uakt.sum())
    restaked = np.floor(claim.uakt * use.restaked_share[claim.delegator]).astype(np.int64)
    claimed = np.bincount(claim.delegator, claim.uakt, len(world.delegators))
    sold = np.floor(claimed[claiming] * use.sold_share[claiming]).astype(np.int64)
    happened.sold_uakt += sell_akt(world, claiming, sold)
    staking = np.flatnonzero(restaked)
    accepted = delegate(world, claim.delegator[staking], claim.validator[staking], restaked[staking])
    happened.restaked_uakt += int(restaked[staking][accepted].sum())
    happened.staking_messages_refused += int((~accepted).sum())


def _withdraw_and_sell_commission(world: World, claiming: IntArray, to_sell: IntArray, happened: Happenings) -> None:
    operators = claiming[world.delegators.operates[claiming] >= 0]
    withdrawn = withdraw_commission(world, world.delegators.operates[operators])
    happened.commission_withdrawn_uakt += int(withdrawn.sum())
    happened.sold_uakt += sell_akt(world, operators, np.minimum(to_sell[operators], withdrawn))


def move_stake(world: World, decisions: Decisions, happened: Happenings) -> None:
    """Carry out redelegations, then undelegations, then delegations."""
    asked = decisions.delegation
    moved = redelegate(
        world,
        asked.redelegate_delegator,
        asked.redelegate_source,
        asked.redelegate_destination,
        asked.redelegate_uakt,
    )
    left = undelegate(world, asked.undelegate_delegator, asked.undelegate_validator, asked.undelegate_uakt)
    joined = delegate(world, asked.delegate_delegator, asked.delegate_validator, asked.delegate_uakt)
    take_off_principal(
        world, asked.delegate_delegator[joined], asked.delegate_validator[joined], asked.delegate_uakt[joined]
    )
    happened.redelegated_uakt += _accepted(asked.redelegate_uakt, moved)
    happened.undelegated_uakt += _accepted(asked.undelegate_uakt, left)
    happened.delegated_uakt += _accepted(asked.delegate_uakt, joined)
    happened.staking_messages_refused += sum(int((~mask).sum()) for mask in (moved, left, joined))


def _accepted(amounts: IntArray, mask: BoolArray) -> int:
    return int(amounts[mask].sum())
