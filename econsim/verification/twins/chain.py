"""A world of the epoch engine set up again as a reference chain."""

from __future__ import annotations

from econsim.mechanisms.law import Law
from econsim.reference.chain import Chain, ChainParams
from econsim.reference.commission_rates import Commission
from econsim.reference.decimal18 import ONE, ZERO, Dec
from econsim.reference.delegation import delegate
from econsim.reference.distribution import DistributionParams
from econsim.reference.operators import create_validator
from econsim.reference.slashing import SlashingParams
from econsim.reference.staking_state import StakingParams
from econsim.verification.twins.mint import decimal, params_of
from econsim.world.world import World

EPOCH_0 = 10**9  # seconds: the reference chain's clock at epoch 0, so that nothing lies before its beginning


def chain_of(world: World, law: Law, *, has_proposer_rewards: bool = False) -> Chain:
    """Return the reference chain with a law, and a world's validators, delegations, wallets and supply.

    Delegator v operates validator v and delegates to it; all that is neither staked nor in a wallet is "outside".
    """
    rules, staking = law.software.rules, law.staking
    params = ChainParams(
        mint=params_of(law.mint),
        distribution=DistributionParams(
            decimal(law.distribution.community_tax),
            decimal(law.distribution.base_proposer_reward * has_proposer_rewards),
            decimal(law.distribution.bonus_proposer_reward * has_proposer_rewards),
        ),
        staking=StakingParams(
            round(staking.unbonding_time),
            staking.max_validators,
            staking.max_entries,
            slash_follows_undelegations=rules.slash_follows_undelegations,
        ),
        slashing=SlashingParams(
            law.slashing.signed_blocks_window,
            decimal(law.slashing.min_signed_per_window),
            round(law.slashing.downtime_jail_duration),
            decimal(law.slashing.slash_fraction_downtime),
            decimal(law.slashing.slash_fraction_double_sign),
            round(law.evidence.max_age_duration),
            law.evidence.max_age_num_blocks,
            rules.grace_at_each_bonding,
            rules.votes_in_jail_counted,
        ),
    )
    chain = Chain(params, decimal(world.inflation), height=1, time=EPOCH_0)
    held = world.delegations
    stakes = list(zip(held.delegator.tolist(), held.validator.tolist(), held.shares.tolist(), strict=True))
    for delegator, wallet in enumerate(world.delegators.wallet_uakt.tolist()):
        staked = sum(amount for owner, _, amount in stakes if owner == delegator)
        chain.bank.mint(delegator, wallet + staked)
    chain.bank.mint("outside", world.supply_uakt - chain.bank.supply)
    own = {validator: amount for owner, validator, amount in stakes if owner == validator}
    for index, amount in own.items():
        least = max(int(world.validators.min_self_delegation_uakt[index]), 1)
        create_validator(chain.staking, index, index, amount, Commission(ZERO, ONE, ONE), least)
        chain.staking.validator(index).commission = commission_of(world, index)
    for delegator, validator, amount in stakes:
        if delegator != validator:
            delegate(chain.staking, delegator, validator, amount)
    chain.start()
    return chain


def commission_of(world: World, validator: int) -> Commission:
    """Return a validator's commission as the reference chain keeps it."""
    table = world.validators
    return Commission(
        Dec(int(table.commission_rate_dec18[validator])),
        Dec(int(table.max_rate_dec18[validator])),
        Dec(int(table.max_change_rate_dec18[validator])),
        EPOCH_0 + round(float(table.commission_updated_seconds[validator])),
    )
