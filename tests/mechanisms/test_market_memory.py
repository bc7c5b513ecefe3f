"""What the market holds depends on what is open now, not on how much there has been."""

from __future__ import annotations

import numpy as np

import econsim

WARM, LONG = 40, 160  # days
TABLES = ("orders", "order_waits", "bids", "leases", "waits", "origins", "places")
STEADY = (
    "population.delegators.accounts=100",
    "population.tenants.accounts=200",
    "population.tenants.adoption_per_day=0",
    "population.tenants.provider_trust.half_life=1 days",
    *(f"population.tenants.classes.{name}.lease_days=1.0" for name in ("web", "batch", "trial", "enterprise")),
    *(f"population.tenants.classes.ai_{name}.lease_days=1.0" for name in ("training", "inference")),
    f"run.epochs={LONG}",
)


def test_under_steady_demand_no_table_of_the_market_grows_with_the_leases_that_have_been() -> None:
    """Everything that mainnet7 switches on, leases of a day; all slots are those of the first weeks."""
    model = econsim.AkashModel(econsim.load_scenario("mainnet7", STEADY), seed=1)
    world, book, slots, beside = model.world, model.world.market, [], []
    for _ in range(LONG):
        model.run(1)
        slots.append([len(getattr(book, name)) for name in TABLES])
        beside.append([book.pair_trust.size, world.intentions.rows.nbytes])
    started = model.series["leases_started"].to_numpy()
    assert started[WARM:].sum() > 10 * len(book.leases)  # slots are used again and again
    assert 0.8 < started[-WARM:].mean() / started[WARM : 2 * WARM].mean() < 1.25
    assert slots[-1] == slots[WARM]
    early, late = np.max(beside[WARM : 2 * WARM], axis=0), np.max(beside[-WARM:], axis=0)
    assert (late <= 1.25 * early).all()
