"""F1: what delegators of one validator earn, whatever they delegate, undelegate and lose by slashes in between."""

from __future__ import annotations

import re
from typing import Annotated

import numpy as np
from pydantic import Field, field_validator

from econsim.mechanisms.distribution.rules import distribute, withdraw_rewards
from econsim.mechanisms.slashing.money import post_burned
from econsim.mechanisms.slashing.slash import Infraction, Slashable, slash
from econsim.mechanisms.staking import money
from econsim.mechanisms.staking.records import queue_of, stake_of
from econsim.mechanisms.staking.rules import delegate, undelegate
from econsim.units import UAKT_PER_POWER, BoolArray, dec18
from econsim.verification.mainnet6 import law_with
from econsim.verification.theory.theory import CannotMeasure, Measured, Range, Theory, Whole
from econsim.world.build import empty_world, hand_out, with_stakes
from econsim.world.holdings import stake_of_delegations
from econsim.world.ledger import Account
from econsim.world.world import World

_EVENT = re.compile(r"(?:(?P<who>\S+) )?(?P<what>reward|slash|delegates|undelegates) (?P<number>[0-9]+([.][0-9]+)?)")
_MOST = 10**6  # units
_STAKE_UAKT, _REWARD_UAKT = 10**9, 10**4  # in a unit: so that power and withdrawals, which are whole, cut little of it
_CUT = 1e-3  # of a unit, at most


class Life(Range):
    """What delegators have with a validator without commission, and what happens, in order.

    An event is `reward N`, `slash F`, `NAME delegates N` or `NAME undelegates N`.
    """

    delegations: dict[str, Annotated[Whole, Field(gt=0, le=_MOST)]] = Field(min_length=1, max_length=1_000)
    events: list[str] = Field(max_length=1_000)

    @field_validator("events")
    @classmethod
    def _are_known(cls, events: list[str]) -> list[str]:
        for event in events:
            match = _EVENT.fullmatch(event)
            if match is None or (match["who"] is None) == match["what"].endswith("delegates"):
                raise ValueError(f"{event!r} is no event that is known here")
            if float(match["number"]) > (1.0 if match["what"] == "slash" else _MOST):
                raise ValueError(f"{event!r} names too much")
        return events


def rewards_and_stake(given: Life, sample: int) -> Measured:
    """Let the events happen, then let all withdraw; whole units, the rest is left out."""
    names = list(given.delegations)
    numbers = np.arange(1, len(names) + 1)  # the operator, who has nothing, is the first
    stakes = {(number, 0): amount * _STAKE_UAKT for number, amount in enumerate(given.delegations.values(), start=1)}
    world = with_stakes(empty_world(), [0.0], stakes, n_delegators=numbers.size + 1)
    hand_out(world, Account("delegators.wallet_uakt", numbers), _MOST * _STAKE_UAKT)
    for event in given.events:
        _let_happen(world, names, event)
    withdraw_rewards(world, numbers)
    stake = np.zeros(numbers.size + 1, np.int64)
    stake[world.delegations.delegator] = stake_of_delegations(world)
    units = {"rewards": world.delegators.rewards_uakt / _REWARD_UAKT, "stake": stake / _STAKE_UAKT}
    whole = {key: np.floor(amounts[1:] + _CUT).astype(np.int64).tolist() for key, amounts in units.items()}
    return Measured({key: dict(zip(names, amounts, strict=True)) for key, amounts in whole.items()})


def _let_happen(world: World, names: list[str], event: str) -> None:
    match = _EVENT.fullmatch(event)
    assert match is not None, "an event that is known"
    who, what, number = match["who"], match["what"], float(match["number"])
    if what == "reward":
        fees = round(number * _REWARD_UAKT)
        world.ledger.move(Account("outside_uakt"), Account("fee_collector_uakt"), fees, "reward")
        distribute(world, law_with(distribution__community_tax=0.0).distribution)
    elif what == "slash":
        _slash(world, number)
    elif who not in names:
        raise CannotMeasure(f"{event!r}: nobody has that name")
    elif not _moves(world, what, names.index(who) + 1, round(number * _STAKE_UAKT)).all():
        raise CannotMeasure(f"{event!r}: the chain refuses it")


def _moves(world: World, what: str, delegator: int, amount_uakt: int) -> BoolArray:
    who, validator, amount = np.array([[delegator], [0], [amount_uakt]])
    if what == "delegates":
        return delegate(world, who, validator, amount)
    return undelegate(world, law_with().staking, who, validator, amount)


def _slash(world: World, fraction: float) -> None:
    """Slash what is with the validator now; what has left it stays as it is."""
    of = Slashable(stake_of(world), queue_of(world.unbondings), queue_of(world.redelegations))
    power = int(world.validators.tokens_uakt[0]) // UAKT_PER_POWER
    why, why_unbonding = money.SLASHED_DOUBLE_SIGN, money.UNBONDING_SLASHED_DOUBLE_SIGN
    slash(of, Infraction(0, world.height + 1, power, dec18(fraction), world.seconds, why, why_unbonding))
    post_burned(world.ledger, of.stake.books)


THEORIES = (Theory("distribution.f1", Life, rewards_and_stake),)
