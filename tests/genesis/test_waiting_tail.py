"""Candidates with delegated stake: a tail by Zipf's law below the recorded table, and the bonded stake as given."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from econsim.genesis.preferences import waiting_shares
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.world.validators import Validators

TAIL = {"population.validators.waiting_candidates": 150, "population.validators.waiting_size_exponent": 1.0}
SMALL = {"run.market": False, "population.delegators.accounts": 10_000}
LEAST = 0.000337  # of the table of 20 February 2024, validator 100
BONDED_UAKT = 217_688_892_000_000 * 656 // 1_000  # total supply x bonded ratio of the preset
OWN_UAKT = 1_000_000_000  # an operator's bond of the preset


@cache
def at_genesis(replicate: int, seats: int = 100) -> Validators:
    changes = {**SMALL, **TAIL, "chain.staking.max_validators": seats}
    return AkashModel(load_scenario("mainnet7").with_changes(changes), replicate=replicate, epochs=1).world.validators


def test_the_two_hundredth_has_half_of_the_hundredth_by_zipfs_law_proper() -> None:
    """100 / 200 at an exponent of 1, (100 / 200)^2 at 2; an exponent of 0 leaves no cliff and no slope."""
    assert waiting_shares(0.01, 100, 100, 1.0)[-1] == pytest.approx(0.005)
    assert waiting_shares(0.01, 100, 100, 2.0)[-1] == pytest.approx(0.0025)
    assert waiting_shares(0.01, 100, 3, 0.0).tolist() == [0.01] * 3


def test_candidates_hold_on_average_what_the_law_gives_them() -> None:
    """All 150 in 40 replicates: least x sum of 100 / k, k from 101 to 250, is .0307 of what is delegated to the set."""
    expected = LEAST * sum(100 / k for k in range(101, 251))
    found = []
    for replicate in range(40):
        delegated = at_genesis(replicate).tokens_uakt - OWN_UAKT
        found.append(delegated[100:].sum() / delegated[:100].sum())
    error = np.std(found, ddof=1) / np.sqrt(len(found))
    assert abs(np.mean(found) - expected) < 3.5 * error
    assert error < expected / 5  # or the line above could not fail


@pytest.mark.parametrize("seats", [50, 100, 200])
def test_the_bonded_stake_is_as_given_whoever_is_seated(seats: int) -> None:
    validators = at_genesis(0, seats)
    assert (int(validators.is_bonded.sum()), len(validators)) == (seats, 250)
    assert int(validators.tokens_uakt[validators.is_bonded].sum()) == pytest.approx(BONDED_UAKT, abs=1)
    assert validators.tokens_uakt[validators.is_bonded].min() >= validators.tokens_uakt[~validators.is_bonded].max()


def test_without_an_exponent_candidates_have_their_operators_stake_alone_and_no_seat() -> None:
    validators = AkashModel(load_scenario("mainnet7").with_changes(SMALL), epochs=1).world.validators
    assert (len(validators), bool(validators.is_bonded[100:].any())) == (110, False)
    assert validators.tokens_uakt[100:].max() < validators.tokens_uakt[:100].min()
