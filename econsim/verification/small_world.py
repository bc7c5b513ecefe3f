"""Small worlds for the laws of theory: the model's own tables and ledger, with nothing in them that a law leaves out.

An ordinary scenario has the 100 validators of Akash, thousands of delegators and a whole market. The laws want one
validator or five, equal delegators, one pool of GPUs: those tables are filled here, and the model's own mechanisms
and policies are then stepped on them. Chain parameters that a law does not name are those of Mainnet 6.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from econsim.mechanisms.law import Law
from econsim.mechanisms.upgrades.releases import release
from econsim.networks.catalogue import load_scenario
from econsim.units import DEC18, SECONDS_PER_DAY, dec18
from econsim.world.delegations import Away, Delegations, Delegators, Redelegations, Unbondings
from econsim.world.ledger import Account, Ledger
from econsim.world.market_book import Bundles, Intentions, MarketBook
from econsim.world.providers import Nodes, Providers
from econsim.world.tables import empty
from econsim.world.tenants import Tenants
from econsim.world.validators import Validators
from econsim.world.world import Brands, World, open_books

_LARGEST_SUPPLY_UAKT = 4 * 10**18  # the ledger counts to 9.2 x 10^18; a large supply makes whole uakt fine
_LONG_AGO_SECONDS = -365.0 * SECONDS_PER_DAY


@cache
def mainnet6_law() -> Law:
    """Return the chain parameters of Mainnet 6."""
    return load_scenario("mainnet6").chain


def law_with(**changes: Any) -> Law:
    """Return the law of Mainnet 6 with changes, their dots written as two underscores."""
    return mainnet6_law().with_changes({name.replace("__", "."): value for name, value in changes.items()})


def fill(table: type[Any], rows: int, **columns: Any) -> Any:
    """Return a table with columns set, each a value for all rows or one a row."""
    made = empty(table, rows)
    for name, values in columns.items():
        getattr(made, name)[...] = values
    return made


def small_world(
    law: Law,
    *,
    supply_uakt: int = _LARGEST_SUPPLY_UAKT,
    epoch_seconds: float = SECONDS_PER_DAY,
    seconds_per_block: float = 6.0,
    **tables: Any,
) -> World:
    """Return a world at epoch 0 with the tables given, all others empty; all money is `outside`."""
    none = {
        "validators": Validators,
        "delegators": Delegators,
        "delegations": Delegations,
        "unbondings": Unbondings,
        "away": Away,
        "redelegations": Redelegations,
        "providers": Providers,
        "nodes": Nodes,
        "tenants": Tenants,
        "bundles": Bundles,
        "intentions": Intentions,
    }
    filled = {name: tables.pop(name, None) or empty(table, 0) for name, table in none.items()}
    n_validators = len(filled["validators"])
    world = World(
        law=law,
        release=release(law.release),
        inflation=law.mint.inflation_min,
        akt_price_usd=1.0,
        epoch_seconds=epoch_seconds,
        seconds_per_block=seconds_per_block,
        start_height=0,
        ledger=Ledger(),
        brands=tables.pop("brands", Brands(*np.zeros((3, n_validators)))),
        market=MarketBook.empty(),
        gpu_models=("gpu",),
        tenant_classes=tuple(f"class{number}" for number in range(len(filled["tenants"]))),
        tranche_ratio=1.0,
        typical_gpu_ask_usd_per_hour=np.ones(1),
        basket_gpus=np.ones(1, dtype=np.int64),
        gpu_price_usd_per_hour=np.ones(1),
        **filled,
    )
    open_books(world)
    world.ledger.mint(Account("outside_uakt"), supply_uakt, "genesis")
    return world


def staking_world(
    law: Law,
    commission: Sequence[float],
    stakes: Mapping[tuple[int, int], int],
    n_delegators: int,
    **settings: Any,
) -> World:
    """Return a world of bonded validators with stakes {(delegator, validator): uakt}; delegator v operates v."""
    n = len(commission)
    rates = np.array([dec18(rate) for rate in commission], dtype=np.int64)
    operates = np.where(np.arange(n_delegators) < n, np.arange(n_delegators), -1)
    world = small_world(
        law,
        validators=fill(
            Validators,
            n,
            operator=np.arange(n),
            commission_rate_dec18=rates,
            max_rate_dec18=DEC18,
            max_change_rate_dec18=DEC18,
            commission_updated_seconds=_LONG_AGO_SECONDS,
        ),
        delegators=fill(Delegators, n_delegators, operates=operates),
        **settings,
    )
    delegator, validator = np.array(list(stakes), dtype=np.int64).reshape(-1, 2).T
    amounts = np.array(list(stakes.values()), dtype=np.int64)
    held = world.delegations
    rows = held.ensure(delegator, validator)
    held.shares[rows] = amounts
    np.add.at(world.validators.delegator_shares, validator, amounts)
    bond(world, validator, amounts)
    return world


def bond(world: World, validator: Any, amount_uakt: Any) -> None:
    """Move amounts from outside into validators' stakes."""
    tokens = Account("validators.tokens_uakt", validator)
    world.ledger.move(Account("outside_uakt"), tokens, amount_uakt, "set up")


def into_the_fee_collector(world: World) -> None:
    """Put everything that is `outside` where new tokens arrive, for `hold_bonded_ratio` to draw on."""
    outside = Account("outside_uakt")
    world.ledger.move(outside, Account("fee_collector_uakt"), world.ledger.total("outside_uakt"), "set up")


def hold_bonded_ratio(world: World, bonded_ratio: float) -> None:
    """Set the stake of validator 0 so that the bonded ratio is as wanted on average over the epoch to come.

    Within an epoch the supply S grows by e^g and the stake does not: bonded tokens B have the mean ratio
    B (1 - e^-g) / (g S). Setting B to ratio x S would leave it too low all the time, by 1e-4 of itself in a day.
    """
    growth = world.inflation * world.n_blocks / world.law.mint.blocks_per_year
    wanted = round(bonded_ratio * world.supply_uakt * (growth / -math.expm1(-growth) if growth else 1.0))
    more = min(wanted, world.supply_uakt) - world.bonded_uakt  # what is not minted yet cannot be bonded
    stake, rest = Account("validators.tokens_uakt", 0), Account("fee_collector_uakt")
    source, destination = (rest, stake) if more > 0 else (stake, rest)
    world.ledger.move(source, destination, abs(more), "bonded ratio held")
