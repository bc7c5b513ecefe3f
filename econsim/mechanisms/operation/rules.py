"""Operation of validators: what is spent on it, who gives up, who comes in, and how long it has paid.

Who gives up undelegates all of its own bond for good, and is jailed for what it is left with (x/staking,
min_self_delegation). A candidate that comes in brings from outside what its own bond lacks for a seat, one AKT more
than the last one has, and delegates it to itself; the set is formed at the end of the block. Both by the chain's rules.

Days covered: for how many days on end the commission of the epoch has paid the epoch's cost of operation, below 0 for
how many it has not. Of who is not in the set it is the commission that the last seat's stake would have earned at its
own rate. They begin anew when a validator enters or leaves the set.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from econsim.compiled import njit
from econsim.mechanisms.slashing.rules import unjail
from econsim.mechanisms.staking.messages import bring_stake, take_stake_away
from econsim.mechanisms.staking.parameters import Staking
from econsim.mechanisms.staking.records import Records
from econsim.units import (
    DAYS_PER_MONTH,
    DEC18,
    SECONDS_PER_DAY,
    UAKT_PER_AKT,
    UAKT_PER_POWER,
    BoolArray,
    FloatArray,
    IntArray,
)
from econsim.world.signing import Faults
from econsim.world.validators import BONDED
from econsim.world.world import World

GAVE_UP, CAME_IN = "validators_gave_up", "validators_came_in"
_NOBODY = np.zeros((0, 4), np.int64)  # is absent
_ALL_OF_IT = 2**62  # uakt; at most what the delegation is worth is taken


@dataclass(frozen=True)
class Operated(Protocol):
    """By validator: whether its operator asks for its release, the part of the cost of operation that is spent.

    NaN: as before. Then who gives up and who comes in.
    """

    is_unjailing: BoolArray
    spending: FloatArray
    is_leaving: BoolArray
    is_entering: BoolArray


def run_validators(world: World, law: Staking, operated: Operated) -> None:
    """Let jailed validators ask for release, note what is spent, let validators give up and candidates come in."""
    validators = world.validators
    if operated.is_unjailing.any():
        unjail(world, np.flatnonzero(operated.is_unjailing))
    is_new = ~np.isnan(operated.spending)
    if is_new.any():
        validators.saved_share[is_new] = 1.0 - operated.spending[is_new]
    if operated.is_leaving.any():
        leaving = np.flatnonzero(operated.is_leaving & ~validators.is_jailed)
        amounts = np.full(leaving.size, _ALL_OF_IT, dtype=np.int64)
        take_stake_away(world, law, validators.operator[leaving], leaving, amounts)
        world.journal.count(GAVE_UP, leaving.size)
    if operated.is_entering.any():
        for number in np.flatnonzero(operated.is_entering & ~validators.is_bonded & ~validators.is_jailed):
            _come_in(world, law, number)


def _come_in(world: World, law: Staking, number: Any) -> None:
    """Let one candidate bring what it lacks for a seat, if `outside` has it."""
    validators = world.validators
    others = np.sort(np.delete(validators.eligible_uakt, number))[::-1]
    last_uakt = int(others[law.max_validators - 1]) if others.size >= law.max_validators else 0
    missing_uakt = max(last_uakt + UAKT_PER_POWER - int(validators.tokens_uakt[number]), 0)
    if missing_uakt:
        bring_stake(world, validators.operator[[number]], np.array([number]), np.array([missing_uakt]))
    world.journal.count(CAME_IN, 1)


def count_days_covered(world: World) -> None:
    """Note of every validator whether this epoch's commission has paid, or would have, for its operation."""
    days, usd_per_uakt = world.epoch_seconds / SECONDS_PER_DAY, world.akt_price_usd / UAKT_PER_AKT
    _count_days_covered(world.validators.rows, days, usd_per_uakt, world.height)


@njit
def _count_days_covered(validators: Records, days: float, usd_per_uakt: float, height: int) -> None:
    last, bonded, allocated = np.inf, 0.0, 0.0
    for number in range(validators.size):
        allocated += validators[number].allocated_uakt
        if validators[number].status == BONDED:
            bonded += validators[number].tokens_uakt
            last = min(last, float(validators[number].tokens_uakt))
    of_last_seat = allocated * last / bonded if bonded > 0.0 else 0.0
    for number in range(validators.size):
        validator = validators[number]
        is_bonded = validator.status == BONDED
        income = validator.commission_accrued_uakt
        if not is_bonded:
            income = of_last_seat * (validator.commission_rate_dec18 / DEC18) * (1.0 - validator.rebate_share)
        has_paid = income * usd_per_uakt >= validator.operating_cost_usd_per_month * days / DAYS_PER_MONTH
        before = validator.days_covered
        if height <= (validator.bonded_height if is_bonded else validator.unbonding_height):
            before = 0.0
        validator.days_covered = max(before, 0.0) + days if has_paid else min(before, 0.0) - days


def remember_downtime(world: World, faults: Faults | None) -> None:
    """Count the blocks for which validators were offline in the epoch, and let what is remembered of it fade."""
    validators = world.validators
    if faults is None and not validators.remembered_downtime.any():
        return
    absent = _NOBODY if faults is None else faults.absent
    kept = 0.5 ** (world.epoch_seconds / SECONDS_PER_DAY / world.downtime_half_life_days)
    _remember(validators.rows, absent, kept, world.n_blocks)


@njit
def _remember(validators: Records, absent: IntArray, kept: float, n_blocks: int) -> None:
    offline = np.zeros(validators.size, np.int64)
    for place in range(absent.shape[0]):
        offline[absent[place, 0]] += (absent[place, 2] - absent[place, 1] + 1) * absent[place, 3]
    for number in range(validators.size):
        validator, part = validators[number], (1.0 - kept) * offline[number] / n_blocks
        validator.blocks_offline += offline[number]
        validator.remembered_downtime = kept * validator.remembered_downtime + part
