"""Theory of commission: competition by logit shares, and the sensitivity from which on a floor hurts who it lifts."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from pydantic import Field, model_validator

from econsim.draws import Draws, Streams
from econsim.mechanisms.distribution.rules import distribute
from econsim.mechanisms.law import Law
from econsim.mechanisms.staking.messages import edit_commissions
from econsim.mechanisms.staking.rules import mature
from econsim.mechanisms.upgrades.releases import release
from econsim.mechanisms.upgrades.rules import migrate
from econsim.policies.delegators.view import own_delegators
from econsim.policies.validators.rivals import BestResponse
from econsim.policies.validators.view import own_validators
from econsim.scenario.values import Fraction
from econsim.units import DEC18, SECONDS_PER_DAY, FloatArray
from econsim.verification.mainnet6 import law_with
from econsim.verification.theory.agents import (
    EVERYBODY_PER_DAY,
    MOST_VALIDATORS,
    agents,
    everybody_chooses,
    logit_of,
)
from econsim.verification.theory.theory import (
    REPLICATES,
    SEED,
    CannotMeasure,
    Measured,
    Range,
    Theory,
    Whole,
    over_replicates,
)
from econsim.world.build import empty_world, hand_out, with_stakes
from econsim.world.ledger import Account
from econsim.world.views import public_view
from econsim.world.world import GenesisPreferences, World

_FLOOR_UPGRADE = "v0.26.0"  # Mainnet 7: rates below the floor are raised to it
_HOP_DAYS = 30.0  # an epoch of the game, after which stake that has moved may move on
_AGENTS_EACH, _FEWEST_AGENTS, _MOST_AGENTS = 100, 3_000, 10_000  # a validator, and in all
_STAKE_UAKT, _FEES_UAKT = 10**18, 10**15
_SMALL = 1e-4  # of stake
_HIGHEST_SENSITIVITY, _SENSITIVITY_RTOL = 1e9, 1e-6
_ROUNDING = 1e-12  # of a rate
_AT_REST = 1e-7  # part of a distance from the rest point that is left in the end


class LogitBertrand(Range):
    """How many equal validators compete, the delegators' sensitivity, and a floor that may bind."""

    sensitivity: float = Field(alias="gamma", gt=0.0, le=1e4)
    n: Whole = Field(ge=2, le=MOST_VALIDATORS)
    floor: Fraction


def logit_bertrand(given: LogitBertrand, sample: int) -> Measured:
    """Let validators answer each other by `best_response` until they rest, without a floor, then one game with it.

    The rate is that of one validator: of the mean of all next to nothing scatters, and their number is small. A floor
    binds where the median stands on it in the end.
    """
    free = [_rates_at_rest(given, 0.0, replicate) for replicate in range(REPLICATES)]
    if np.max(free) >= 1.0:
        raise CannotMeasure("they would ask for more than all: no rate is above 1")
    floored = _rates_at_rest(given, given.floor, 0)
    rate, error = over_replicates([{"commission": float(rates[0])} for rates in free])
    return Measured(rate | {"floor_binds": bool(abs(np.median(floored) - given.floor) < _ROUNDING)}, error)


def _rates_at_rest(given: LogitBertrand, floor: float, replicate: int) -> FloatArray:
    """Return the rates at which a game ends that begins with rates far apart; the upgrade lifts those below a floor."""
    law = law_with(staking__min_commission_rate=floor)
    world = _equals(given)
    migrate(world, law, release(_FLOOR_UPGRADE).migrations)
    policy = BestResponse.model_construct(believed_sensitivity=given.sensitivity, least_change=0.0)
    for _ in range(3 + math.ceil(math.log(_AT_REST) / math.log(1.0 / given.n))):
        everybody_chooses(world, given.sensitivity, replicate)
        _all_answer(world, law, policy, replicate)
        mature(world)
    return np.asarray(world.validators.commission_rate_dec18 / DEC18)


def _equals(given: LogitBertrand) -> World:
    """Return validators with one brand, rates so far apart that odds are up to e^2 to one, and their agents."""
    n, dearest = given.n, min(2.0 / given.sensitivity, 1.0)
    n_agents = min(max(n * _AGENTS_EACH, _FEWEST_AGENTS), _MOST_AGENTS)
    world = agents(np.linspace(0.0, dearest, n).tolist(), np.full(n, 1.0 / n), [0.0] * n, n_agents)
    world.epoch_seconds = _HOP_DAYS * SECONDS_PER_DAY
    return world


def _all_answer(world: World, law: Law, policy: BestResponse, replicate: int) -> None:
    draws = Draws(Streams(SEED, replicate), "validator_commission", world.epoch, len(world.validators))
    wanted: Any = policy.decide(own_validators(world), public_view(world, law, law.software), draws)
    edit_commissions(world, law.staking, law.software.rules, wanted)


class FloorBreakEven(Range):
    """The rate of a small validator and the floor that it is lifted to."""

    commission: Fraction
    floor: Fraction

    @model_validator(mode="after")
    def _is_lifted(self) -> FloorBreakEven:
        if self.commission >= self.floor:
            raise ValueError(f"commission {self.commission} is not below the floor {self.floor}: nobody is lifted")
        return self


def floor_break_even(given: FloorBreakEven, sample: int) -> Measured:
    """Find, by bisection, the sensitivity at which a lifted validator of a ten-thousandth of stake earns as before.

    Stake is what the choices of `logit` give on average; income is what an epoch's fees bring. At more than the highest
    sensitivity that is tried it is never.
    """
    before = _income(given, math.nan)
    low, high = 0.0, _HIGHEST_SENSITIVITY
    if _income(given, high) >= before:
        return Measured({"gamma": None})
    while high - low > _SENSITIVITY_RTOL * high:
        middle = (low + high) / 2.0
        low, high = (middle, high) if _income(given, middle) >= before else (low, middle)
    return Measured({"gamma": high})


def _income(given: FloorBreakEven, sensitivity: float) -> float:
    """Return the commission of an epoch, before the floor (NaN), or after it and everybody's choice [uakt]."""
    rates, shares = [given.commission, given.floor], np.array([_SMALL, 1.0 - _SMALL])
    world = with_stakes(empty_world(), rates, {}, n_delegators=2)
    world.genesis_preferences = GenesisPreferences(shares, shares, np.array(rates))
    if not math.isnan(sensitivity):
        law = law_with(staking__min_commission_rate=given.floor)
        migrate(world, law, release(_FLOOR_UPGRADE).migrations)
        own, draws = own_delegators(world), Draws(Streams(SEED, 0), "delegation", 0, 2)
        _, odds = logit_of(sensitivity, EVERYBODY_PER_DAY).weights(own, public_view(world, law, law.software), draws)
        shares = odds / odds.sum()
    stake = np.rint(shares * _STAKE_UAKT).astype(np.int64)
    world.validators.delegator_shares = stake
    hand_out(world, Account("validators.tokens_uakt", np.arange(2)), stake)
    world.ledger.move(Account("outside_uakt"), Account("fee_collector_uakt"), _FEES_UAKT, "fees")
    distribute(world, law_with(distribution__community_tax=0.0).distribution)
    return float(world.validators.commission_accrued_uakt[0])


THEORIES = (
    Theory("commission.logit_bertrand", LogitBertrand, logit_bertrand),
    Theory(
        "floor.breakeven_gamma",
        FloorBreakEven,
        floor_break_even,
        rtol={"gamma": ("simulated.rtol_max", 0.01)},
    ),
)
