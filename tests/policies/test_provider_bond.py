"""What providers bond, each against sums made by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from econsim.columns import Own
from econsim.errors import ScenarioError
from econsim.networks.catalogue import load_scenario
from econsim.policies.providers.bonding import AtLevel, Unbonded, WhereItPays
from tests.policies.hand_made import draws_of, public

AKT = 1_000_000
REQUIRED = np.array([0, 0, 740, 1480, 2960]) * AKT  # of 8 GPUs, 128 vCPU, 1 TiB and 10 TB


def bonded(policy: Any, epoch: int = 100, price: float = 0.5, **columns: Any) -> list[int]:
    """Return what is to be bonded [AKT] by providers who earn 10 USD a day, at .5 USD for an AKT."""
    alike = {
        "bonded_uakt": 0,
        "level": 0,
        "income_usd_per_day": 10.0,
        "slashed_usd_per_day": 0.0,
        "return_asked_per_year": 0.25,
        "faces_vote": False,
    }
    n = max(np.size(given) for given in columns.values()) if columns else 1
    seen = {name: np.broadcast_to(np.array(of), n) for name, of in (alike | columns).items()}
    seen["required_uakt"] = np.broadcast_to(REQUIRED, (n, 5))
    own = Own(np.arange(n), seen)
    wanted = policy.decide(own, public(epoch=epoch, akt_price_usd=price), draws_of("provider_bond", n)).bond_uakt
    return (wanted / AKT).tolist()


def test_who_has_no_bond_wants_none() -> None:
    assert bonded(Unbonded(), bonded_uakt=[0, 740 * AKT]) == [0, 0]


def test_a_bond_is_posted_for_the_highest_level_that_can_be_afforded() -> None:
    """At .5 USD level 2 is worth 370 USD, 37 days of income, level 3 74 days and level 4 148 days."""
    assert bonded(AtLevel(level=4, most_days_of_income=148.0)) == [2960]
    assert bonded(AtLevel(level=4, most_days_of_income=147.9)) == [1480]
    assert bonded(AtLevel(level=4, most_days_of_income=37.0)) == [740]
    assert bonded(AtLevel(level=3, most_days_of_income=148.0)) == [1480]
    assert bonded(AtLevel(most_days_of_income=36.9)) == [0]


def test_who_has_not_earned_anything_yet_posts_nothing() -> None:
    assert bonded(AtLevel(), income_usd_per_day=[0.0, 10.0]) == [0, 740]


def test_a_dearer_akt_makes_a_bond_too_dear() -> None:
    assert bonded(AtLevel(most_days_of_income=40.0), price=0.5) == [740]
    assert bonded(AtLevel(most_days_of_income=40.0), price=0.6) == [0]


def test_what_is_within_the_slack_is_left_alone() -> None:
    """With a slack of .1: from 740 up to 888 stays, less and more become 814."""
    held = [739 * AKT, 740 * AKT, 888 * AKT, 889 * AKT]
    assert bonded(AtLevel(slack_ratio=0.1), bonded_uakt=held) == [814, 740, 888, 814]


def test_who_foresees_a_slash_takes_its_bond_back() -> None:
    held = [740 * AKT, 740 * AKT]
    assert bonded(AtLevel(unbonds_before_vote=True), bonded_uakt=held, faces_vote=[False, True]) == [740, 0]
    assert bonded(AtLevel(), bonded_uakt=held, faces_vote=[False, True]) == [740, 740]


def test_nobody_bonds_before_the_first_day() -> None:
    assert bonded(AtLevel(first_day=30.0), epoch=29) == [0]
    assert bonded(AtLevel(first_day=30.0), epoch=30) == [740]


def test_a_bond_is_held_where_the_income_that_needs_it_is_more_than_it_costs() -> None:
    """370 USD at 25 % a year cost .2533 USD a day: .02533 of an income of 10."""
    assert bonded(WhereItPays(income_at_stake=0.0254)) == [740]
    assert bonded(WhereItPays(income_at_stake=0.0253)) == [0]


def test_slashes_of_late_count_as_a_cost() -> None:
    """.2533 and .75 USD a day are more than a tenth of 10."""
    assert bonded(WhereItPays(income_at_stake=0.1), slashed_usd_per_day=[0.74, 0.75]) == [740, 0]


def test_a_level_without_a_bond_is_refused_in_one_line() -> None:
    with pytest.raises(ScenarioError, match=r"level is 1; expected 2 to 4"):
        load_scenario("mainnet7", ["policies.provider_bond={kind: at_level, level: 1}"])
