"""The delegation law alone, stepped and by its closed form: nothing is minted, restaked or bonded from outside.

`python -m tests.properties.delegation_alone [REPLICATES]` prints the full form of what
tests/properties/test_delegation_alone.py checks with few replicates: the difference between floors
on shared draws against

    x(T) = e x0 + (1 - e) w,   e = exp(-(reconsideration + exit rate) x T),   w ~ share ((1 - c) / (1 - c_genesis))^s

by type of delegator, operators' bonds and captive validators apart. The closed form leaves out the 5 % that is on its
way out or back when the floor comes and chooses anew within weeks: the steps go about 4 % further than it says.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from econsim.draws import Draws, Streams
from econsim.genesis.world import build_genesis
from econsim.mechanisms.staking.messages import move_stake
from econsim.mechanisms.staking.rules import REDELEGATED, mature, update_validator_set
from econsim.networks.akash_validators import akash_validators
from econsim.networks.catalogue import load_scenario
from econsim.policies.delegators.delegation import Logit
from econsim.policies.delegators.view import own_delegators
from econsim.simulation.law_in_force import LawInForce, put_law_in_force
from econsim.units import DEC18
from econsim.world.holdings import stake_of_delegations
from econsim.world.views import public_view
from econsim.world.world import World

UPGRADE, DAYS = 27, 365  # Mainnet 7 acts at boundary 27, so that 338 days follow it
RATE_PER_DAY = 0.00148 + 0.02 / 21
NO_MARKET = {"population.tenants.accounts": 1, "population.tenants.adoption_per_day": 0.0}


@dataclass
class Stepped:
    """A world that only delegates: its parts at genesis, and what happened to it."""

    world: World
    types_at_start: np.ndarray  # stake by type (large, small, operators) and validator
    redelegated_uakt: int
    captive_uakt: list[int]  # stake with captive validators, at genesis and after each epoch
    captive_apart_uakt: list[int]  # the same, with what is unbonding or away from them
    captive_share: list[float]  # of bonded stake


def stepped(
    name: str, replicate: int, changes: Mapping[str, Any] | None = None, days: int = DAYS, **policy: Any
) -> Stepped:
    """Return a scenario's world after some days in which stake moves by the preset's logit and nothing else happens."""
    scenario = load_scenario(name).with_changes({**NO_MARKET, **(changes or {})})
    streams, logit = Streams(1, replicate), Logit(**policy)
    world = build_genesis(scenario, akash_validators(), streams, days, 1.0)
    in_force = LawInForce(scenario.chain, scenario.timeline)
    found = Stepped(world, _types(world), 0, [], [], [])
    _note_captive(found)
    for epoch in range(days):
        law = put_law_in_force(world, in_force)
        draws = Draws(streams, "delegation", epoch, len(world.delegators))
        asked = logit.decide(own_delegators(world), public_view(world, law, law.software), draws)
        move_stake(world, law.staking, asked)
        update_validator_set(world, law.staking)
        mature(world)
        world.epoch += 1
        found.redelegated_uakt = world.journal.money[REDELEGATED, "uakt"]
        _note_captive(found)
    return found


def _types(world: World) -> np.ndarray:
    held, delegators = world.delegations, world.delegators
    which = np.where(delegators.operates >= 0, 2, np.where(delegators.is_large, 0, 1))[held.delegator]
    stake = np.zeros((3, len(world.validators)))
    np.add.at(stake, (which, held.validator), stake_of_delegations(world))
    return stake


def _note_captive(found: Stepped) -> None:
    world = found.world
    captive = np.flatnonzero(world.validators.is_captive)
    stake = int(world.validators.tokens_uakt[captive].sum())
    out = [
        int(table_amounts[np.isin(table.validator, captive)].sum())
        for table, table_amounts in (
            (world.unbondings, world.unbondings.balance_uakt),
            (world.away, world.away.amount_uakt),
        )
    ]
    found.captive_uakt.append(stake)
    found.captive_share.append(stake / world.bonded_uakt)
    found.captive_apart_uakt.append(stake + sum(out))


def expected_shares(
    at_start: np.ndarray, world: World, floor: float, old_rates: np.ndarray, s: tuple[float, float], days: float
) -> np.ndarray:
    """Return every validator's share of stake by the closed form, `days` after a floor has lifted the rates."""
    captive = world.validators.is_captive
    kept = np.exp(-RATE_PER_DAY * days)
    rates = np.maximum(old_rates, floor)
    left = np.where(captive, 0.0, (1 - rates) / np.where(captive, 1.0, 1 - old_rates))
    total = at_start[2] + np.where(captive, at_start[:2].sum(axis=0), 0.0)
    for stake, brand, power in zip(
        at_start[:2],
        (world.genesis_preferences.genesis_share_large, world.genesis_preferences.genesis_share_small),
        s,
        strict=True,
    ):
        weight = np.where(captive, 0.0, brand * left**power)
        free = np.where(captive, 0.0, stake)
        total = total + kept * free + (1 - kept) * free.sum() * weight / weight.sum()
    active = total[world.validators.is_bonded]
    return active / active.sum()


def indices(shares: np.ndarray) -> np.ndarray:
    """Return HHI, population Gini and the share of the ten largest, each written out anew."""
    ranked = np.sort(shares / shares.sum())
    n = ranked.size
    gini = (2 * np.arange(1, n + 1) - n - 1) @ ranked / n
    return np.array([(ranked**2).sum(), gini, ranked[-10:].sum()])


def indices_of(world: World) -> np.ndarray:
    """Return the indices of the active set as it stands."""
    return indices(world.validators.tokens_uakt[world.validators.is_bonded].astype(np.float64))


def differences(replicate: int) -> tuple[np.ndarray, np.ndarray]:
    """Return Mainnet 7 less Mainnet 6 after 365 days, stepped on shared draws and by the closed form."""
    without, with_floor = stepped("mainnet6", replicate), stepped("mainnet7", replicate)
    world = without.world
    old = world.genesis_preferences.genesis_commission_rate
    closed = [
        indices(expected_shares(without.types_at_start, world, floor, old, (2.85, 19.0), DAYS - UPGRADE))
        for floor in (0.05, 0.0)
    ]
    assert (with_floor.world.validators.commission_rate_dec18 >= DEC18 // 20).all()
    return indices_of(with_floor.world) - indices_of(world), closed[0] - closed[1]


def main() -> None:
    """Print the mean differences over some replicates, with the standard errors of those that were stepped."""
    replicates = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    found = np.array([differences(replicate) for replicate in range(replicates)])
    error = (found[:, 0] - found[:, 1]).std(axis=0, ddof=1) / np.sqrt(replicates)
    for name, stepped_mean, closed_mean, se in zip(
        ("HHI", "Gini", "ten largest"), *found.mean(axis=0), error, strict=True
    ):
        print(
            f"{name:12} stepped {stepped_mean:+.5f}  closed form {closed_mean:+.5f}  apart by {se:.5f} (standard error)"
        )


if __name__ == "__main__":
    main()
