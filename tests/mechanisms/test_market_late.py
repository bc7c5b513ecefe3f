"""Withdrawals are made late where nobody can tell: the same totals, counts and balances as when each has its height."""

from __future__ import annotations

import functools
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import econsim
from benchmarks.naive.market import NaiveMarket
from econsim.mechanisms.market import rules
from econsim.units import UAKT
from econsim.world.build import hand_out
from econsim.world.ledger import Account
from tests.mechanisms.changed_law import changed_law
from tests.mechanisms.market_features import Featured, random_edges
from tests.mechanisms.market_twins import let_pass
from tests.mechanisms.market_worlds import (
    AKT,
    DAY_BLOCKS,
    RANDOM_HABITS,
    cheapest,
    flat_asks,
    habits,
    law_of,
    one_room_world,
    open_for,
    random_schedules,
    random_world,
)

DAYS = 12


class Opened:
    """Remembers every market that was opened; who pays late is seen at its end."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.markets: list[Any] = []
        opened = rules.opened

        def keep(*given: Any, **named: Any) -> Any:
            self.markets.append(opened(*given, **named))
            return self.markets[-1]

        monkeypatch.setattr(rules, "opened", keep)

    def paid_late(self) -> list[bool]:
        """Return, for each, whether withdrawals were made late up to its end."""
        return [bool(market.calendar.stretch.pays_late) for market in self.markets]


@pytest.mark.parametrize("seed", range(8))
def test_a_market_that_nobody_watches_equals_its_naive_twin(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """In all totals by reason, all counts and all that is left; in even seeds wallets run short, in odd ones none."""
    seen = Opened(monkeypatch)
    world = random_world(seed, days=DAYS, orders_per_day=40.0)
    if seed % 2:
        hand_out(world, Account("providers.wallet_uakt", np.arange(len(world.providers))), 10**6 * AKT)
    else:
        world.law = changed_law(world.law, market={"bid_min_deposit": 40 * AKT})
    pricing, choice = random_schedules(world, seed)
    ours = habits(**RANDOM_HABITS)
    twin = NaiveMarket(world, law_of(world), ours)
    market = Featured(world, pricing, choice, ours)
    for since, until in pairwise(random_edges(seed, DAYS)):
        let_pass(world, twin, market, since, until, is_watched=False)
    assert all(seen.paid_late()) if seed % 2 else not all(seen.paid_late())
    assert world.ledger.imbalance("uakt") == world.ledger.imbalance("uusdc") == 0


def test_a_wallet_that_looks_short_bids_if_what_it_has_earned_by_then_covers_the_deposit() -> None:
    """A deposit of 5 AKT leaves 1 AKT; a day's rent of 347.25 uakt a block, 4,961,508 less 2 %, makes it 5.86 AKT.

    The second order comes with the block of the withdrawal, after it; one a block before it finds the wallet short.
    """
    for late, n_filled in ((0, 2), (-1, 1)):
        at = 10 + DAY_BLOCKS + late
        world = one_room_world([(0, 3 * DAY_BLOCKS), (at, 100)], threads=8, provider_uakt=6 * AKT)
        tally = open_for(world, 2 * DAY_BLOCKS, flat_asks(world, 347_250_000), cheapest(world), habits())
        assert (tally.orders_filled, tally.unfilled_no_deposit) == (n_filled, 2 - n_filled)


def test_a_run_in_which_wallets_are_short_is_the_same_as_one_that_is_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deposits of 500 AKT that nobody buys: what was earned by a block decides who may bid in it, epoch after epoch."""
    seen = Opened(monkeypatch)
    late = run_short_of_deposits()
    assert not all(seen.paid_late())
    monkeypatch.setattr(rules, "run_market", functools.partial(rules.run_market, watch=lambda flows: None))
    on_time = run_short_of_deposits()
    assert late.series["unfilled_no_deposit"].sum() > 0
    assert late.series.equals(on_time.series)
    for name in ("wallet", "earned"):
        assert np.array_equal(getattr(late.world.providers, name), getattr(on_time.world.providers, name))
    assert late.world.providers.wallet[UAKT].max() > 0


def run_short_of_deposits() -> Any:
    changes = {
        "population.delegators.accounts": 100,
        "population.tenants.accounts": 300,
        "policies.provider_revenue": {"kind": "sell", "buys_deposits": False},
        "chain.market.bid_min_deposit": "500 AKT",
    }
    scenario = econsim.load_scenario("mainnet7").with_changes(changes)
    return econsim.AkashModel(scenario, seed=5, replicate=0, epochs=40).run(40)
