"""The comparison that can be done by hand: everybody stands still, so Mainnet 7 is arithmetic."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.units import DEC18, dec18

EPOCHS, UPGRADE = 60, 27
STILL = {
    "policies.validator_commission": {"kind": "hold"},
    "policies.delegation": {"kind": "sticky"},
    "policies.bonding": {"kind": "fixed"},
    "policies.reward_use": {"kind": "periodic", "claim_every_days": 10.0, "restaked_share": 0.0, "sold_share": 0.0},
}


def commission_of(model: AkashModel) -> np.ndarray:
    validators = model.world.validators
    return validators.commission_earned_uakt + validators.commission_uakt


def rewards_of(model: AkashModel) -> int:
    """All delegator rewards, withdrawn or not, in whole uakt a holding."""
    held, index = model.world.delegations, model.world.validators.reward_index_dec18
    pending = sum(
        int(shares) * int(index[validator] - start) // DEC18
        for shares, validator, start in zip(held.shares, held.validator, held.start_index_dec18, strict=True)
    )
    return int(model.world.delegators.rewards_uakt.sum()) + pending


@pytest.fixture(scope="module")
def arms() -> tuple[AkashModel, AkashModel]:
    return tuple(
        AkashModel(load_scenario(name).with_changes(STILL), seed=1, epochs=EPOCHS).run(EPOCHS)
        for name in ("mainnet6", "mainnet7")
    )


def test_each_lifted_validator_gains_five_percent_less_its_rate_of_its_rewards(arms):
    """Rewards of validator v in an epoch = minted x (1 - tax) x power / all power, in exact fractions."""
    before, after = arms
    validators = before.world.validators
    power = [
        int(tokens) // 10**6 if bonded else 0
        for tokens, bonded in zip(validators.tokens_uakt, validators.is_bonded, strict=True)
    ]
    minted = sum(int(m) for m in before.series["minted_uakt"][UPGRADE:])
    kept = Fraction(3, 4)  # community tax 25 %
    gain = commission_of(after) - commission_of(before)
    for v in range(len(validators)):
        rewards = minted * kept * Fraction(power[v], sum(power))
        raised = max(Fraction(5, 100) - Fraction(int(validators.commission_rate_dec18[v]), DEC18), 0)
        assert abs(int(gain[v]) - raised * rewards) <= 2, f"validator {v}"  # 1 uakt rounding in either arm
    lifted = validators.is_below_floor_at_start
    assert (gain[lifted] > 0).all()
    assert (gain[~lifted] == 0).all()


def test_delegators_lose_exactly_what_the_lifted_validators_gain(arms):
    before, after = arms
    gain = int((commission_of(after) - commission_of(before)).sum())
    loss = rewards_of(before) - rewards_of(after)
    withdrawals = len(before.world.delegations) * (EPOCHS // 10 + 1)
    assert gain > 10**9
    assert abs(gain - loss) <= withdrawals


def test_everything_else_is_identical(arms):
    before, after = arms
    same = [
        name
        for name in before.series
        if not name.startswith(
            (
                "commission",
                "stake_below",
                "stake_at",
                "n_below",
                "n_locked",
                "net_apr",
                "real_yield",
                "delegator_rewards",
                "rewards_claimed",
                "break_even",
                "n_covering_cost",
                "n_without_commission",
                "validators_lifted",
                "stake_lifted",
                "validator_income",
                "sold_uakt",
                "net_sold_uakt",
                "akt_bought_usd",
                "account_outside_uakt",
                "account_delegators",
                "account_validators__outstanding",
                "account_community",
                "community_pool",
            )
        )
    ]
    assert {"supply_uakt", "bonded_uakt", "spend_usd", "orders_filled", "stake_hhi"} <= set(same)
    for name in same:
        assert before.series[name].equals(after.series[name]), name
    pool = (before.series["community_pool_uakt"] - after.series["community_pool_uakt"]).abs().max()
    assert pool <= len(before.world.delegations) * (EPOCHS // 10 + 1)


def test_delegators_of_untouched_validators_are_untouched(arms):
    before, after = arms
    untouched = ~before.world.validators.is_below_floor_at_start
    for table in (before, after):
        assert (table.world.validators.commission_rate_dec18[untouched] >= dec18(0.05)).all()
    index = [arm.world.validators.reward_index_dec18[untouched] for arm in arms]
    np.testing.assert_array_equal(*index)
