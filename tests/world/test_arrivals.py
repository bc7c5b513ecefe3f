"""Points of Poisson processes, against the same said in plain Python."""

from __future__ import annotations

import math
from itertools import accumulate

import numpy as np
import pytest

from econsim.draws import event_uniform
from econsim.world.arrivals import POINT, Arrivals, Processes, in_order, n_points_within
from econsim.world.market_book import NEVER
from econsim.world.tables import empty, records

PER_DAY, BLOCK = 40.0, 6.0
KEYS = np.array([11, 12, 13], dtype=np.uint64)


def gaps(key: int, n: int) -> list[float]:
    return [-math.log1p(-float(event_uniform(key, number)[0])) for number in range(n)]


def arrivals(*, per_second: float = PER_DAY / 86_400, since: float = 500.0) -> Arrivals:
    made = empty(Processes, KEYS.size)
    made.tenant, made.kind, made.gap_key, made.name_key = np.arange(3), -1, KEYS, KEYS + 100
    made.per_second, made.since = per_second, since
    return Arrivals.begun(made, records(POINT, 0), start_height=1_000, seconds_per_block=BLOCK)


def test_the_kth_point_is_where_the_first_k_gaps_end() -> None:
    points = arrivals().until(1_000 + 10 * 14_400)
    for tenant, key in enumerate(KEYS.tolist()):
        mine = points[points["tenant"] == tenant]
        seconds = [500.0 + place / (PER_DAY / 86_400) for place in accumulate(gaps(key, mine.size + 1))]
        assert mine.size > 300
        assert mine["height"].tolist() == [1_000 + math.floor(when / BLOCK) for when in seconds[:-1]]
        assert seconds[-1] > 10 * 86_400
        assert mine["number"].tolist() == list(range(mine.size))


def test_points_of_one_height_go_by_tenant_kind_number_and_level() -> None:
    wanted = [(5, 9, 9, 9, 9.0), (7, 1, -2, 4, 0.0), (7, 1, -1, 3, 0.0), (7, 1, 0, 1, 1.5), (7, 1, 0, 2, 0.3)]
    wanted += [(7, 1, 0, 2, 0.4), (7, 1, 1, 0, 0.0), (7, 2, -1, 0, 0.0), (8, 0, -1, 0, 0.0)]
    points = np.array([(*each, 0, 0) for each in wanted], dtype=POINT)
    for seed in range(20):
        shuffled = points[np.random.default_rng(seed).permutation(points.size)]
        assert in_order(shuffled).tolist() == points.tolist()


def test_more_points_than_there_is_room_for_at_first_all_come() -> None:
    points = arrivals(since=0.0).until(1_000 + 100 * 14_400)
    assert points.size == sum(n_points_within(KEYS, np.full(3, 100 * PER_DAY))) > 10_000


def test_a_tenant_that_hardly_ever_wants_anything_wants_nothing_within_64_bits() -> None:
    never = arrivals(per_second=1e-300)
    assert never.next_height.tolist() == [NEVER] * 3
    assert never.until(2**40).size == 0


@pytest.mark.parametrize("span", [0.0, 0.5, 31.0, 32.5, 200.0])
def test_points_within_a_span_are_as_many_as_gaps_fit_in(span: float) -> None:
    found = n_points_within(KEYS, np.full(3, span))
    assert found.tolist() == [sum(place < span for place in accumulate(gaps(key, 400))) for key in KEYS.tolist()]
