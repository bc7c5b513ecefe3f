"""A small chain for tests: real law but short times, a set of three and two entries for each pair."""

from __future__ import annotations

from econsim.reference.chain import Chain, ChainParams, Release
from econsim.reference.commission_rates import Commission
from econsim.reference.decimal18 import Dec
from econsim.reference.distribution import DistributionParams
from econsim.reference.mint import MintParams
from econsim.reference.operators import create_validator
from econsim.reference.slashing import SlashingParams
from econsim.reference.staking_state import StakingParams

BLOCK_SECONDS = 6
UNBONDING_TIME = 60
COMMISSION = Commission(Dec.parse("0.1"), Dec.parse("0.5"), Dec.parse("0.1"))

LAW = ChainParams(
    mint=MintParams(Dec.parse("1"), Dec.parse("0.2"), Dec.parse("0.13"), Dec.parse("0.67"), 1_000),
    distribution=DistributionParams(Dec.parse("0.02"), Dec.parse("0.01"), Dec.parse("0.04")),
    staking=StakingParams(UNBONDING_TIME, max_validators=3, max_entries=2),
    slashing=SlashingParams(
        signed_blocks_window=4,
        min_signed_per_window=Dec.parse("0.5"),
        downtime_jail_duration=30,
        slash_fraction_downtime=Dec.parse("0.01"),
        slash_fraction_double_sign=Dec.parse("0.05"),
        evidence_max_age=60,
        evidence_max_age_blocks=10,
    ),
)


def chain_of(*self_delegations: int, rich: int = 1_000_000_000, release: Release = "v0.26.0") -> Chain:
    """Return a chain at height 0: operators 0, 1, ... each with a validator, and a delegator 9 with money [uakt]."""
    chain = Chain(LAW, Dec.parse("0.13"), release=release)
    for index, tokens in enumerate(self_delegations):
        chain.bank.mint(index, tokens)
        create_validator(chain.staking, index, index, tokens, COMMISSION)
    chain.bank.mint(9, rich)
    chain.start()
    return chain
