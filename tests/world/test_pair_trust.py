"""Trust in providers is a table that behaves like a dictionary of the pairs that met, whose entries fade."""

from __future__ import annotations

import math
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from econsim.draws import event_bits
from econsim.world.pair_trust import (
    FORGOTTEN,
    FULLEST,
    count_pairs,
    may_remember,
    no_pairs,
    note_met,
    remember,
    remembered,
    slot_of,
    trust_in,
    with_room_for,
)
from econsim.world.tables import records
from econsim.world.tenants import Tenants

HALF_LIFE = 1_000
FADING = math.log(2.0) / HALF_LIFE


@pytest.mark.parametrize("half_lives", [0, 1, 2, 9])
def test_half_of_it_is_left_after_a_half_life(half_lives: int) -> None:
    for trust in (0.8, -0.8):
        left = remembered(trust, half_lives * HALF_LIFE, FADING)
        assert left == pytest.approx(trust * 0.5**half_lives, rel=1e-12)


def test_what_has_become_too_small_is_exactly_0_and_stays_so() -> None:
    """.8 x 2^-9.64 = .0010017; a hundredth of a half-life later it is .000995."""
    assert abs(remembered(0.8, 9_640, FADING)) > FORGOTTEN
    assert [remembered(trust, blocks, FADING) for trust in (0.8, -0.8) for blocks in (9_650, 10**7)] == [0.0] * 4


def test_a_stranger_is_trusted_by_0_and_nobody_else_is_touched() -> None:
    pairs, free = with_room_for(no_pairs(0), 3, 0, FADING)
    assert free >= 3
    assert remember(pairs, 7, 2, 100, 0.5)
    assert not remember(pairs, 7, 2, 200, -0.25)
    assert (trust_in(pairs, 7, 2, 200, FADING), trust_in(pairs, 2, 7, 200, FADING)) == (-0.25, 0.0)


@pytest.mark.parametrize("met", [0, 1, 62, 63, 64, 127, 1_000])
def test_a_tenant_may_remember_whom_it_has_met_and_nobody_else_of_64_in_a_row(met: int) -> None:
    tenant, first = records(Tenants.record, 1)[0], met - met % 64
    assert not any(may_remember(tenant, provider) for provider in range(first, first + 64))
    note_met(tenant, met)
    assert [provider for provider in range(first, first + 64) if may_remember(tenant, provider)] == [met]


def test_a_table_that_grows_in_mid_run_keeps_what_was_written_down_after_the_height_that_it_grows_for() -> None:
    """However short the half-life: e^(ln 2 x 10,000) is beyond what a float holds."""
    pairs, _ = with_room_for(no_pairs(0), 2, 0, math.log(2.0))
    remember(pairs, 1, 1, 10_000, 0.5)
    grown, _ = with_room_for(pairs, 2, 0, math.log(2.0))
    assert trust_in(grown, 1, 1, 10_000, math.log(2.0)) == 0.5


pair = st.tuples(st.integers(0, 9) | st.integers(0, 2**31 - 1), st.integers(0, 9) | st.integers(0, 2**31 - 1))


class TableAgainstDictionary(RuleBasedStateMachine):
    """A table and a dictionary of (trust, height) that are told the same; time goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs, self.free = with_room_for(no_pairs(0), 1, 0, FADING)
        self.told: dict[tuple[int, int], tuple[float, int]] = {}
        self.height = 0

    def expected(self, met: tuple[int, int]) -> float:
        trust, height = self.told.get(met, (0.0, 0))
        left = trust * math.exp(-(self.height - height) * FADING)
        return left if abs(left) >= FORGOTTEN else 0.0

    @rule(met=pair, trust=st.floats(-1, 1))
    def remember(self, met: tuple[int, int], trust: float) -> None:
        if self.free == 0:
            self.make_room(1)
        self.free -= remember(self.pairs, *met, self.height, trust)
        self.told[met] = (trust, self.height)

    @rule(met=pair)
    def ask(self, met: tuple[int, int]) -> None:
        assert trust_in(self.pairs, *met, self.height, FADING) == self.expected(met)

    @rule(blocks=st.integers(1, 20_000))
    def wait(self, blocks: int) -> None:
        self.height += blocks

    @rule(extra=st.integers(1, 40))
    def make_room(self, extra: int) -> None:
        self.pairs, self.free = with_room_for(self.pairs, extra, self.height, FADING)
        assert self.free >= extra
        assert self.in_use() == count_pairs(self.pairs, self.height, FADING)  # the others are gone

    @rule()
    def travel(self) -> None:
        self.pairs = pickle.loads(pickle.dumps(self.pairs))

    def in_use(self) -> int:
        return int((self.pairs["tenant"] >= 0).sum())

    @invariant()
    def every_pair_is_found_and_there_is_always_a_free_slot(self) -> None:
        for met in self.told:
            assert trust_in(self.pairs, *met, self.height, FADING) == self.expected(met)
        remembers = [met for met in self.told if self.expected(met) != 0.0]
        assert count_pairs(self.pairs, self.height, FADING) == len(remembers)
        assert self.in_use() + self.free == int(self.pairs.size * FULLEST)


TestTableAgainstDictionary: Any = TableAgainstDictionary.TestCase


@given(st.sets(pair, min_size=1, max_size=200))
def test_pairs_are_found_where_they_are_put_however_full_it_is(met: set[tuple[int, int]]) -> None:
    pairs, free = with_room_for(no_pairs(0), len(met), 0, FADING)
    for number, one in enumerate(sorted(met)):
        free -= remember(pairs, *one, 0, 1.0 - number / 1_000)
    assert free >= 0
    slots = {slot_of(pairs, *one) for one in met}
    assert len(slots) == len(met) == count_pairs(pairs, 0, FADING)
    assert np.count_nonzero(pairs["tenant"] >= 0) == len(met)
    assert [trust_in(pairs, *one, 0, FADING) for one in sorted(met)] == [1.0 - k / 1_000 for k in range(len(met))]


def test_a_search_ends_after_a_few_slots() -> None:
    """A table as full as it may be: Knuth's mean for a hit, (1 + 1/(1 - 3/4)) / 2 = 2.5 slots, and few much longer."""
    tenants, providers = 30_000, 10
    pairs = no_pairs(131_071)
    n_pairs = int(pairs.size * FULLEST)
    met = [(number // providers % tenants, number % providers) for number in range(n_pairs)]
    for tenant, provider in met:
        remember(pairs, tenant, provider, 0, 0.5)
    home = {
        one: slot for slot, one in enumerate(zip(pairs["tenant"].tolist(), pairs["provider"].tolist(), strict=True))
    }
    ids = np.array(met)
    bits = event_bits(ids[:, 0].astype(np.uint64), ids[:, 1])
    first = (((bits >> np.uint64(32)) * np.uint64(pairs.size)) >> np.uint64(32)).astype(np.int64)
    steps = (np.array([home[one] for one in met]) - first) % pairs.size + 1
    assert steps.mean() == pytest.approx(2.5, rel=0.05)
