"""The compiled market against its naive twin, against itself uncompiled, and at several epoch lengths."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from benchmarks.naive.market import NaiveMarket
from tests.mechanisms.changed_law import changed_law
from tests.mechanisms.market_features import Featured, random_edges
from tests.mechanisms.market_twins import counted, let_pass
from tests.mechanisms.market_worlds import (
    AKT,
    DAY_BLOCKS,
    HOUR_BLOCKS,
    RANDOM_HABITS,
    digest,
    habits,
    law_of,
    money_log,
    open_for,
    random_schedules,
    random_world,
)
from tests.uncompiled import uncompiled

OF_ITS_OWN = {1: "refused", 2: "no_deposit", 5: "refused", 6: "no_supplier", 7: "no_supplier", 8: "no_room"}
OF_ITS_OWN |= {9: "too_dear"}


@pytest.mark.parametrize("seed", range(10))
def test_the_market_equals_its_naive_twin_in_every_payment_height_and_count(seed: int) -> None:
    days = 12
    world = random_world(seed, days=days)
    deposits = {3: {"uusdc": 4 * AKT}, 4: {"uakt": 0}}.get(seed, {"uakt": AKT, "uusdc": AKT})
    in_force = "v0.20.0" if seed == 1 else "v0.24.0"
    world.law = changed_law(world.law, in_force, deployment={"min_deposits": deposits})
    pricing, choice = random_schedules(world, seed)
    if seed == 6:
        world.bundles.gpus[3] = 9  # more than any node has
    if seed == 7:  # nobody quotes one bundle in uakt, nobody another in uusdc
        pricing.ask_micro_uakt_per_block[:, 2] = pricing.ask_micro_uusdc_per_block[:, 4] = 0
    ours = habits(**RANDOM_HABITS, bid_wait_blocks=0 if seed == 2 else 10)
    twin, happened = NaiveMarket(world, law_of(world), ours), Counter[Any]()
    market = Featured(world, pricing, choice, ours)
    for since, until in pairwise(random_edges(seed, days)):
        if seed == 5 and since > 5 * DAY_BLOCKS:
            world.law = changed_law(world.law, deployment={"min_deposits": {}})
            twin.law = law_of(world)
        happened.update(let_pass(world, twin, market, since, until))
    assert happened["ended", "dry"] > 0
    assert happened["orders"] > 0
    assert seed not in OF_ITS_OWN or happened["unfilled", OF_ITS_OWN[seed]] > 0
    assert world.ledger.imbalance("uakt") == world.ledger.imbalance("uusdc") == 0


def run_in_epochs(epoch_blocks: int) -> tuple[list[Any], Any, Counter[Any]]:
    days = 14
    world = random_world(7, days=days)
    pricing, choice = random_schedules(world, 7)
    totals = Counter[Any]()
    with money_log() as log:
        for until in [*range(epoch_blocks, days * DAY_BLOCKS, epoch_blocks), days * DAY_BLOCKS]:
            tally = open_for(world, until, pricing, choice, habits(**RANDOM_HABITS))
            totals.update(counted(tally.tally))
    return log, world, totals


def test_results_do_not_depend_on_the_epoch_length() -> None:
    log, world, totals = run_in_epochs(DAY_BLOCKS)
    for epoch_blocks in (HOUR_BLOCKS, 7 * DAY_BLOCKS):
        other_log, other_world, other_totals = run_in_epochs(epoch_blocks)
        assert other_log == log
        assert other_totals == pytest.approx(totals, rel=1e-12)
        for table in ("tenants", "providers", "nodes"):
            columns = getattr(other_world, table).columns()
            for name, column in getattr(world, table).columns().items():
                assert np.array_equal(column, columns[name]), name


def test_uncompiled_the_market_gives_the_same_to_the_last_bit() -> None:
    script = "from tests.mechanisms.market_worlds import digest; print(digest(3))"
    assert uncompiled(script) == digest(3)
