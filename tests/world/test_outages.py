"""Outages of nodes: their law by draws, what they share, and that nobody's draws depend on others or on epochs."""

from __future__ import annotations

import math
import pickle
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy import stats

from econsim.draws import Streams
from econsim.shocks.node_outages.shapes import NoOutages, Renewal
from econsim.world.build import empty_world, with_nodes
from econsim.world.due import due_outages
from econsim.world.providers import FAILED, IN_MAINTENANCE, NOTICED, UP
from econsim.world.world import World
from tests.uncompiled import uncompiled

HOURS = 3600.0
QUIET: dict[str, Any] = {"maintenance_interval_days": 0.0, "provider_share": 0.0}  # nodes fail of themselves alone


def law_of(replicate: int = 0, **changed: Any) -> Any:
    return Renewal(**changed).law(Streams(1, replicate))


def world_of(gpus: list[int], providers: list[int], jurisdictions: Any = 0, **changed: Any) -> World:
    """Return a world of nodes, by their GPUs and providers, whose blocks last an hour."""
    world = empty_world(seconds_per_block=HOURS, start_height=1_000)
    world.providers.append(jurisdiction=np.broadcast_to(jurisdictions, max(providers) + 1))
    return with_nodes(
        world, provider=providers, gpu_model=np.where(np.array(gpus) > 0, 0, -1), gpus=gpus, threads=1, **changed
    )


def outages_of(world: World, law: Any, edges: list[int]) -> list[tuple[int, ...]]:
    """Return the outages between heights, asked for stretch by stretch."""
    found: list[tuple[int, ...]] = []
    for since, until in pairwise(edges):
        world.start_height, world.epoch, world.epoch_seconds = since, 0, (until - since + 0.5) * HOURS
        found += due_outages(world, law).tolist()
    return found


def spans(outages: list[tuple[int, ...]], node: int) -> list[tuple[int, int]]:
    """Return (kind, height) of a node's outages."""
    return [(kind, height) for height, kind, of, _ in outages if of == node]


def test_nothing_breaks_where_nature_says_so() -> None:
    world = world_of([8], [0])
    assert not outages_of(world, NoOutages().law(Streams(1, 0)), [1_000, 10**9])


@pytest.mark.parametrize("share", ["provider_share", "jurisdiction_share"])
def test_shocks_of_a_share_too_small_for_a_rate_never_come(share) -> None:
    least = law_of(**(QUIET | {share: 5e-324}))
    edges = [1_000, 101_000]
    assert outages_of(world_of([8] * 5, [0] * 5), least, edges) == (
        outages_of(world_of([8] * 5, [0] * 5), law_of(**QUIET), edges)
    )


def test_up_and_down_times_have_the_laws_and_means_that_are_given() -> None:
    n, mtbf, mttr = 200, 800.0, 90.0
    law = law_of(data_centre_mtbf_gpu_hours=8 * mtbf, data_centre_mttr_hours=mttr, **QUIET)
    outages = outages_of(world_of([8] * n, [0] * n), law, [1_000, 101_000])
    ups, downs = [], []
    for node in range(n):
        events = spans(outages, node)
        assert [kind for kind, _ in events] == [FAILED, UP] * (len(events) // 2) + [FAILED] * (len(events) % 2)
        heights = [1_000, *(height for _, height in events)]
        ups += [b - a for a, b in pairwise(heights)][::2][:50]  # each node's first ones, so that none is cut by the end
        downs += [b - a for a, b in pairwise(heights)][1::2][:49]
    assert len(ups) == 50 * n
    for spell, mean in ((ups, mtbf), (downs, mttr)):
        assert np.mean(spell) == pytest.approx(mean, abs=4 * mean / math.sqrt(len(spell)))
        jitter = np.random.default_rng(1).random(len(spell))  # whole blocks, spread out again
        assert stats.kstest(np.array(spell) - 1 + jitter, stats.expon(scale=mean).cdf).pvalue > 1e-3


@pytest.mark.parametrize("shape", [0.7, 3.0])
def test_weibull_up_times_keep_the_mean(shape: float) -> None:
    n, mtbf = 2_000, 5_000.0
    law = law_of(data_centre_mtbf_gpu_hours=mtbf, weibull_shape=shape, **QUIET)
    first: dict[int, int] = {}
    for height, _, node, _ in outages_of(world_of([1] * n, [0] * n), law, [1_000, 300_000]):
        first.setdefault(node, height - 1_000)
    assert len(first) == n
    expected = stats.weibull_min(shape, scale=mtbf / math.gamma(1 + 1 / shape))
    assert expected.mean() == pytest.approx(mtbf)
    assert stats.kstest(np.array(list(first.values())) + 0.5, expected.cdf).pvalue > 1e-3


def test_rates_go_by_gpus_and_grade_and_nodes_without_gpus_have_their_own() -> None:
    world = world_of([8, 1, 2, 0], [0, 0, 0, 0], is_consumer=[0, 0, 1, 0])
    law = law_of(
        data_centre_mtbf_gpu_hours=8_000.0,
        consumer_mtbf_gpu_hours=600.0,
        cpu_node_mtbf_hours=500.0,
        data_centre_mttr_hours=0.0,
        consumer_mttr_hours=0.0,
        **QUIET,
    )
    n_blocks = 10**6
    outages = outages_of(world, law, [1_000, 1_000 + n_blocks])
    counts = [sum(kind == FAILED for kind, _ in spans(outages, node)) for node in range(4)]
    expected = [n_blocks / 1_000, n_blocks / 8_000, n_blocks / 300, n_blocks / 500]
    assert counts == pytest.approx([e * (1 - 1 / (n_blocks / e)) for e in expected], abs=4 * max(expected) ** 0.5)


def counts_of_pairs(n_pairs: int, gpus: list[int], same: str, **changed: Any) -> Any:
    """Return how often each of two nodes fails in a short time, by pair; they share a provider or a jurisdiction."""
    providers = np.arange(2 * n_pairs) // (2 if same == "provider" else 1)
    jurisdictions = np.arange(n_pairs) if same == "provider" else np.arange(2 * n_pairs) // 2
    world = world_of(gpus * n_pairs, providers.tolist(), jurisdictions)
    law = law_of(**({"maintenance_interval_days": 0.0, "data_centre_mttr_hours": 0.0} | changed))
    counts = np.zeros(2 * n_pairs, dtype=np.int64)
    for _, kind, node, _ in outages_of(world, law, [1_000, 3_000]):
        counts[node] += kind == FAILED
    return counts.reshape(-1, 2)


@pytest.mark.parametrize("same", ["provider", "jurisdiction"])
@pytest.mark.parametrize("share", [0.1, 0.6])
def test_a_common_shock_takes_nodes_together_by_its_share(same: str, share: float) -> None:
    """Counts of two nodes of one rate correlate by the share, and each fails at its own rate whatever it shares."""
    n, mean = 20_000, 2_000 * 4 / 20_000.0
    counts = counts_of_pairs(
        n, [4, 4], same, data_centre_mtbf_gpu_hours=20_000.0, **{"provider_share": 0.0, f"{same}_share": share}
    )
    correlation = np.corrcoef(counts.T)[0, 1]
    assert correlation == pytest.approx(share, abs=4 * math.sqrt((1 + 1 / mean) / n))
    assert counts.mean(axis=0) == pytest.approx([mean, mean], abs=4 * math.sqrt(mean / n))
    assert counts.var(axis=0) == pytest.approx([mean, mean], abs=6 * mean * math.sqrt(3 / n))


def test_nodes_of_different_rates_share_the_shocks_of_the_lower_one() -> None:
    """Struck where a drawn level lies below the own rate: Cov = share x the lower rate x time."""
    n, share = 20_000, 0.5
    counts = counts_of_pairs(n, [1, 5], "provider", data_centre_mtbf_gpu_hours=10_000.0, provider_share=share)
    low, high = 2_000 / 10_000.0, 2_000 * 5 / 10_000.0
    assert counts.mean(axis=0) == pytest.approx([low, high], abs=4 * math.sqrt(high / n))
    correlation = np.corrcoef(counts.T)[0, 1]
    assert correlation == pytest.approx(share * low / math.sqrt(low * high), abs=4 * math.sqrt(1 / low / n))


def everything(**changed: Any) -> Any:
    """Return a law under which everything happens often."""
    often = {
        "data_centre_mtbf_gpu_hours": 4_000.0,
        "consumer_mtbf_gpu_hours": 900.0,
        "cpu_node_mtbf_hours": 1_500.0,
        "weibull_shape": 1.5,
        "provider_share": 0.3,
        "jurisdiction_share": 0.2,
        "maintenance_interval_days": 30.0,
        "maintenance_hours": 9.0,
        "notice_hours": 40.0,
    }
    return law_of(**(often | changed))


def mixed_world() -> World:
    return world_of([8, 1, 0, 4, 2, 0], [0, 0, 0, 1, 2, 2], [0, 1, 0], is_consumer=[0, 0, 0, 1, 0, 0])


def test_outages_do_not_depend_on_the_epoch_length() -> None:
    whole = outages_of(mixed_world(), everything(), [1_000, 21_000])
    for step in (1, 24, 168):
        assert outages_of(mixed_world(), everything(), [*range(1_000, 21_000, step), 21_000]) == whole
    assert {kind for _, kind, _, _ in whole} == {UP, NOTICED, IN_MAINTENANCE, FAILED}
    assert whole == sorted(whole)


def test_more_nodes_move_nobody_elses_outages() -> None:
    """Nor do bigger ones that fail oftener than all others, wherever they stand and whenever they come."""
    law, edges = everything(), [1_000, 6_000, 21_000]
    alone, more = mixed_world(), mixed_world()
    before = outages_of(alone, law, edges)
    found = outages_of(more, law, edges[:2])
    new = with_nodes(more, provider=[0, 1, 2] * 3 + [0], gpu_model=0, gpus=[1, 8, 64] * 3 + [16], threads=1)
    assert len(new.nodes) == 16
    found += outages_of(more, law, edges[1:])
    assert [each for each in found if each[2] < 6] == before
    of_new = [each for each in found if each[2] >= 6]
    assert {node for _, _, node, _ in of_new} == set(range(6, 16))
    assert min(height for height, *_ in of_new) >= 6_000


def test_a_node_keeps_its_outages_whatever_row_it_has() -> None:
    law, edges = everything(jurisdiction_share=0.0), [1_000, 11_000]
    here, there = mixed_world(), mixed_world()
    order = [3, 0, 5, 1, 4, 2]
    there.nodes.rows[:] = here.nodes.rows[order]
    moved = [(height, kind, order[node], until) for height, kind, node, until in outages_of(there, law, edges)]
    assert sorted(moved) == outages_of(here, law, edges)


def test_every_node_goes_through_states_that_follow_each_other() -> None:
    """Up after each outage, notice a fixed time before maintenance, which lasts its hours, nobody struck twice."""
    outages = outages_of(mixed_world(), everything(), [1_000, 200_000])
    follows = {UP: {NOTICED, FAILED}, NOTICED: {IN_MAINTENANCE, FAILED}, IN_MAINTENANCE: {UP}, FAILED: {UP}}
    seen = set()
    for node in range(6):
        mine = [(height, kind, until) for height, kind, of, until in outages if of == node]
        for (height, kind, until), (then, after, _) in pairwise([(1_000, UP, 0), *mine]):
            assert after in follows[kind]
            seen.add((kind, after))
            if kind == NOTICED:
                assert until - height in (40, 41)  # whole blocks of moments between them
                if after == IN_MAINTENANCE:
                    assert then == until
            if kind == IN_MAINTENANCE:
                assert then - height in (9, 10)
    assert seen == {(kind, after) for kind, later in follows.items() for after in later}


def test_a_maintenance_comes_on_average_so_long_after_the_last() -> None:
    law = law_of(maintenance_interval_days=10.0, maintenance_hours=4.0, notice_hours=48.0, cpu_node_mtbf_hours=1e9)
    n = 400
    outages = outages_of(world_of([0] * n, list(range(n))), law, [1_000, 51_000])
    heights = [[height for kind, height in spans(outages, node) if kind == NOTICED] for node in range(n)]
    gaps = [b - a - 52 for each in heights for a, b in pairwise(each[:100])]
    assert np.mean(gaps) == pytest.approx(240.0, abs=4 * 240.0 / math.sqrt(len(gaps)))


def test_a_pickled_world_goes_on_as_it_would_have() -> None:
    law, world = everything(), mixed_world()
    outages_of(world, law, [1_000, 5_000])
    other = pickle.loads(pickle.dumps(world))
    later = outages_of(world, law, [5_000, 20_000])
    assert later
    assert outages_of(other, law, [5_000, 20_000]) == later


def test_replicates_draw_anew_and_arms_share_their_draws() -> None:
    """A law that differs in its means alone moves the same failures in time, in proportion."""
    slow, fast = (law_of(data_centre_mtbf_gpu_hours=mtbf, **QUIET) for mtbf in (80_000.0, 40_000.0))
    first = [outages_of(world_of([1], [0]), law, [1_000, 10**7])[0][0] - 1_000 for law in (slow, fast)]
    assert first[0] == pytest.approx(2 * first[1], abs=2)
    other = outages_of(world_of([1], [0]), law_of(1, data_centre_mtbf_gpu_hours=80_000.0, **QUIET), [1_000, 10**7])
    assert other[0][0] - 1_000 != first[0]


def test_uncompiled_outages_are_the_same_to_the_block() -> None:
    script = "from tests.world.test_outages import *; print(outages_of(mixed_world(), everything(), [1_000, 9_000]))"
    assert uncompiled(script) == str(outages_of(mixed_world(), everything(), [1_000, 9_000]))
