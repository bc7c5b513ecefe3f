"""Runs the compiled market and its naive twin side by side and compares all that happens in them."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks.naive.market import NaiveMarket
from econsim.mechanisms.market.tally import MarketTally
from econsim.units import DENOMS, MICRO
from tests.mechanisms.market_features import Featured
from tests.mechanisms.market_worlds import law_of, money_log, open_for

REASONS = ("", "refused", "no_supplier", "no_room", "too_dear", "no_deposit", "no_act")
CAUSES = ("planned", "tenant", "provider", "failure", "dry", "spot_interruption", "exclusion", "fault")
_OF_MONEY = ("moved", "n_flows", "lacking_uakt", "unsettled")  # compared movement by movement, or by denom
_IN_PARTS = ("spent_units", "spent_micro", "worth_units", "worth_micro")
PARTS = ("value", "beyond_cap", "above_outside")


def run_both(market: Featured, edges: Sequence[int], *, is_watched: bool = True) -> Counter[Any]:
    """Let both go from edge to edge, AKT price and demand others in every stretch; return the sum of the twin's counts.

    Between stretches the world travels to another process and back, as it were. Unwatched, withdrawals are made late.
    """
    world, draws = market.world, np.random.default_rng(len(edges))
    twin, happened = NaiveMarket(world, law_of(world), market.habits), Counter[Any]()
    for since, until in pairwise(edges):
        if market.later is not None and since >= edges[-1] // 2:
            world.law, pricing, choice = market.later
            market, twin.law = market._replace(pricing=pricing, choice=choice), law_of(world)
        world.akt_price_usd, wanted = 1.3 * draws.uniform(0.8, 1.25), draws.uniform(0.7, 1.3)
        happened.update(let_pass(world, twin, market, since, until, wanted, is_watched=is_watched))
        world = twin.world = pickle.loads(pickle.dumps(world))
    assert world.ledger.imbalance("uakt") == world.ledger.imbalance("uusdc") == 0
    return happened


def let_pass(
    world: Any,
    twin: NaiveMarket,
    market: Featured,
    since: int,
    until: int,
    wanted: float = 1.0,
    *,
    is_watched: bool = True,
) -> Counter[Any]:
    """Let a stretch of time pass in both and compare them; return the twin's counts."""
    due, at = world.market.due(world.intentions, until), market.outages["height"]
    outages = market.outages[(at >= since) & (at < until)]
    theirs = twin.run(until, market.pricing, market.choice, np.full(due.stop - due.start, wanted), outages)
    with money_log() if is_watched else nullcontext() as log:
        seen = open_for(world, until, market.pricing, market.choice, market.habits, wanted, outages)
    compare_all(world, twin, seen.tally, theirs, log)
    twin.log.clear()
    return theirs


def compare_all(world: Any, twin: NaiveMarket, tally: MarketTally, theirs: Any, log: Any = None) -> None:
    """Compare every movement of money (its sums, without a log), all counts of a stretch and all that it has left."""
    moved: Counter[tuple[str, str]] = Counter()
    for _, why, _, _, denom, amount in twin.log:
        moved[why, DENOMS[denom]] += amount
    assert log is None or log == twin.log
    assert world.journal.money == moved
    assert counted(tally) == {key: number for key, number in theirs.items() if number}
    compare_what_is_left(world, twin)
    compare_pairs(world, twin)
    compare_lines(world, twin)


def counted(tally: MarketTally) -> dict[Any, float]:
    """Return all that a tally holds and that is not 0, by the names of the twin's counts."""
    counts, by_model, by_class = tally.counts, tally.by_model, tally.by_class
    found: dict[Any, Any] = {("unfilled", why): counts["unfilled"][code] for code, why in enumerate(REASONS)}
    found |= {("ended", cause): counts["ended"][code] for code, cause in enumerate(CAUSES)}
    found |= {name: counts[name] for name in counts.dtype.names if name not in (*_OF_MONEY, "unfilled", "ended")}
    found |= {f"unsettled_{denom}_micro": counts["unsettled"][code] for code, denom in enumerate(DENOMS)}
    for place, model in enumerate((*range(by_model.size - 1), -1)):
        row = by_model[place]
        found |= {(name, "model", model): row[name] for name in row.dtype.names if name not in _IN_PARTS}
        for code, denom in enumerate(DENOMS):
            spent = int(row["spent_units"][code]) * MICRO + int(row["spent_micro"][code])
            found[f"spent_{denom}_micro", "model", model] = spent
    for number, row in enumerate(by_class):
        found |= {(name, "class", number): row[name] for name in row.dtype.names if name not in _IN_PARTS}
        for code, what in enumerate(PARTS):
            worth = int(row["worth_units"][code]) * MICRO + int(row["worth_micro"][code])
            found[f"{what}_micro", "class", number] = worth
        for code, denom in enumerate(DENOMS):
            spent = int(row["spent_units"][code]) * MICRO + int(row["spent_micro"][code])
            found[f"spent_{denom}_micro", "class", number] = spent
    return {key: number for key, number in found.items() if number}


def compare_what_is_left(world: Any, twin: NaiveMarket) -> None:
    """Compare trust, wallets, room on nodes, their states, leases that run and orders that are open."""
    assert world.tenants.trust.tolist() == [tenant.trust for tenant in twin.tenants]
    assert world.tenants.wallet.T.tolist() == [tenant.wallet for tenant in twin.tenants]
    assert world.providers.wallet.T.tolist() == [provider.wallet for provider in twin.providers]
    nodes = sorted((node for provider in twin.providers for node in provider.nodes), key=lambda node: node.id)
    assert world.nodes.state.tolist() == [node.state for node in nodes]
    for what in ("gpus", "threads", "memory_gib", "storage_gib"):
        assert getattr(world.nodes, f"free_{what}").tolist() == [node.free[what] for node in nodes]
    rows = world.market.leases.rows[world.market.leases.rate_micro_per_block > 0]
    running = {(row.serial, row.provider, row.rate_micro_per_block, row.start) for row in rows}
    assert running == {(a.serial, a.bid.provider.id, a.bid.price, a.start) for a in twin.leases}


def compare_pairs(world: Any, twin: NaiveMarket) -> None:
    """Compare what tenants remember of providers; forgotten pairs may be there or not."""
    kept = world.market.pair_trust[world.market.pair_trust["tenant"] >= 0]
    found = {(row["tenant"], row["provider"]): (row["trust"], row["height"]) for row in kept}
    remembered = {
        (tenant, provider): memory
        for (tenant, provider), memory in twin.met.items()
        if twin.trust_in(twin.tenants[tenant], twin.providers[provider])
    }
    assert remembered.items() <= found.items() <= twin.met.items()


def compare_lines(world: Any, twin: NaiveMarket) -> None:
    """Compare how the bids of each provider for each GPU model have fared in the stretch, if anybody follows them."""
    if not world.track.is_followed:
        return
    lines, models = world.track_record.lines, (*range(len(world.gpu_models)), -1)
    for found, theirs in ((lines.bids, twin.decided), (lines.wins, twin.won)):
        counts = Counter(theirs)
        assert found.tolist() == [
            counts[provider, model] for provider in range(len(world.providers)) for model in models
        ]
