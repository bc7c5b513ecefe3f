"""Agents of one unit each, without operators' bonds, restaking or unbonding, who choose by the policy `logit`.

In one epoch everybody reconsiders and the policy's draws are independent, so the shares are those of a multinomial
around the stationary law.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from econsim.draws import Draws, Streams
from econsim.mechanisms.staking.messages import move_stake
from econsim.policies.delegators.delegation import Logit
from econsim.policies.delegators.view import own_delegators
from econsim.units import FloatArray
from econsim.verification.mainnet6 import mainnet6_law
from econsim.verification.theory.theory import SEED
from econsim.world.build import empty_world, with_stakes
from econsim.world.views import public_view
from econsim.world.world import GenesisPreferences, World

EVERYBODY_PER_DAY = 1.0 - 1e-12
ENDLESS = 1e9  # a sensitivity for which any difference of rates decides
MOST_VALIDATORS = 500
_UNIT_UAKT = 10**12


def agents(
    commission: Sequence[float], genesis_share: FloatArray, genesis_rate: Sequence[float], n_agents: int
) -> World:
    """Return a world of agents of one unit each, all with validator 0; how they saw genesis is given."""
    n = len(commission)
    stakes = {(n + agent, 0): _UNIT_UAKT for agent in range(n_agents)}
    world = with_stakes(empty_world(), commission, stakes, n_delegators=n + n_agents)
    world.genesis_preferences = GenesisPreferences(genesis_share, genesis_share, np.array(genesis_rate, np.float64))
    return world


def logit_of(sensitivity: float | None, reconsideration_rate_per_day: float) -> Logit:
    """Return the policy; a law knows no largest sensitivity, so the range that scenarios have is not asked for."""
    return Logit.model_construct(
        responds_to="commission_rate",
        small_commission_sensitivity=ENDLESS if sensitivity is None else sensitivity,
        reconsideration_rate_per_day=reconsideration_rate_per_day,
        exit_rate_per_day=0.0,
        return_rate_per_day=0.0,
    )


def everybody_chooses(world: World, sensitivity: float | None, replicate: int) -> None:
    """Let everybody choose anew in one epoch."""
    let_choose(world, logit_of(sensitivity, EVERYBODY_PER_DAY), replicate)


def let_choose(world: World, policy: Logit, replicate: int) -> None:
    """Let one epoch of choices happen, by draws of the epoch and the replicate."""
    draws = Draws(Streams(SEED, replicate), "delegation", world.epoch, len(world.delegators))
    law = mainnet6_law()
    wanted = policy.decide(own_delegators(world), public_view(world, law, law.software), draws)
    move_stake(world, law.staking, wanted)
    world.epoch += 1


def stake_shares(world: World) -> FloatArray:
    """Return each validator's share of all stake."""
    stake = world.validators.tokens_uakt
    return np.asarray(stake / stake.sum())
