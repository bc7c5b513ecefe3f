"""Genesis: the world at epoch 0, from the scenario and the luck of one replicate.

The validators' ranked shares of stake, commission rates and max rates are those of all 100 active validators at
height 15,095,285, 2024-02-20 (data/observations/validators_akash_2024-02-20.csv; envoylabs/cosmos_data
node_dumps@bfcfa048), the rounding remainder given to rank 1. The old rates of the 29 that Mainnet 7 lifted are not
recorded and are drawn; max change rates are drawn from the 64 validators of the genesis of 2020-09-25
(akash-network/net akashnet-1/genesis.json @9448a0799b8c4f4751448126c53a80b9709a15e0). Assumptions: ASSUMPTIONS.md.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from econsim.model_version import PACKAGE
from econsim.randomness import Streams
from econsim.scenario.schema import Scenario
from econsim.units import DEC18, SECONDS_PER_DAY, IntArray, dec18, mul_div
from econsim.world.delegations import Delegations, Delegators, Redelegations, Unbondings
from econsim.world.delegator_genesis import Holdings, build_holdings
from econsim.world.ledger import Account, Ledger, Move
from econsim.world.market_book import MarketBook
from econsim.world.market_genesis import build_bundles, build_intentions, build_providers, build_tenants
from econsim.world.tables import empty
from econsim.world.validators import BONDED, UNBONDED, Validators
from econsim.world.world import Brands, World, open_books

_OBSERVATIONS = PACKAGE / "data" / "observations"
_CAPTIVE_RATE_DEC18 = DEC18 // 2  # who keeps half of what its stake earns is chosen by nobody: `captive_stake`
_LONG_AGO_SECONDS = -365.0 * SECONDS_PER_DAY


def build_genesis(scenario: Scenario, streams: Streams, n_epochs: int, akt_price_usd: float) -> World:
    """Return the world at epoch 0; populations come from replicate 0 when `population.fixed` is set."""
    who = Streams(streams.seed, 0) if scenario.population.fixed else streams
    bonded = mul_div(scenario.genesis.total_supply_uakt, dec18(scenario.genesis.bonded_ratio), DEC18)
    validators = build_validators(scenario, who, bonded)
    holdings = build_holdings(scenario, who, validators.tokens_uakt, bonded)
    providers, nodes = build_providers(scenario, who)
    tenants, bundles = build_tenants(scenario, who, n_epochs), build_bundles(scenario)
    world = World(
        law=scenario.chain,
        release=scenario.release,
        inflation=scenario.genesis.inflation,
        akt_price_usd=akt_price_usd,
        epoch_seconds=scenario.run.epoch_length,
        seconds_per_block=scenario.run.seconds_per_block,
        start_height=scenario.run.start_height,
        ledger=Ledger(),
        validators=validators,
        delegators=_delegators(holdings, validators),
        delegations=_delegations(holdings, validators),
        unbondings=_unbondings(holdings, scenario),
        redelegations=empty(Redelegations, 0),
        brands=_brands(holdings, validators),
        providers=providers,
        nodes=nodes,
        tenants=tenants,
        bundles=bundles,
        intentions=build_intentions(scenario, tenants, bundles, streams, n_epochs),
        market=MarketBook.empty(),
        gpu_models=tuple(scenario.population.providers.gpu_models),
        tenant_classes=tuple(scenario.population.tenants.classes),
        tranche_ratio=scenario.population.delegators.tranche_ratio,
        typical_gpu_ask_usd_per_hour=np.array(
            [model.ask_usd_per_hour for model in scenario.population.providers.gpu_models.values()]
        ),
        basket_gpus=np.array(
            [model.basket_gpus for model in scenario.population.providers.gpu_models.values()], dtype=np.int64
        ),
        gpu_price_usd_per_hour=np.array(
            [model.ask_usd_per_hour for model in scenario.population.providers.gpu_models.values()]
        ),
    )
    open_books(world)
    _fund(world, scenario)
    return world


def build_validators(scenario: Scenario, streams: Streams, bonded_uakt: int) -> Validators:
    """Return the 100 active validators of the table, ranked, and the waiting candidates below them."""
    who = scenario.population.validators
    seen = pd.read_csv(_OBSERVATIONS / "validators_akash_2024-02-20.csv")
    n_active, n = len(seen), len(seen) + who.waiting_candidates
    validators: Validators = empty(Validators, n)
    luck = {name: streams(f"genesis.validators.{name}").random(n) for name in ("rate", "change")}

    validators.operator = np.arange(n)
    validators.rank = np.arange(1, n + 1)
    validators.tokens_uakt = _ranked_stake(seen["stake_share"].to_numpy(), who.waiting_candidates, bonded_uakt)
    validators.delegator_shares = validators.tokens_uakt.copy()
    validators.status[:] = np.where(np.arange(n) < n_active, BONDED, UNBONDED)
    validators.is_below_floor_at_start[:n_active] = seen["lifted_by_mainnet7"].to_numpy()

    old_rates = np.array([dec18(rate) for rate in who.lifted_old_rates])
    drawn = old_rates[(luck["rate"] * old_rates.size).astype(np.int64)]
    typical = {"commission_rate": seen["commission_rate"].mode()[0], "max_rate": seen["max_rate"].mode()[0]}
    for name in ("commission_rate", "max_rate"):
        rates = [dec18(rate) for rate in seen[name]] + [dec18(typical[name])] * who.waiting_candidates
        setattr(validators, f"{name}_dec18", np.array(rates))
    lifted = validators.is_below_floor_at_start
    validators.commission_rate_dec18[lifted] = drawn[lifted]
    np.maximum(validators.max_rate_dec18, validators.commission_rate_dec18, out=validators.max_rate_dec18)
    validators.is_captive = validators.commission_rate_dec18 >= _CAPTIVE_RATE_DEC18

    of_2020 = pd.read_csv(_OBSERVATIONS / "validators_genesis_akashnet1_2020-09-25.csv")["max_change_rate"]
    changes = np.array([dec18(rate) for rate in of_2020])
    validators.max_change_rate_dec18 = np.minimum(
        changes[(luck["change"] * changes.size).astype(np.int64)], validators.max_rate_dec18
    )
    validators.commission_updated_seconds[:] = _LONG_AGO_SECONDS
    normal = streams("genesis.validators.cost").standard_normal(n)
    validators.operating_cost_usd_per_month = who.operating_cost_usd_per_month * np.exp(
        who.operating_cost_log_sd * normal
    )
    return validators


def _ranked_stake(shares: Any, n_waiting: int, bonded_uakt: int) -> IntArray:
    """Return stake by rank; candidates wait at even steps below the last active validator."""
    scaled = np.array([dec18(repr(float(share))) for share in shares])
    active = mul_div(bonded_uakt, scaled, DEC18)
    active[0] += bonded_uakt - int(active.sum())
    steps = np.arange(n_waiting, 0, -1)
    return np.concatenate([active, mul_div(int(active[-1]), steps, n_waiting + 1)])


def _delegators(holdings: Holdings, validators: Validators) -> Delegators:
    delegators: Delegators = empty(Delegators, holdings.is_large.size)
    delegators.is_large, delegators.wallet_uakt = holdings.is_large, holdings.idle_uakt
    delegators.operates[:] = -1
    delegators.operates[: len(validators)] = np.arange(len(validators))
    delegators.stake_at_start_uakt = np.bincount(
        holdings.delegator, holdings.stake_uakt, minlength=len(delegators)
    ).astype(np.int64)
    return delegators


def _delegations(holdings: Holdings, validators: Validators) -> Delegations:
    delegations: Delegations = empty(Delegations, 0)
    rows = delegations.ensure(holdings.delegator, holdings.validator)
    delegations.shares[rows] = holdings.stake_uakt
    short = np.bincount(delegations.validator, delegations.shares, len(validators)) - validators.tokens_uakt
    assert not short.any(), "delegations do not add up to the validators' stake"
    return delegations


def _unbondings(holdings: Holdings, scenario: Scenario) -> Unbondings:
    leaving: Unbondings = empty(Unbondings, holdings.unbonding_uakt.size)
    leaving.delegator, leaving.validator = holdings.unbonding_delegator, holdings.unbonding_validator
    leaving.initial_balance_uakt = holdings.unbonding_uakt.copy()
    leaving.completion_seconds = holdings.unbonding_completion_seconds
    started = leaving.completion_seconds - scenario.chain.staking.unbonding_time
    leaving.creation_height = scenario.run.start_height + np.floor(started / scenario.run.seconds_per_block).astype(
        np.int64
    )
    return leaving


def _brands(holdings: Holdings, validators: Validators) -> Brands:
    large = holdings.is_large[holdings.delegator]
    free = holdings.delegator >= len(validators)  # the operators' own bonds are not a choice

    def shares(chosen: Any) -> Any:
        stake = np.bincount(holdings.validator[chosen], holdings.stake_uakt[chosen], len(validators))
        return stake / max(stake.sum(), 1.0)  # a type without stake has no brands

    return Brands(shares(large & free), shares(~large & free), validators.commission_rate_dec18 / DEC18)


def _fund(world: World, scenario: Scenario) -> None:
    """Hand out the supply: stake, queue, pool, wallets; `outside` holds the rest."""
    ledger, outside = world.ledger, Account("outside_uakt")
    ledger.mint(outside, scenario.genesis.total_supply_uakt, "genesis")
    stake = world.validators.tokens_uakt.copy()
    world.validators.tokens_uakt[:] = 0
    idle = world.delegators.wallet_uakt.copy()
    world.delegators.wallet_uakt[:] = 0

    def rows(name: str, size: int) -> Account:
        return Account(name, np.arange(size))

    ledger.post(
        [
            Move(outside, rows("validators.tokens_uakt", stake.size), stake, "genesis stake"),
            Move(outside, rows("delegators.wallet_uakt", idle.size), idle, "genesis wallets"),
            Move(
                outside,
                rows("unbondings.balance_uakt", len(world.unbondings)),
                world.unbondings.initial_balance_uakt,
                "genesis unbonding",
            ),
            Move(outside, Account("community_pool_uakt"), scenario.genesis.community_pool_uakt, "genesis pool"),
            Move(
                outside,
                rows("providers.wallet_uakt", len(world.providers)),
                np.full(len(world.providers), scenario.population.providers.wallet_uakt),
                "genesis wallets",
            ),
        ]
    )
    ledger.start_epoch()
