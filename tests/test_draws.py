"""Draws are keyed by what they are for: whatever is added, all other draws stay as they were."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare, kstest

from econsim.draws import Draws, Streams, bits_of, event_bits, event_uniform, uniform_of

STREAMS = Streams(seed=1, replicate=0)
NAMES = st.text("abcdefgh._", min_size=1, max_size=12)


@pytest.mark.parametrize("purpose", ["uniform", "normal", "lasting_uniform"])
def test_one_agent_more_changes_nobody_elses_draws(purpose):
    fewer, more = (getattr(Draws(STREAMS, "tenants", 3, size), purpose)("taste") for size in (50, 51))
    np.testing.assert_array_equal(fewer, more[:50])


def test_rows_that_ask_get_their_own_draws_whoever_else_asks():
    draws = Draws(STREAMS, "delegators", 0, 100)
    everybody = draws.uniform("move")
    np.testing.assert_array_equal(draws(np.array([7, 3, 99])).uniform("move"), everybody[[7, 3, 99]])
    np.testing.assert_array_equal(draws(np.array([], dtype=np.int64)).uniform("move"), [])


@given(NAMES, NAMES, st.integers(0, 400), st.integers(0, 400))
def test_draws_of_a_process_do_not_depend_on_what_was_drawn_before(process, other, epoch, other_epoch):
    alone = Streams(5, 2)(process, epoch).random(4)
    streams = Streams(5, 2)
    streams(other, other_epoch).random(1_000)
    np.testing.assert_array_equal(streams(process, epoch).random(4), alone)
    if (other, other_epoch) != (process, epoch):
        assert not np.array_equal(streams(other, other_epoch).random(4), alone)


def test_seed_and_replicate_each_change_every_draw():
    draws = [Streams(seed, replicate)("prices").random(100) for seed, replicate in ((1, 0), (2, 0), (1, 1))]
    for one, another in ((0, 1), (0, 2), (1, 2)):
        assert not np.isin(draws[one], draws[another]).any()


def test_every_epoch_draws_anew_and_a_lasting_draw_stays():
    first, second = (Draws(STREAMS, "tenants", epoch, 1_000) for epoch in (0, 1))
    assert not np.isin(first.uniform("taste"), second.uniform("taste")).any()
    np.testing.assert_array_equal(first.lasting_uniform("policy"), second.lasting_uniform("policy"))
    assert not np.array_equal(first.uniform("policy"), first.lasting_uniform("policy"))


@pytest.mark.parametrize("rows", [np.arange(500), np.arange(3, 500, 7)])
def test_the_first_of_several_purposes_is_the_first_whose_draw_is_low_enough(rows):
    draws = Draws(STREAMS, "delegation", 3, 500)(rows)
    leaves, moves = draws.uniform("leave") < 0.3, draws.uniform("move") < 0.5
    expected = np.where(leaves, 0, np.where(moves, 1, -1))
    np.testing.assert_array_equal(draws.first_of({"leave": 0.3, "move": 0.5}), expected)
    assert set(expected) == {-1, 0, 1}


def test_an_event_keeps_its_draw_when_others_are_added_or_come_in_another_order():
    key = STREAMS.event_key("orders")
    tenant, number = np.repeat(np.arange(40), 25), np.tile(np.arange(25), 40)
    all_at_once = event_uniform(key, tenant, number)
    shuffled = STREAMS("shuffle").permutation(tenant.size)
    np.testing.assert_array_equal(event_uniform(key, tenant[shuffled], number[shuffled]), all_at_once[shuffled])
    one_by_one = [event_uniform(key, t, n)[0] for t, n in zip(tenant[:50], number[:50], strict=True)]
    np.testing.assert_array_equal(one_by_one, all_at_once[:50])
    assert np.unique(all_at_once).size == all_at_once.size


def test_events_are_named_by_all_their_numbers_in_their_order():
    key = STREAMS.event_key("orders")
    assert event_uniform(key, 1, 2) != event_uniform(key, 2, 1)
    assert event_uniform(key, 0) != event_uniform(key, 0, 0)
    assert event_uniform(key, 1) != event_uniform(STREAMS.event_key("bids"), 1)
    keys = event_bits(key, np.arange(3))
    np.testing.assert_array_equal(event_uniform(keys, 9), event_uniform(key, np.arange(3), 9))


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**40), st.integers(0, 2**20))
def test_a_kernel_draws_for_one_event_what_arrays_draw_for_many(key, first, second):
    key = np.uint64(key)
    once = np.uint64(bits_of(key, first))
    assert uniform_of(once) == event_uniform(key, first)[0]
    assert uniform_of(np.uint64(bits_of(once, second))) == event_uniform(key, first, second)[0]


def test_an_events_draw_belongs_to_its_epoch():
    first, second = (Draws(STREAMS, "nodes", epoch, 1) for epoch in (0, 1))
    assert first.event_uniform("failure", 4) == first.event_uniform("failure", 4)
    assert first.event_uniform("failure", 4) != second.event_uniform("failure", 4)


@pytest.mark.parametrize("ids", [(np.arange(40_000),), (np.arange(200).repeat(200), np.tile(np.arange(200), 200))])
def test_draws_of_neighbouring_events_are_uniform_and_uncorrelated(ids):
    """Standard errors for n = 40,000: mean .00144, correlation .005; chi-square with 99 degrees has sd 14.07."""
    draws = event_uniform(STREAMS.event_key("uniformity"), *ids)
    assert abs(draws.mean() - 0.5) < 4 * 0.00144
    assert abs(np.corrcoef(draws[:-1], draws[1:])[0, 1]) < 4 * 0.005
    counts = np.bincount((draws * 100).astype(np.int64), minlength=100)
    assert abs(((counts - 400) ** 2 / 400).sum() - 99) < 4 * 14.07
    assert draws.min() >= 0
    assert draws.max() < 1


def test_a_normal_draw_is_finite_and_standard():
    """Standard errors for n = 40,000: mean .005, standard deviation .0035."""
    draws = Draws(STREAMS, "validators", 0, 40_000).normal("cost")
    assert np.isfinite(draws).all()
    assert abs(draws.mean()) < 4 * 0.005
    assert abs(draws.std() - 1) < 4 * 0.0035


@pytest.mark.parametrize("edge", [0.0, 1 - 2.0**-53])
def test_a_normal_is_finite_at_the_edges_of_the_uniform(edge, monkeypatch):
    draws = Draws(STREAMS, "validators", 0, 1)
    monkeypatch.setattr(draws, "uniform", lambda purpose: np.array([edge]))
    assert np.isfinite(draws.normal("cost")).all()


# --- what hashed draws must be: uniform, and independent between ids, epochs and purposes -------------------------

N_IDS, N_EPOCHS = 10_000, 200


@pytest.fixture(scope="module")
def drawn() -> np.ndarray:
    """Return the draws of one purpose, one row an epoch, one column an id."""
    return np.array([Draws(STREAMS, "delegation", epoch, N_IDS).uniform("leave") for epoch in range(N_EPOCHS)])


def correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Return the correlation of two samples in standard errors of independent ones."""
    one, other = one.ravel() - 0.5, other.ravel() - 0.5
    return float(12 * (one * other).mean() * np.sqrt(one.size))


def test_draws_are_uniform_within_an_epoch_over_epochs_and_together(drawn):
    assert drawn.min() >= 0.0
    assert drawn.max() < 1.0
    # the least of 400 p-values is below 2.5e-6 once in a thousand samples that are uniform
    assert min(kstest(row, "uniform").pvalue for row in drawn) > 2.5e-6
    assert min(kstest(column, "uniform").pvalue for column in drawn.T[:N_EPOCHS]) > 2.5e-6
    assert kstest(drawn.ravel(), "uniform").pvalue > 1e-3


def test_every_byte_of_a_draw_takes_every_value_equally_often(drawn):
    bits = (drawn.ravel() * 2.0**53).astype(np.uint64)
    for shift in range(0, 48, 8):
        counts = np.bincount((bits >> np.uint64(shift)).astype(np.int64) & 255, minlength=256)
        assert chisquare(counts).pvalue > 1e-4


@pytest.mark.parametrize("lag", [1, 2, 3, 7, 64, 110])
def test_draws_of_neighbouring_ids_and_epochs_are_independent(drawn, lag):
    assert abs(correlation(drawn[:, lag:], drawn[:, :-lag])) < 4
    assert abs(correlation(drawn[lag:], drawn[:-lag])) < 4
    assert abs(correlation(drawn[lag:, lag:], drawn[:-lag, :-lag])) < 4


def test_pairs_of_neighbours_fill_the_square_evenly(drawn):
    for one, other in ((drawn[:, 1:], drawn[:, :-1]), (drawn[1:], drawn[:-1])):
        cells = (one.ravel() * 32).astype(np.int64) * 32 + (other.ravel() * 32).astype(np.int64)
        assert chisquare(np.bincount(cells, minlength=1_024)).pvalue > 1e-4


@pytest.mark.parametrize(
    "other",
    [
        Draws(STREAMS, "delegation", 0, N_IDS).uniform("return"),
        Draws(STREAMS, "delegation", 0, N_IDS).uniform("leave with a tranche"),
        Draws(STREAMS, "bonding", 0, N_IDS).uniform("leave"),
        Draws(Streams(seed=1, replicate=1), "delegation", 0, N_IDS).uniform("leave"),
        Draws(Streams(seed=2, replicate=0), "delegation", 0, N_IDS).uniform("leave"),
        Draws(STREAMS, "delegation", 0, N_IDS).lasting_uniform("leave"),
    ],
    ids=["purpose", "longer purpose", "population", "replicate", "seed", "lasting"],
)
def test_draws_of_another_name_are_independent(drawn, other):
    assert abs(correlation(drawn[0], other)) < 4
    assert not np.isin(drawn[0], other).any()


def test_rare_turns_come_as_often_as_they_are_likely():
    for probability in (0.001, 0.0015, 1 / 30):
        turns = [Draws(STREAMS, "delegation", epoch, N_IDS).first_of({"leave": probability}) for epoch in range(300)]
        n, expected = int((np.array(turns) == 0).sum()), 300 * N_IDS * probability
        assert abs(n - expected) < 4 * np.sqrt(expected)


def test_a_kernel_draws_for_one_id_what_everybody_draws():
    draws = Draws(STREAMS, "delegation", 5, 1_000)
    bits, everybody = draws.event_bits("leave"), draws.uniform("leave")
    assert [uniform_of(np.uint64(bits_of(bits, agent))) for agent in (0, 3, 999)] == everybody[[0, 3, 999]].tolist()
    np.testing.assert_array_equal(draws.event_uniform("leave", np.arange(1_000)), everybody)
