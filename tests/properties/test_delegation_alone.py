"""What a floor does to stake where only delegators act: the closed form, and the steps that must follow it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import econsim
from econsim.draws import Draws, Streams
from econsim.policies.delegators.delegation import Logit
from tests.policies.hand_made import delegators, public
from tests.properties.delegation_alone import RATE_PER_DAY, indices, stepped

TABLE = pd.read_csv(Path(econsim.__file__).parent / "data" / "observations" / "validators_akash_2024-02-20.csv")
SHARES = TABLE["stake_share"].to_numpy() / TABLE["stake_share"].sum()
CAPTIVE = TABLE["commission_rate"].to_numpy() >= 0.5
FLOOR_7 = {"chain.staking.min_commission_rate": 0.05}


def old_rates(replicate: int) -> np.ndarray:
    """Return the table's rates, the lifted ones drawn from 0, 1, 2 and 3 %."""
    lifted, rates = TABLE["lifted_by_mainnet7"].to_numpy(), TABLE["commission_rate"].to_numpy().copy()
    rates[lifted] = np.random.default_rng(replicate).choice([0.0, 0.01, 0.02, 0.03], lifted.sum())
    return rates


def weights(floor: float, rates: np.ndarray) -> list[np.ndarray]:
    """Return what the policy gives large and small delegators to choose by, as parts of 1, after a floor."""
    own = delegators([0], genesis_share=SHARES, genesis_commission_rate=rates)
    seen = public(commission_rate=np.maximum(rates, floor), is_captive=CAPTIVE)
    found = Logit().weights(own, seen, Draws(Streams(1, 0), "delegation", 0, 1))
    return [weight / weight.sum() for weight in found]


def path(large_share: float, floor: float, rates: np.ndarray) -> np.ndarray:
    """Return x(T) = e x0 + (1 - e) w of the table 338 days after a floor, captive stake where it is."""
    kept, free = np.exp(-RATE_PER_DAY * 338), SHARES[~CAPTIVE].sum()
    large, small = weights(floor, rates)
    chosen = free * (large_share * large + (1 - large_share) * small)
    return np.where(CAPTIVE, SHARES, kept * SHARES + (1 - kept) * chosen)


def test_the_policys_weights_are_shares_times_what_is_left_to_the_power_of_the_sensitivity() -> None:
    rates = old_rates(0)
    left = np.where(CAPTIVE, 0.0, (1 - np.maximum(rates, 0.05)) / np.where(CAPTIVE, 1.0, 1 - rates))
    for found, sensitivity in zip(weights(0.05, rates), (2.85, 19.0), strict=True):
        expected = SHARES * left**sensitivity
        np.testing.assert_allclose(found, expected / expected.sum(), rtol=1e-12)


@pytest.mark.parametrize(
    ("large_share", "hhi", "gini", "ten_largest"),
    [(0.70, -0.0017, -0.0096, -0.0113), (0.75, -0.0015, -0.0087, -0.0102)],
)
def test_a_floor_of_5_percent_moves_the_tables_concentration_as_reckoned(large_share, hhi, gini, ten_largest) -> None:
    moved = [
        indices(path(large_share, 0.05, rates)) - indices(SHARES)
        for rates in (old_rates(number) for number in range(400))
    ]
    np.testing.assert_array_less(np.abs(np.mean(moved, axis=0) - (hhi, gini, ten_largest)), (2e-4, 8e-4, 0.001))


def test_floors_of_15_and_20_percent_are_one_to_delegators() -> None:
    """Either leaves every validator but the captive one at one rate, so that the largest stays where 15 % puts it."""
    for number in range(5):
        at_15, at_20 = (path(0.75, floor, old_rates(number)) for floor in (0.15, 0.20))
        np.testing.assert_allclose(at_15, at_20, atol=1e-12)


@pytest.fixture(scope="module")
def high_floors():
    days = 120
    return [
        stepped(
            "mainnet7", 0, {"chain.staking.min_commission_rate": floor}, days=days, small_commission_sensitivity=40.0
        )
        for floor in (0.15, 0.20)
    ]


def test_floors_of_15_and_20_percent_step_alike(high_floors) -> None:
    one, other = (
        indices(each.world.validators.tokens_uakt[each.world.validators.is_bonded].astype(float))
        for each in high_floors
    )
    assert abs(one[0] - other[0]) <= 1e-4
    assert abs(one[1] - other[1]) <= 1e-3


def test_nobody_comes_to_a_captive_validator(high_floors) -> None:
    for each in high_floors:
        assert each.captive_apart_uakt[0] > 0
        assert set(each.captive_apart_uakt) == {each.captive_apart_uakt[0]}
        assert max(each.captive_uakt) <= each.captive_apart_uakt[0]
        assert each.redelegated_uakt > 0


@pytest.mark.parametrize("sensitivity", [0.0, 3.0, 20.0, 40.0])
def test_no_floor_raises_the_captive_share_at_any_sensitivity(sensitivity) -> None:
    """Nothing is minted or restaked, so that stake only moves: a captive validator never has a uakt more than at start.

    That is with what is on its way out and back. Its share of bonded stake alone rises and falls as lumps of others
    leave and come back, whatever the floor: in every epoch it is that of the arm without a floor, to half a percent.
    """
    without, *others = (
        stepped(
            "mainnet7", 0, {"chain.staking.min_commission_rate": floor}, days=60,
            large_commission_sensitivity=sensitivity, small_commission_sensitivity=sensitivity,
        )
        for floor in (0.0, 0.05, 0.10, 0.15, 0.20)
    )  # fmt: skip
    assert without.captive_share[0] > 0.005
    for each in (without, *others):
        assert max(each.captive_apart_uakt) == each.captive_apart_uakt[0] > 0
        assert (np.array(each.captive_share) <= np.array(without.captive_share) * 1.005).all()
