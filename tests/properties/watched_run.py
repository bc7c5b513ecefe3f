"""A run with somebody beside it who keeps books of their own and compares after every epoch.

Nothing here asks the engine's own invariants: totals are added up from the tables, and what should be in an account
follows from what was there at the start and the reasons for which money has moved since.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import numpy as np

from econsim.networks.akash_model import AkashModel
from econsim.world.series import Moment
from tests.mechanisms.market_worlds import seen
from tests.properties.market_checks import (
    check_capacity,
    check_escrow,
    check_littles_law,
    check_orders,
    check_rent,
    running,
)
from tests.properties.money_checks import balances, check_accounts, check_supply
from tests.properties.stake_checks import Floor, check_rewards, check_stake, check_unbonding


class Overheard:
    """A recorder that also hands on every tally of the market."""

    def __init__(self, recorder: Any, tallies: list[Any]) -> None:
        self._recorder, self._tallies = recorder, tallies

    def epoch(self, recorded: Any, now: Moment, more: Any) -> None:
        if now.tally is not None:
            self._tallies.append(seen(now.world, now.tally))
        self._recorder.epoch(recorded, now, more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._recorder, name)


class WatchedRun(AkashModel):
    """A model whose every epoch is checked: the first thing that does not hold stops it."""

    def __init__(self, scenario: Any, **how: Any) -> None:
        super().__init__(scenario, **how)
        self.at_start = balances(self.world)
        self.flows: Counter[tuple[str, str]] = Counter()
        self.tallies: list[Any] = []
        self.leases_before = running(self.world)
        self.floor = Floor(self)
        self.recorder = Overheard(self.recorder, self.tallies)

    def step(self) -> None:
        """Let one epoch happen and check everything."""
        self.floor.look_ahead()
        super().step()
        self.flows.update(self.world.journal.money)
        check_supply(self)
        check_accounts(self)
        check_stake(self)
        check_unbonding(self)
        check_rewards(self.world)
        self.floor.check()
        check_escrow(self)
        check_capacity(self.world)
        if self.tallies:  # there is a market
            check_orders(self)
            check_littles_law(self)
        check_rent(self)
        check_series(self)
        self.leases_before = running(self.world)


def check_series(run: WatchedRun) -> None:
    """What was recorded is a number; only a ratio or a price of nothing is missing, as where it is measured is said."""
    for name, value in run.series.iloc[-1].items():
        may_be_missing = re.match(
            r"fill_ratio|bids_per_order|act_wait_blocks|trust_mean_|provider_trust_mean|known_provider_ratio|break_even_|gpu_(?!orders)",
            str(name),
        )
        assert np.isfinite(value) or (np.isnan(value) and may_be_missing), name
