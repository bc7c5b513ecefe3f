"""Random days of staking against a slow chain that keeps every reward as an exact fraction.

The slow chain knows nothing of indices, tables or batches: after each allocation it walks over all delegations, and
messages are carried out one by one. A withdrawal may pay up to one uakt less than it owes, never more.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from econsim.mechanisms.distribution.rules import distribute, withdraw_commission, withdraw_rewards
from econsim.mechanisms.staking.rules import delegate, mature, redelegate, undelegate, update_validator_set
from econsim.world.validators import BONDED
from tests.mechanisms.staking_worlds import (
    AKT,
    DAY,
    add_fees,
    check_everything,
    set_clock,
    staking_law,
    staking_world,
    taxed,
)

N_VALIDATORS, N_DELEGATORS = 3, 6
MAX_ENTRIES, MAX_VALIDATORS, UNBONDING = 2, 2, 3 * DAY
LAW = staking_law(max_entries=MAX_ENTRIES, max_validators=MAX_VALIDATORS, unbonding_time=UNBONDING)
RATES = [0.0, 0.05, 0.1234567]
TAX = 0.25
DUST = Fraction(1, 10**3)  # what 18 decimals can lose on stakes of this size before a withdrawal


class SlowChain:
    """Stake, wallets and exact rewards; one share is one uakt."""

    def __init__(self, stakes, wallets) -> None:
        self.stake = dict(stakes)
        self.wallet = list(wallets)
        self.owed = dict.fromkeys(self.stake, Fraction(0))
        self.commission = [Fraction(0)] * N_VALIDATORS
        self.withdrawn = [[Fraction(0), 0] for _ in wallets]  # owed at withdrawal, and how many withdrawals
        self.status = ["bonded"] * N_VALIDATORS
        self.unbonding_until = [0.0] * N_VALIDATORS
        self.unbondings: list[tuple[int, int, int, float]] = []
        self.redelegations: list[tuple[int, int, int, float]] = []

    def tokens(self, validator: int) -> int:
        return sum(stake for (_, v), stake in self.stake.items() if v == validator)

    def allocate(self, fees: int) -> None:
        power = [self.tokens(v) // AKT * (self.status[v] == "bonded") for v in range(N_VALIDATORS)]
        for v in range(N_VALIDATORS):
            if power[v]:
                part = Fraction(fees) * (1 - Fraction(str(TAX))) * Fraction(power[v], sum(power))
                commission = part * Fraction(str(RATES[v]))
                self.commission[v] += commission
                for pair, stake in self.stake.items():
                    if pair[1] == v:
                        self.owed[pair] += (part - commission) * Fraction(stake, self.tokens(v))

    def withdraw(self, pair: tuple[int, int]) -> None:
        if pair in self.stake:
            self.withdrawn[pair[0]][0] += self.owed[pair]
            self.withdrawn[pair[0]][1] += 1
            self.wallet[pair[0]] += int(self.owed[pair])
            self.owed[pair] = Fraction(0)

    def _add(self, pair: tuple[int, int], amount: int) -> None:
        self.withdraw(pair)
        self.stake[pair] = self.stake.get(pair, 0) + amount
        self.owed.setdefault(pair, Fraction(0))
        if not self.stake[pair]:
            del self.stake[pair], self.owed[pair]

    def is_removed(self, validator: int) -> bool:
        return self.status[validator] == "unbonded" and not self.tokens(validator)

    def delegate(self, d: int, v: int, amount: int) -> bool:
        if self.is_removed(v) or not 0 < amount <= self.wallet[d] + int(self.owed.get((d, v), 0)):
            return False
        self._add((d, v), amount)
        self.wallet[d] -= amount
        return True

    def undelegate(self, d: int, v: int, amount: int, now: float) -> bool:
        entries = sum(entry[:2] == (d, v) for entry in self.unbondings)
        if entries >= MAX_ENTRIES or not 0 < amount <= self.stake.get((d, v), 0):
            return False
        self._add((d, v), -amount)
        self.unbondings.append((d, v, amount, now + UNBONDING))
        return True

    def redelegate(self, d: int, source: int, to: int, amount: int, now: float) -> bool:
        entries = sum(entry[:3] == (d, source, to) for entry in self.redelegations)
        has_come = any((entry[0], entry[2]) == (d, source) for entry in self.redelegations)
        if source == to or has_come or entries >= MAX_ENTRIES or self.is_removed(to):
            return False
        if not 0 < amount <= self.stake.get((d, source), 0):
            return False
        until = {"bonded": now + UNBONDING, "unbonding": self.unbonding_until[source]}.get(self.status[source])
        self._add((d, source), -amount)
        self._add((d, to), amount)
        if until is not None:
            self.redelegations.append((d, source, to, until))
        return True

    def end_block(self, now: float) -> None:
        for d, _, amount, until in self.unbondings:
            self.wallet[d] += amount if until <= now else 0
        self.unbondings = [entry for entry in self.unbondings if entry[3] > now]
        self.redelegations = [entry for entry in self.redelegations if entry[3] > now]
        for v in range(N_VALIDATORS):
            if self.status[v] == "unbonding" and self.unbonding_until[v] <= now:
                self.status[v] = "unbonded"
        by_power = sorted(range(N_VALIDATORS), key=lambda v: (-(self.tokens(v) // AKT), v))
        active = [v for v in by_power if self.tokens(v) >= AKT][:MAX_VALIDATORS]
        for v in range(N_VALIDATORS):
            if v not in active and self.status[v] == "bonded":
                self.status[v], self.unbonding_until[v] = "unbonding", now + UNBONDING
            elif v in active:
                self.status[v] = "bonded"


DELEGATOR, VALIDATOR = st.integers(0, N_DELEGATORS - 1), st.integers(0, N_VALIDATORS - 1)
AMOUNT = st.one_of(st.integers(-1, 3), st.integers(1, 4_000_000_000), st.sampled_from([10**9, 3 * 10**9]))


def messages(*fields):
    return st.lists(st.tuples(*fields), max_size=6)


DAYS = st.fixed_dictionaries(
    {
        "fees": st.one_of(st.integers(0, 5), st.integers(0, AKT)),  # a share earns below 9.2 uakt on any stake
        "claims": st.lists(DELEGATOR, max_size=3),
        "redelegate": messages(DELEGATOR, VALIDATOR, VALIDATOR, AMOUNT),
        "undelegate": messages(DELEGATOR, VALIDATOR, AMOUNT),
        "delegate": messages(DELEGATOR, VALIDATOR, AMOUNT),
    }
)
STAKES = st.dictionaries(st.tuples(DELEGATOR, VALIDATOR), st.integers(1, 4_000_000_000), min_size=3)
WALLETS = st.lists(st.integers(0, 5_000_000_000), min_size=N_DELEGATORS, max_size=N_DELEGATORS)


def send(fast, slow, rows, *now):
    """Send messages to both chains and compare what they accept."""
    width = 4 if fast.func is redelegate else 3
    columns = np.array(rows, dtype=np.int64).reshape(-1, width).T
    assert fast(*columns).tolist() == [slow(*row, *now) for row in rows]


def compare_payouts(world, slow, carried) -> None:
    """Compare rewards paid since the last look; the slow chain then takes over the wallets that were really paid."""
    for d in range(N_DELEGATORS):
        owed, withdrawals = slow.withdrawn[d]
        paid = int(world.delegators.rewards_uakt[d]) - carried[d]
        assert owed - withdrawals * (1 + DUST) <= paid <= owed
        slow.withdrawn[d] = [Fraction(0), 0]
        carried[d] += paid


@settings(deadline=None, max_examples=120)
@given(stakes=STAKES, wallets=WALLETS, days=st.lists(DAYS, min_size=1, max_size=6))
def test_random_days_pay_everybody_pro_rata_and_never_too_much(stakes, wallets, days):
    world = staking_world(
        stakes,
        n_validators=N_VALIDATORS,
        wallets=wallets,
        rates=RATES,
    )
    slow, carried, supply = SlowChain(stakes, wallets), [0] * N_DELEGATORS, world.supply_uakt
    for day, happens in enumerate(days):
        now = day * DAY
        set_clock(world, now)
        add_fees(world, happens["fees"])
        distribute(world, taxed(TAX))
        slow.allocate(happens["fees"])
        supply += happens["fees"]

        withdraw_rewards(world, np.array(happens["claims"], dtype=np.int64))
        for pair in [pair for pair in slow.stake if pair[0] in happens["claims"]]:
            slow.withdraw(pair)
        compare_payouts(world, slow, carried)
        slow.wallet = world.delegators.wallet_uakt.tolist()

        send(partial(redelegate, world, LAW), slow.redelegate, happens["redelegate"], now)
        send(partial(undelegate, world, LAW), slow.undelegate, happens["undelegate"], now)
        compare_payouts(world, slow, carried)
        slow.wallet = world.delegators.wallet_uakt.tolist()
        send(partial(delegate, world), slow.delegate, happens["delegate"])
        compare_payouts(world, slow, carried)
        mature(world)
        update_validator_set(world, LAW)
        slow.end_block(now)

        check_everything(world)
        held = zip(world.delegations.delegator, world.delegations.validator, world.delegations.shares, strict=True)
        assert {(int(d), int(v)): int(shares) for d, v, shares in held} == slow.stake
        assert world.validators.tokens_uakt.tolist() == [slow.tokens(v) for v in range(N_VALIDATORS)]
        assert (world.validators.status == BONDED).tolist() == [status == "bonded" for status in slow.status]
        assert sum(entry[2] for entry in slow.unbondings) == world.ledger.total("unbondings.balance_uakt")
        assert world.supply_uakt == supply
        assert world.ledger.total("fee_collector_uakt") == 0

    withdraw_commission(world, np.arange(N_VALIDATORS))
    for earned, exact in zip(world.validators.commission_earned_uakt.tolist(), slow.commission, strict=True):
        assert exact - 1 - DUST <= earned <= exact
    withdraw_rewards(world, np.arange(N_DELEGATORS))
    check_everything(world)
    assert world.ledger.total("validators.outstanding_uakt") <= N_VALIDATORS  # fractions are all that stays
