"""The validator set is the law's from the first block on, and changes with the law, whatever the length of an epoch."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario

FEW = {
    "run.epochs": 3,
    "population.delegators.accounts": 300,
    "population.providers.accounts": 3,
    "population.providers.gpu_providers": 1,
    "population.tenants.accounts": 5,
    "population.tenants.adoption_per_day": 0.0,
}
SEATS = "chain.staking.max_validators"


def model_of(changes) -> AkashModel:
    return AkashModel(load_scenario("mainnet7").with_changes(FEW | changes), seed=1)


def earned(model: AkashModel) -> np.ndarray:
    """Return what validators and their delegators have earned since the start, so far as it is not withdrawn [uakt]."""
    validators = model.world.validators
    return validators.outstanding_uakt + validators.commission_earned_uakt


@pytest.mark.parametrize("epoch_length", ["1 day", "7 days"])
@pytest.mark.parametrize("seats", [1, 20, 100])
@pytest.mark.parametrize("by_event", [False, True])
def test_only_the_set_of_day_0_earns_in_the_first_epoch_and_holds_the_bonded_ratio(epoch_length, seats, by_event):
    by = {f"timeline.few.{name}": v for name, v in {"date": "2023-08-31T16:00:00Z", "set": {SEATS: seats}}.items()}
    model = model_of({"run.epoch_length": epoch_length} | (by if by_event else {SEATS: seats}))
    world = model.world
    bonded = world.validators.is_bonded.copy()
    assert bonded.sum() == seats
    assert world.bonded_uakt == 217_688_892 * 10**6 * 656 // 1000
    model.step()
    assert bonded.sum() == seats
    assert ((earned(model) > 0) == bonded).all()
    assert model.series["validators_left"].tolist() == [0]


def test_a_smaller_set_is_in_force_from_the_boundary_of_its_event():
    date = {"timeline.fewer.date": "2023-09-07T15:45:00Z", "timeline.fewer.set": {SEATS: 20}}
    still = {"policies.delegation": {"kind": "sticky"}, "policies.bonding": {"kind": "fixed"}}
    model = model_of({"run.epoch_length": "7 days"} | still | date)
    model.step()
    in_force = np.argsort(-model.world.validators.tokens_uakt, kind="stable")[:20]
    before = model.world.validators.reward_index_dec18 + model.world.validators.commission_uakt
    model.step()
    after = model.world.validators.reward_index_dec18 + model.world.validators.commission_uakt
    assert np.flatnonzero(after > before).tolist() == sorted(in_force.tolist())
    assert model.series["validators_left"].tolist() == [0, 80]


def test_one_seat_more_than_validators_bonds_them_all():
    model = model_of({SEATS: 111})
    assert model.world.validators.is_bonded.all()
    assert model.world.bonded_uakt == 217_688_892 * 10**6 * 656 // 1000
