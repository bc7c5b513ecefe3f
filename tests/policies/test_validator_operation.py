"""How a validator is run."""

from __future__ import annotations

import numpy as np

from econsim.policies.validators.operation import Steady
from econsim.policies.validators.view import own_validators
from tests.mechanisms.staking_worlds import AKT, DAY, set_clock, staking_world


def test_a_steady_operator_asks_when_its_validator_is_up_and_may_come_out():
    world = staking_world({(v, v): AKT for v in range(5)}, n_validators=5)
    set_clock(world, DAY)
    validators = world.validators
    validators.is_jailed = [False, True, True, True, True]
    validators.jailed_until_seconds = [0.0, DAY, DAY + 1, 0.0, 0.0]
    validators.is_offline[3], validators.is_tombstoned[4] = True, True
    asked = Steady().decide(own_validators(world), None, None).is_unjailing
    assert np.flatnonzero(asked).tolist() == [1]
