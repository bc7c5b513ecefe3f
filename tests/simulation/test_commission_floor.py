"""The floor as the chain enforced it: grandfathered in Mainnet 6, for all in Mainnet 7, never by a parameter alone."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.units import dec18
from econsim.world.validators import STATUS

UPGRADE = 27


def stepped(scenario, epochs: int, **changes) -> AkashModel:
    return AkashModel(scenario, seed=3, epochs=epochs).run(epochs)


def test_raising_the_parameter_in_mid_run_moves_nobody_that_day():
    for name in ("mainnet5", "mainnet6", "mainnet7"):
        raised = load_scenario(name).with_changes(
            {
                "policies.validator_commission": {"kind": "hold"},
                "timeline.raise": {"date": "2023-10-05", "set": {"chain.staking.min_commission_rate": 0.10}},
            }
        )
        model = stepped(raised, 34)
        rates = model.world.validators.commission_rate_dec18.copy()
        model = stepped(raised, 36)
        assert model.law.at(35).staking.min_commission_rate == 0.10
        np.testing.assert_array_equal(model.world.validators.commission_rate_dec18, rates)


def test_incumbent_at_two_percent_with_max_change_one_percent_stays_for_ever_in_mainnet6():
    scenario = load_scenario("mainnet6").with_changes({"policies.validator_commission": {"kind": "follow_floor"}})
    model = AkashModel(scenario, seed=1, epochs=60)
    validators = model.world.validators
    validators.commission_rate_dec18[5], validators.max_change_rate_dec18[5] = dec18(0.02), dec18(0.01)
    model.run(60)
    assert validators.commission_rate_dec18[5] == dec18(0.02)


def test_after_mainnet7_nobody_of_any_status_is_below_the_floor_and_nobody_above_was_moved():
    model = AkashModel(
        load_scenario("mainnet7").with_changes({"policies.validator_commission": {"kind": "hold"}}), seed=1, epochs=40
    )
    model.run(UPGRADE)
    validators = model.world.validators
    before = validators.commission_rate_dec18.copy()
    validators.status[3], validators.status[4] = STATUS.index("unbonding"), STATUS.index("unbonded")
    floor = dec18(0.05)
    assert (before < floor).sum() == 29
    model.step()
    after = validators.commission_rate_dec18
    assert (after >= floor).all()
    np.testing.assert_array_equal(after[before >= floor], before[before >= floor])
    assert (after[before < floor] == floor).all()


def test_arms_are_bit_identical_before_the_upgrade_and_differ_from_it_on():
    six, seven = (stepped(load_scenario(name), UPGRADE + 2).series for name in ("mainnet6", "mainnet7"))
    assert six[:UPGRADE].equals(seven[:UPGRADE])
    assert not six[: UPGRADE + 1].equals(seven[: UPGRADE + 1])
    assert six["n_below_floor"].iloc[-1] > 0
    assert seven["n_below_floor"].iloc[-1] == 0


def test_lifted_validators_stand_below_the_floor_and_the_set_holds_what_is_bonded():
    """29 validators (envoylabs/cosmos_data node_dumps@bfcfa048); how much stake they have is what tranches make it."""
    validators = AkashModel(load_scenario("mainnet6"), seed=1, epochs=1).world.validators
    lifted = validators.is_below_floor_at_start
    assert lifted.sum() == 29
    bonded = validators.tokens_uakt[validators.is_bonded].sum()
    assert (validators.commission_rate_dec18[lifted] < dec18(0.05)).all()
    assert bonded == (217_688_892_000_000 * 656 // 1000)


def test_mainnet5_with_the_mainnet6_upgrade_on_its_first_day_is_mainnet6():
    axlusdc = {"date": "2023-09-07T12:00:00Z", "set": {"chain.deployment.min_deposits.uusdc": "5 USDC"}}
    upgraded = load_scenario("mainnet5").with_changes(
        {
            "timeline.mainnet_6": {"date": "2023-08-31T15:45:00Z", "upgrade": "v0.24.0"},
            "timeline.axlusdc_accepted": axlusdc,
        }
    )
    assert stepped(upgraded, 30).series.equals(stepped(load_scenario("mainnet6"), 30).series)


@pytest.mark.parametrize(("name", "expected"), [("mainnet6", 0.02), ("mainnet7", 0.10)])
def test_a_floor_of_ten_percent_from_the_start_binds_only_where_a_migration_runs(name, expected):
    scenario = load_scenario(name).with_changes(
        {"chain.staking.min_commission_rate": 0.10, "policies.validator_commission": {"kind": "hold"}}
    )
    model = AkashModel(scenario, seed=1, epochs=30)
    model.world.validators.commission_rate_dec18[0] = dec18(0.02)
    model.run(30)
    assert model.world.validators.commission_rate_dec18[0] == dec18(expected)
