"""Small worlds with validators and delegators only, and what must hold in each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from econsim.mechanisms.distribution.parameters import Distribution
from econsim.mechanisms.slashing.money import post_burned
from econsim.mechanisms.slashing.slash import Infraction, Slashable
from econsim.mechanisms.slashing.slash import slash as burn
from econsim.mechanisms.staking import money
from econsim.mechanisms.staking.parameters import Staking
from econsim.mechanisms.staking.records import queue_of, stake_of
from econsim.units import DEC18, dec18
from econsim.world.build import empty_world, hand_out, with_stakes
from econsim.world.ledger import Account
from econsim.world.validators import UNBONDED
from econsim.world.world import World
from tests.mechanisms.changed_law import changed_law

DAY = 86_400.0
AKT = 1_000_000


def staking_law(**changes: Any) -> Staking:
    """Return the limits that staking has: three weeks, seven entries, a hundred seats, and no rate that is too low."""
    limits = {"unbonding_time": 21 * DAY, "max_entries": 7, "max_validators": 100, "min_commission_rate": 0.0}
    return changed_law(staking=limits | changes).staking


def taxed(community_tax: float) -> Distribution:
    """Return the law of distribution with a tax."""
    return changed_law(distribution={"community_tax": community_tax}).distribution


def staking_world(
    stakes: Mapping[tuple[int, int], int],
    *,
    n_validators: int = 1,
    wallets: Sequence[int] = (0,),
    rates: Any = 0.0,
) -> World:
    """Return a world at height 1,000 with stakes {(delegator, validator): uakt}; delegator v operates validator v.

    The supply is what is staked or in a wallet.
    """
    world = empty_world(supply_uakt=sum(stakes.values()) + sum(wallets), start_height=1_000)
    n_delegators = max(len(wallets), n_validators, *(d + 1 for d, _ in stakes)) if stakes else len(wallets)
    with_stakes(world, np.broadcast_to(rates, n_validators).tolist(), stakes, n_delegators)
    hand_out(world, Account("delegators.wallet_uakt", np.arange(len(wallets))), wallets)
    return world


def set_clock(world: World, seconds: float) -> None:
    """Put the clock of a world on a time: its first epoch was that long."""
    world.epoch_seconds, world.epoch = seconds, 1


def add_fees(world: World, amount: int) -> None:
    world.ledger.mint(Account("fee_collector_uakt"), amount, "fees")


def slash(world: World, validator: int, amount: int) -> None:
    """Take tokens from a validator and leave its shares, so that a share is worth less than one uakt."""
    world.ledger.move(Account("validators.tokens_uakt", validator), Account("outside_uakt"), amount, "test")


def slash_for(
    world: World,
    validator: int,
    power: int,
    fraction: Any,
    *,
    height: int = 10**6,
    seconds: float = 0.0,
    follows_undelegations: bool = False,
) -> int:
    """Slash for a double sign at a height, after every entry unless one is named; return what is burned [uakt].

    `follows_undelegations`: as since v1.0.0.
    """
    left, moved, supply = queue_of(world.unbondings), queue_of(world.redelegations), world.supply_uakt
    of = Slashable(stake_of(world), left, moved, follows_undelegations)
    why = (money.SLASHED_DOUBLE_SIGN, money.UNBONDING_SLASHED_DOUBLE_SIGN)
    burn(of, Infraction(validator, height, power, dec18(fraction), seconds, *why))
    post_burned(world.ledger, of.stake.books)
    return supply - world.supply_uakt


def shares_of(world: World, delegator: int, validator: int) -> int:
    row = world.delegations.find(np.array([delegator]), np.array([validator]))[0]
    return int(world.delegations.shares[row]) if row >= 0 else 0


def pending_dec18(world: World, delegator: int, validator: int) -> int:
    """Return the rewards a delegation has not withdrawn [1e-18 uakt], in Python integers."""
    held = world.delegations
    row = held.find(np.array([delegator]), np.array([validator]))[0]
    index = int(world.validators.reward_index_dec18[validator])
    return (index - int(held.start_index_dec18[row])) * int(held.shares[row]) if row >= 0 else 0


def check_everything(world: World) -> None:
    """Check the books, the shares, the order of the rows, and that all entitlements are covered."""
    ledger, validators, held = world.ledger, world.validators, world.delegations
    assert ledger.imbalance("uakt") == 0
    for name in ledger.names("uakt"):
        assert (ledger.balances(name) >= 0).all(), name
    rows = held.in_order()
    pairs = list(zip(held.delegator[rows].tolist(), held.validator[rows].tolist(), strict=True))
    assert pairs == sorted(set(pairs))
    assert len(pairs) == len(held)
    assert (held.shares > 0).all()
    shares = np.zeros(len(validators), dtype=np.int64)
    np.add.at(shares, held.validator, held.shares)
    np.testing.assert_array_equal(shares, validators.delegator_shares)
    assert (world.unbondings.balance_uakt <= world.unbondings.initial_balance_uakt).all()
    for v in range(len(validators)):
        assert covered_dec18(world, v) >= 0, f"validator {v} owes more than is outstanding"


def covered_dec18(world: World, v: int) -> int:
    """Return what is outstanding of a validator less all that is owed to somebody [1e-18 uakt]."""
    validators, held = world.validators, world.delegations
    delegators = held.delegator[held.validator == v].tolist()
    owed = sum(pending_dec18(world, d, v) for d in delegators)
    owed += int(validators.commission_uakt[v]) * DEC18 + int(validators.commission_fraction_dec18[v])
    owed += int(validators.pool_fraction_dec18[v])
    return int(validators.outstanding_uakt[v]) * DEC18 + int(validators.allocated_fraction_dec18[v]) - owed


def fresh_validators(world: World) -> None:
    """Put every validator out of the set, as if it had never been in it."""
    world.validators.status[:] = UNBONDED


def ids(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)
