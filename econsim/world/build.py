"""Small worlds: the model's own tables and ledger, with nothing in them but what is put there.

A scenario's world has the validators of a table, thousands of delegators and a whole market; a theorem or a test of
one rule wants one validator or five, equal delegators, one pool of GPUs. Tables of an empty world are appended to
(`world.providers.grow(3)`, `world.tenants.append(trust=[1.0, 0.5])`); all money is `outside` until it is handed out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from econsim.units import DEC18, SECONDS_PER_DAY, dec18
from econsim.world.arrivals import Arrivals
from econsim.world.commission import LONG_AGO_SECONDS
from econsim.world.delegations import Away, Delegations, Delegators, Redelegations, Unbondings
from econsim.world.elsewhere import Elsewhere
from econsim.world.ledger import Account, Ledger
from econsim.world.market_book import Bundles, Intentions, MarketBook
from econsim.world.outages import Outages
from econsim.world.projects import GpuReturns, Projects
from econsim.world.proposals import Proposals, Votes
from econsim.world.providers import Nodes, Providers
from econsim.world.signing import DoubleSigns, MissedVotes
from econsim.world.tables import empty
from econsim.world.tenants import Tenants
from econsim.world.validators import NEVER, Validators
from econsim.world.wants import Wants
from econsim.world.world import GenesisPreferences, World, open_books

_LONG_BONDED = 3  # blocks: so that votes on the very first block count
LARGEST_SUPPLY_UAKT = 4 * 10**18  # the ledger counts to 9.2 x 10^18; a large supply makes whole uakt fine


def empty_world(
    *,
    supply_uakt: int = LARGEST_SUPPLY_UAKT,
    inflation: float = 0.0,
    akt_price_usd: float = 1.0,
    epoch_seconds: float = SECONDS_PER_DAY,
    seconds_per_block: float = 6.0,
    start_height: int = 0,
    gpu_models: Sequence[str] = ("gpu",),
    tenant_classes: Sequence[str] = (),
    jurisdictions: Sequence[str] = (),
    market_slots: int = 256,
) -> World:
    """Return a world at epoch 0 in which nobody lives; all money is `outside`."""
    world = World(
        inflation=inflation,
        akt_price_usd=akt_price_usd,
        epoch_seconds=epoch_seconds,
        seconds_per_block=seconds_per_block,
        start_height=start_height,
        ledger=Ledger(),
        validators=empty(Validators, 0),
        delegators=empty(Delegators, 0),
        delegations=empty(Delegations, 0),
        unbondings=empty(Unbondings, 0),
        away=empty(Away, 0),
        redelegations=empty(Redelegations, 0),
        proposals=empty(Proposals, 0),
        votes=empty(Votes, 0),
        missed_votes=empty(MissedVotes, 0),
        double_signs=empty(DoubleSigns, 0),
        genesis_preferences=GenesisPreferences(*np.zeros((3, 0))),
        providers=empty(Providers, 0),
        nodes=empty(Nodes, 0),
        projects=empty(Projects, 0),
        gpu_returns=empty(GpuReturns, len(gpu_models)),
        outages=Outages.none(start_height),
        tenants=empty(Tenants, 0),
        bundles=empty(Bundles, 0),
        arrivals=Arrivals.none(),
        wants=Wants.none(),
        intentions=empty(Intentions, 0),
        market=MarketBook.empty(len(gpu_models), market_slots),
        elsewhere=empty(Elsewhere, 0),
        gpu_models=tuple(gpu_models),
        tenant_classes=tuple(tenant_classes),
        jurisdictions=tuple(jurisdictions),
        typical_gpu_ask_usd_per_hour=np.ones(len(gpu_models)),
        basket_gpus=np.ones(len(gpu_models), dtype=np.int64),
        gpu_price_usd_per_hour=np.ones(len(gpu_models)),
        machine_price_over_start=np.ones(len(gpu_models)),
    )
    open_books(world)
    world.ledger.mint(Account("outside_uakt"), supply_uakt, "genesis")
    return world


def hand_out(world: World, account: Account, amount_uakt: Any) -> None:
    """Move an amount, or one a row, from outside into an account."""
    world.ledger.move(Account("outside_uakt"), account, amount_uakt, "set up")


def with_stakes(
    world: World, commission_rate: Sequence[float], stakes: Mapping[tuple[int, int], int], n_delegators: int
) -> World:
    """Add bonded validators with these rates and stakes {(delegator, validator): uakt} to a world without any.

    Delegator v operates validator v. Whatever rate the law allows may be set in one step, and no edit is too early.
    """
    n, ids = len(commission_rate), np.arange(n_delegators)
    world.validators.append(
        operator=np.arange(n),
        commission_rate_dec18=[dec18(rate) for rate in commission_rate],
        max_rate_dec18=DEC18,
        max_change_rate_dec18=DEC18,
        commission_updated_seconds=LONG_AGO_SECONDS,
        lifted_epoch=NEVER,
        bonded_height=world.start_height - _LONG_BONDED,
        first_bonded_height=world.start_height,
    )
    world.delegators.append(operates=np.where(ids < n, ids, -1))
    world.genesis_preferences = GenesisPreferences(*np.zeros((3, n)))
    delegator, validator = np.array(list(stakes), dtype=np.int64).reshape(-1, 2).T
    amounts = np.array(list(stakes.values()), dtype=np.int64)
    rows = world.delegations.ensure(delegator, validator)
    world.delegations.shares[rows] = amounts
    np.add.at(world.validators.delegator_shares, validator, amounts)
    hand_out(world, Account("validators.tokens_uakt", validator), amounts)
    return world


def with_nodes(world: World, *, provider: Any = 0, gpu_model: Any = 0, is_consumer: Any = 0, **installed: Any) -> World:
    """Add nodes of which nothing is leased.

    `installed`: `gpus`, `threads`, `memory_gib`, `storage_gib`; each a value for all nodes or one a node.
    """
    free = {f"free_{what}": amount for what, amount in installed.items()}
    rows = world.nodes.append(provider=provider, gpu_model=gpu_model, is_consumer=is_consumer, **installed, **free)
    world.nodes.identity[rows] = rows
    return world
