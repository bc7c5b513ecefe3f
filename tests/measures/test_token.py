"""Series of the token by hand: value, security and net sales."""

from __future__ import annotations

import pytest

from econsim.measures.token import SERIES
from econsim.units import SECONDS_PER_DAY
from econsim.world.series import Moment
from tests.mechanisms.staking_worlds import AKT, staking_world
from tests.readings import read


def measured(world) -> dict[str, float]:
    return read(SERIES, Moment(world, None, None, None))


def test_the_supply_is_worth_its_price_and_security_costs_what_a_day_pays_validators() -> None:
    """200 AKT at 2 USD; 14 AKT allocated in a week are 2 AKT or 4 USD a day."""
    world = staking_world({(0, 0): 150 * AKT}, wallets=(50 * AKT,))
    world.akt_price_usd, world.epoch_seconds = 2.0, 7 * SECONDS_PER_DAY
    world.validators.allocated_uakt[:] = 14.0 * AKT
    found = measured(world)
    assert (found["supply_uakt"], found["akt_price_usd"]) == (200 * AKT, 2.0)
    assert found["market_value_usd"] == pytest.approx(400.0)
    assert found["security_budget_usd_per_day"] == pytest.approx(4.0)


def test_net_sales_are_all_sales_less_all_purchases_in_each_denom() -> None:
    """5 + 3 - 1 - 4 AKT; 9 - 2 USDC."""
    world = staking_world({(0, 0): AKT})
    money = world.journal.money
    money["sold by delegators", "uakt"], money["sold by providers", "uakt"] = 5 * AKT, 3 * AKT
    money["bought by providers", "uakt"], money["bought by tenants", "uakt"] = AKT, 4 * AKT
    money["sold by providers", "uusdc"], money["bought by tenants", "uusdc"] = 9, 2
    money["delegated", "uakt"] = 77 * AKT
    found = measured(world)
    assert (found["net_sold_uakt"], found["net_sold_uusdc"]) == (3 * AKT, 7)
