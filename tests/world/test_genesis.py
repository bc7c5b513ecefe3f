"""Genesis at the edges of what a scenario may say."""

from __future__ import annotations

import pytest

from econsim.catalogue import load_scenario
from econsim.randomness import Streams
from econsim.units import dec18
from econsim.world.genesis import build_genesis

FEW = {
    "delegators.accounts": 40,
    "providers.accounts": 3,
    "providers.gpu_providers": 1,
    "tenants.accounts": 5,
    "tenants.adoption_per_day": 0.0,
}


def genesis(changes, *, seed=1):
    """Return Mainnet 6 at its start with few agents and other changes of its population."""
    scenario = load_scenario("mainnet6").with_changes({f"population.{path}": v for path, v in (FEW | changes).items()})
    return build_genesis(scenario, Streams(seed, 0), 1, 1.0)


def test_no_rate_is_above_its_own_max_rate():
    """x/staking, CommissionRates.Validate: rate <= max rate <= 1, max change <= max rate."""
    validators = genesis({"validators.lifted_old_rates": [0.9]}).validators
    assert (validators.commission_rate_dec18[validators.is_below_floor_at_start] == dec18(0.9)).all()
    assert (validators.commission_rate_dec18 <= validators.max_rate_dec18).all()
    assert (validators.max_change_rate_dec18 <= validators.max_rate_dec18).all()


def test_where_nobody_large_stakes_no_validator_has_a_brand_with_the_large():
    """Two heads of 40 are large; with these dice neither stakes (a chance of .09 x .09)."""
    world = genesis({"delegators.idle_ratio": 0.07}, seed=9)
    large = world.delegators.is_large
    assert large.sum() == 2
    assert (world.delegators.stake_at_start_uakt[large] == 0).all()
    assert (world.brands.genesis_share_large == 0.0).all()
    assert world.brands.genesis_share_small.sum() == pytest.approx(1.0)
