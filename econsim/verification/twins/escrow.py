"""Escrow: what every lease pays, refunds and owes in take fees, given when somebody looked at its account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from econsim.mechanisms.law import Law
from econsim.mechanisms.market.money import ESCROW_DEPOSIT, ESCROW_REFUND, PAYOUT, TAKE_FEE
from econsim.mechanisms.market.rules import run_market
from econsim.mechanisms.market.schedules import MarketHabits, Schedules
from econsim.mechanisms.market.terms import MarketLaw
from econsim.mechanisms.take.parameters import Take
from econsim.policies.providers.decisions import PricingSchedule
from econsim.policies.tenants.decisions import ChoiceSchedule
from econsim.reference.decimal18 import Dec
from econsim.reference.escrow import Escrow
from econsim.reference.escrow_of_deposits import EscrowOfDeposits
from econsim.reference.escrow_records import Deposit
from econsim.reference.take import TakeRates
from econsim.units import DENOMS, MICRO, UAKT_PER_AKT
from econsim.verification.mainnet6 import law_with
from econsim.verification.twins.twin import BLOCKS_PER_DAY, SECONDS_PER_BLOCK, Twin
from econsim.world.build import empty_world, hand_out, with_nodes
from econsim.world.ledger import Account
from econsim.world.world import World

_LEASES, _DAYS = 60, 12
_MONEY = (ESCROW_DEPOSIT, PAYOUT, TAKE_FEE, ESCROW_REFUND)
_PROVIDER_UAKT = 1_000 * UAKT_PER_AKT
Paid = dict[tuple[int, int], int]  # by (height, reason): whole units of the lease's denom


def leases(rng: np.random.Generator) -> float:
    """Return the largest distance [uakt or uusdc] between payouts, take fees or refunds, over all leases and heights.

    Sixty leases of one tenant and one provider each, in both denoms, at prices with six decimals; some tenants forget
    to top up, so that accounts run dry.
    """
    return _farthest(rng, _random_law(rng), _by_the_chain)


def leases_in_whole_units(rng: np.random.Generator) -> float:
    """Return the same of escrow that settles whole units and remembers every deposit, as since v1.1.0."""
    law = _random_law(rng)
    release = law.model_copy(update={"release": "v1.1.0"})
    release.__dict__.pop("software", None)
    return _farthest(rng, release, _by_the_chain_since_v1_1)


def _farthest(rng: np.random.Generator, law: Law, by_the_chain: Callable[..., Paid]) -> float:
    world = random_world(rng)
    rates = rng.integers(1, 2_000 * MICRO, size=_LEASES)
    ours = _run(world, law, rates, _random_habits(rng), rng)
    worst = 0
    for lease, (denom, paid) in ours.items():
        end = int(world.intentions.duration_blocks[lease])
        theirs = by_the_chain(law.take, DENOMS[denom], Dec(int(rates[lease]) * 10**12), paid, end)
        worst = max([worst, *(abs(paid.get(key, 0) - theirs.get(key, 0)) for key in paid.keys() | theirs.keys())])
    return float(worst) if len(ours) == _LEASES else float("inf")


def _random_law(rng: np.random.Generator) -> Law:
    return law_with(
        take__denom_take_rates={"uakt": int(rng.integers(0, 101))},
        take__default_take_rate=int(rng.integers(0, 101)),
        deployment__min_deposits={"uakt": 1, "uusdc": 1},
        market__bid_min_deposit=1,
    )


def random_world(rng: np.random.Generator) -> World:
    """Return a market in which tenant i can lease from provider i only, once."""
    bundle = np.arange(_LEASES)
    world = empty_world(
        seconds_per_block=SECONDS_PER_BLOCK,
        tenant_classes=("all",),
    )
    world.providers.grow(_LEASES)
    with_nodes(world, provider=bundle, gpus=1)
    world.tenants.append(trust=np.ones(_LEASES))
    world.bundles.append(gpus=np.ones(_LEASES), open_market_usd_per_hour=1.0)
    world.intentions.append(
        height=np.sort(rng.integers(3 * BLOCKS_PER_DAY, size=_LEASES)),
        serial=bundle,
        tenant=bundle,
        bundle=bundle,
        duration_blocks=rng.integers(1, 8 * BLOCKS_PER_DAY, size=_LEASES),
        max_price_ratio=1e6,
        denom_uniform=rng.random(_LEASES),
        forget_uniform=rng.random(_LEASES),
    )
    hand_out(world, Account("providers.wallet_uakt", bundle), _PROVIDER_UAKT)
    return world


def _random_habits(rng: np.random.Generator) -> MarketHabits:
    deposit, top_up, withdrawal, monitor = rng.integers(50, 2 * BLOCKS_PER_DAY, size=4).tolist()
    return MarketHabits(
        bid_wait_blocks=int(rng.integers(20)),
        deposit_blocks=deposit,
        top_up_blocks=top_up,
        withdrawal_blocks=withdrawal,
        monitor_blocks=monitor,
        forget_top_up_ratio=0.3,
        uusdc_share=0.5,
        trust_gain=0.0,
        trust_loss=0.0,
    )


def _run(
    world: World, law: Law, rates: Any, habits: MarketHabits, rng: np.random.Generator
) -> dict[int, tuple[int, Paid]]:
    """Run the market in epochs of random length; return each lease's denom and money by (height, reason)."""
    asks = np.diag(rates)
    n = len(world.tenants)
    cheapest = ChoiceSchedule(np.ones(n), np.zeros(n), np.zeros(n))
    schedules = Schedules(PricingSchedule(asks, asks), cheapest, habits)
    market_law = MarketLaw(law.market, law.deployment, law.take, law.software.rules)
    tenant_of_slot: dict[int, int] = {}
    money: dict[int, tuple[int, Paid]] = {}

    def watch(flows: Any) -> None:
        for height, reason, source, destination, denom, amount in flows.tolist():
            if reason == ESCROW_DEPOSIT:
                tenant_of_slot[destination] = source
            if reason in _MONEY:
                slot = destination if reason == ESCROW_DEPOSIT else source
                _, paid = money.setdefault(tenant_of_slot[slot], (denom, defaultdict(int)))
                paid[height, reason] += amount

    ends = sorted({*rng.integers(1, _DAYS * BLOCKS_PER_DAY, size=5).tolist(), _DAYS * BLOCKS_PER_DAY})
    for begin, until in pairwise([0, *ends]):
        world.start_height, world.epoch_seconds = begin, (until - begin) * SECONDS_PER_BLOCK
        due = world.market.due(world.intentions, until)
        run_market(world, market_law, schedules, np.ones(due.stop - due.start), until, watch)
    return money


def _by_the_chain(take: Take, denom: str, rate: Dec, seen: Paid, duration_blocks: int) -> Paid:
    """Return what the reference chain pays for one lease: the same deposits, looked at in the same blocks."""
    escrow = Escrow(
        TakeRates(take.default_take_rate, {str(name): rate for name, rate in take.denom_take_rates.items()})
    )
    heights = sorted({height for height, _ in seen})
    begin, payment = heights[0], ("deployment", "lease")
    paid: Paid = defaultdict(int)
    for height in sorted({*heights, begin + duration_blocks}):
        before = escrow.received.get("provider", 0), escrow.community_pool, escrow.received.get("tenant", 0)
        deposit = seen.get((height, ESCROW_DEPOSIT), 0)
        if height == begin:
            escrow.create_account("deployment", "tenant", "tenant", deposit, denom, height)
            escrow.create_payment(payment, "provider", rate, height)
        elif escrow.accounts["deployment"].state == "open":
            if deposit:
                escrow.deposit("deployment", "tenant", deposit)
            if height == begin + duration_blocks:
                escrow.close_account("deployment", height)
            elif (height, PAYOUT) in seen or (height, TAKE_FEE) in seen:
                escrow.withdraw_payment(payment, height)
        after = escrow.received.get("provider", 0), escrow.community_pool, escrow.received.get("tenant", 0)
        paid[height, ESCROW_DEPOSIT] += deposit
        for reason, old, new in zip((PAYOUT, TAKE_FEE, ESCROW_REFUND), before, after, strict=True):
            paid[height, reason] += new - old
    return paid


def _by_the_chain_since_v1_1(take: Take, denom: str, rate: Dec, seen: Paid, duration_blocks: int) -> Paid:
    """Return what the reference chain of v1.1.0 pays for one lease: the same deposits, looked at in the same blocks."""
    rates = TakeRates(take.default_take_rate, {str(name): rate for name, rate in take.denom_take_rates.items()})
    escrow = EscrowOfDeposits("v1.1.0", rates)
    heights = sorted({height for height, _ in seen})
    begin, payment = heights[0], ("deployment", "lease")
    paid: Paid = defaultdict(int)
    for height in sorted({*heights, begin + duration_blocks}):
        before = _held_by(escrow, denom)
        amount = seen.get((height, ESCROW_DEPOSIT), 0)
        deposit = Deposit("tenant", denom, Dec.whole(amount))
        if height == begin:
            escrow.create_account("deployment", "tenant", [deposit], height)
            escrow.create_payment(payment, "provider", denom, rate, height)
        elif escrow.accounts["deployment"].state == "open":
            if amount:
                escrow.deposit("deployment", [deposit], height)
            if height == begin + duration_blocks:
                escrow.close_account("deployment", height)
            elif (height, PAYOUT) in seen or (height, TAKE_FEE) in seen:
                escrow.withdraw_payment(payment, height)
        paid[height, ESCROW_DEPOSIT] += amount
        for reason, old, new in zip((PAYOUT, TAKE_FEE, ESCROW_REFUND), before, _held_by(escrow, denom), strict=True):
            paid[height, reason] += new - old
    return paid


def _held_by(escrow: EscrowOfDeposits, denom: str) -> tuple[int, int, int]:
    """Return what provider, community pool and tenant have received."""
    provider, tenant = (escrow.received.get((who, denom), 0) for who in ("provider", "tenant"))
    return provider, escrow.community_pool.get(denom, 0), tenant


TWINS = (
    Twin(
        "escrow",
        "60 leases in uakt and uusdc: every payout, take fee and refund, at the same heights",
        0.0,
        "no difference",
        leases,
    ),
    Twin(
        "escrow of whole units",
        "the same since v1.1.0, where settlements are cut to whole units and every deposit is remembered",
        0.0,
        "no difference",
        leases_in_whole_units,
    ),
)
