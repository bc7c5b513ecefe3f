"""Commission: edits under each release's rules, and both migrations, field by field."""

from __future__ import annotations

import numpy as np

from econsim.mechanisms.staking.commission import edit_commission
from econsim.mechanisms.upgrades.releases import release
from econsim.mechanisms.upgrades.rules import migrate
from econsim.reference import commission as floor
from econsim.reference.commission_rates import Commission, validate_new_rate
from econsim.reference.decimal18 import Dec
from econsim.reference.failures import Refused
from econsim.units import DEC18, SECONDS_PER_HOUR, IntArray
from econsim.verification.mainnet6 import law_with
from econsim.verification.twins.chain import EPOCH_0, commission_of
from econsim.verification.twins.mint import decimal
from econsim.verification.twins.twin import MAINNET6, MAINNET7, Twin
from econsim.world.build import empty_world, with_stakes
from econsim.world.world import World

_VALIDATORS, _EDITS = 40, 400
_RATES = np.round(np.arange(0.0, 1.01, 0.01), 2)


def edits(rng: np.random.Generator) -> float:
    """Return in how many of 400 edits, hours apart, engine and chain differ in what they accept or keep."""
    world, law_floor = random_world(rng), float(rng.choice(_RATES[:20]))
    law, rules = law_with(staking__min_commission_rate=law_floor).staking, release(MAINNET6).rules
    kept, n_different = [commission_of(world, index) for index in range(_VALIDATORS)], 0
    for _ in range(_EDITS):
        world.epoch += 1
        index = int(rng.integers(_VALIDATORS))
        rate = _tempting_rate(rng, world, index, law_floor)
        accepted = bool(edit_commission(world, law, rules, np.array([index]), np.array([rate]))[0])
        after = _edited(kept[index], decimal(rate), decimal(law_floor), EPOCH_0 + round(world.seconds))
        n_different += accepted != (after is not None)
        kept[index] = after or kept[index]
        n_different += commission_of(world, index) != kept[index]
    return float(n_different)


def migrations(rng: np.random.Generator) -> float:
    """Return in how many validators the two upgrades, one after the other, leave something different."""
    world, law_floor = random_world(rng), float(rng.choice(_RATES[:20]))
    law = law_with(staking__min_commission_rate=law_floor)
    world.epoch = int(rng.integers(1, 100))
    kept, minimum, n_different = [commission_of(world, index) for index in range(_VALIDATORS)], decimal(law_floor), 0
    for version in (MAINNET6, MAINNET7):
        migrate(world, law, release(version).migrations)
        now = EPOCH_0 + round(world.seconds)
        for index, before in enumerate(kept):
            if version == MAINNET6:
                kept[index] = floor.upgrade_to_mainnet6(before, minimum)
            else:
                kept[index] = floor.upgrade_to_mainnet7(before, minimum, now)
            n_different += commission_of(world, index) != kept[index]
    return float(n_different)


def random_world(rng: np.random.Generator) -> World:
    """Return validators with every kind of commission that a chain accepts, changed at some time before."""
    world = empty_world(epoch_seconds=6 * SECONDS_PER_HOUR)
    stakes = {(index, index): 10**9 for index in range(_VALIDATORS)}
    with_stakes(world, [0.0] * _VALIDATORS, stakes, _VALIDATORS)
    table, hundredth = world.validators, DEC18 // 100
    most: IntArray = rng.integers(0, 101, _VALIDATORS)
    for column, part in (("commission_rate", 1.0), ("max_change_rate", float(rng.uniform(0.05, 1.0)))):
        getattr(table, f"{column}_dec18")[:] = np.floor(most * part * rng.random(_VALIDATORS)).astype(int) * hundredth
    table.max_rate_dec18[:] = most * hundredth
    table.commission_updated_seconds[:] = -SECONDS_PER_HOUR * rng.integers(0, 48, _VALIDATORS)
    return world


def _tempting_rate(rng: np.random.Generator, world: World, index: int, law_floor: float) -> float:
    """Return a rate that often lies exactly on a limit, or a hundredth of a percent beside it."""
    table = world.validators
    rate, most, change = (
        int(column[index]) / DEC18
        for column in (table.commission_rate_dec18, table.max_rate_dec18, table.max_change_rate_dec18)
    )
    limits = [law_floor, most, rate + change, rate, float(rng.choice(_RATES))]
    return max(0.0, round(float(rng.choice(limits)) + float(rng.choice([0.0, 0.0001, -0.0001])), 6))


def _edited(before: Commission, rate: Dec, minimum: Dec, now: int) -> Commission | None:
    """Return the commission after an edit by the reference chain's rules, None if it is refused."""
    if floor.edit_refused(rate, minimum):
        return None
    try:
        validate_new_rate(before, rate, now)
    except Refused:
        return None
    return Commission(rate, before.max_rate, before.max_change_rate, now)


TWINS = (
    Twin(
        "commission edits",
        "400 edits under v0.24.0: accepted or refused, and what is kept",
        0.0,
        "no difference",
        edits,
    ),
    Twin(
        "commission migrations",
        "40 validators through v0.24.0 and v0.26.0: rate, max rate, max change rate, update time",
        0.0,
        "no difference",
        migrations,
    ),
)
