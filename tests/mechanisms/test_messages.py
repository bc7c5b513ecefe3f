"""What was decided is carried out for whom it was decided, in the order of the contract: by hand arithmetic."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from econsim.mechanisms.distribution.messages import use_rewards
from econsim.mechanisms.distribution.rules import distribute
from econsim.mechanisms.staking.messages import move_stake
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.policies.delegators.decisions import RewardUse, StakingMessages
from tests.mechanisms.staking_worlds import AKT, add_fees, check_everything, ids, staking_law, staking_world, taxed
from tests.small_world import small_file

ROOT = Path(__file__).resolve().parents[2]


def test_everybody_restakes_and_sells_its_own_shares_and_an_operator_no_more_than_its_commission():
    """Of 1,000,000 uakt a tenth is commission; the rest goes 10 : 30 : 60 to operator, first and second delegator."""
    stakes = {(0, 0): 10 * AKT, (1, 0): 30 * AKT, (2, 0): 60 * AKT}
    world = staking_world(stakes, wallets=(AKT, 0, 0), rates=0.1)
    world.delegators.operates[:] = [0, -1, -1]
    add_fees(world, 1_000_000)
    distribute(world, taxed(0.0))
    use = RewardUse(
        is_claiming=np.array([True, True, False]),
        restaked_share=np.array([0.5, 0.2, 0.9]),
        sold_share=np.array([0.25, 0.6, 0.1]),
        commission_sold_uakt=ids(150_000, 10**9, 10**9),
    )
    world.journal.begin()
    use_rewards(world, use)
    # operator: all 100,000 of the commission sold; of 90,000 rewards 45,000 restaked, 22,500 sold, 22,500 kept
    # first delegator: of 270,000 rewards 54,000 restaked, 162,000 sold, 54,000 kept
    assert world.delegators.wallet_uakt.tolist() == [AKT + 22_500, 54_000, 0]
    assert world.delegations.shares.tolist() == [10 * AKT + 45_000, 30 * AKT + 54_000, 60 * AKT]
    assert +world.journal.money == Counter(
        {
            ("commission withdrawn", "uakt"): 100_000,
            ("rewards claimed", "uakt"): 360_000,
            ("restaked", "uakt"): 99_000,
            ("sold by delegators", "uakt"): 284_500,
        }
    )  # the delegations that are touched had just claimed all
    assert world.journal.counts["staking_messages_refused"] == 0
    check_everything(world)


def test_weekly_epochs_claim_early_by_what_the_assumptions_say(tmp_path):
    """A claim at its moment t, every 30 days, takes what accrued to the epoch's end: (28 + 7) / (28 + 1) in 28 days.

    A few large holders claim most, each on its own day: the sum of many replicates is compared.
    """
    claimed = []
    for days in (1, 7):
        clock = (f"run.epoch_length={days} days", f"run.epochs={28 // days}")
        scenario = load_scenario(small_file(tmp_path), clock).with_changes({"policies.delegation": {"kind": "sticky"}})
        models = (AkashModel(scenario, seed=1, replicate=k, epochs=28 // days).run(28 // days) for k in range(40))
        claimed.append(sum(model.series["rewards_claimed_uakt"].sum() for model in models))
    assert claimed[1] / claimed[0] == pytest.approx(35 / 29, abs=0.02)
    assert "(28 + 7) / (28 + 1)" in (ROOT / "ASSUMPTIONS.md").read_text("utf-8")


def test_redelegations_come_first_then_undelegations_then_delegations():
    """All 30 AKT move on, so that nothing is left to undelegate; the delegation joins what has moved."""
    stakes = {(0, 0): 10 * AKT, (1, 1): 10 * AKT, (2, 0): 30 * AKT}
    world = staking_world(stakes, n_validators=2, wallets=(0, 0, 5 * AKT))
    asked = StakingMessages(
        redelegate_delegator=ids(2),
        redelegate_source=ids(0),
        redelegate_destination=ids(1),
        redelegate_uakt=ids(30 * AKT),
        undelegate_delegator=ids(2, 2),
        undelegate_validator=ids(0, 1),
        undelegate_uakt=ids(30 * AKT, 4 * AKT),
        delegate_delegator=ids(2),
        delegate_validator=ids(1),
        delegate_uakt=ids(5 * AKT),
    )
    move_stake(world, staking_law(), asked)
    assert world.validators.tokens_uakt.tolist() == [10 * AKT, 41 * AKT]
    assert world.unbondings.balance_uakt.tolist() == [4 * AKT]
    assert world.delegators.wallet_uakt.tolist() == [0, 0, 0]
    moved = [world.journal.money[reason, "uakt"] for reason in ("redelegated", "undelegated", "delegated")]
    assert moved == [30 * AKT, 4 * AKT, 5 * AKT]
    assert world.journal.counts["staking_messages_refused"] == 1
    check_everything(world)
