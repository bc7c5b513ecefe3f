"""Genesis at the edges of what a scenario may say."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.catalogue import load_scenario
from econsim.randomness import Streams
from econsim.units import dec18
from econsim.world.genesis import build_genesis


def genesis(**changes):
    """Return Mainnet 6 at its start with few agents; changes by their paths, a dot written __."""
    few = {"delegators.accounts": 50, "providers.accounts": 3, "providers.gpu_providers": 1, "tenants.accounts": 5}
    few |= {name.replace("__", "."): value for name, value in changes.items()}
    scenario = load_scenario("mainnet6").with_changes({f"population.{path}": value for path, value in few.items()})
    return build_genesis(scenario, Streams(1, 0), 1, 1.0)


def test_no_rate_is_above_its_own_max_rate():
    """x/staking, CommissionRates.Validate: rate <= max rate <= 1, max change <= max rate."""
    validators = genesis(validators__lifted_old_rates=[0.9]).validators
    assert (validators.commission_rate_dec18[validators.is_below_floor_at_start] == dec18(0.9)).all()
    assert (validators.commission_rate_dec18 <= validators.max_rate_dec18).all()
    assert (validators.max_change_rate_dec18 <= validators.max_rate_dec18).all()


@pytest.mark.parametrize("accounts", [1, 9])
def test_where_nobody_is_large_no_validator_has_a_brand_with_the_large(accounts):
    """5 % of 9 heads, rounded, is none."""
    brands = genesis(delegators__accounts=accounts).brands
    assert (brands.genesis_share_large == 0.0).all()
    assert brands.genesis_share_small.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("large", [1e-300, 1e-17, 1.0 - 2.0**-53])
def test_heads_as_unequal_as_can_be_hold_all_stake_between_them(large):
    world = genesis(delegators__large_heads_share=large)
    assert np.isfinite(world.brands.genesis_share_small).all()
    assert world.ledger.imbalance("uakt") == 0
    assert world.bonded_uakt == 217_688_892_000_000 * 656 // 1000
