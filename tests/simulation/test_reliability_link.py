"""The link from a validator's margin to its uptime: off, a floor changes no uptime; on, it does."""

from __future__ import annotations

import pytest

import econsim

EPOCHS = 36  # the floor of Mainnet 7 lifts on day 27


def run(floor: float, neglect_hours_per_month: float):
    """Return Mainnet 7 with this floor, operators who cut corners and the link as strong as said."""
    scenario = econsim.load_scenario("mainnet7").with_changes(
        {
            "population.delegators.accounts": 400,
            "population.tenants.accounts": 40,
            "population.tenants.adoption_per_day": 0.5,
            "chain.staking.min_commission_rate": floor,
            "policies.validator_operation": {"kind": "cut_corners_when_unprofitable", "exponent": 1.0},
            "shocks.validator_outages": {"kind": "renewal", "neglect_hours_per_month": neglect_hours_per_month},
        }
    )
    return econsim.AkashModel(scenario, seed=1, epochs=EPOCHS).run(EPOCHS).world.validators


@pytest.mark.parametrize(("neglect_hours_per_month", "is_same"), [(0.0, True), (40.0, False)])
def test_a_floor_changes_uptime_only_where_the_link_is_on(neglect_hours_per_month, is_same) -> None:
    low, high = (run(floor, neglect_hours_per_month) for floor in (0.05, 0.10))
    assert (high.saved_share < low.saved_share).any()
    for name in ("blocks_offline", "remembered_downtime"):
        assert (getattr(low, name).tobytes() == getattr(high, name).tobytes()) == is_same
