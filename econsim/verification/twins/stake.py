"""Stake: weeks of delegations, undelegations and redelegations, message by message and day by day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from econsim.mechanisms.law import Law
from econsim.mechanisms.slashing.rules import unjail
from econsim.mechanisms.staking import rules as engine
from econsim.mechanisms.staking.parameters import Staking
from econsim.reference import delegation as reference
from econsim.reference.chain import Chain
from econsim.reference.decimal18 import Dec
from econsim.reference.failures import Refused
from econsim.units import SECONDS_PER_DAY, UAKT_PER_AKT, BoolArray, IntArray
from econsim.verification.mainnet6 import law_with
from econsim.verification.twins.blocks import is_released
from econsim.verification.twins.chain import EPOCH_0, chain_of
from econsim.verification.twins.twin import Twin
from econsim.world.build import empty_world, hand_out, with_stakes
from econsim.world.ledger import Account
from econsim.world.validators import STATUS, UNBONDED
from econsim.world.world import World

_VALIDATORS, _DELEGATORS, _DAYS, _MESSAGES = 6, 20, 40, 12
Message = tuple[int, ...]


def flows(rng: np.random.Generator) -> float:
    """Return how often engine and chain differ: a message accepted or not, or anything kept at the end of a day.

    Forty days, a set of four of six validators, two entries for each pair, no mint. Operators stay.
    """
    law = law_with(staking__max_validators=4, staking__max_entries=2)
    return _lived_through(rng, law, random_world(rng, law.staking), range(_VALIDATORS, _DELEGATORS))


def self_delegation(rng: np.random.Generator) -> float:
    """Return the same where operators, who have to keep some stake of their own, move it and ask for releases."""
    law = law_with(staking__max_validators=4, staking__max_entries=2)
    world = random_world(rng, law.staking)
    own = world.delegations.shares[world.delegations.find(*np.tile(np.arange(_VALIDATORS), (2, 1)))]
    world.validators.min_self_delegation_uakt = np.maximum(own * rng.choice([0.0, 0.3, 0.5, 1.0], _VALIDATORS), 1)
    return _lived_through(rng, law, world, range(_VALIDATORS * 2))


def _lived_through(rng: np.random.Generator, law: Law, world: World, senders: range) -> float:
    """Return the differences of forty days, each with messages of some accounts."""
    chain, n_different = chain_of(world, law), 0
    for day in range(_DAYS):
        chain.block.height, chain.block.time = world.height, EPOCH_0 + day * SECONDS_PER_DAY
        asking = np.flatnonzero(rng.random(_VALIDATORS) < 0.3)
        n_different += sum(unjail(world, asking) != [is_released(chain, number) for number in asking.tolist()])
        n_different += n_accepted_differently(rng, world, law.staking, chain, senders)
        engine.update_validator_set(world, law.staking)
        engine.mature(world)
        chain.end_block()
        n_different += len(_kept_by_engine(world) ^ _kept_by_chain(chain))
        world.epoch += 1
    return float(n_different)


def random_world(rng: np.random.Generator, law: Staking, **clock: Any) -> World:
    """Return validators with delegators who own about as much again as they have staked; `clock`: of the world."""
    stakes = {(validator, validator): int(rng.integers(1, 50)) * UAKT_PER_AKT for validator in range(_VALIDATORS)}
    for delegator in range(_VALIDATORS, _DELEGATORS):
        stakes[delegator, int(rng.integers(_VALIDATORS))] = int(rng.integers(1, 10**8))
    world = with_stakes(empty_world(supply_uakt=10**12, **clock), [0.0] * _VALIDATORS, stakes, _DELEGATORS)
    wallets = Account("delegators.wallet_uakt", np.arange(_DELEGATORS))
    hand_out(world, wallets, rng.integers(10**8, size=_DELEGATORS))
    world.validators.status[:] = UNBONDED
    engine.update_validator_set(world, law)
    return world


def n_accepted_differently(
    rng: np.random.Generator, world: World, law: Staking, chain: Chain, senders: range = range(_VALIDATORS, _DELEGATORS)
) -> int:
    """Send both sides the messages of some accounts; return how many only one of them accepts."""
    n_different = 0
    for send, carry_out, n_validators in KINDS:
        messages = _messages(rng, world, senders, n_validators)
        columns = [np.array(column, dtype=np.int64) for column in zip(*messages, strict=True)]
        accepted = send(world, law, *columns)
        n_different += int((accepted != [_is_accepted(carry_out, chain, message) for message in messages]).sum())
    return n_different


def _messages(rng: np.random.Generator, world: World, senders: range, n_validators: int) -> list[Message]:
    """Return messages (delegator, validators, amount), some for exactly all there is, some for too much."""
    return [_message(rng, world, senders, n_validators) for _ in range(_MESSAGES)]


def _message(rng: np.random.Generator, world: World, senders: range, n_validators: int) -> Message:
    delegator = int(rng.choice(senders))
    validators = rng.integers(_VALIDATORS, size=n_validators).tolist()
    held = world.delegations
    own = held.in_order()
    own = own[held.delegator[own] == delegator]
    if own.size and rng.random() < 0.8:
        validators[0] = int(held.validator[rng.choice(own)])
    row = held.find(np.array([delegator]), np.array(validators[:1]))[0]
    staked = int(held.shares[row]) if row >= 0 else 0
    amounts = [staked, staked + 1, staked // 2, int(world.delegators.wallet_uakt[delegator]) // 3, 1, 0]
    return (delegator, *validators, int(rng.choice(amounts)))


def _is_accepted(carry_out: Callable[..., Any], chain: Chain, message: Message) -> bool:
    """Send a message to the chain; return whether it was accepted."""
    try:
        carry_out(chain.staking, *message)
    except Refused:
        return False
    return True


def _kept_by_engine(world: World) -> set[tuple[Any, ...]]:
    """Return every fact that both sides keep about stake, wallets and entries."""

    def rows(*columns: Any) -> Any:
        return zip(*(column.tolist() for column in columns), strict=True)

    held, out, moved, table = world.delegations, world.unbondings, world.redelegations, world.validators
    seconds = [np.rint(entries.completion_seconds).astype(np.int64) + EPOCH_0 for entries in (out, moved)]
    return {
        *(("shares", *row) for row in rows(held.delegator, held.validator, held.shares)),
        *(("wallet", *row) for row in rows(np.arange(_DELEGATORS), world.delegators.wallet_uakt)),
        *(
            ("validator", number, tokens, STATUS[status], is_jailed)
            for number, tokens, status, is_jailed, shares in rows(
                *(np.arange(_VALIDATORS), table.tokens_uakt, table.status, table.is_jailed, table.delegator_shares)
            )
            if shares or status != UNBONDED  # it is gone
        ),
        *_counted("unbonding", rows(out.delegator, out.validator, out.balance_uakt, out.creation_height, seconds[0])),
        *_counted(
            "redelegation",
            rows(
                *(moved.delegator, moved.source, moved.destination),
                *(moved.initial_balance_uakt, moved.destination_shares, moved.creation_height, seconds[1]),
            ),
        ),
    }


def _kept_by_chain(chain: Chain) -> set[tuple[Any, ...]]:
    staking = chain.staking
    validators = staking.validators.values()
    return {
        *(("shares", *pair, _whole(shares)) for pair, shares in staking.delegations.items()),
        *(("wallet", delegator, chain.bank.balance(delegator)) for delegator in range(_DELEGATORS)),
        *(("validator", each.index, each.tokens, each.status, each.is_jailed) for each in validators),
        *_counted(
            "unbonding",
            (
                (entry.delegator, entry.validator, entry.balance, entry.creation_height, entry.completion_time)
                for entry in staking.unbondings
            ),
        ),
        *_counted(
            "redelegation",
            (
                (
                    *(entry.delegator, entry.source, entry.destination, entry.initial_balance),
                    *(_whole(entry.destination_shares), entry.creation_height, entry.completion_time),
                )
                for entry in staking.redelegations
            ),
        ),
    }


def _counted(what: str, rows: Any) -> set[tuple[Any, ...]]:
    """Return rows with how many equal ones came before, so that a set keeps them all."""
    seen: dict[tuple[Any, ...], int] = {}
    found = set()
    for row in rows:
        seen[row] = seen.get(row, 0) + 1
        found.add((what, *row, seen[row]))
    return found


def _whole(shares: Dec) -> int | str:
    """Return shares as a whole number where they are one: without slashes they always are."""
    number = shares.truncate_int()
    return number if Dec.whole(number) == shares else str(shares)


def _delegate(world: World, _law: Staking, delegator: IntArray, validator: IntArray, amount: IntArray) -> BoolArray:
    """Delegate: the one message about stake to which no law sets a limit."""
    return engine.delegate(world, delegator, validator, amount)


KINDS: tuple[tuple[Any, Any, int], ...] = (
    (engine.redelegate, reference.redelegate, 2),
    (engine.undelegate, reference.undelegate, 1),
    (_delegate, reference.delegate, 1),
)
TWINS = (
    Twin(
        "staking messages",
        "40 days of messages: accepted or refused, shares, wallets, entries with their times, the validator set",
        0.0,
        "no difference",
        flows,
    ),
    Twin(
        "jailing by minimum self-delegation",
        "the same where operators move their own stake: who is jailed by it, who is released",
        0.0,
        "no difference",
        self_delegation,
    ),
)
