"""What the two upgrades do to validators, and that a parameter alone does nothing to them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from econsim.errors import UsageError
from econsim.mechanisms.upgrades.releases import known_releases, release
from econsim.mechanisms.upgrades.rules import MIGRATIONS, apply_upgrade
from econsim.units import dec18
from econsim.world.validators import BONDED, UNBONDED, UNBONDING
from tests.mechanisms.chain_vectors import vectors
from tests.mechanisms.staking_worlds import AKT, DAY, staking_world

NOW = 27 * DAY


class Law(SimpleNamespace):
    """A law of one number, changed as a scenario's law is."""

    def with_changes(self, changes):
        floor = changes.get("chain.staking.min_commission_rate", self.staking.min_commission_rate)
        return Law(staking=SimpleNamespace(min_commission_rate=floor), changes=dict(changes))


def validators_at(*rates: float, max_rate=None, max_change=0.01, floor=0.05):
    world = staking_world({(0, v): AKT for v in range(len(rates))}, n_validators=len(rates), rates=list(rates))
    world.law = Law(staking=SimpleNamespace(min_commission_rate=floor))
    world.validators.max_rate_dec18[:] = dec18(max_rate if max_rate is not None else 0.20)
    world.validators.max_change_rate_dec18[:] = dec18(max_change)
    world.seconds = NOW
    return world


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
        floor=float(inputs["min_rate"]),
    )
    for version in versions:
        apply_upgrade(world, release(version))
    wanted = expected["after_mainnet6" if versions == ("v0.24.0",) else "after_mainnet7"]
    assert rates_of(world) == [tuple(dec18(wanted[name]) for name in ("rate", "max_rate", "max_change_rate"))]


def test_mainnet6_sets_its_parameters_before_it_migrates_and_its_rules_hold_from_then_on():
    world = validators_at(0.0, max_rate=0.02, floor=0.0)
    apply_upgrade(world, release("v0.24.0"))
    assert world.law.staking.min_commission_rate == 0.05
    assert world.law.changes["chain.take.default_take_rate"] == 20
    assert world.release.rules.edit_below_floor_refused
    assert rates_of(world) == [(0, dec18(0.05), dec18(0.01))]


def test_mainnet6_drops_the_lifted_record_so_no_update_time_moves():
    world = validators_at(0.0, 0.02, 0.05)
    before = world.validators.commission_updated_seconds.copy()
    apply_upgrade(world, release("v0.24.0"))
    assert world.validators.commission_rate_dec18.tolist() == [0, dec18(0.02), dec18(0.05)]
    assert (world.validators.commission_updated_seconds == before).all()


def test_mainnet7_lifts_whoever_is_below_whatever_its_status_and_stamps_only_those():
    world = validators_at(0.0, 0.049, 0.03, 0.05, 0.10)
    world.validators.status[:] = [BONDED, UNBONDING, UNBONDED, BONDED, UNBONDED]
    apply_upgrade(world, release("v0.26.0"))
    floor = dec18(0.05)
    assert world.validators.commission_rate_dec18.tolist() == [floor, floor, floor, floor, dec18(0.10)]
    long_ago = -365 * DAY
    assert world.validators.commission_updated_seconds.tolist() == [NOW, NOW, NOW, long_ago, long_ago]


def test_mainnet7_lifts_to_the_floor_in_force_and_not_to_one_of_its_own():
    world = validators_at(0.02, 0.08, 0.15, max_rate=0.09, floor=0.10)
    world.validators.max_rate_dec18[2] = dec18(0.20)
    apply_upgrade(world, release("v0.26.0"))
    assert world.law.staking.min_commission_rate == 0.10
    assert [rate for rate, _, _ in rates_of(world)] == [dec18(0.10), dec18(0.10), dec18(0.15)]
    assert [most for _, most, _ in rates_of(world)] == [dec18(0.10), dec18(0.10), dec18(0.20)]


def test_every_migration_that_a_release_names_exists_and_none_is_idle():
    named = {name for version in known_releases() for name in release(version).migrations}
    assert named == set(MIGRATIONS)


def test_a_release_with_a_migration_nobody_wrote_is_refused_before_anything_changes():
    world = validators_at(0.02)
    unknown = SimpleNamespace(version="v9", set={}, migrations=("lift_to_floor", "lift_to_the_moon"), rules=None)
    with pytest.raises(UsageError, match=r"v9 runs \['lift_to_the_moon'\]; the migrations are"):
        apply_upgrade(world, unknown)
    assert rates_of(world) == [(dec18(0.02), dec18(0.20), dec18(0.01))]
