"""Akash Network, one page: what it is made of, and one epoch of it from top to bottom.

What its scenarios hold is in `akash_inputs.py`, the model that steps this page in `akash_model.py`; what a report says
of Akash alone stands beside: `caveats.py`, `captions.py`, `topics.py`, `effects.py`, `targets.py`,
`what_if.yaml`.
"""

from __future__ import annotations

from econsim.measures import accounts, break_even, concentration, token, welfare, yields
from econsim.mechanisms.bme import series as bme_series
from econsim.mechanisms.bme.messages import burn_for_providers, let_the_trader_stand
from econsim.mechanisms.bme.records import Conversions
from econsim.mechanisms.bme.rules import close_conversions, opened_conversions
from econsim.mechanisms.bonds import series as bond_series
from econsim.mechanisms.bonds.bad_leases import judge_bad_leases, slash_by_vote, with_failures_by_fault
from econsim.mechanisms.bonds.rules import hold_bonds, remember_income
from econsim.mechanisms.distribution import series as distribution
from econsim.mechanisms.distribution.messages import use_rewards
from econsim.mechanisms.distribution.rebates import agree_on_rebates, hand_back_commission
from econsim.mechanisms.distribution.rules import distribute
from econsim.mechanisms.distribution.yields import make_known, yields_paid
from econsim.mechanisms.exchange import series as exchange
from econsim.mechanisms.exchange.impact import move_the_price, price_of_an_epoch
from econsim.mechanisms.exchange.messages import buy_bid_deposits, sell_revenue
from econsim.mechanisms.gov import series as gov
from econsim.mechanisms.gov.rules import cast_votes
from econsim.mechanisms.gov.series import votes_on
from econsim.mechanisms.market import series as market
from econsim.mechanisms.market.exclusion import with_exclusions
from econsim.mechanisms.market.messages import remember_markups
from econsim.mechanisms.market.records import Records
from econsim.mechanisms.market.rules import open_the_market
from econsim.mechanisms.market.schedules import MarketHabits, Schedules
from econsim.mechanisms.market.tally import MarketTally
from econsim.mechanisms.market.terms import MarketLaw
from econsim.mechanisms.market.to_act import deployments_in_akt_to_act
from econsim.mechanisms.mint import series as mint
from econsim.mechanisms.mint.rules import mint_epoch
from econsim.mechanisms.operation import series as operation
from econsim.mechanisms.operation.rules import count_days_covered, remember_downtime, run_validators
from econsim.mechanisms.oracle.rules import quotes_of_an_epoch
from econsim.mechanisms.slashing import series as slashing
from econsim.mechanisms.slashing.rules import faults_in, sign_blocks
from econsim.mechanisms.staking import series as staking
from econsim.mechanisms.staking.messages import edit_commissions, let_stake_come_and_go, move_stake
from econsim.mechanisms.staking.rules import mature, update_validator_set
from econsim.mechanisms.supply import series as supply_series
from econsim.mechanisms.supply.cash import settle_cash
from econsim.mechanisms.supply.earnings import earned_by_nodes, pay_subsidies, taken_in
from econsim.mechanisms.supply.ownership import rent_from
from econsim.mechanisms.supply.rules import list_nodes, note_machine_prices, order_and_leave, with_changes_of_supply
from econsim.mechanisms.supply.terms import SupplyTerms
from econsim.mechanisms.upgrades import series as upgrades
from econsim.simulation.choices import Choices, Decisions
from econsim.simulation.governing import in_voting
from econsim.simulation.invariants import InvariantLog, check_the_books
from econsim.simulation.law_in_force import LawInForce, put_law_in_force
from econsim.simulation.nature import Nature
from econsim.simulation.recorder import Recorder
from econsim.simulation.side_by_side import Epoch, Turn
from econsim.units import FloatArray
from econsim.world.due import due_intentions, due_outages
from econsim.world.series import Family, Moment, Series
from econsim.world.views import public_view
from econsim.world.world import World

# what is recorded: the series of each module, then those that belong to none
_MODULES = (
    mint,
    distribution,
    staking,
    slashing,
    operation,
    gov,
    upgrades,
    exchange,
    market,
    supply_series,
    bond_series,
    bme_series,
    *(token, yields, concentration, break_even, welfare, accounts),
)
SERIES: tuple[Series | Family, ...] = tuple(series for place in _MODULES for series in place.SERIES)

# who is not there where there is no market, and what is recorded then
OF_THE_MARKET = ("providers", "tenants")
STAKING_SERIES = tuple(
    series
    for series in SERIES
    if series
    not in (
        *market.SERIES,
        *supply_series.SERIES,
        *bond_series.SERIES,
        *welfare.SERIES,
        *exchange.OF_PROVIDERS,
        *bme_series.SERIES,
    )
)


def one_epoch(
    world: World,
    in_force: LawInForce,
    nature: Nature,
    choices: Choices,
    habits: MarketHabits | None,
    supply: SupplyTerms,
    log: InvariantLog,
    recorder: Recorder,
) -> Epoch:
    """Let one epoch happen, then record it; the order is the chain's block's (begin block, messages, end block).

    Each `yield` hands over what worlds that live side by side do once (`simulation/side_by_side.py`) and gives what
    came of it. Without `habits` there is no market: nothing of it happens, is decided or is recorded.
    """
    world.journal.begin()

    # 1 law in force, 2 nature
    law = put_law_in_force(world, in_force)
    rules = law.software.rules
    akt_usd = nature.akt_price.usd(world.epoch) * nature.akt_move.ratio(world.epoch)
    world.akt_price_usd = price_of_an_epoch(world, akt_usd)
    if habits:
        wanted, outages = yield Turn(before_the_market, (nature, supply))

    # 3 begin block
    mint_epoch(world, law.mint)
    distribute(world, law.distribution)
    hand_back_commission(world)
    paid = yields_paid(world)

    # 4 choices: everybody sees the same snapshot, then all decide
    proposals = in_voting(world, law, in_force.trials)
    decisions = choices.decide(world, public_view(world, law, law.software, proposals))

    # 5 votes, staking messages
    cast_votes(world, decisions.vote.number, decisions.vote.voter, decisions.vote.option)
    edit_commissions(world, law.staking, rules, decisions.validator_commission)
    agree_on_rebates(world, decisions.validator_commission)
    run_validators(world, law.staking, decisions.validator_operation)
    use_rewards(world, decisions.reward_use)
    move_stake(world, law.staking, decisions.delegation)
    move_stake(world, law.staking, decisions.foundation)
    let_stake_come_and_go(world, law.staking, decisions.bonding)

    # 6 marketplace, in continuous time, with the end blockers that turn AKT into ACT and back
    tally = None
    quotes = quotes_of_an_epoch(world, nature.price_feed)
    conversions = opened_conversions(world, law.bme, law.oracle, rules, quotes)
    let_the_trader_stand(world, conversions, quotes, decisions.arbitrage)
    if habits:
        terms = MarketLaw(law.market, law.deployment, law.take, rules)
        tally = yield Turn(marketplace, (terms, nature, decisions, habits, supply, wanted, outages, conversions))
    close_conversions(world, conversions, quotes)
    move_the_price(world)

    # 7 end block, then the signatures on the epoch's blocks
    update_validator_set(world, law.staking)
    mature(world)
    faults = faults_in(world, nature.validator_outages)
    sign_blocks(world, law, faults)
    remember_downtime(world, faults)
    count_days_covered(world)
    make_known(world, paid)

    # 8 invariants, 9 record
    now = Moment(world, law, paid, tally)
    check_the_books(now, log)
    recorder.epoch(SERIES if habits else STAKING_SERIES, now, votes_on(in_force.proposals))
    world.epoch += 1


def before_the_market(world: World, nature: Nature, supply: SupplyTerms) -> tuple[FloatArray, Records]:
    """Let nature's part of the market happen; return how much of what comes up is wanted, and the outages to come."""
    due = due_intentions(world, nature.reservation_price, nature.outside_price)
    wanted = nature.gpu_demand.wanted(*due, world.gpu_models, world.tenant_classes)
    list_nodes(world, supply)
    slash_by_vote(world)
    return wanted, due_outages(world, nature.node_outages)


def marketplace(
    world: World,
    terms: MarketLaw,
    nature: Nature,
    decisions: Decisions,
    habits: MarketHabits,
    supply: SupplyTerms,
    wanted: FloatArray,
    outages: Records,
    conversions: Conversions,
) -> MarketTally:
    """Let providers and tenants do what they have decided, and the market run to the end of the epoch."""
    note_machine_prices(world, nature.hardware_price)
    order_and_leave(world, supply, decisions.provider_supply)
    outages = with_changes_of_supply(world, rent_from(world, nature.spot_market, outages))
    outages = with_failures_by_fault(world, nature.provider_faults, outages)
    hold_bonds(world, decisions.provider_bond)
    outages = with_exclusions(world, nature.exclusion, outages)
    remember_markups(world, decisions.provider_pricing)
    buy_bid_deposits(world, decisions.provider_revenue)
    deployments_in_akt_to_act(world, conversions)
    conversions = burn_for_providers(world, conversions, decisions.provider_burn, decisions.provider_revenue)
    schedules = Schedules(decisions.provider_pricing, decisions.tenant_choice, habits)
    tally = open_the_market(world, *terms, schedules, wanted, outages, conversions)
    earned = earned_by_nodes(world, supply, tally)
    income = pay_subsidies(world, decisions.provider_supply, earned, tally)
    sell_revenue(world, decisions.provider_revenue, taken_in(world, tally, earned, income))
    settle_cash(world, supply, income, decisions.provider_revenue, tally)
    judge_bad_leases(world, nature.provider_faults)
    remember_income(world, supply.memory_half_life_seconds, tally.withdrawn)
    return tally
