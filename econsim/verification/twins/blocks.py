"""Some hundred blocks, one after the other, in which validators miss votes: what both sides keep of validators."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from econsim.mechanisms.law import Law
from econsim.mechanisms.slashing.jail import tell_powers
from econsim.mechanisms.slashing.window import missed_in_window
from econsim.reference.chain import Chain
from econsim.reference.failures import Refused
from econsim.reference.slashing import DOUBLE_SIGN_JAIL_END
from econsim.units import UAKT_PER_AKT, BoolArray, IntArray
from econsim.verification.mainnet6 import law_with
from econsim.verification.twins.chain import EPOCH_0
from econsim.world.build import empty_world, with_stakes
from econsim.world.signing import Faults
from econsim.world.validators import STATUS
from econsim.world.world import World

BLOCK_SECONDS = 6


def random_law(rng: np.random.Generator, n_blocks: int) -> Law:
    """Return a law of slashing, old or new, whose window and times are of the order of an epoch; nothing is minted."""
    window = int(rng.integers(2, 2 * n_blocks))
    return law_with(
        release=str(rng.choice(["v0.24.0", "v1.0.0"])),
        mint__inflation_min=0.0,
        mint__inflation_max=0.0,
        staking__unbonding_time=f"{int(rng.integers(1, 4 * n_blocks)) * BLOCK_SECONDS} s",
        slashing__signed_blocks_window=window,
        slashing__min_signed_per_window=float(rng.choice([0.0, 0.05, 0.33, 0.5, 0.75, 1.0])),
        slashing__downtime_jail_duration=f"{int(rng.integers(1, 2 * n_blocks)) * BLOCK_SECONDS} s",
        slashing__slash_fraction_downtime=float(rng.choice([0.0001, 0.01, 0.123456, 0.5])),
        slashing__slash_fraction_double_sign=float(rng.choice([0.05, 0.3, 1.0])),
        evidence__max_age_duration=f"{int(rng.integers(0, 2 * n_blocks)) * BLOCK_SECONDS} s",
        evidence__max_age_num_blocks=int(rng.integers(0, 2 * n_blocks)),
    )


def random_validators(rng: np.random.Generator, n_validators: int, n_blocks: int) -> World:
    """Return validators with their operators' stake alone, in the set from the first block on."""
    stakes = {
        (v, v): int(rng.integers(1, 10**4)) * UAKT_PER_AKT + int(rng.integers(10**6)) for v in range(n_validators)
    }
    world = empty_world(
        supply_uakt=10**12, epoch_seconds=n_blocks * BLOCK_SECONDS, seconds_per_block=BLOCK_SECONDS, start_height=1
    )
    with_stakes(world, [0.0] * n_validators, stakes, n_validators)
    world.validators.min_self_delegation_uakt = rng.choice([1, 10**6, 10**9], size=n_validators)
    np.minimum(
        world.validators.min_self_delegation_uakt,
        world.validators.tokens_uakt,
        out=world.validators.min_self_delegation_uakt,
    )
    tell_powers(world.validators.rows)
    return world


def random_absence(rng: np.random.Generator, n_validators: int, n_blocks: int) -> BoolArray:
    """Return which validators do not sign which blocks of an epoch: outages, single misses, both, all or nothing."""
    at = np.arange(n_blocks)
    begin, length = rng.integers(n_blocks, size=(2, n_validators, 1))
    outage = (at >= begin) & (at < begin + length) & (rng.random((n_validators, 1)) < 0.6)
    missed = rng.random((n_validators, n_blocks)) < rng.choice([0.0, 0.02, 0.3, 0.9], size=(n_validators, 1))
    return np.asarray(outage | missed)


def faults_of(is_absent: BoolArray, double_signs: Any = ()) -> Faults:
    """Return absences as the engine is told of them."""
    runs = [
        (validator, begin, end - 1, 1)
        for validator, row in enumerate(is_absent)
        for begin, end in np.flatnonzero(np.diff(row, prepend=False, append=False)).reshape(-1, 2).tolist()
    ]
    return Faults(_table(runs, 4), _table(double_signs, 3), is_absent[:, -1])


class Double(NamedTuple):
    """A block of which a validator signs two, and the height of the block that holds the evidence."""

    validator: int
    height: int
    evidence_height: int


def let_blocks_pass(
    chain: Chain, world: World, is_absent: BoolArray, double_signs: dict[Double, int] | None = None
) -> None:
    """Let the chain come from an epoch's first block to the begin of the next one's.

    double_signs: of this epoch and before, each with the power of its validator then, which is filled in when the
    votes on that block are there (0: none of it).
    """
    double_signs = {} if double_signs is None else double_signs
    for number, row in enumerate(is_absent.T, start=1):
        height, voters = world.height + number, chain.voters()
        double_signs.update({each: voters.get(each.validator, 0) for each in double_signs if each.height == height - 1})
        chain.begin_block(_time(world, height), absent=np.flatnonzero(row).tolist())
        for each, power in double_signs.items():
            if each.evidence_height == height and power:
                chain.slashing.handle_double_sign(each.validator, power, each.height, _time(world, each.height))
        if number < world.n_blocks:
            chain.end_block()


def _time(world: World, height: int) -> int:
    return EPOCH_0 + (height - world.start_height) * BLOCK_SECONDS


def is_released(chain: Chain, validator: int) -> bool:
    """Ask for a validator's release; return whether the chain accepts it."""
    try:
        chain.slashing.unjail(validator)
    except Refused:
        return False
    return True


def kept_by_engine(world: World, law: Law) -> set[tuple[Any, ...]]:
    """Return every fact that both sides keep of validators and their windows, and the supply."""
    table, runs = world.validators, world.missed_votes.rows
    facts: set[tuple[Any, ...]] = {("supply", world.supply_uakt)}
    for number, row in enumerate(table.rows):
        begin, end = np.searchsorted(runs["validator"], [number, number + 1])
        n_votes, window = int(row["n_votes"]), law.slashing.signed_blocks_window
        missed = missed_in_window(runs, int(begin), int(end), n_votes - 1, window)
        facts |= {
            ("tokens", number, int(row["tokens_uakt"])),
            ("status", number, STATUS[row["status"]]),
            ("jailed", number, bool(row["is_jailed"]), bool(row["is_tombstoned"]), _until(row["jailed_until_seconds"])),
            ("votes", number, n_votes, missed),
            ("unbonding", number, int(row["unbonding_height"]), EPOCH_0 + round(float(row["unbonding_seconds"]))),
        }
    return facts


def kept_by_chain(chain: Chain) -> set[tuple[Any, ...]]:
    """Return the same of the chain."""
    facts: set[tuple[Any, ...]] = {("supply", chain.bank.supply)}
    for number, validator in chain.staking.validators.items():
        info = chain.slashing.infos[number]
        began = (validator.unbonding_height, validator.unbonding_end) if validator.unbonding_height else (0, EPOCH_0)
        facts |= {
            ("tokens", number, validator.tokens),
            ("status", number, validator.status),
            ("jailed", number, validator.is_jailed, info.is_tombstoned, info.jailed_until or EPOCH_0),
            ("votes", number, info.index_offset, len(info.missed)),
            ("unbonding", number, *began),
        }
    return facts


def _until(seconds: float) -> int:
    return EPOCH_0 + round(float(seconds)) if np.isfinite(seconds) else DOUBLE_SIGN_JAIL_END


def _table(rows: Any, n_columns: int) -> IntArray:
    return np.array(list(rows), dtype=np.int64).reshape(-1, n_columns)
