"""An event of a scenario's own lifts whom its migrations lift, and nobody without them."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.units import dec18

SMALL = [
    "population.delegators.accounts=300",
    "population.tenants.accounts=100",
    "policies.validator_commission={kind: hold}",
]
FLOOR = "date: 2023-09-02T15:45:00Z, set: {chain.staking.min_commission_rate: 0.10}"  # acts at the start of epoch 2


def rates(event: str, epochs: int) -> tuple[np.ndarray, np.ndarray]:
    """Return rates and max rates after some epochs of mainnet6 with one event."""
    scenario = load_scenario("mainnet6", [*SMALL, f"timeline.proposal={{{event}}}"])
    validators = AkashModel(scenario, epochs=3).run(epochs).world.validators
    return validators.commission_rate_dec18.copy(), validators.max_rate_dec18.copy()


def test_a_floor_without_a_migration_lifts_nobody():
    before, after = rates(FLOOR, 2)[0], rates(FLOOR, 3)[0]
    assert (before < dec18("0.10")).any()
    assert (before == after).all()


def test_lift_to_floor_lifts_everybody_below_and_nobody_else():
    before, _ = rates(FLOOR, 2)
    after, largest = rates(f"{FLOOR}, migrations: [lift_to_floor]", 3)
    assert (after == np.maximum(before, dec18("0.10"))).all()
    assert (largest >= dec18("0.10")).all()


def test_lift_max_rate_only_leaves_the_rates():
    before, _ = rates(FLOOR, 2)
    after, largest = rates(f"{FLOOR}, migrations: [lift_max_rate_only]", 3)
    assert (after == before).all()
    assert (largest >= dec18("0.10")).all()


@pytest.mark.parametrize("rate", ["0.10", "0.20"])
def test_a_migration_reads_the_floor_that_its_own_event_has_set(rate):
    after, _ = rates(FLOOR.replace("0.10", rate) + ", migrations: [lift_to_floor]", 3)
    assert after.min() == dec18(rate)


def test_an_event_with_an_upgrade_runs_its_own_migrations_too():
    """Mainnet 7's handler lifts to the floor of 10 % that the event has set before it."""
    after, _ = rates(f"{FLOOR}, upgrade: v0.26.0, migrations: [lift_max_rate_only]", 3)
    assert after.min() == dec18("0.10")
