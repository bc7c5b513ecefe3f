"""Genesis preferences: shares by which tranches fall before the lift become the fitted ones by the table's day."""

from __future__ import annotations

import math

import numpy as np
import pytest

from econsim.draws import Streams
from econsim.genesis.preferences import build_preferences
from econsim.genesis.validators import build_validators
from econsim.networks.akash_validators import akash_validators
from econsim.networks.catalogue import load_scenario

TABLE = akash_validators()


def preferences_of(changes=None, *, replicate=0, seats=100):
    """Return the preferences and the old rates of a replicate of Mainnet 6."""
    scenario = load_scenario("mainnet6").with_changes(changes or {})
    validators = build_validators(scenario.population.validators, TABLE, Streams(1, replicate))
    return build_preferences(scenario.genesis, validators, TABLE, seats)


def on_the_tables_day(before, old_rate, sensitivity, moves_per_day, days):
    """Return e p0 + (1 - e) w(p0), validator by validator in plain Python; who keeps half or more keeps its share."""
    stays = math.exp(-moves_per_day * days)
    is_captive = [rate >= 0.5 for rate in old_rate]
    weight = [
        0.0 if captive else share * ((1.0 - max(new, old)) / (1.0 - old)) ** sensitivity
        for share, old, new, captive in zip(before, old_rate, TABLE.commission_rate.tolist(), is_captive, strict=True)
    ]
    chosen_by_nobody = math.fsum(share for share, captive in zip(before, is_captive, strict=True) if captive)
    total = math.fsum(weight)
    return [
        share if captive else stays * share + (1.0 - stays) * (1.0 - chosen_by_nobody) * chosen / total
        for share, chosen, captive in zip(before, weight, is_captive, strict=True)
    ]


@pytest.mark.parametrize("replicate", range(5))
@pytest.mark.parametrize(
    ("changes", "numbers"),
    [
        ({}, (2.85, 19.0, 0.00243, 146.0)),
        (
            {"genesis.table_sensitivity_small": 80.0, "genesis.table_sensitivity_large": 0.5},
            (0.5, 80.0, 0.00243, 146.0),
        ),
        ({"genesis.table_days_since_lift": 1_000.0, "genesis.table_moves_per_day": 0.02}, (2.85, 19.0, 0.02, 1_000.0)),
        ({"population.validators.lifted_old_rates": [0.0, 0.04, 0.2, 0.9]}, (2.85, 19.0, 0.00243, 146.0)),
    ],
)
def test_what_was_chosen_since_the_lift_turns_preferences_into_the_fitted_shares(changes, numbers, replicate):
    large, small, moves_per_day, days = numbers
    found = preferences_of(changes, replicate=replicate)
    old_rate = found.genesis_commission_rate[:100].tolist()
    for before, sensitivity in ((found.genesis_share_large, large), (found.genesis_share_small, small)):
        after = on_the_tables_day(before[:100].tolist(), old_rate, sensitivity, moves_per_day, days)
        assert max(abs(a - p) for a, p in zip(after, TABLE.fitted_share, strict=True)) < 1e-12
        assert before.sum() == pytest.approx(1.0, abs=1e-12)
        assert (before[:100] > 0).all()
        assert (before[100:] == 0).all()


def test_lifted_validators_had_more_before_the_lift_and_the_cheapest_most_more():
    found = preferences_of()
    risen = found.genesis_share_small[:100] / TABLE.fitted_share
    old = found.genesis_commission_rate[:100]
    lifted = TABLE.was_lifted
    means = [risen[lifted & (old == rate)].mean() for rate in (0.0, 0.01, 0.02, 0.03)]
    assert means == sorted(means, reverse=True)
    assert (risen[lifted] > risen[~lifted & (old < 0.5)].max()).all()
    assert (found.genesis_share_large[:100] / TABLE.fitted_share)[lifted].max() < risen[lifted].max()


def test_the_captive_validator_keeps_its_share():
    found = preferences_of()
    assert found.genesis_share_large[25] == found.genesis_share_small[25] == TABLE.fitted_share[25]


@pytest.mark.parametrize(
    "changes",
    [
        {"genesis.table_sensitivity_large": 0.0, "genesis.table_sensitivity_small": 0.0},
        {"population.validators.lifted_old_rates": [0.05]},
    ],
)
def test_where_nobody_answered_or_nobody_was_lifted_preferences_are_the_fitted_shares(changes):
    found = preferences_of(changes)
    assert found.genesis_share_large[:100].tolist() == TABLE.fitted_share.tolist()
    assert found.genesis_share_small[:100].tolist() == TABLE.fitted_share.tolist()


def test_only_those_with_a_seat_are_chosen():
    found = preferences_of(seats=20)
    for shares in (found.genesis_share_large, found.genesis_share_small):
        assert shares.sum() == pytest.approx(1.0)
        assert (shares[20:] == 0).all()
    after = on_the_tables_day(
        found.genesis_share_small[:100].tolist(), found.genesis_commission_rate[:100].tolist(), 19.0, 0.00243, 146.0
    )
    expected = TABLE.fitted_share[:20] / TABLE.fitted_share[:20].sum()
    assert max(abs(a - p) for a, p in zip(after, expected, strict=False)) < 1e-12


def test_fitted_shares_give_the_lifted_the_share_of_stake_that_the_dump_shows():
    """29 validators with 47.6 % of stake (envoylabs/cosmos_data node_dumps@bfcfa048)."""
    lifted = TABLE.was_lifted
    assert lifted.sum() == 29
    assert TABLE.fitted_share[lifted].sum() == pytest.approx(0.476, abs=0.005)
    assert (np.diff(TABLE.fitted_share) <= 0).all()
