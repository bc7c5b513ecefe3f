"""Stake that is watched: shares, the active set, unbonding, rewards, and the lowest commission anybody may have."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from econsim.mechanisms.law import Law
from econsim.units import DEC18, dec18
from econsim.world.world import World

if TYPE_CHECKING:
    from tests.properties.watched_run import WatchedRun


def law_of(run: WatchedRun) -> Law:
    """Return the law of the epoch that has just happened."""
    return run.law.at(run.epoch - 1, run.world.proposals.enacted)


def check_stake(run: WatchedRun) -> None:
    """Shares add up, one line a pair; the active set is the strongest `max_validators` that have power and are free."""
    validators, held, law = run.world.validators, run.world.delegations, law_of(run).staking
    rows = held.in_order()
    pairs = list(zip(held.delegator[rows].tolist(), held.validator[rows].tolist(), strict=True))
    assert pairs == sorted(set(pairs))
    assert len(pairs) == len(held)
    assert (held.shares > 0).all()
    total: Counter[int] = Counter()
    for (_, validator), shares in zip(pairs, held.shares[rows].tolist(), strict=True):
        total[validator] += shares
    assert validators.delegator_shares.tolist() == [total[v] for v in range(len(validators))]
    stakes = zip(validators.tokens_uakt.tolist(), validators.is_jailed.tolist(), strict=True)
    power = [0 if is_jailed else tokens // 10**6 for tokens, is_jailed in stakes]
    strongest = sorted((v for v in range(len(power)) if power[v]), key=lambda v: (-power[v], v))
    assert set(np.flatnonzero(validators.status == 0).tolist()) == set(strongest[: law.max_validators])


def check_unbonding(run: WatchedRun) -> None:
    """Nothing stays beyond its time, what began today lasts as the law says, and nobody hops."""
    world, begin = run.world, (run.world.epoch - 1) * run.world.epoch_seconds
    unbonding_time = law_of(run).staking.unbonding_time
    height = world.height_at(world.epoch - 1)
    for table in (world.unbondings, world.redelegations):
        assert (table.completion_seconds > begin).all()
    new = world.unbondings.creation_height == height
    assert (world.unbondings.completion_seconds[new] == begin + unbonding_time).all()
    waiting = world.validators.status == 1
    assert (world.validators.unbonding_seconds[waiting] > begin - unbonding_time).all()
    arrived: set[tuple[int, int]] = set()
    moves = world.redelegations
    for delegator, source, destination in zip(moves.delegator, moves.source, moves.destination, strict=True):
        assert (delegator, source) not in arrived, "stake that has just moved has hopped on"
        arrived.add((delegator, destination))


def check_rewards(world: World) -> None:
    """Whatever is owed to delegators, operators and the pool is outstanding (x/distribution, can-withdraw)."""
    validators, held = world.validators, world.delegations
    kept = [name for name in ("outstanding_uakt", "commission_uakt") if (getattr(validators, name) < 0).any()]
    assert not kept, f"{kept} below zero"
    fractions = ("allocated_fraction_dec18", "commission_fraction_dec18", "pool_fraction_dec18")
    parts = {name: [int(part) for part in getattr(validators, name)] for name in fractions}
    assert all(0 <= part < DEC18 for column in parts.values() for part in column)
    owed = [0] * len(validators)
    rows = (held.validator, held.shares, held.start_index_dec18)
    for v, shares, start in zip(*(column.tolist() for column in rows), strict=True):
        owed[v] += shares * (int(validators.reward_index_dec18[v]) - start)
    for v in range(len(validators)):
        there = int(validators.outstanding_uakt[v]) * DEC18 + parts["allocated_fraction_dec18"][v]
        commission = int(validators.commission_uakt[v]) * DEC18 + parts["commission_fraction_dec18"][v]
        assert there >= owed[v] + commission + parts["pool_fraction_dec18"][v], f"validator {v} owes too much"


class Floor:
    """The lowest commission rate anybody may have, from the dates and releases that the scenario names."""

    def __init__(self, run: WatchedRun) -> None:
        self.run = run
        self.release, self.floor = run.inputs.chain.release, dec18(run.inputs.chain.staking.min_commission_rate)
        self.least = self.floor if self.release == "v0.26.0" else 0
        self.check()

    def look_ahead(self) -> None:
        """Take note of what comes into force; a release lifts everybody, then the lowest floor since then holds."""
        for event in sorted(self.run.inputs.timeline, key=lambda event: event.date):
            if event.epoch == self.run.epoch:
                self.floor = dec18(event.set.get("chain.staking.min_commission_rate", self.floor / DEC18))
                self.least = min(self.least, self.floor)
                if event.upgrade is not None:
                    self.release = event.upgrade.version
                    self.floor = dec18("0.05") if self.release == "v0.24.0" else self.floor
                    self.least = {"v0.26.0": self.floor, "v0.20.0": 0}.get(self.release, min(self.least, self.floor))

    def check(self) -> None:
        """Nobody is below it, whatever the status; nobody is above its own max rate, and no max rate above 1."""
        validators = self.run.world.validators
        assert dec18(law_of(self.run).staking.min_commission_rate) == self.floor
        assert (validators.commission_rate_dec18 >= self.least).all()
        assert (validators.commission_rate_dec18 <= validators.max_rate_dec18).all()
        assert (validators.max_rate_dec18 <= DEC18).all()
