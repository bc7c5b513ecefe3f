"""Genesis: the world at epoch 0, from the scenario and the draws of one replicate.

Where the parts are from: `validators.py` (rates of the table of 20 February 2024), `preferences.py` (how likely a
tranche falls with each validator), `delegators.py` (who holds what), `market.py`. Of arms that differ
in law (its seats of day 0 and the unbonding time apart) or in policies every replicate has the same genesis.
"""

from __future__ import annotations

import numpy as np

from econsim.draws import Streams
from econsim.errors import RunError
from econsim.genesis.bundles import build_bundles
from econsim.genesis.delegators import Holdings, build_holdings
from econsim.genesis.foundation import with_foundation
from econsim.genesis.intentions import Demand, build_arrivals, build_wants
from econsim.genesis.market import build_providers, build_tenants, no_providers, no_tenants
from econsim.genesis.parameters import Genesis
from econsim.genesis.preferences import build_preferences
from econsim.genesis.projects import build_projects, returns_at_start
from econsim.genesis.validators import ValidatorTable, build_validators, seat
from econsim.genesis.zipf_table import zipf_table
from econsim.mechanisms.bonds.terms import bond_terms
from econsim.mechanisms.counterfactual import Counterfactual
from econsim.mechanisms.law import Law
from econsim.policies.population import Population
from econsim.scenario.run import Run
from econsim.scenario.schema import Scenario
from econsim.units import DEC18, SECONDS_PER_DAY, UAKT_PER_AKT, dec18, mul_div
from econsim.world.delegations import FOUNDATION, NOBODY, Away, Delegations, Delegators, Redelegations, Unbondings
from econsim.world.elsewhere import room_elsewhere
from econsim.world.ledger import Account, Ledger, Move
from econsim.world.market_book import Intentions, MarketBook
from econsim.world.outages import Outages
from econsim.world.proposals import Proposals, Votes
from econsim.world.signing import DoubleSigns, MissedVotes
from econsim.world.tables import empty, sum_by
from econsim.world.validators import Validators
from econsim.world.world import World, open_books

GENESIS = "genesis"


def build_genesis(
    scenario: Scenario,
    table: ValidatorTable,
    streams: Streams,
    n_epochs: int,
    akt_price_usd: float,
) -> World:
    """Return the world at epoch 0, or where the market's warm-up begins, below it.

    Populations come from replicate 0 when `population.fixed` is set. `table`: of the network's validators, which a
    scenario may leave for one that is drawn.
    Without a market there are no providers, nodes and tenants; everybody else is who he is with one.
    """
    genesis, population, run = scenario.part(Genesis), scenario.part(Population), scenario.run
    of_population = Streams(streams.seed, 0) if population.fixed else streams
    if population.validators.table.kind == "zipf":
        table = zipf_table(population.validators.table, table, of_population)
    validators = build_validators(population.validators, table, of_population)
    seats: int = scenario.law_of_day_0.staking.max_validators
    unbonding_time = scenario.part(Law).staking.unbonding_time
    tail = population.validators.waiting_size_exponent
    preferences = build_preferences(genesis, validators, table, seats, tail)
    holdings = build_holdings(
        population,
        genesis.unbonding_ratio,
        of_population,
        preferences,
        bonded_uakt=mul_div(genesis.total_supply_uakt, dec18(genesis.bonded_ratio), DEC18),
        seats=seats,
        unbonding_time=unbonding_time,
    )
    holdings = with_foundation(holdings, population.delegators.foundation_stake_share, len(validators))
    own_uakt = holdings.stake_uakt[: len(validators)]
    validators.min_self_delegation_uakt = np.minimum(population.validators.min_self_delegation_uakt, own_uakt)
    seat(validators, sum_by(holdings.validator, holdings.stake_uakt, len(validators)), seats)
    providers, nodes = build_providers(population.providers, of_population) if run.market else no_providers()
    days = n_epochs * run.epoch_length / SECONDS_PER_DAY
    per_order = scenario.shocks.reservation_price.intentions_per_order
    tenants = build_tenants(population.tenants, of_population, days, per_order) if run.market else no_tenants()
    n_epochs_before = round(genesis.market_warm_up / run.epoch_length)
    demand = Demand(run, population, scenario.shocks, n_epochs_before * run.epoch_length)
    bundles = build_bundles(population)
    bundles.value_cap_ratio = scenario.shocks.reservation_price.value_cap_ratio(bundles.gpus > 0)
    wants, models = build_wants(demand, streams), population.providers.gpu_models
    asks = np.array([model.ask_usd_per_hour for model in models.values()])
    world = World(
        inflation=genesis.inflation,
        akt_price_usd=akt_price_usd,
        epoch_seconds=run.epoch_length,
        seconds_per_block=run.seconds_per_block,
        start_height=run.start_height,
        ledger=Ledger(),
        validators=validators,
        delegators=_delegators(holdings, validators, population.delegators.accounts),
        delegations=_delegations(holdings),
        unbondings=_unbondings(holdings, run, unbonding_time),
        away=_away(holdings),
        redelegations=empty(Redelegations, 0),
        proposals=empty(Proposals, 0),
        votes=empty(Votes, 0),
        missed_votes=empty(MissedVotes, 0),
        double_signs=empty(DoubleSigns, 0),
        genesis_preferences=preferences,
        providers=providers,
        nodes=nodes,
        projects=build_projects(population.providers, nodes, of_population),
        gpu_returns=returns_at_start(population.providers),
        outages=Outages.none(demand.first_height),
        tenants=tenants,
        bundles=bundles,
        arrivals=build_arrivals(demand, tenants, bundles, wants.lengths, streams, n_epochs),
        wants=wants,
        intentions=empty(Intentions, 0),
        market=MarketBook.empty(len(models)),
        elsewhere=room_elsewhere(population.outside.gpus_elsewhere, tuple(models)),
        gpu_models=tuple(models),
        tenant_classes=tuple(population.tenants.classes),
        jurisdictions=tuple(population.providers.jurisdictions),
        typical_gpu_ask_usd_per_hour=asks,
        basket_gpus=np.array([model.basket_gpus for model in models.values()], dtype=np.int64),
        gpu_price_usd_per_hour=asks.copy(),
        machine_price_over_start=np.ones(len(models)),
        price_impact=population.outside.price_impact(),
        bond_terms=bond_terms(scenario.part(Counterfactual).bonds),
        return_asked_per_year=population.providers.supply.hurdle_per_year,
        tranche_ratio=population.delegators.tranche_ratio,
        downtime_half_life_days=population.delegators.downtime_half_life_days,
        epoch=-n_epochs_before,
    )
    open_books(world)
    _fund(world, genesis, population.providers.wallet_uakt, scenario.name)
    return world


def _delegators(holdings: Holdings, validators: Validators, n_accounts: int) -> Delegators:
    delegators: Delegators = empty(Delegators, holdings.is_large.size)
    delegators.is_large, delegators.wallet_uakt = holdings.is_large, holdings.idle_uakt
    delegators.operates[:] = NOBODY
    delegators.operates[len(validators) + n_accounts :] = FOUNDATION
    delegators.operates[: len(validators)] = np.arange(len(validators))
    delegators.stake_at_start_uakt = sum_by(holdings.delegator, holdings.stake_uakt, len(delegators))
    return delegators


def _delegations(holdings: Holdings) -> Delegations:
    delegations: Delegations = empty(Delegations, 0)
    rows = delegations.ensure(holdings.delegator, holdings.validator)
    delegations.shares = sum_by(rows, holdings.stake_uakt, len(delegations))
    delegations.drop_empty()
    return delegations


def _unbondings(holdings: Holdings, run: Run, unbonding_time: float) -> Unbondings:
    leaving: Unbondings = empty(Unbondings, holdings.unbonding_uakt.size)
    leaving.delegator, leaving.validator = holdings.unbonding_delegator, holdings.unbonding_validator
    leaving.initial_balance_uakt = holdings.unbonding_uakt.copy()
    leaving.completion_seconds = holdings.unbonding_completion_seconds
    started = leaving.completion_seconds - unbonding_time
    leaving.creation_height = run.start_height + np.floor(started / run.seconds_per_block).astype(np.int64)
    return leaving


def _away(holdings: Holdings) -> Away:
    """Return what is idle: principal that will be staked one day."""
    idle = np.flatnonzero(holdings.idle_uakt)
    away: Away = empty(Away, idle.size)
    away.delegator, away.amount_uakt = idle, holdings.idle_uakt[idle].copy()
    away.validator[:] = -1
    return away


def _fund(world: World, genesis: Genesis, provider_uakt: int, name: str) -> None:
    """Hand out the supply: stake, queue, pool, wallets (`provider_uakt` each); `outside` holds the rest.

    `name`: of the scenario, for who has handed out too much.
    """
    ledger, outside = world.ledger, Account("outside_uakt")
    ledger.mint(outside, genesis.total_supply_uakt, GENESIS)
    stake = world.validators.tokens_uakt.copy()
    world.validators.tokens_uakt[:] = 0
    idle = world.delegators.wallet_uakt.copy()
    world.delegators.wallet_uakt[:] = 0
    leaving, pool_uakt = world.unbondings.initial_balance_uakt, genesis.community_pool_uakt
    held_uakt = sum(int(amounts.sum()) for amounts in (stake, idle, leaving))
    held_uakt += pool_uakt + len(world.providers) * provider_uakt
    _refuse_more_than_there_is(held_uakt, genesis.total_supply_uakt, name)

    def rows(account: str) -> Account:
        return Account(account, np.arange(ledger.balances(account).size))

    ledger.post(
        [
            Move(outside, rows("validators.tokens_uakt"), stake, GENESIS),
            Move(outside, rows("delegators.wallet_uakt"), idle, GENESIS),
            Move(outside, rows("unbondings.balance_uakt"), leaving, GENESIS),
            Move(outside, Account("community_pool_uakt"), pool_uakt, GENESIS),
            Move(outside, rows("providers.wallet_uakt"), provider_uakt, GENESIS),
        ]
    )
    ledger.journal.begin()


def _refuse_more_than_there_is(held_uakt: int, supply_uakt: int, name: str) -> None:
    """Stop where stake, those who wait included, and everything else at genesis is more than the supply."""
    if held_uakt > supply_uakt:
        handed_out, supply = (amount / UAKT_PER_AKT for amount in (held_uakt, supply_uakt))
        message = f"{name}: genesis hands out {handed_out:,.0f} AKT, and the supply is {supply:,.0f} AKT; lower "
        raise RunError(f"{message}genesis.bonded_ratio or population.validators.waiting_candidates")
