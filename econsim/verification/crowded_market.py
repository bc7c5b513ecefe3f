"""A crowd of providers with costs and room of their own, to whom tenants come one a block; leases outlast the run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from econsim.contracts import Policy
from econsim.mechanisms.market.rules import run_market
from econsim.mechanisms.market.schedules import Schedules
from econsim.mechanisms.market.terms import MarketLaw
from econsim.policies.providers.decisions import PricingSchedule
from econsim.policies.providers.view import own_providers
from econsim.policies.tenants.decisions import ChoiceSchedule
from econsim.policies.tenants.view import own_tenants
from econsim.units import FloatArray
from econsim.verification.auction_house import (
    FOREVER,
    HABITS,
    MICRO_PER_USD,
    PROVIDER_UAKT,
    SECONDS_PER_BLOCK,
    decided,
)
from econsim.verification.mainnet6 import law_with
from econsim.world.build import empty_world, hand_out, with_nodes
from econsim.world.ledger import Account
from econsim.world.views import public_view
from econsim.world.world import World


@dataclass(frozen=True, eq=False)
class Crowd:
    """Providers of one GPU model, and how they and their tenants decide.

    costs_usd: by provider [USD an hour]; room: GPUs of each; elsewhere_usd: the open-market price [USD an hour].
    """

    costs_usd: FloatArray
    room: int
    elsewhere_usd: float
    bids: Policy  # of provider_pricing
    takes: Policy  # of tenant_choice


def let_in(crowd: Crowd, most_ratio: FloatArray, take_percent: int) -> FloatArray:
    """Let tenants in, one a block, who want a GPU each; return the price of each lease [USD an hour], in order.

    most_ratio: what each would pay over the open-market price; take_percent: of each payout, whole percents.
    """
    n, both = most_ratio.size, {"uakt": take_percent, "uusdc": take_percent}
    law = law_with(
        market__order_max_bids=crowd.costs_usd.size, take__default_take_rate=take_percent, take__denom_take_rates=both
    )
    world = _world(crowd)
    world.intentions.append(
        height=np.arange(n),
        serial=np.arange(n),
        tenant=np.zeros(n, dtype=np.int64),
        bundle=np.zeros(n, dtype=np.int64),
        duration_blocks=FOREVER,
        max_price_ratio=most_ratio,
        event_key=np.arange(n),
    )
    world.epoch_seconds = n * world.seconds_per_block
    public = public_view(world, law, law.software)
    pricing = decided(crowd.bids, PricingSchedule, own_providers(world), public)
    schedules = Schedules(pricing, decided(crowd.takes, ChoiceSchedule, own_tenants(world), public), HABITS)
    run_market(world, MarketLaw(law.market, law.deployment, law.take, law.software.rules), schedules, np.ones(n), n)
    leases = world.market.leases.rows[world.market.leases.rate_micro_per_block > 0]
    return np.asarray(leases[np.argsort(leases["serial"])]["rate_micro_per_block"] / MICRO_PER_USD)


def _world(crowd: Crowd) -> World:
    ids = np.arange(crowd.costs_usd.size)
    world = empty_world(seconds_per_block=SECONDS_PER_BLOCK, gpu_models=["gpu"], tenant_classes=["tenants"])
    world.providers.append(ask_factor=crowd.costs_usd)
    with_nodes(world, provider=ids, gpu_model=0, gpus=crowd.room)
    world.tenants.append(trust=[1.0])
    world.bundles.append(gpu_model=0, gpus=1, open_market_usd_per_hour=crowd.elsewhere_usd)
    hand_out(world, Account("providers.wallet_uakt", ids), PROVIDER_UAKT)
    return world
