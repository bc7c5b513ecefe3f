"""Burn-mint equilibrium: end blockers that are passed over, and 64-bit arithmetic, against every block and decimals."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from econsim.mechanisms.bme.arithmetic import BPS, decimal_parts, inverse_parts, ratio_bps, spread_of, times
from econsim.reference import bme_conversion
from econsim.reference.collateral import collateral_ratio
from econsim.reference.collateral import ratio_bps as exact_ratio_bps
from econsim.verification.twins.bme_worlds import chain, engine, exact, random_price, random_script
from econsim.verification.twins.twin import Twin
from econsim.world.bme import STATUSES

_CASES, _MOST_WORTH = 300, 2.0**61


def arithmetic(rng: np.random.Generator) -> float:
    """Return in how many of some hundred cases output, spread or ratio differ."""
    return float(sum(_differs(rng) + _differs_at_a_threshold(rng) for _ in range(_CASES)))


def _differs(rng: np.random.Generator) -> int:
    price = Decimal(str(random_price(rng, 1e-6, 1e6)))
    most = np.log10(_MOST_WORTH / max(float(price), 1.0 / float(price)))
    amount, bps = int(10 ** rng.uniform(0.0, most)), int(rng.integers(0, 1001))
    denom = ("uakt", "uact")[int(rng.integers(2))]
    params = bme_conversion.BmeParams(9500, 9000, 10, 10, 50, 3, bps, bps)
    gross, rest = times(amount, *(decimal_parts if denom == "uakt" else inverse_parts)(price))
    found = (gross, spread_of(gross, rest, bps)) if gross else None
    try:
        found_by_chain = bme_conversion.convert(params, denom, amount, exact(price))
        wanted = (found_by_chain.minted, found_by_chain.spread)
    except bme_conversion.NotConverted:
        wanted = None
    worth = int(amount * price)
    supply = max(0, worth + int(rng.integers(-3, 4))) if rng.random() < 0.7 else int(10 ** rng.uniform(0.0, 15.0))
    exact_bps = exact_ratio_bps(collateral_ratio(amount, 0, supply, exact(price)))
    return int(found != wanted) + int(ratio_bps(amount, *decimal_parts(price), supply) != exact_bps)


def _differs_at_a_threshold(rng: np.random.Generator) -> int:
    """Return whether a ratio differs that is a last place below a whole basis point, which the chain may round up."""
    bps = 10 * int(rng.integers(800, 1200)) + int(rng.choice([1, 3, 7, 9]))
    supply = pow(bps, -1, BPS) + BPS * int(10 ** rng.uniform(0.0, 11.0))
    vault_uakt = (bps * supply - 1) // BPS  # bps x supply is 1 more than a multiple of 10,000
    exact_bps = exact_ratio_bps(collateral_ratio(vault_uakt, 0, supply, exact(1.0)))
    return int(ratio_bps(vault_uakt, 1, 0, supply) != exact_bps)


def vault(rng: np.random.Generator) -> float:
    """Return the largest distance [uakt or uact] between books of the module, or wallets, once all has happened."""
    script = random_script(rng)
    world, taken, _ = engine(script)
    module, wallets, wanted, _ = chain(script)
    state, pots, books = world.bme.state, world.ledger.pot_record, module.vault
    pairs = [
        (pots.bme_uakt, books.uakt),
        (pots.bme_uact, books.uact),
        (world.ledger.supply["uact"], books.act_supply),
        (state.credits_uakt, books.credits),
        (state.free_reserve_uakt, books.free_reserve),
        (state.pending_uakt, books.pending["uakt"]),
        (state.pending_uact, books.pending["uact"]),
        (state.minted_uakt, books.minted["uakt"]),
        (state.minted_uact, books.minted["uact"]),
        (state.burned_uact, books.burned_uact),
        *zip(world.tenants.wallet.ravel().tolist(), wallets.ravel().tolist(), strict=True),
    ]
    return float(max(abs(int(ours) - int(theirs)) for ours, theirs in pairs)) + 1e9 * (taken != wanted)


def status(rng: np.random.Generator) -> float:
    """Return by how many blocks time under each status and the next epochs differ, and requests taken on or refused."""
    script = random_script(rng)
    world, taken, blocks = engine(script)
    module, _, wanted, by_chain = chain(script)
    state = world.bme.state
    apart = sum(abs(blocks[name] - by_chain[name]) for name in STATUSES)
    ours = state.next_mint, state.next_burn, state.epoch_blocks, STATUSES.index(module.status)
    theirs = module.next_mint, module.next_burn, module.epoch_blocks, int(state.status)
    apart += sum(abs(int(a) - int(b)) for a, b in zip(ours, theirs, strict=True))
    return float(apart + sum(a != b for a, b in zip(taken, wanted, strict=True)))


TWINS = (
    Twin("conversion", f"output, spread and collateral ratio in {_CASES} cases", 0.0, "nothing", arithmetic, 3),
    Twin(
        "burn-mint vault",
        "vault, credits, supplies and every wallet, prices and silences at random",
        0.0,
        "nothing",
        vault,
        12,
    ),
    Twin("burn-mint status", "blocks by status, next epochs, requests refused", 0.0, "nothing", status, 12),
)
