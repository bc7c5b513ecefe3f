"""Principal: what is paid out waits to be staked again or leaves; what is delegated is taken off."""

from __future__ import annotations

import numpy as np

from econsim.mechanisms.staking.principal import take_off
from econsim.mechanisms.staking.records import entries_of, messages_of
from econsim.mechanisms.staking.rules import mature, undelegate
from tests.mechanisms.staking_worlds import DAY, set_clock, staking_law, staking_world


def row(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


def away_of(world) -> dict[tuple[int, int], int]:
    away = world.away
    pairs = zip(away.delegator.tolist(), away.validator.tolist(), strict=True)
    return dict(zip(pairs, away.amount_uakt.tolist(), strict=True))


def take_off_principal(world, delegator: int, validator: int, amount_uakt: int) -> None:
    """Take what an accepted message has delegated off the principal."""
    messages = messages_of(row(delegator), row(validator), row(amount_uakt))
    messages["is_accepted"] = True
    take_off(entries_of(world, world.away, 0), world.delegators.rows, world.validators.rows, messages)


def unbonded(is_leaving: bool):
    """Return a world in which delegator 2 has unbonded 30 from validator 0, 20 and 5 from validator 1."""
    world = staking_world({(2, 0): 100, (2, 1): 100}, n_validators=2, wallets=(0, 0, 11))
    undelegate(world, staking_law(), row(2, 2, 2), row(0, 1, 1), row(30, 20, 5))
    world.unbondings.is_leaving[:] = is_leaving
    set_clock(world, 21 * DAY)
    mature(world)
    return world


def test_what_is_paid_out_is_principal_away_by_the_validator_it_left() -> None:
    world = unbonded(is_leaving=False)
    assert world.delegators.wallet_uakt[2] == 66
    assert away_of(world) == {(2, 0): 30, (2, 1): 25}


def test_what_leaves_for_good_goes_on_to_outside() -> None:
    world = unbonded(is_leaving=True)
    assert world.delegators.wallet_uakt[2] == 11
    assert world.ledger.total("outside_uakt") == 55
    assert away_of(world) == {}


def test_a_delegation_is_taken_off_what_left_its_validator_then_off_the_rest() -> None:
    world = unbonded(is_leaving=False)
    world.delegators.wallet_uakt[2] = 100
    take_off_principal(world, 2, 1, 28)
    assert away_of(world) == {(2, 0): 27}


def test_what_left_a_captive_validator_is_taken_off_by_its_own_return_only() -> None:
    world = unbonded(is_leaving=False)
    world.validators.is_captive[0] = True
    take_off_principal(world, 2, 1, 40)
    assert away_of(world) == {(2, 0): 30}
    take_off_principal(world, 2, 0, 20)
    assert away_of(world) == {(2, 0): 10}


def test_no_more_stands_away_than_the_wallet_holds() -> None:
    world = unbonded(is_leaving=False)
    world.delegators.wallet_uakt[2] = 12
    take_off_principal(world, 2, 1, 1)
    assert sum(away_of(world).values()) == 12
