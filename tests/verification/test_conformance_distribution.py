"""Rewards in the words of the vectors: what public.json leaves out, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.verification.made_by_hand import check


def test_the_reward_of_an_unknown_proposer_goes_to_the_community() -> None:
    """1000 fees, multiplier 0.01 + 0.04 = 0.05: 50 are nobody's; voters 1 - 0.05 - 0.02 = 0.93: 465 each; 20 tax."""
    inputs = {
        "fees": 1000,
        "params": {"community_tax": "0.02", "base_proposer_reward": "0.01", "bonus_proposer_reward": "0.04"},
        "validators": [{"power": 1, "commission_rate": "0.1"}, {"power": 1, "commission_rate": "0"}],
        "total_power": 2,
        "signed_power": 2,
        "proposer": None,
    }
    expected = {
        "outstanding": ["465", "465"],
        "commission": ["46.5", "0"],
        "current_rewards": ["418.5", "465"],
        "community_pool": "70",
        "sum_equals_fees": True,
        "all_non_negative": True,
    }
    check("dist_allocate", inputs, expected)


def test_without_votes_all_fees_go_to_the_community() -> None:
    inputs = {
        "fees": 7,
        "params": {"community_tax": "0.02", "base_proposer_reward": "0.01", "bonus_proposer_reward": "0.04"},
        "validators": [],
        "total_power": 0,
        "signed_power": 0,
        "proposer": None,
    }
    check("dist_allocate", inputs, {"outstanding": [], "community_pool": "7", "sum_equals_fees": True})


def test_commission_is_withdrawn_whole_and_a_count_changes_nothing() -> None:
    """Of 3 at 0.5 the commission is 1.5: 1 is paid, 0.5 stays. References: 1 + delegations + slash events."""
    steps: list[Any] = [
        {"op": "create_validator", "height": 0, "tokens": 10_000_000, "commission_rate": "0.5"},
        {"op": "query", "height": 0, "count_only": True, "label": "one"},
        {"op": "allocate", "height": 1, "tokens": "3"},
        {"op": "withdraw_commission", "height": 1, "label": "paid"},
        {"op": "delegate", "height": 1, "delegator": 4, "tokens": 10_000_000},
        {"op": "query", "height": 1, "count_only": True, "label": "two"},
        {"op": "slash", "height": 2, "power": 10, "fraction": "0.1"},
        {"op": "query", "height": 2, "count_only": True, "label": "slashed"},
        {"op": "query", "height": 2, "label": "all"},
        {"op": "delegate", "height": 3, "delegator": 4, "tokens": 19_000_000},
        {"op": "withdraw", "height": 3, "delegator": 0, "label": "w"},
    ]
    expected = {
        "one": {"historical_reference_count": 2},
        "paid": {},
        "two": {"historical_reference_count": 3},
        "slashed": {"historical_reference_count": 4},
        "all": {"rewards": {"0": "1.5", "4": "0"}, "commission": "0.5", "historical_reference_count": 4},
        "w": {"paid": 1, "historical_reference_count": 4},
    }
    check("dist_f1", {"steps": steps}, expected)


def test_a_validator_slashed_to_nothing_earns_for_the_community() -> None:
    """Nobody can delegate to it, and what it is allocated afterwards is nobody's but the commission's."""
    steps = [
        {"op": "create_validator", "height": 0, "tokens": 10_000_000, "commission_rate": "0.5"},
        {"op": "slash", "height": 1, "power": 10, "fraction": "1"},
        {"op": "delegate", "height": 2, "delegator": 1, "tokens": 5},
        {"op": "allocate", "height": 3, "tokens": "8"},
        {"op": "query", "height": 4, "label": "q"},
    ]
    expected = {"q": {"rewards": {"0": "0"}, "commission": "4", "historical_reference_count": 3}}
    check("dist_f1", {"steps": steps}, expected)


def test_outstanding_rewards_are_summed_by_denomination() -> None:
    inputs = {"outstanding": [{"uakt": "1.5", "usdc": "2"}, {"uakt": "0.25"}]}
    check("dist_withdraw_commission", inputs, {"total": {"uakt": "1.75", "usdc": "2"}})


def test_the_pool_is_not_funded_with_more_than_there_is() -> None:
    inputs = {"fund_amount": 101, "sender_balance": 100, "pool": "0.5"}
    check("dist_withdraw_commission", inputs, {"pool": "0.5", "sender_balance": 100})


def f1(*steps: Any, tokens: int = 3_000_000, rate: str = "0") -> Any:
    return {"steps": [{"op": "create_validator", "height": 0, "tokens": tokens, "commission_rate": rate}, *steps]}


def test_a_slashed_stake_counts_by_a_fraction_that_is_rounded_up() -> None:
    """1 of 3 burned is 0.333333333333333334; 3,000,000 stake count 1999999.999999999998, each earns 6 / 2,000,000."""
    inputs = f1(
        {"op": "slash", "height": 1, "power": 1, "fraction": "1"},
        {"op": "allocate", "height": 2, "tokens": "6"},
        {"op": "query", "height": 2, "label": "q"},
    )
    check("dist_f1", inputs, {"q": {"rewards": {"0": "5.999999999999999994"}}})


def test_nothing_is_earned_in_the_block_of_the_start() -> None:
    inputs = f1(
        {"op": "allocate", "height": 0, "tokens": "3"},
        {"op": "query", "height": 0, "label": "same"},
        {"op": "query", "height": 1, "label": "next"},
    )
    check("dist_f1", inputs, {"same": {"rewards": {"0": "0"}}, "next": {"rewards": {"0": "3"}}})


@pytest.mark.parametrize(
    ("delegate_first", "delegator_0", "delegator_1"),
    [(True, "6", "6"), (False, "4", "8")],
)
def test_a_slash_in_the_block_of_a_delegation_strikes_it_only_if_it_was_there(
    delegate_first: bool, delegator_0: str, delegator_1: str
) -> None:
    """Of 4 + 4 half is burned: 2 and 2 share 12. Of 4 half is burned first: 2 and 4 share 12."""
    delegate = {"op": "delegate", "height": 7, "delegator": 1, "tokens": 4_000_000}
    power = 8 if delegate_first else 4
    slash = {"op": "slash", "height": 7, "power": power, "fraction": "0.5"}
    inputs = f1(
        *((delegate, slash) if delegate_first else (slash, delegate)),
        {"op": "allocate", "height": 8, "tokens": "12"},
        {"op": "query", "height": 8, "label": "q"},
        tokens=4_000_000,
    )
    check("dist_f1", inputs, {"q": {"rewards": {"0": delegator_0, "1": delegator_1}}})


def test_a_slash_in_the_block_of_the_query_counts_already() -> None:
    """Earned before it: 4 on all of the stake; the stake then is half, and nothing came since."""
    inputs = f1(
        {"op": "allocate", "height": 1, "tokens": "4"},
        {"op": "slash", "height": 2, "power": 4, "fraction": "0.5"},
        {"op": "query", "height": 2, "label": "q"},
        tokens=4_000_000,
    )
    check("dist_f1", inputs, {"q": {"rewards": {"0": "4"}, "historical_reference_count": 3}})


def test_the_worth_of_shares_is_half_even_but_a_stake_that_earns_is_cut() -> None:
    """7 tokens for 9 shares: a token buys 1.285714285714285714, worth 1 - 0.22 x 10^-18: 1, but less as a stake.

    Each token earns 0.3.
    """
    shares = {"fn": "tokens_from_shares", "tokens": 2, "delegator_shares": "3", "shares": "1"}
    check("stk_shares", shares, {"tokens": "0.666666666666666667"})
    inputs = f1(
        {"op": "slash", "height": 1, "power": 2, "fraction": "1"},
        {"op": "delegate", "height": 2, "delegator": 1, "tokens": 1},
        {"op": "allocate", "height": 3, "tokens": "2100000.3"},
        {"op": "query", "height": 3, "label": "q"},
        tokens=9_000_000,
    )
    check("dist_f1", inputs, {"q": {"rewards": {"1": "0.299999999999999999"}}})


def test_a_stake_is_cut_at_every_slash() -> None:
    """1 of 12 burned leaves 12 x 0.916666666666666666, 4 of 11 leave 0.636363636363636363 of it, each earns 1.

    10999999.999999999992 x 0.636363636363636363 = 6999999.99999999998790909090909...
    """
    inputs = f1(
        {"op": "slash", "height": 1, "power": 1, "fraction": "1"},
        {"op": "slash", "height": 2, "power": 4, "fraction": "1"},
        {"op": "allocate", "height": 3, "tokens": "7000000"},
        {"op": "query", "height": 3, "label": "q"},
        tokens=12_000_000,
    )
    check("dist_f1", inputs, {"q": {"rewards": {"0": "6999999.99999999998790909"}}})


@pytest.mark.parametrize(
    ("bonus", "reward"),
    [
        ("0.9", "600"),  # 0.666666666666666667 x 0.9 = 0.6000000000000000003
        ("0.04", "26.666666666666666"),  # 0.666666666666666667 x 0.04 = 0.02666666666666666668
    ],
)
def test_the_signed_fraction_is_rounded_and_its_bonus_cut(bonus: str, reward: str) -> None:
    inputs = {
        "fees": 1000,
        "params": {"community_tax": "0", "base_proposer_reward": "0", "bonus_proposer_reward": bonus},
        "validators": [{"power": 0, "commission_rate": "0"}],
        "total_power": 3,
        "signed_power": 2,
        "proposer": 0,
    }
    check("dist_allocate", inputs, {"outstanding": [reward]})
