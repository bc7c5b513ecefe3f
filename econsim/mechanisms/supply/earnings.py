"""What nodes earn in an epoch, what subsidies pay them, and what everybody knows of it afterwards."""

from __future__ import annotations

import numpy as np

from econsim.mechanisms.market.tally import MarketTally
from econsim.mechanisms.supply.terms import Supplied, SupplyTerms
from econsim.units import DENOMS, SECONDS_PER_HOUR, UACT, UAKT, UAKT_PER_AKT, UUSDC, UUSDC_PER_USD, FloatArray, IntArray
from econsim.world.ledger import Account
from econsim.world.projects import LEAVING, LISTED
from econsim.world.tables import sum_by
from econsim.world.world import World

SUBSIDIES, REVENUE_SHARED = "subsidies to providers", "revenue shared with the community pool"
SUBSIDIES_UNPAID = "subsidies_unpaid_uakt"


def earned_by_nodes(world: World, terms: SupplyTerms, tally: MarketTally) -> IntArray:
    """Return what the market has paid the node of each project in the epoch, by denom; (denoms, projects).

    Owners take note of it. Where no books are kept it is 0.
    """
    projects, nodes = world.projects, world.nodes
    if not projects.is_booked.any():
        return np.zeros(projects.earned.shape, dtype=np.int64)
    there = projects.node < len(nodes)
    now = np.where(there, nodes.earned[:, np.where(there, projects.node, 0)], 0)
    earned = np.asarray(now - projects.earned)
    projects.earned = now
    _remember(world, terms, earned, tally)
    return earned


def taken_in(world: World, tally: MarketTally, earned: IntArray, income: IntArray) -> IntArray:
    """Return what each provider has taken in in the epoch, by denom and provider.

    It is what was withdrawn, with subsidies, less shares given back, and what was paid for ACT burned.
    """
    taken = tally.withdrawn if income is earned else np.asarray(tally.withdrawn + by_provider(world, income - earned))
    if not tally.from_burns_uakt.any():
        return taken
    taken = taken.copy()
    taken[UAKT] += tally.from_burns_uakt
    return taken


def by_provider(world: World, amounts: IntArray) -> IntArray:
    """Return the sum by denom and provider of amounts by denom and project; who has no row has nothing."""
    has_row = world.projects.provider < len(world.providers)
    owners, n_providers = world.projects.provider[has_row], len(world.providers)
    return np.array([sum_by(owners, of[has_row], n_providers) for of in amounts])


def _remember(world: World, terms: SupplyTerms, earned: IntArray, tally: MarketTally) -> None:
    """Let what is known of earnings and use of GPUs by model move towards those of the epoch, models listed alone."""
    returns, n_models, gpus = world.gpu_returns, len(world.gpu_models), _gpus(world)
    usd = earned[UAKT] * (world.akt_price_usd / UAKT_PER_AKT) + (earned[UUSDC] + earned[UACT]) / UUSDC_PER_USD
    by_model = np.bincount(world.projects.gpu_model, usd, n_models)
    is_listed, hours = gpus > 0, world.epoch_seconds / SECONDS_PER_HOUR
    kept = 0.5 ** (world.epoch_seconds / terms.memory_half_life_seconds)
    for column, seen in (
        (returns.earned_usd_per_gpu_hour, by_model / np.maximum(gpus * hours, 1.0)),
        (returns.use, _use(world, tally)),
    ):
        column[is_listed] = kept * column[is_listed] + (1.0 - kept) * seen[is_listed]


def _gpus(world: World) -> FloatArray:
    """Return the GPUs that are listed, by model."""
    return np.asarray(np.bincount(world.nodes.gpu_model.clip(0), world.nodes.gpus, len(world.gpu_models)))


def _use(world: World, tally: MarketTally) -> FloatArray:
    """Return the GPUs leased in the epoch over those listed, by model."""
    return np.asarray(tally.by_model["gpu_blocks"][:-1] / np.maximum(_gpus(world) * world.n_blocks, 1.0))


def pay_subsidies(world: World, wanted: Supplied, earned: IntArray, tally: MarketTally) -> IntArray:
    """Carry out contracts; return what the node of each project has of the epoch then, by denom.

    Per GPU-hour max(0, guaranteed use - use of the model's GPUs in the epoch) x the contract's price, in AKT at the
    epoch's price, out of the community pool: in order of projects for as long as it lasts, in full or not at all. What
    is not paid for lack of it is counted. A share of what the market has paid goes back, in its own denom; of ACT,
    which can be sent to nobody, in the AKT that is paid for it when it is burned.
    """
    projects = world.projects
    if not wanted.guaranteed_use.any() and not wanted.revenue_share.any():
        return earned
    runs = (projects.state == LISTED) | (projects.state == LEAVING)
    if not (runs & ((wanted.guaranteed_use > 0.0) | (wanted.revenue_share > 0.0))).any():
        return earned
    paid = _subsidies(world, wanted, runs & (projects.state == LISTED), tally)
    return earned + paid - _share(world, wanted, earned, tally)


def _subsidies(world: World, wanted: Supplied, runs: IntArray, tally: MarketTally) -> IntArray:
    projects = world.projects
    missing = np.maximum(wanted.guaranteed_use - _use(world, tally)[projects.gpu_model], 0.0)
    hours = projects.gpus * (world.epoch_seconds / SECONDS_PER_HOUR)
    usd = missing * hours * projects.contract_usd_per_gpu_hour
    due = np.where(runs, np.floor(usd / world.akt_price_usd * UAKT_PER_AKT), 0.0).astype(np.int64)
    is_paid = np.cumsum(due) <= world.ledger.total("community_pool_uakt")
    paid = np.where(is_paid, due, 0)
    world.journal.count(SUBSIDIES_UNPAID, (due - paid).sum())
    to = np.flatnonzero(paid)
    if to.size:
        wallets = Account("providers.wallet_uakt", projects.provider[to])
        world.ledger.move(Account("community_pool_uakt"), wallets, paid[to], SUBSIDIES)
    return np.array([paid, *np.zeros((len(DENOMS) - 1, paid.size), np.int64)])


def _from_burns(world: World, tally: MarketTally) -> FloatArray:
    """Return the AKT of each project that its provider was paid for ACT in the epoch.

    A node's part in it is its part in all ACT that the provider has ever earned: when it was burned does not matter.
    """
    projects, providers = world.projects, world.providers
    has_row = projects.provider < len(providers)
    owners = np.where(has_row, projects.provider, 0)
    earned, of_all = projects.earned[UACT], providers.earned[UACT][owners]
    part = np.divide(earned, of_all, out=np.zeros(owners.size), where=has_row & (of_all > 0))
    return np.asarray(tally.from_burns_uakt[owners] * np.minimum(part, 1.0))


def _share(world: World, wanted: Supplied, earned: IntArray, tally: MarketTally) -> IntArray:
    """Let the share of what was earned go back, as far as wallets hold it; return it by denom and project."""
    projects = world.projects
    shared = np.floor(earned * wanted.revenue_share).astype(np.int64)
    shared[UACT] = 0
    if tally.from_burns_uakt.any():
        shared[UAKT] += np.floor(_from_burns(world, tally) * wanted.revenue_share).astype(np.int64)
    for denom, name in enumerate(DENOMS):
        of = np.flatnonzero(shared[denom])
        if of.size:
            owners = projects.provider[of]
            held = world.ledger.balances(f"providers.wallet_{name}")
            owed = sum_by(owners, shared[denom, of], len(world.providers))
            shared[denom, of[owed[owners] > held[owners]]] = 0  # who has spent it on bid deposits keeps it
            wallets = Account(f"providers.wallet_{name}", owners)
            world.ledger.move(wallets, Account(f"community_pool_{name}"), shared[denom, of], REVENUE_SHARED)
    return np.asarray(shared)
