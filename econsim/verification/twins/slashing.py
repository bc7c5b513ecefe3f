"""Slashing: twelve epochs of some blocks, vote by vote on one side and epoch by epoch on the other."""

from __future__ import annotations

import numpy as np

from econsim.mechanisms.slashing.rules import sign_blocks, unjail
from econsim.mechanisms.staking.rules import mature, update_validator_set
from econsim.verification.twins.blocks import (
    faults_of,
    is_released,
    kept_by_chain,
    kept_by_engine,
    let_blocks_pass,
    random_absence,
    random_law,
    random_validators,
)
from econsim.verification.twins.chain import chain_of
from econsim.verification.twins.twin import Twin

_VALIDATORS, _EPOCHS = 6, 12


def downtime(rng: np.random.Generator) -> float:
    """Return how often engine and chain differ: a release accepted or not, or what is kept at the end of an epoch."""
    n_blocks = int(rng.integers(20, 90))
    law, world = random_law(rng, n_blocks), random_validators(rng, _VALIDATORS, n_blocks)
    chain, n_different = chain_of(world, law), 0
    for _ in range(_EPOCHS):
        asking = np.flatnonzero(rng.random(_VALIDATORS) < 0.7)
        accepted = unjail(world, asking).tolist()
        n_different += sum(was != is_released(chain, v) for was, v in zip(accepted, asking.tolist(), strict=True))
        update_validator_set(world, law.staking)
        mature(world)
        chain.end_block()
        n_different += len(kept_by_engine(world, law) ^ kept_by_chain(chain))
        is_absent = random_absence(rng, _VALIDATORS, n_blocks)
        sign_blocks(world, law, faults_of(is_absent))
        let_blocks_pass(chain, world, is_absent)
        world.epoch += 1
    return float(n_different)


TWINS = (
    Twin(
        "slashing for downtime",
        "12 epochs of 20 to 90 blocks, outages and single misses: votes missed, jail, releases, stake burned, the set",
        0.0,
        "no difference",
        downtime,
        worlds=8,
    ),
)
