"""Slashed entries: stake that left a validator, and stake that moved on, pays for what the validator had done."""

from __future__ import annotations

import numpy as np

from econsim.mechanisms.slashing.jail import COUNTED_AFTER, tell_powers
from econsim.mechanisms.slashing.rules import sign_blocks
from econsim.mechanisms.staking.rules import mature, update_validator_set
from econsim.reference.chain import Chain
from econsim.reference.staking_state import RedelegationEntry
from econsim.verification.twins.blocks import BLOCK_SECONDS, Double, faults_of, let_blocks_pass, random_law
from econsim.verification.twins.chain import chain_of
from econsim.verification.twins.stake import n_accepted_differently, random_world
from econsim.verification.twins.twin import Twin
from econsim.world.world import World

_WITH_MESSAGES, _EPOCHS = 4, 8


def entries(rng: np.random.Generator) -> float:
    """Return by how many uakt engine and chain are apart beyond one for each redelegation that was slashed.

    Four epochs of messages, in which some validators sign blocks twice; the evidence comes in the four after them.
    """
    n_blocks = int(rng.integers(10, 40))
    law = random_law(rng, n_blocks).with_changes(
        {
            "slashing.min_signed_per_window": 0.0,
            "staking.max_entries": 3,
            "staking.unbonding_time": f"{int(rng.integers(2, 9)) * n_blocks * BLOCK_SECONDS} s",
            "evidence.max_age_num_blocks": 10 * n_blocks,
        }
    )
    clock = {"epoch_seconds": n_blocks * BLOCK_SECONDS, "seconds_per_block": BLOCK_SECONDS, "start_height": 1}
    world = random_world(rng, law.staking, **clock)
    world.validators.bonded_height -= COUNTED_AFTER  # they have voted for long
    world.validators.min_self_delegation_uakt[:] = 1
    tell_powers(world.validators.rows)
    chain, apart, signed_twice, moved = chain_of(world, law), 0.0, dict[Double, int](), list[RedelegationEntry]()
    nobody = np.zeros((len(world.validators), n_blocks), np.bool_)
    for epoch in range(_EPOCHS):
        if epoch < _WITH_MESSAGES:
            apart += n_accepted_differently(rng, world, law.staking, chain)
        update_validator_set(world, law.staking)
        mature(world)
        chain.end_block()
        apart = max(apart, _uakt_apart(world, chain, moved))
        doubles = _double_signs(rng, world, n_blocks) if epoch < _WITH_MESSAGES else []
        signed_twice |= dict.fromkeys(doubles, 0)
        rows = [(each.validator, each.height - world.height, each.evidence_height - each.height) for each in doubles]
        sign_blocks(world, law, faults_of(nobody, rows))
        let_blocks_pass(chain, world, nobody, signed_twice)
        world.epoch += 1
    return apart


def _double_signs(rng: np.random.Generator, world: World, n_blocks: int) -> list[Double]:
    """Return double signs of an epoch, the evidence of which comes once nobody sends messages any more."""
    begin, end = (world.height_at(epoch) + 1 for epoch in (_WITH_MESSAGES - 1, _EPOCHS - 2))
    return [
        Double(int(validator), world.height + int(rng.integers(n_blocks)), int(rng.integers(begin + n_blocks, end)))
        for validator in np.flatnonzero(rng.random(len(world.validators)) < 0.2)
    ]


def _uakt_apart(world: World, chain: Chain, moved: list[RedelegationEntry]) -> float:
    """Return the largest distance of stake, shares, balances or supply, beyond one for each slashed redelegation.

    moved: every redelegation so far; those that stand now are added.
    """
    staking, table, held, out = chain.staking, world.validators, world.delegations, world.unbondings
    moved += [entry for entry in staking.redelegations if not any(entry is other for other in moved)]
    slashed = [entry.destination for entry in moved if chain.slashing.infos[entry.source].is_tombstoned]
    allowed = np.bincount(slashed, minlength=len(table))
    tokens = np.array([staking.validators[number].tokens for number in range(len(table))])
    shares = [staking.shares_of(d, v).truncate_int() for d, v in zip(held.delegator, held.validator, strict=True)]
    ours = zip(*(column.tolist() for column in (out.delegator, out.validator, out.balance_uakt)), strict=True)
    queue = sorted((entry.delegator, entry.validator, entry.balance) for entry in staking.unbondings)
    if queue != sorted(ours) or len(staking.delegations) != len(held):
        return np.inf
    beyond = [
        (np.abs(tokens - table.tokens_uakt) - allowed).max(),
        (np.abs(shares - held.shares) - allowed[held.validator]).max(),
        abs(chain.bank.supply - world.supply_uakt) - allowed.sum(),
    ]
    return float(max(*beyond, 0))


TWINS = (
    Twin(
        "slashing of unbonding and redelegating stake",
        "stake, shares, unbonding entries and supply, after 4 epochs of messages and double signs of which evidence "
        "comes later",
        0.0,
        "one uakt a slashed redelegation, whose shares the engine cuts to whole ones; else no difference",
        entries,
        worlds=8,
    ),
)
