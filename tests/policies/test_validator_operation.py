"""How a validator is run."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.policies.validators.operation import Delayed, Steady
from econsim.policies.validators.view import own_validators
from tests.mechanisms.staking_worlds import AKT, DAY, set_clock, staking_world


@pytest.mark.parametrize(("policy", "asked"), [(Steady(), [1, 5]), (Delayed(reaction_hours=24.0), [5])])
def test_an_operator_asks_when_its_validator_is_up_and_may_come_out_for_so_long(policy, asked):
    """Not jailed; out since now; in a second; down; tombstoned; out since the day before."""
    world = staking_world({(v, v): AKT for v in range(6)}, n_validators=6)
    set_clock(world, DAY)
    validators = world.validators
    validators.is_jailed = [False, True, True, True, True, True]
    validators.jailed_until_seconds = [0.0, DAY, DAY + 1, 0.0, np.inf, 0.0]
    validators.is_offline[3] = True
    answer = policy.decide(own_validators(world), None, None).is_unjailing
    assert np.flatnonzero(answer).tolist() == asked
