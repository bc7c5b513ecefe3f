"""Room elsewhere that has a limit: who is taken there, who comes back, and that it is a loss system."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from econsim.mechanisms.market.schedules import ClassHabits
from econsim.units import MICRO
from econsim.verification.loss_system import loss_system, run_epochs
from econsim.verification.theory.queue import duration_laws
from econsim.world.elsewhere import room_elsewhere
from tests.mechanisms.market_worlds import cheapest, flat_asks, habits, one_room_world, open_for
from tests.properties.test_erlang_b import erlang_b, kaufman_roberts

WARM_UP, LEASES, REPLICATES = 24, 504, 8  # lengths in mean leases
DEAR = 10_000 * MICRO  # micro uakt a block: the open market asks 1,681 uakt


def dear_world(wants: list[tuple[int, int]], there: int, **changed: Any) -> Any:
    """Return a market on which every order of two GPUs is too dear, and so many GPUs elsewhere."""
    world = one_room_world(
        wants, resources={"gpu_model": 0, "gpus": 2}, node={"gpu_model": 0, "gpus": 4}, threads=64,
        **({"max_price_ratio": 1.0} | changed),
    )  # fmt: skip
    world.elsewhere = room_elsewhere({"model0": there}, world.gpu_models)
    return world


def run(world: Any, until: int, **changed: Any) -> Any:
    own = habits(**({"trust_gain": 0.0, "trust_loss": 0.1} | changed))
    return open_for(world, until, flat_asks(world, DEAR), cheapest(world), own)


def of_gpus(tally: Any) -> tuple[int, int]:
    return int(tally.gpus_leased_elsewhere_by_model[0]), int(tally.gpus_refused_elsewhere_by_model[0])


def test_who_finds_every_ask_too_dear_leases_elsewhere_for_as_long_as_it_wanted_while_there_is_room() -> None:
    """Two of the three orders of height 0 to 20 fill four GPUs; that of 1,000 finds those free that were leased."""
    world = dear_world([(0, 1_000), (10, 2_000), (20, 5), (1_000, 5), (1_001, 5)], 4)
    tally = run(world, 1_500, classes=(ClassHabits(),))
    assert of_gpus(tally) == (6, 4)
    assert (tally.unfilled_too_dear, tally.from_elsewhere) == (5, 0)
    assert sorted(world.elsewhere.until.tolist()) == [1_005, 1_005, 2_010, 2_010]


def test_nobody_pays_more_elsewhere_than_it_would_here() -> None:
    assert of_gpus(run(dear_world([(0, 1_000)], 4, max_price_ratio=0.99), 100)) == (0, 0)
    cheaper = dear_world([(0, 1_000)], 4, max_price_ratio=0.6)
    cheaper.elsewhere.price_ratio[:] = 0.56
    assert of_gpus(run(cheaper, 100)) == (2, 0)


def test_where_there_is_no_room_at_all_who_comes_back_does_so_again_and_again() -> None:
    """A mean wait of 100 blocks: 100 returns in 10,000, sd 10."""
    world = dear_world([(0, 1_000)], 0)
    tally = run(world, 10_000, comes_back_share=1.0, comes_back_blocks=100.0)
    assert tally.from_elsewhere == pytest.approx(100, abs=40)
    assert tally.orders == tally.from_elsewhere + 1
    assert of_gpus(tally) == (0, 2 * tally.orders)
    assert world.tenants.n_busy.tolist() == [1]


def test_half_of_those_refused_come_back_where_half_do_and_the_rest_is_lost() -> None:
    n = 2_000
    world = dear_world([(0, 1_000)] * n, 0)
    world.intentions.event_key = np.arange(n) * 7_919
    tally = run(world, 100_000, comes_back_share=0.5, comes_back_blocks=100.0)
    assert tally.from_elsewhere == pytest.approx(n, abs=4 * (2 * n) ** 0.5)  # 1/2 + 1/4 + ... of each
    assert world.tenants.n_busy.tolist() == [0]


def test_models_without_a_limit_are_not_counted() -> None:
    world = dear_world([(0, 1_000)], 4)
    world.elsewhere = room_elsewhere({}, world.gpu_models)
    assert of_gpus(run(world, 100)) == (0, 0)


def refused(classes: dict[int, float], here: int, there: int) -> list[float]:
    """Return the share of each class's orders that finds room neither here nor elsewhere, by replicate."""
    found = []
    for replicate in range(REPLICATES):
        lengths = duration_laws("exponential")
        world = loss_system(list(classes.items()), [here], lengths, WARM_UP + LEASES, replicate)
        world.elsewhere = room_elsewhere({"gpu": there}, world.gpu_models)
        (tally,) = run_epochs(world, WARM_UP, LEASES)
        gpus = tally.by_model[0]
        ordered = gpus["gpus_leased"] + gpus["gpus_leased_elsewhere"] + gpus["gpus_refused_elsewhere"]
        found.append(float(gpus["gpus_refused_elsewhere"] / ordered))
    return found


@pytest.mark.parametrize(("classes", "here", "there"), [({1: 7.0}, 0, 10), ({1: 7.0}, 6, 4), ({1: 3.0, 4: 1.0}, 0, 10)])
def test_room_elsewhere_is_a_loss_system_and_together_with_the_network_another(
    classes: dict[int, float], here: int, there: int
) -> None:
    """Erlang B, Kaufman-Roberts. Who overflows from 6 servers to 4 is lost when all 10 are busy: B(7, 10) = .0787."""
    per_class = kaufman_roberts(here + there, classes)
    loads = [size * load for size, load in classes.items()]
    expected = sum(load * lost for load, lost in zip(loads, per_class, strict=True)) / sum(loads)
    if list(classes) == [1]:
        assert expected == pytest.approx(erlang_b(7.0, 10))
    found = refused(classes, here, there)
    assert abs(np.mean(found) - expected) < 4 * np.std(found, ddof=1) / REPLICATES**0.5
