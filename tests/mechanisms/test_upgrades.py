"""What the two upgrades do to validators, and that a parameter alone does nothing to them."""

from __future__ import annotations

import pytest

from econsim.errors import UsageError
from econsim.mechanisms.law import Law
from econsim.mechanisms.upgrades.events import ChainEvent, WrittenEvent
from econsim.mechanisms.upgrades.releases import COUNTERFACTUAL, known_releases, release
from econsim.mechanisms.upgrades.rules import MIGRATIONS, law_after, migrate
from econsim.units import dec18
from econsim.verification.mainnet6 import law_with
from econsim.world.validators import BONDED, NEVER, UNBONDED, UNBONDING
from tests.mechanisms.chain_vectors import vectors
from tests.mechanisms.staking_worlds import AKT, DAY, set_clock, staking_world

NOW = 27 * DAY


def validators_at(*rates: float, max_rate=None, max_change=0.01):
    world = staking_world({(0, v): AKT for v in range(len(rates))}, n_validators=len(rates), rates=list(rates))
    world.validators.max_rate_dec18[:] = dec18(max_rate if max_rate is not None else 0.20)
    world.validators.max_change_rate_dec18[:] = dec18(max_change)
    set_clock(world, NOW)
    return world


def upgrade(world, version: str, floor: float = 0.05) -> Law:
    """Let a release come into force where a floor is; return the law from then on."""
    written = WrittenEvent.model_validate({"date": "2023-09-27", "upgrade": version})
    law = law_with(staking__min_commission_rate=floor, take__default_take_rate=0)
    law = law_after(law, ChainEvent("upgrade", 0, written))
    migrate(world, law, law.software.migrations)
    return law


def rates_of(world) -> list[tuple[int, int, int]]:
    table = world.validators
    columns = (table.commission_rate_dec18, table.max_rate_dec18, table.max_change_rate_dec18)
    return list(zip(*(column.tolist() for column in columns), strict=True))


@pytest.mark.parametrize(("inputs", "expected"), vectors("akash_min_commission_upgrade"))
@pytest.mark.parametrize("versions", [("v0.24.0",), ("v0.26.0",), ("v0.24.0", "v0.26.0")])
def test_upgrades_leave_a_validator_as_the_vectors_say(versions, inputs, expected):
    world = validators_at(
        float(inputs["rate"]),
        max_rate=float(inputs["max_rate"]),
        max_change=float(inputs["max_change_rate"]),
    )
    law = law_with(staking__min_commission_rate=float(inputs["min_rate"]))
    for version in versions:
        migrate(world, law, release(version).migrations)
    wanted = expected["after_mainnet6" if versions == ("v0.24.0",) else "after_mainnet7"]
    assert rates_of(world) == [tuple(dec18(wanted[name]) for name in ("rate", "max_rate", "max_change_rate"))]


def test_mainnet6_sets_its_parameters_before_it_migrates_and_its_rules_hold_from_then_on():
    world = validators_at(0.0, max_rate=0.02)
    law = upgrade(world, "v0.24.0", floor=0.0)
    assert law.staking.min_commission_rate == 0.05
    assert law.take.default_take_rate == 20
    assert law.software.rules.edit_below_floor_refused
    assert rates_of(world) == [(0, dec18(0.05), dec18(0.01))]


def test_mainnet6_drops_the_lifted_commission_so_no_update_time_moves():
    world = validators_at(0.0, 0.02, 0.05)
    before = world.validators.commission_updated_seconds.copy()
    upgrade(world, "v0.24.0")
    assert world.validators.commission_rate_dec18.tolist() == [0, dec18(0.02), dec18(0.05)]
    assert (world.validators.commission_updated_seconds == before).all()


def test_mainnet7_lifts_whoever_is_below_whatever_its_status_and_stamps_only_those():
    world = validators_at(0.0, 0.049, 0.03, 0.05, 0.10)
    world.validators.status[:] = [BONDED, UNBONDING, UNBONDED, BONDED, UNBONDED]
    upgrade(world, "v0.26.0")
    floor = dec18(0.05)
    assert world.validators.commission_rate_dec18.tolist() == [floor, floor, floor, floor, dec18(0.10)]
    long_ago = -365 * DAY
    assert world.validators.commission_updated_seconds.tolist() == [NOW, NOW, NOW, long_ago, long_ago]


def test_the_epoch_of_the_last_lift_is_noted_with_those_whom_it_lifts():
    world = validators_at(0.0, 0.049, 0.05)
    world.epoch = 27
    upgrade(world, "v0.26.0")
    assert world.validators.lifted_epoch.tolist() == [27, 27, NEVER]
    world.epoch = 183
    migrate(world, law_with(staking__min_commission_rate=0.10), ("lift_to_floor",))
    assert world.validators.lifted_epoch.tolist() == [183, 183, 183]


def test_a_lift_counts_whom_it_lifts_and_the_stake_of_the_active_among_them():
    world = validators_at(0.0, 0.049, 0.03, 0.05, 0.10)
    world.validators.status[:] = [BONDED, BONDED, UNBONDED, BONDED, BONDED]
    world.journal.begin()
    upgrade(world, "v0.24.0")
    assert not world.journal.counts
    upgrade(world, "v0.26.0")
    assert world.journal.counts == {"validators_lifted": 3, "stake_lifted_uakt": 2 * AKT}


def test_mainnet7_lifts_to_the_floor_in_force_and_not_to_one_of_its_own():
    world = validators_at(0.02, 0.08, 0.15, max_rate=0.09)
    world.validators.max_rate_dec18[2] = dec18(0.20)
    assert upgrade(world, "v0.26.0", floor=0.10).staking.min_commission_rate == 0.10
    assert [rate for rate, _, _ in rates_of(world)] == [dec18(0.10), dec18(0.10), dec18(0.15)]
    assert [most for _, most, _ in rates_of(world)] == [dec18(0.10), dec18(0.10), dec18(0.20)]


def test_every_migration_that_a_release_names_exists_and_none_is_idle():
    named = {name for version in known_releases() for name in release(version).migrations}
    assert named | COUNTERFACTUAL == set(MIGRATIONS)
    assert not named & COUNTERFACTUAL


def test_a_migration_nobody_wrote_is_refused_before_anything_changes():
    world = validators_at(0.02)
    with pytest.raises(UsageError, match=r"nobody has written the migrations \['lift_to_the_moon'\]; there are"):
        migrate(world, law_with(), ("lift_to_floor", "lift_to_the_moon"))
    assert rates_of(world) == [(dec18(0.02), dec18(0.20), dec18(0.01))]
