"""Auctions made of the model's own market: one order a block, providers with endless room, no take fee.

GPU model k is supplied by k providers, so an order for it has k who may bid; each draws its cost anew and bids by the
policy that it is given. All prices are in units of a cost level of 1 USD an hour. Leases outlast the run: the price of
each auction is read off its lease.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from econsim.answers import checked
from econsim.columns import Own
from econsim.contracts import Policy, Public
from econsim.draws import Draws, Streams
from econsim.mechanisms.law import Law
from econsim.mechanisms.market.rules import run_market
from econsim.mechanisms.market.schedules import MarketHabits, Schedules
from econsim.mechanisms.market.terms import MarketLaw
from econsim.policies.providers.decisions import PricingSchedule
from econsim.policies.providers.view import own_providers
from econsim.policies.tenants.decisions import ChoiceSchedule
from econsim.policies.tenants.view import own_tenants
from econsim.units import SECONDS_PER_HOUR, UAKT_PER_AKT, FloatArray, IntArray
from econsim.verification.mainnet6 import law_with
from econsim.world.build import empty_world, hand_out, with_nodes
from econsim.world.ledger import Account
from econsim.world.views import public_view
from econsim.world.world import World

MICRO_PER_USD = 1_000_000_000  # a price of 1 USD an hour in millionths of a uakt per block
SECONDS_PER_BLOCK = SECONDS_PER_HOUR * MICRO_PER_USD / 1e12
RESOLUTION = 1.0 / MICRO_PER_USD  # of prices [USD an hour]
_ROOM = 10**9  # GPUs on a node
PROVIDER_UAKT = 10**9 * UAKT_PER_AKT  # for bid deposits
FOREVER = 10**6  # blocks, beyond any run
_ANY_PRICE = 1e6  # over the one elsewhere
HABITS = MarketHabits(
    bid_wait_blocks=0,
    deposit_blocks=1,
    top_up_blocks=FOREVER,
    withdrawal_blocks=FOREVER,
    monitor_blocks=FOREVER,
    forget_top_up_ratio=0.0,
    uusdc_share=0.0,
    trust_gain=0.0,
    trust_loss=0.0,
)


@dataclass(frozen=True, eq=False)
class House:
    """Who may bid on what, and how.

    bidders: by lot (a bundle class), how many providers may bid on it; most_usd: by lot, the highest price that is
    accepted [USD an hour], infinite for any.
    """

    bidders: Sequence[int]
    most_usd: Sequence[float]
    bids: Policy  # of provider_pricing
    takes: Policy  # of tenant_choice

    @cached_property
    def law(self) -> Law:
        """Return the law of Mainnet 6 without a take fee, under which all may bid."""
        free = {"uakt": 0, "uusdc": 0}
        return law_with(
            market__order_max_bids=max(self.bidders), take__default_take_rate=0, take__denom_take_rates=free
        )

    @cached_property
    def elsewhere_usd(self) -> FloatArray:
        """Return the price of each lot elsewhere [USD an hour]: the highest that is accepted, or 1 where any is."""
        return np.where(np.isfinite(self.most_usd), self.most_usd, 1.0)

    @cached_property
    def schedules(self) -> Schedules:
        """Return what its policies decide."""
        world = _world(self)
        public = public_view(world, self.law, self.law.software)
        bids = decided(self.bids, PricingSchedule, own_providers(world), public)
        return Schedules(bids, decided(self.takes, ChoiceSchedule, own_tenants(world), public), HABITS)


class Auctions(NamedTuple):
    """What came of auctions, one entry an auction in which somebody won, in order."""

    number: IntArray  # among all auctions
    price_usd: FloatArray  # per hour
    mean_winner_cost_usd: float  # per hour; of lots with one highest price


def hold_auctions(house: House, lots: IntArray, keys: Any) -> Auctions:
    """Hold an auction for each of some lots; keys: of the draws of each auction, 64 bits."""
    world, elsewhere, law = _world(house), house.elsewhere_usd, house.law
    world.intentions.append(
        height=np.arange(lots.size),
        serial=np.arange(lots.size),
        tenant=np.zeros(lots.size, dtype=np.int64),
        bundle=lots,
        duration_blocks=FOREVER,
        max_price_ratio=np.where(np.isfinite(house.most_usd), 1.0 + 2.0 * RESOLUTION / elsewhere, _ANY_PRICE)[lots],
        event_key=keys,
    )
    market_law = MarketLaw(law.market, law.deployment, law.take, law.software.rules)
    world.epoch_seconds = lots.size * world.seconds_per_block
    tally = run_market(world, market_law, house.schedules, np.ones(lots.size), lots.size)
    leases = world.market.leases.rows[world.market.leases.rate_micro_per_block > 0]
    leases = leases[np.argsort(leases["serial"])]
    costs = tally.by_model["winner_cost_ratio"].sum() / max(tally.by_model["gpus_at_drawn_cost"].sum(), 1)
    return Auctions(leases["serial"], leases["rate_micro_per_block"] / MICRO_PER_USD, costs * elsewhere[0])


def _world(house: House) -> World:
    """Return a market in which a GPU model is supplied by as many providers as its lots have bidders."""
    supplied = sorted(set(house.bidders))
    world = empty_world(
        seconds_per_block=SECONDS_PER_BLOCK, gpu_models=[f"of {n}" for n in supplied], tenant_classes=["tenants"]
    )
    world.providers.append(ask_factor=np.ones(max(supplied)))
    owner = np.concatenate([np.arange(n) for n in supplied])
    with_nodes(world, provider=owner, gpu_model=np.repeat(np.arange(len(supplied)), supplied), gpus=_ROOM)
    world.tenants.append(trust=[1.0])
    world.bundles.append(
        gpu_model=np.searchsorted(supplied, house.bidders), gpus=1, open_market_usd_per_hour=house.elsewhere_usd
    )
    hand_out(world, Account("providers.wallet_uakt", np.arange(max(supplied))), PROVIDER_UAKT)
    return world


def decided(policy: Policy, wanted: Any, own: Own, public: Public) -> Any:
    """Return what a policy decides in a world without luck, checked as the model checks it."""
    draws = Draws(Streams(0, 0), policy.decides, public.epoch, len(own))
    return checked(policy.decide(own, public, draws), wanted, policy, own, public)
