"""The cash of who runs GPUs: what it is paid, what it owes for machines and power, what owners put in and take out.

Books are kept in US dollars (uusdc), by provider, of nodes with GPUs alone: nodes without GPUs are taken to pay for
themselves. Machines are paid for over their life, by the hour, at the price that gives who owns them the return that is
asked; power is drawn at all hours. Who cannot pay sells what its wallet holds beyond the bid deposits it keeps; where
that is too little it pays what it has, and its nodes are taken off in the next epoch. Who has ACT burns some of it as
soon as an epoch begins whose costs the rest will not pay: ACT in a wallet is worth a dollar until then.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from econsim.compiled import njit
from econsim.mechanisms.exchange.rules import sell_for_providers
from econsim.mechanisms.market.tally import MarketTally
from econsim.mechanisms.supply.earnings import by_provider
from econsim.mechanisms.supply.terms import SupplyTerms
from econsim.units import (
    SECONDS_PER_HOUR,
    UACT,
    UAKT,
    UAKT_PER_AKT,
    UUSDC,
    UUSDC_PER_USD,
    BoolArray,
    FloatArray,
    IntArray,
)
from econsim.world.ledger import Account, Move
from econsim.world.projects import LEAVING, LISTED, OWNED
from econsim.world.world import World

PROCEEDS = "proceeds of providers' sales"
CASH_BROUGHT, CASH_TAKEN_OUT = "cash brought by owners of GPUs", "cash taken out by owners of GPUs"
PAID_FOR_MACHINES, PAID_FOR_POWER, PAID_FOR_RENT = "paid for machines", "paid for power", "paid for rented GPUs"
MACHINES_RESOLD = "machines resold"


COSTS = (PAID_FOR_POWER, PAID_FOR_RENT, PAID_FOR_MACHINES)  # in the order in which they are paid


class Sold(Protocol):
    """By provider: the share sold of what came in, and the AKT that it keeps for bid deposits."""

    sold_share: FloatArray
    kept_for_deposits_uakt: IntArray


def settle_cash(world: World, terms: SupplyTerms, income: IntArray, sold: Sold, tally: MarketTally) -> None:
    """Book what the epoch has brought and cost, of projects that are booked.

    income: of the epoch, by denom and project [uakt, uusdc, uact]. ACT is booked when it has been burned and the AKT
    for it is sold.
    """
    projects = world.projects
    if not projects.is_booked.any():
        return
    runs = projects.is_booked & (projects.state == LISTED)
    leaves = projects.is_booked & (projects.state == LEAVING)
    _bring_reserves(world, terms, runs)
    _book_sales(world, np.where(runs | leaves, income, 0), sold, tally)
    _resell(world, terms, leaves)
    owed = _owed_uusdc(world, runs)
    _raise_cash(world, np.sum(list(owed.values()), axis=0), sold)
    _pay(world, owed, runs)
    _take_out(world, leaves)


def short_of_cash_uusdc(world: World, sold: Sold) -> IntArray:
    """Return by provider what the costs of the epoch that begins are above its cash and what it can sell [uusdc]."""
    providers, runs = world.providers, world.projects.is_booked & (world.projects.state == LISTED)
    if not runs.any():
        return np.zeros(len(providers), np.int64)
    owed = np.sum(list(_owed_uusdc(world, runs).values()), axis=0)
    to_spare = np.maximum(providers.wallet_uakt - sold.kept_for_deposits_uakt, 0)
    usd = to_spare * (world.akt_price_usd / UAKT_PER_AKT)
    there = providers.cash_uusdc + providers.wallet_uusdc + np.floor(usd * UUSDC_PER_USD).astype(np.int64)
    return np.asarray(np.maximum(owed - there, 0))


def _all(world: World) -> Account:
    return Account("providers.cash_uusdc", np.arange(len(world.providers)))


def _to_cash(world: World, amounts: IntArray, why: str) -> None:
    if amounts.any():
        world.ledger.post([Move(Account("outside_uusdc"), _all(world), amounts, why)])


def _from_cash(world: World, amounts: IntArray, why: str) -> None:
    if amounts.any():
        world.ledger.post([Move(_all(world), Account("outside_uusdc"), amounts, why)])


def _capital_usd_per_hour(world: World) -> FloatArray:
    """Return what the machines of each project cost by the hour."""
    return np.asarray(costs_usd_per_hour(world.projects.rows, world.spot_price_over_start)[2])


@njit
def costs_usd_per_hour(projects: Any, spot_price_over_start: float) -> FloatArray:
    """Return what each project costs while it is listed [USD an hour], one row a reason of COSTS; (costs, projects)."""
    costs = np.zeros((len(COSTS), projects.size))
    for row in range(projects.size):
        project = projects[row]
        running = project.gpus * project.power_usd_per_gpu_hour
        if project.cloud == OWNED:
            costs[0, row] = running
        else:
            costs[1, row] = running * spot_price_over_start
        of_machines = project.cost_usd_per_gpu_hour - project.power_usd_per_gpu_hour
        costs[2, row] = project.gpus * of_machines * project.machine_price_over_start
    return costs


def _bring_reserves(world: World, terms: SupplyTerms, runs: BoolArray) -> None:
    """Let owners of nodes that have none yet bring the cash that is to stay in."""
    projects = world.projects
    new = runs & (projects.reserve_uusdc == 0)
    if new.any():
        cost = projects.full_cost_usd_per_gpu_hour(projects.machine_price_over_start)
        usd = projects.gpus * cost * terms.reserve_hours
        brought = np.where(new, np.rint(usd * UUSDC_PER_USD).astype(np.int64), 0)
        projects.reserve_uusdc += brought
        _to_cash(world, by_provider(world, brought[np.newaxis])[0], CASH_BROUGHT)


def _book_sales(world: World, income: IntArray, sold: Sold, tally: MarketTally) -> None:
    """Book what was sold of the income of nodes, at the epoch's price.

    Of what ACT was burned for, the part of these nodes in what the provider has earned of ACT in the epoch; all of it
    where that is nothing.
    """
    earned = by_provider(world, income).astype(np.float64)
    if tally.from_burns_uakt.any():
        paid = tally.withdrawn[UACT]
        part = np.divide(earned[UACT], paid, out=np.ones(paid.size), where=paid > 0)
        earned[UAKT] += tally.from_burns_uakt * np.minimum(part, 1.0)
    _book_sold(world, np.floor(sold.sold_share * earned))


def _book_sold(world: World, amounts: FloatArray | IntArray) -> None:
    usd = amounts[UAKT] * (world.akt_price_usd / UAKT_PER_AKT)
    _to_cash(world, np.floor(usd * UUSDC_PER_USD + amounts[UUSDC]).astype(np.int64), PROCEEDS)


def _resell(world: World, terms: SupplyTerms, leaves: BoolArray) -> None:
    """Sell the machines of nodes that leave, for a part of what is left of their price on a straight line."""
    projects = world.projects
    if leaves.any():
        left = np.clip((projects.until_seconds - world.seconds) / terms.life_seconds, 0.0, 1.0)
        usd = _capital_usd_per_hour(world) * terms.capital_usd_per_usd_per_hour * left * terms.resale_ratio
        amounts = np.where(leaves, np.rint(usd * UUSDC_PER_USD).astype(np.int64), 0)
        _to_cash(world, by_provider(world, amounts[np.newaxis])[0], MACHINES_RESOLD)


def _owed_uusdc(world: World, runs: BoolArray) -> dict[str, IntArray]:
    """Return what each provider owes for the epoch, by reason, in the order in which it pays."""
    hours = world.epoch_seconds / SECONDS_PER_HOUR

    def owed(usd_per_hour: FloatArray) -> IntArray:
        amounts = np.where(runs, np.rint(usd_per_hour * hours * UUSDC_PER_USD), 0.0).astype(np.int64)
        return np.asarray(by_provider(world, amounts[np.newaxis])[0])

    of_projects = costs_usd_per_hour(world.projects.rows, world.spot_price_over_start)
    return {why: owed(usd) for why, usd in zip(COSTS, of_projects, strict=True)}


def _raise_cash(world: World, owed: IntArray, sold: Sold) -> None:
    """Let who has less cash than it owes sell what it can spare of its wallet: USDC first, then AKT."""
    providers = world.providers
    short = np.maximum(owed - providers.cash_uusdc, 0)
    if not short.any():
        return
    uusdc = np.minimum(short, providers.wallet_uusdc)
    to_spare = np.maximum(providers.wallet_uakt - sold.kept_for_deposits_uakt, 0)
    wanted = np.ceil((short - uusdc) / (world.akt_price_usd / UAKT_PER_AKT * UUSDC_PER_USD)).astype(np.int64)
    amounts = np.array([np.minimum(wanted, to_spare), uusdc, np.zeros_like(uusdc)])
    sell_for_providers(world, amounts)
    _book_sold(world, amounts)


def _pay(world: World, owed: dict[str, IntArray], runs: BoolArray) -> None:
    """Pay what is owed in turn, as far as cash goes; note of whom it does not."""
    is_short = np.zeros(len(world.providers), dtype=np.bool_)
    for why, amounts in owed.items():
        paid = np.minimum(amounts, world.providers.cash_uusdc)
        is_short |= paid < amounts
        _from_cash(world, paid, why)
    if is_short.any():
        world.projects.is_insolvent |= runs & np.isin(world.projects.provider, np.flatnonzero(is_short))


def _take_out(world: World, leaves: BoolArray) -> None:
    """Let owners take out what is beyond the reserves of nodes that run; those of nodes that leave are set free."""
    world.projects.reserve_uusdc[leaves] = 0
    kept = by_provider(world, world.projects.reserve_uusdc[np.newaxis])[0]
    _from_cash(world, np.maximum(world.providers.cash_uusdc - kept, 0), CASH_TAKEN_OUT)
