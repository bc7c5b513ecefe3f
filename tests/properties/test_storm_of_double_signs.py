"""However many validators are tombstoned, the books hold and tenants find AKT to buy."""

from __future__ import annotations

from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario


def test_a_storm_of_double_signs_leaves_something_to_buy_outside():
    """Four double signs a validator and year: most are tombstoned by the end, and stake yields more and more."""
    few = {
        "population.delegators.accounts": 300,
        "population.tenants.accounts": 50,
        "population.tenants.adoption_per_day": 1.0,
        "shocks.validator_outages": {"kind": "renewal", "double_signs_per_year": 4.0},
    }
    model = AkashModel(load_scenario("mainnet7").with_changes(few), seed=1, epochs=240).run(240)
    series = model.series
    assert series["tombstoned"].iloc[-1] > 70
    assert series["bonded_ratio"].iloc[-1] < 0.45
    assert model.world.ledger.total("outside_uakt") > 0.005 * model.world.supply_uakt
