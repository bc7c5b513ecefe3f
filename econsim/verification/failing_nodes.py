"""A market of nodes that fail: alike, of one provider each, leased whole; prices off, as in the loss system.

A block is a small part of what is measured, so that whole blocks do not matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from econsim.draws import Streams
from econsim.mechanisms.market.rules import run_market
from econsim.mechanisms.market.schedules import ClassHabits, MarketHabits, Schedules
from econsim.mechanisms.market.tally import PLANNED, MarketTally
from econsim.mechanisms.market.terms import MarketLaw
from econsim.policies.providers.decisions import PricingSchedule
from econsim.policies.tenants.decisions import ChoiceSchedule
from econsim.shocks.node_outages.shapes import Renewal
from econsim.units import MICRO, SECONDS_PER_HOUR, UAKT_PER_AKT
from econsim.verification.mainnet6 import law_with
from econsim.world.build import empty_world, hand_out, with_nodes
from econsim.world.ledger import Account
from econsim.world.world import World

_PROVIDER_UAKT = 1_000 * UAKT_PER_AKT  # for bid deposits
_NEVER_BLOCKS = 10**6  # longer than anybody waits for money
_HABITS = MarketHabits(
    bid_wait_blocks=0,
    deposit_blocks=1,
    top_up_blocks=_NEVER_BLOCKS,
    withdrawal_blocks=_NEVER_BLOCKS,
    monitor_blocks=_NEVER_BLOCKS,
    forget_top_up_ratio=0.0,
    uusdc_share=0.0,
    trust_gain=0.0,
    trust_loss=0.0,
    classes=(ClassHabits(reopen_share=0.0),),
)


@dataclass
class FailingNodes:
    """Nodes whose outages are drawn by one law, and the market on them."""

    world: World
    law: Any  # a record of OUTAGE_LAW

    @classmethod
    def of(
        cls, n: int, *, gpus: int, mtbf_gpu_hours: float, mttr_hours: float, block_hours: float, streams: Streams
    ) -> FailingNodes:
        """Return a market of n nodes that are all up."""
        world = empty_world(seconds_per_block=block_hours * SECONDS_PER_HOUR, tenant_classes=["alike"])
        world.providers.grow(n)
        with_nodes(world, provider=np.arange(n), gpus=gpus)
        world.tenants.append(trust=1.0)
        world.bundles.append(gpus=gpus, open_market_usd_per_hour=1.0)
        hand_out(world, Account("providers.wallet_uakt", np.arange(n)), _PROVIDER_UAKT)
        shape = Renewal(
            data_centre_mtbf_gpu_hours=mtbf_gpu_hours,
            data_centre_mttr_hours=mttr_hours,
            provider_share=0.0,
            maintenance_interval_days=0.0,
        )
        return cls(world, shape.law(streams)[0])

    def run_for(self, blocks: int) -> MarketTally:
        """Let the market run for an epoch of some blocks from where it stands."""
        world = self.world
        world.epoch_seconds, until = blocks * world.seconds_per_block, world.height + blocks
        due = world.market.due(world.intentions, until)
        outages = world.outages.until(
            self.law, world.nodes, world.providers, world.height, until, world.seconds_per_block
        )
        asks = np.full((len(world.providers), 1), MICRO, dtype=np.int64)
        schedules = Schedules(
            PricingSchedule(asks, asks), ChoiceSchedule(np.ones(1), np.zeros(1), np.zeros(1)), _HABITS
        )
        tally = run_market(world, _law(), schedules, np.ones(due.stop - due.start), until, outages=outages)
        world.start_height, world.epoch = until, 0
        return tally

    def lease_for(self, blocks: int, step: int) -> tuple[int, int]:
        """Order as many leases as there are nodes; return how many began and how many of them ended as planned.

        step: blocks after which it is looked whether any still runs.
        """
        n = len(self.world.nodes)
        serials = len(self.world.intentions) + np.arange(n)
        self.world.intentions.append(
            height=self.world.height,
            serial=serials,
            event_key=serials,
            bundle=0,
            duration_blocks=blocks,
            max_price_ratio=1e6,
        )
        counts = self.run_for(step).counts
        n_begun, n_as_planned = int(counts.leases_started), int(counts.ended[PLANNED])
        while self.world.market.n_leases:
            n_as_planned += int(self.run_for(step).counts.ended[PLANNED])
        return n_begun, n_as_planned


@cache
def _law() -> MarketLaw:
    law = law_with(market__order_max_bids=1)
    return MarketLaw(law.market, law.deployment, law.take, law.software.rules)
