"""Small worlds with validators and delegators only, made by hand, and what must hold in each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from econsim.units import DEC18, dec18
from econsim.world.delegations import Away, Delegations, Delegators, Redelegations, Unbondings
from econsim.world.journal import Journal
from econsim.world.ledger import Account, Ledger
from econsim.world.tables import empty
from econsim.world.validators import UNBONDED, Validators

DAY = 86_400.0
AKT = 1_000_000


class SmallWorld(SimpleNamespace):
    """What staking mechanisms need of a world; time stands where the test puts it."""

    @property
    def journal(self) -> Journal:
        return self.ledger.journal

    @property
    def supply_uakt(self) -> int:
        return self.ledger.supply["uakt"]

    @property
    def bonded_uakt(self) -> int:
        return int(self.validators.tokens_uakt[self.validators.is_bonded].sum())


def staking_world(
    stakes: Mapping[tuple[int, int], int],
    *,
    n_validators: int = 1,
    wallets: Sequence[int] = (0,),
    rates: Any = 0.0,
    community_tax: float = 0.0,
    max_entries: int = 7,
    max_validators: int = 100,
    unbonding_time: float = 21 * DAY,
) -> SmallWorld:
    """Return a world with stakes {(delegator, validator): uakt}; delegator v operates validator v."""
    validators: Validators = empty(Validators, n_validators)
    n_delegators = max(len(wallets), n_validators, *(d + 1 for d, _ in stakes)) if stakes else len(wallets)
    delegators: Delegators = empty(Delegators, n_delegators)
    validators.operator[:] = np.arange(n_validators)
    validators.commission_rate_dec18[:] = [dec18(rate) for rate in np.broadcast_to(rates, n_validators)]
    validators.max_rate_dec18[:] = DEC18
    validators.max_change_rate_dec18[:] = DEC18
    validators.commission_updated_seconds[:] = -365 * DAY
    world = SmallWorld(
        law=SimpleNamespace(
            staking=SimpleNamespace(
                unbonding_time=unbonding_time,
                max_entries=max_entries,
                max_validators=max_validators,
                min_commission_rate=0.0,
            ),
            distribution=SimpleNamespace(community_tax=community_tax),
        ),
        release=SimpleNamespace(rules=SimpleNamespace(edit_below_floor_refused=False)),
        seconds=0.0,
        height=1_000,
        ledger=Ledger(),
        validators=validators,
        delegators=delegators,
        delegations=empty(Delegations, 0),
        unbondings=empty(Unbondings, 0),
        away=empty(Away, 0),
        redelegations=empty(Redelegations, 0),
    )
    for name, attribute in (("delegators", "wallet"), ("validators", "tokens"), ("validators", "outstanding")):
        world.ledger.open_column(f"{name}.{attribute}_uakt", getattr(world, name), f"{attribute}_uakt")
    world.ledger.open_column("unbondings.balance_uakt", world.unbondings, "balance_uakt")
    for delegator, amount in enumerate(wallets):
        world.ledger.mint(Account("delegators.wallet_uakt", delegator), amount, "genesis")
    if stakes:
        delegator, validator = np.array(list(stakes)).T
        held = world.delegations
        rows = held.ensure(delegator, validator)
        held.shares[rows] = list(stakes.values())
        for (_, v), amount in stakes.items():
            validators.delegator_shares[v] += amount
            world.ledger.mint(Account("validators.tokens_uakt", v), amount, "genesis")
    return world


def add_fees(world: SmallWorld, amount: int) -> None:
    world.ledger.mint(Account("fee_collector_uakt"), amount, "fees")


def slash(world: SmallWorld, validator: int, amount: int) -> None:
    """Take tokens from a validator and leave its shares, so that a share is worth less than one uakt."""
    world.ledger.move(Account("validators.tokens_uakt", validator), Account("outside_uakt"), amount, "test")


def shares_of(world: SmallWorld, delegator: int, validator: int) -> int:
    row = world.delegations.find(np.array([delegator]), np.array([validator]))[0]
    return int(world.delegations.shares[row]) if row >= 0 else 0


def pending_dec18(world: SmallWorld, delegator: int, validator: int) -> int:
    """Return the rewards a delegation has not withdrawn [1e-18 uakt], in Python integers."""
    held = world.delegations
    row = held.find(np.array([delegator]), np.array([validator]))[0]
    index = int(world.validators.reward_index_dec18[validator])
    return (index - int(held.start_index_dec18[row])) * int(held.shares[row]) if row >= 0 else 0


def check_everything(world: SmallWorld) -> None:
    """Check the books, the shares, the order of the rows, and that all entitlements are covered."""
    ledger, validators, held = world.ledger, world.validators, world.delegations
    assert ledger.imbalance("uakt") == 0
    for name in ledger.names("uakt"):
        assert (ledger.balances(name) >= 0).all(), name
    pairs = list(zip(held.delegator.tolist(), held.validator.tolist(), strict=True))
    assert pairs == sorted(set(pairs))
    assert (held.shares > 0).all()
    shares = np.zeros(len(validators), dtype=np.int64)
    np.add.at(shares, held.validator, held.shares)
    np.testing.assert_array_equal(shares, validators.delegator_shares)
    assert (world.unbondings.balance_uakt <= world.unbondings.initial_balance_uakt).all()
    for v in range(len(validators)):
        assert covered_dec18(world, v) >= 0, f"validator {v} owes more than is outstanding"


def covered_dec18(world: SmallWorld, v: int) -> int:
    """Return what is outstanding of a validator less all that is owed to somebody [1e-18 uakt]."""
    validators, held = world.validators, world.delegations
    delegators = held.delegator[held.validator == v].tolist()
    owed = sum(pending_dec18(world, d, v) for d in delegators)
    owed += int(validators.commission_uakt[v]) * DEC18 + int(validators.commission_fraction_dec18[v])
    owed += int(validators.pool_fraction_dec18[v])
    return int(validators.outstanding_uakt[v]) * DEC18 + int(validators.allocated_fraction_dec18[v]) - owed


def fresh_validators(world: SmallWorld) -> None:
    """Put every validator out of the set, as if it had never been in it."""
    world.validators.status[:] = UNBONDED


def ids(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)
