"""Slashing: twelve epochs of some blocks, vote by vote on one side and epoch by epoch on the other."""

from __future__ import annotations

import numpy as np

from econsim.mechanisms.law import Law
from econsim.mechanisms.slashing.rules import sign_blocks, unjail
from econsim.mechanisms.staking.rules import mature, update_validator_set
from econsim.verification.twins.blocks import (
    Double,
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
    return _lived_through(rng, n_blocks, random_law(rng, n_blocks), double_signs=0.0)


def double_signs(rng: np.random.Generator) -> float:
    """Return the same where validators sign two blocks of one height, and none misses too many."""
    n_blocks = int(rng.integers(20, 90))
    law = random_law(rng, n_blocks).with_changes({"slashing.min_signed_per_window": 0.0})
    return _lived_through(rng, n_blocks, law, double_signs=0.1)


def _lived_through(rng: np.random.Generator, n_blocks: int, law: Law, double_signs: float) -> float:
    """Return the differences of twelve epochs; `double_signs`: of a validator in an epoch, a probability."""
    world = random_validators(rng, _VALIDATORS, n_blocks)
    chain, n_different, signed_twice = chain_of(world, law), 0, dict[Double, int]()
    for _ in range(_EPOCHS):
        asking = np.flatnonzero(rng.random(_VALIDATORS) < 0.7)
        accepted = unjail(world, asking).tolist()
        n_different += sum(was != is_released(chain, v) for was, v in zip(accepted, asking.tolist(), strict=True))
        update_validator_set(world, law.staking)
        mature(world)
        chain.end_block()
        n_different += len(kept_by_engine(world, law) ^ kept_by_chain(chain))
        is_absent = random_absence(rng, _VALIDATORS, n_blocks)
        rows = [
            (validator, int(rng.integers(n_blocks)), int(rng.integers(1, 2 * n_blocks)))
            for validator in np.flatnonzero(rng.random(_VALIDATORS) < double_signs).tolist()
        ]
        sign_blocks(world, law, faults_of(is_absent, rows))
        signed_twice |= {
            Double(validator, world.height + block, world.height + block + delay): 0 for validator, block, delay in rows
        }
        let_blocks_pass(chain, world, is_absent, signed_twice)
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
    Twin(
        "slashing for double signing",
        "12 epochs of 20 to 90 blocks, evidence young and old: stake burned, tombs, the set",
        0.0,
        "no difference",
        double_signs,
        worlds=8,
    ),
)
