"""The law of an epoch follows from the scenario and the epoch alone, and what changes it acts on the world once."""

from __future__ import annotations

import pytest

from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.simulation.law_in_force import LawInForce
from econsim.units import dec18
from tests.simulation.test_law_of_day_0 import FEW

FLOOR = "chain.staking.min_commission_rate"


def in_force(*events: tuple[str, dict]) -> LawInForce:
    """Return the law of Mainnet 5 with events, each at the beginning of a day."""
    changes = {f"timeline.event_{day}": {"date": day} | what for day, what in events}
    scenario = load_scenario("mainnet5").with_changes(changes)
    return LawInForce(scenario.chain, scenario.timeline)


def test_a_number_holds_from_the_boundary_of_its_date_until_the_next_one():
    law = in_force(("2023-09-05", {"set": {FLOOR: 0.02}}), ("2023-09-10", {"set": {FLOOR: 0.04}}))
    # the run starts in the afternoon of 31 August: midnight is nearer to the boundary before it
    assert [law.at(epoch).staking.min_commission_rate for epoch in (-1, 0, 4, 5, 9, 10, 500)] == [
        0.0,
        0.0,
        0.02,
        0.02,
        0.04,
        0.04,
        0.04,
    ]


def test_an_upgrade_brings_its_rules_and_sets_its_numbers_after_those_of_its_event():
    law = in_force(("2023-09-10", {"set": {FLOOR: 0.02, "chain.take.default_take_rate": 3}, "upgrade": "v0.24.0"}))
    before, after = law.at(8), law.at(9)
    assert (before.release, after.release) == ("v0.20.0", "v0.24.0")
    assert not before.software.rules.gpu_orders_accepted
    assert after.software.rules.gpu_orders_accepted
    assert after.staking.min_commission_rate == 0.05
    assert after.take.default_take_rate == 20


@pytest.mark.parametrize(("written", "kept"), [(0.05, 5 * 10**16), (0.1234567, 123_456_700_000_000_000)])
def test_the_chains_whole_number_of_a_rate_is_that_of_the_law_that_holds_it(written, kept):
    """18 decimals of what is written, not of the binary number next to it; a changed law has its own."""
    law = load_scenario("mainnet5").chain
    assert law.staking.min_commission_rate_dec18 == dec18(law.staking.min_commission_rate)
    changed = law.with_changes({FLOOR: written, "chain.distribution.community_tax": written})
    assert changed.staking.min_commission_rate_dec18 == changed.distribution.community_tax_dec18 == kept


def test_a_world_taken_up_at_another_epoch_finds_the_law_of_that_epoch():
    """The same model object stepped over an upgrade, and one put in front of a world that has passed it already."""
    scenario = load_scenario("mainnet7").with_changes(FEW | {"run.epochs": 30})
    model = AkashModel(scenario, seed=1).run(29)
    other = AkashModel(scenario, seed=1)
    other.world = model.world
    assert other.law.at(other.epoch).release == "v0.26.0"
    rates = model.world.validators.commission_rate_dec18.copy()
    rates_below = rates.copy()
    rates_below[0] = 0
    model.world.validators.commission_rate_dec18[:] = rates_below
    other.step()
    assert other.world.validators.commission_rate_dec18[0] == 0  # the migration is over
