"""A run in which a candidate comes in and a validator gives up, on the days that hand arithmetic gives."""

from __future__ import annotations

import numpy as np

from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.units import DAYS_PER_MONTH, DEC18, SECONDS_PER_DAY, UAKT_PER_AKT

PATIENCE = 30
AT_REST = {
    "population.delegators.accounts": 300,
    "population.tenants.accounts": 50,
    "policies.validator_commission": {"kind": "hold"},
    "policies.validator_operation": {"kind": "enter_and_leave", "patience_days": PATIENCE},
    "policies.delegation": {"kind": "sticky"},
    "policies.bonding": {"kind": "fixed"},
    "policies.reward_use": {"kind": "never"},
    "shocks.akt_price": {"kind": "constant", "usd": 1.0},
}


def test_a_candidate_comes_in_and_a_validator_gives_up_after_thirty_days_of_profit_and_of_loss():
    """An AKT costs a dollar. The set earns inflation x supply x blocks / blocks_per_year x (1 - tax) a day; of it the
    last seat's stake, at a candidate's rate of 5 %, is what the candidate expects. One expects a tenth more than its
    cost, one a tenth less; one of the set earns a tenth less than its cost from day 5 on, the others have none. In 35
    days inflation moves by a fiftieth and nobody moves stake, so that a tenth decides.
    """
    model = AkashModel(load_scenario("mainnet6").with_changes(AT_REST), seed=1, epochs=40)
    world, validators, law = model.world, model.world.validators, model.law.at(0)
    bonded, waiting = np.flatnonzero(validators.is_bonded), np.flatnonzero(~validators.is_bonded)
    blocks = SECONDS_PER_DAY / world.seconds_per_block
    of_stake = world.inflation * world.supply_uakt * blocks / law.mint.blocks_per_year
    of_stake *= (1 - law.distribution.community_tax) / validators.tokens_uakt[bonded].sum()
    rate = validators.commission_rate_dec18 / DEC18
    last_uakt, eager, reluctant = validators.tokens_uakt[bonded].min(), *waiting[:2]
    loser = bonded[np.argsort(validators.tokens_uakt[bonded])[50]]
    validators.operating_cost_usd_per_month[bonded], validators.operating_cost_usd_per_month[waiting] = 0.0, 1e9
    for who, uakt, part in ((eager, last_uakt, 1.1), (reluctant, last_uakt, 0.9)):
        expected_usd_per_day = of_stake * uakt * 0.05 / UAKT_PER_AKT
        validators.operating_cost_usd_per_month[who] = expected_usd_per_day * DAYS_PER_MONTH / part
    earned_usd_per_day = of_stake * validators.tokens_uakt[loser] * rate[loser] / UAKT_PER_AKT
    assert rate[waiting].tolist() == [0.05] * waiting.size
    assert rate[loser] > 0

    model.run(5)
    validators.operating_cost_usd_per_month[loser] = earned_usd_per_day * DAYS_PER_MONTH / 0.9
    series = model.run(35).series
    assert series["validators_came_in"].tolist() == [0] * PATIENCE + [1] + [0] * 9
    assert series["validators_gave_up"].tolist() == [0] * (5 + PATIENCE) + [1] + [0] * 4
    assert validators.is_bonded[[eager, reluctant, loser]].tolist() == [True, False, False]
    assert validators.is_jailed[loser]
    assert np.flatnonzero(validators.is_bonded).tolist() == sorted({*bonded, eager} - {loser})
    assert series["validators_left"].tolist() == [int(day in (30, 35)) for day in range(40)]
    assert validators.tokens_uakt[eager] == last_uakt + UAKT_PER_AKT
