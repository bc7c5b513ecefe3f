"""Random worlds of the burn-mint equilibrium: the engine lives through them, and, block by block, the exact chain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import numpy as np

from econsim.mechanisms.bme.messages import request_conversion
from econsim.mechanisms.bme.parameters import Bme
from econsim.mechanisms.bme.requests import QUEUED, address_of
from econsim.mechanisms.bme.rules import close_conversions, opened_conversions, register_module
from econsim.mechanisms.oracle.parameters import Oracle
from econsim.mechanisms.oracle.rules import quotes_of_an_epoch
from econsim.mechanisms.upgrades.releases import Rules, release
from econsim.reference.bme import BurnMint
from econsim.reference.bme_conversion import BmeParams
from econsim.reference.bme_vault import Vault
from econsim.reference.collateral import collateral_ratio, ratio_bps
from econsim.reference.decimal18 import Dec
from econsim.reference.failures import Refused
from econsim.reference.oracle import Oracle as ExactOracle
from econsim.reference.oracle import OracleParams
from econsim.units import DENOMS, UACT, UAKT
from econsim.verification.mainnet6 import law_with
from econsim.world.bme import OF_A_TENANT, STATUSES
from econsim.world.build import empty_world
from econsim.world.ledger import Account
from econsim.world.world import World

Version = Literal["v2.0.0", "v2.1.0"]
_BLOCK_SECONDS, _EPOCH_BLOCKS, _EPOCHS, _TENANTS, _START = 6, 120, 8, 7, 1_000
_ACT, _SUPPLY_UAKT, _MOST_WARNED = 10**6, 10**15, 10_000


def exact(price: Decimal | float) -> Dec:
    """Return a price as the decimal that is written."""
    return Dec.parse(format(Decimal(str(price)), "f"))


@dataclass(frozen=True)
class Silences:
    """Blocks without a quote, as times since the start."""

    heights: Sequence[tuple[int, int]]

    def deviations(self, begin_seconds: float, end_seconds: float) -> None:
        """Return that quotes are the price itself."""

    def silences(self, begin_seconds: float, end_seconds: float) -> list[tuple[float, float]]:
        """Return those that reach into a stretch of time."""
        found = [tuple(float((height - _START) * _BLOCK_SECONDS) for height in spell) for spell in self.heights]
        return [(begin, end) for begin, end in found if begin < end_seconds and end > begin_seconds]


@dataclass(frozen=True)
class Script:
    """What happens in a random world: prices by epoch, silent blocks, who asks when for what."""

    version: Version
    bme: Bme
    oracle: Oracle
    prices: list[float]
    silences: Silences
    asked: list[tuple[int, int, int, int]]  # height, tenant, denom, amount
    reserve: int
    credits: int
    supply: int

    @property
    def rules(self) -> Rules:
        """Return the rules of the release."""
        return release(self.version).rules


def random_price(rng: np.random.Generator, low: float, high: float) -> float:
    """Return a price of six digits, its logarithm uniform."""
    return float(f"{np.exp(rng.uniform(np.log(low), np.log(high))):.6g}")


def random_script(rng: np.random.Generator) -> Script:
    """Return what happens in a random world under a random law."""
    version: Version = ("v2.0.0", "v2.1.0")[int(rng.integers(2))]
    supply, price = int(10 ** rng.uniform(7.0, 9.0)), random_price(rng, 0.2, 5.0)
    prices = [round(price * float(np.exp(move)), 6) for move in rng.normal(0.0, 0.06, _EPOCHS)]
    behind = int(supply / price * rng.uniform(0.85, 1.1))
    warn, halt = _random_thresholds(rng, behind, supply, prices[0])
    law = law_with(
        bme__circuit_breaker_warn_threshold=warn,
        bme__circuit_breaker_halt_threshold=halt,
        bme__min_epoch_blocks=int(rng.choice([1, 2, 3, 10, 14])),
        bme__epoch_blocks_backoff_percent=int(rng.integers(0, 21)),
        bme__mint_spread_bps=int(rng.integers(0, 60)),
        bme__settle_spread_bps=int(rng.integers(0, 60)),
        bme__max_endblocker_records=int(rng.integers(1, 7)),
        bme__min_mint={"uact": int(rng.integers(1, _ACT)), "uakt": int(rng.integers(1, 1_000))},
        bme__max_pending_attempts=int(rng.integers(1, 4)) if version == "v2.1.0" else 1,
        oracle__max_price_staleness_period=f"{int(rng.integers(4, 8)) * _BLOCK_SECONDS} s",
        oracle__twap_window=f"{int(rng.choice([1, 5, 12, 24]))} s",
        oracle__max_price_staleness_blocks=4,
        oracle__twap_window_blocks=5,
    )
    share = float(rng.choice([1.0, rng.random(), 0.1 * rng.random()]))
    begins = np.sort(rng.choice(_EPOCHS * _EPOCH_BLOCKS, 4, replace=False)).tolist()
    spells = [(_START + at, _START + at + int(rng.integers(1, 40))) for at in begins]
    return Script(
        version,
        law.bme,
        law.oracle,
        prices,
        Silences(
            [(a, min(b, after)) for (a, b), after in zip(spells, [*(a for a, _ in spells[1:]), 10**9], strict=True)]
        ),
        _random_requests(rng),
        reserve=behind - int(behind * share),
        credits=int(behind * share),
        supply=supply,
    )


def _random_thresholds(rng: np.random.Generator, behind: int, supply: int, price: float) -> tuple[int, int]:
    """Return where the breaker warns and halts, often just at the ratio that there is at first [bps]."""
    warn = int(rng.integers(9100, 9900))
    halt = int(rng.integers(8500, warn))
    at_first = ratio_bps(collateral_ratio(behind, 0, supply, exact(price)))
    where = int(rng.integers(4))
    if where == 0 and at_first < warn:
        return warn, at_first
    if where == 1 and halt < at_first <= _MOST_WARNED:
        return at_first, halt
    return warn, halt


def _random_requests(rng: np.random.Generator) -> list[tuple[int, int, int, int]]:
    """Return requests that come in bursts."""
    heights = _START + rng.integers(_EPOCHS * _EPOCH_BLOCKS, size=40)
    return sorted(
        (int(height), int(rng.integers(_TENANTS)), int(rng.choice([UAKT, UACT])), int(10 ** rng.uniform(2.0, 8.5)))
        for height in rng.choice(heights, 200)
    )


def engine(script: Script) -> tuple[World, list[bool], Counter[str]]:
    """Let the script happen in the engine; return the world, whether each was taken on, blocks by status."""
    world = empty_world(
        supply_uakt=_SUPPLY_UAKT,
        epoch_seconds=float(_EPOCH_BLOCKS * _BLOCK_SECONDS),
        seconds_per_block=float(_BLOCK_SECONDS),
        start_height=_START,
    )
    world.tenants.grow(_TENANTS)
    register_module(world, script.bme)
    state, held = world.bme.state, world.ledger
    state.credits_uakt, state.free_reserve_uakt = script.credits, script.reserve
    state.supply_uact = state.migrated_uact = script.supply
    held.move(Account("outside_uakt"), Account("bme_uakt"), script.credits + script.reserve, "set up")
    tenants = np.arange(_TENANTS)
    held.move(Account("outside_uakt"), Account("tenants.wallet_uakt", tenants), 10**11, "set up")
    held.mint(Account("tenants.wallet_uact", 0), script.supply, "set up")
    taken: list[bool] = []
    blocks, left = Counter[str](), list(script.asked)
    for epoch, price in enumerate(script.prices):
        world.epoch, world.akt_price_usd = epoch, price
        quotes = quotes_of_an_epoch(world, script.silences)
        conversions = opened_conversions(world, script.bme, script.oracle, script.rules, quotes)
        while left and left[0][0] < world.height_at(epoch + 1):
            height, tenant, denom, amount = left.pop(0)
            answer = request_conversion(conversions, height, OF_A_TENANT, tenant, denom, amount, len(taken))
            taken.append(answer == QUEUED)
        close_conversions(world, conversions, quotes)
        blocks.update({status: world.journal.counts[f"bme_blocks_{status}"] for status in STATUSES})
        world.journal.begin()
    return world, taken, blocks


def chain(script: Script) -> tuple[BurnMint, Any, list[bool], Counter[str]]:
    """Let it happen on the exact chain by the block; return module, wallets by denom and tenant, and the rest."""
    law, oracle = script.bme, script.oracle
    params = BmeParams(
        law.circuit_breaker_warn_threshold,
        law.circuit_breaker_halt_threshold,
        law.min_epoch_blocks,
        law.epoch_blocks_backoff_percent,
        law.max_endblocker_records,
        law.max_pending_attempts,
        law.mint_spread_bps,
        law.settle_spread_bps,
        {str(denom): least for denom, least in law.min_mint.items()},
    )
    by_time = script.version != "v2.0.0"
    second = _BLOCK_SECONDS if by_time else 1
    stale = int(oracle.max_price_staleness_period) if by_time else oracle.max_price_staleness_blocks
    window = int(oracle.twap_window) if by_time else oracle.twap_window_blocks
    feed = ExactOracle(OracleParams(stale, window, 1, 150), script.version)
    vault = Vault(uakt=script.credits + script.reserve, credits=script.credits, act_supply=script.supply)
    module = BurnMint(params, script.version, vault)
    wallets: Any = np.zeros((len(DENOMS), _TENANTS), dtype=object)
    wallets[UAKT], wallets[UACT, 0] = 10**11, script.supply
    taken: list[bool] = []
    blocks, left = Counter[str](), list(script.asked)
    owner: dict[str, tuple[int, int, int]] = {}
    for height in range(_START, _START + _EPOCHS * _EPOCH_BLOCKS):
        module.price = feed.given_out()
        while left and left[0][0] == height:
            _, tenant, denom, amount = left.pop(0)
            name = str(len(taken))
            taken.append(_asks(module, wallets, name, tenant, height, denom, amount))
            owner[name] = tenant, denom, amount
        done = len(module.executed), set(module.canceled)
        module.end_block(height)
        blocks[module.status] += 1
        for name in module.executed[done[0] :]:
            tenant, denom, _ = owner[name]
            wallets[UACT if denom == UAKT else UAKT, tenant] += module.paid[name]
        for name in set(module.canceled) - done[1]:
            tenant, denom, amount = owner[name]
            wallets[denom, tenant] += amount
        if not any(begin <= height < end for begin, end in script.silences.heights):
            price = script.prices[(height - _START) // _EPOCH_BLOCKS]
            feed.add_price(0, height * second, exact(price))
        if feed.quotes:
            feed.end_block(height * second)
    return module, wallets, taken, blocks


def _asks(module: BurnMint, wallets: Any, name: str, tenant: int, height: int, denom: int, amount: int) -> bool:
    if amount > wallets[denom, tenant]:
        return False
    try:
        module.request(name, int(address_of(OF_A_TENANT, tenant)), height, DENOMS[denom], amount)
    except Refused:
        return False
    wallets[denom, tenant] -= amount
    return True
