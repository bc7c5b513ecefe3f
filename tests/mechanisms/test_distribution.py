"""Who gets the fees: hand arithmetic, the conformance vectors, and what the chain does with fractions."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from econsim.errors import RunError
from econsim.mechanisms.distribution.rules import allocate, distribute, withdraw_commission, withdraw_rewards
from econsim.mechanisms.staking.rules import delegate, undelegate
from econsim.units import DEC18, dec18
from econsim.world.validators import UNBONDED, UNBONDING
from tests.mechanisms.chain_vectors import vectors
from tests.mechanisms.staking_worlds import (
    AKT,
    add_fees,
    check_everything,
    fresh_validators,
    ids,
    pending_dec18,
    slash,
    slash_for,
    staking_law,
    staking_world,
    taxed,
)


def three_validators():
    stakes = {(3, 0): 50 * AKT, (3, 1): 30 * AKT, (3, 2): 20 * AKT}
    return staking_world(stakes, n_validators=3, wallets=(0, 0, 0, 0), rates=[0.05, 0.10, 0.0])


def paid(fees: int, world, tax: float = 0.0) -> None:
    add_fees(world, fees)
    distribute(world, taxed(tax))


def exact_dec18(table, name: str) -> list[int]:
    whole, fraction = getattr(table, f"{name}_uakt"), getattr(table, f"{name}_fraction_dec18")
    return [int(w) * DEC18 + int(f) for w, f in zip(whole, fraction, strict=True)]


def test_a_million_is_split_by_tax_power_and_commission():
    """Theory, D1 by hand: tax 25 %, power 50 / 30 / 20, commission 5 / 10 / 0 %."""
    world = three_validators()
    paid(1_000_000, world, tax=0.25)
    assert world.ledger.total("fee_collector_uakt") == 0
    assert world.ledger.total("community_pool_uakt") == 250_000
    assert world.validators.outstanding_uakt.tolist() == [375_000, 225_000, 150_000]
    assert world.validators.commission_uakt.tolist() == [18_750, 22_500, 0]
    assert world.validators.allocated_uakt.tolist() == [375_000, 225_000, 150_000]
    assert world.validators.commission_accrued_uakt.tolist() == [18_750, 22_500, 0]
    assert world.validators.rewards_accrued_uakt.tolist() == [356_250, 202_500, 150_000]
    claims = withdraw_rewards(world, ids(3))
    assert claims.validator.tolist() == [0, 1, 2]
    assert claims.uakt.tolist() == [356_250, 202_500, 150_000]
    check_everything(world)


def test_rewards_follow_stake_while_it_moves():
    """Theory, D2 by hand without its slash: A 100, B 300, reward 40, B takes out 100, reward 57: 10 + 19, 30 + 38."""
    world = staking_world({(1, 0): 100 * AKT, (2, 0): 300 * AKT}, wallets=(0, 0, 0))
    paid(40, world)
    assert undelegate(world, staking_law(), ids(2), ids(0), ids(100 * AKT)).all()
    assert world.delegators.wallet_uakt.tolist() == [0, 0, 30]  # withdrawn when the delegation was touched
    paid(57, world)
    withdraw_rewards(world, ids(1, 2))
    assert world.delegators.wallet_uakt.tolist() == [0, 29, 68]
    assert world.delegators.rewards_uakt.tolist() == [0, 29, 68]
    check_everything(world)


def test_only_bonded_validators_earn_and_only_by_whole_akt():
    world = three_validators()
    world.validators.status[1] = UNBONDING
    slash(world, 2, 1)  # 19,999,999 uakt have the power of 19
    paid(69_000_000, world)
    assert world.validators.outstanding_uakt.tolist() == [49_999_999, 0, 18_999_999]  # 50/69 is cut at 18 decimals
    assert world.ledger.total("community_pool_uakt") == 2


def test_without_power_everything_goes_to_the_community_pool():
    world = three_validators()
    fresh_validators(world)
    paid(777, world, tax=0.02)
    assert world.ledger.total("community_pool_uakt") == 777
    assert not world.validators.commission_accrued_uakt.any()
    assert not world.validators.rewards_accrued_uakt.any()


def test_what_nobody_holds_shares_of_goes_to_the_community_pool():
    world = three_validators()
    world.validators.delegator_shares[1], world.delegations.shares[1] = 0, 0
    paid(1_000_000, world)
    assert world.validators.outstanding_uakt.tolist() == [500_000, 30_000, 200_000]  # commission only
    assert world.ledger.total("community_pool_uakt") == 270_000


def test_a_new_rate_acts_on_the_next_allocation_and_on_nothing_before():
    world = three_validators()
    paid(1_000_000, world)
    world.validators.commission_rate_dec18[0] = dec18(1)
    assert world.validators.commission_uakt[0] == 25_000
    paid(1_000_000, world)
    assert world.validators.commission_uakt[0] == 525_000


def test_fractions_are_carried_until_they_are_whole():
    """Fees of 1 uakt and three equal validators: each gets its uakt when a third has come three times."""
    stakes = {(3, v): 10 * AKT for v in range(3)}
    world = staking_world(stakes, n_validators=3, wallets=(0, 0, 0, 0))
    pool, outstanding = [], []
    for _ in range(4):
        paid(1, world)
        pool.append(world.ledger.total("community_pool_uakt"))
        outstanding.append(world.validators.outstanding_uakt.tolist())
        check_everything(world)
    assert outstanding == [[0, 0, 0], [0, 0, 0], [0, 0, 0], [1, 1, 1]]  # 3 x .333...3 is still below one
    assert pool == [1, 2, 3, 1]


def test_a_withdrawal_sends_its_fraction_to_the_pool_and_a_commission_keeps_its_own():
    world = staking_world({(1, 0): 3 * AKT, (2, 0): 4 * AKT}, wallets=(0, 0, 0), rates=0.25)
    paid(10, world)  # commission 2.5, shared 7.5: 3.214... and 4.285...
    assert withdraw_rewards(world, ids(1, 2)).uakt.tolist() == [3, 4]
    assert withdraw_commission(world, ids(0)).tolist() == [2]
    assert world.delegators.wallet_uakt.tolist() == [2, 3, 4]  # delegator 0 is the operator
    assert world.validators.commission_earned_uakt.tolist() == [2]
    assert world.validators.commission_fraction_dec18[0] == DEC18 // 2
    assert world.ledger.total("community_pool_uakt") == 0
    assert world.validators.pool_fraction_dec18[0] == pytest.approx(0.5 * DEC18, rel=1e-9)
    paid(10, world)
    assert withdraw_rewards(world, ids(1, 2)).uakt.tolist() == [3, 4]  # nothing was kept for next time
    assert withdraw_commission(world, ids(0)).tolist() == [3]
    assert withdraw_rewards(world, ids(1, 2)).uakt.tolist() == [0, 0]
    assert world.ledger.total("community_pool_uakt") + world.validators.outstanding_uakt[0] == 20 - 9 - 10
    check_everything(world)


def test_operators_are_paid_wherever_their_account_is():
    world = three_validators()
    world.validators.operator[:] = [2, 0, 1]
    paid(1_000_000, world)
    assert withdraw_commission(world, ids(1, 0)).tolist() == [30_000, 25_000]
    assert world.delegators.wallet_uakt.tolist() == [30_000, 0, 25_000, 0]


def test_claiming_pays_every_delegation_of_those_who_ask_and_of_nobody_else():
    stakes = {(3, 0): 10 * AKT, (4, 0): 10 * AKT, (4, 1): 20 * AKT, (5, 1): 40 * AKT}
    world = staking_world(stakes, n_validators=3, wallets=(0,) * 6)
    paid(800, world)
    claims = withdraw_rewards(world, ids(5, 4, 0))
    assert list(zip(claims.delegator, claims.validator, claims.uakt, strict=True)) == [
        (4, 0, 100),
        (4, 1, 200),
        (5, 1, 400),
    ]
    assert world.delegators.wallet_uakt.tolist() == [0, 0, 0, 0, 300, 400]


def test_index_that_leaves_64_bits_stops_the_run():
    world = staking_world({(0, 0): 1 * AKT})
    paid(9 * AKT, world)
    with pytest.raises(RunError, match=r"^validator 0: a share has earned over 9\.2 uakt.*; lower inflation"):
        paid(1 * AKT, world)


@pytest.mark.parametrize(("inputs", "expected"), vectors("dist_allocate"))
def test_all_that_is_allocated_and_the_pool_are_those_of_the_vectors(inputs, expected):
    """Validator by validator they have one block's proposer, we the proposers of an epoch: only the sums compare."""
    powers = [v["power"] for v in inputs["validators"]]
    stakes = {(len(powers), v): 1_000 * power * AKT for v, power in enumerate(powers)}
    rates = [float(v["commission_rate"]) for v in inputs["validators"]]
    tax = float(inputs["params"]["community_tax"])
    world = staking_world(stakes, n_validators=len(powers), wallets=(0,), rates=rates)
    paid(inputs["fees"], world, tax)
    check_everything(world)
    allocated = sum(exact_allocation(world))
    assert (
        world.ledger.total("community_pool_uakt") + world.ledger.total("validators.outstanding_uakt") == inputs["fees"]
    )
    if "outstanding" in expected:
        assert allocated == pytest.approx(sum(scaled(r) for r in expected["outstanding"]), abs=10**10)
        assert inputs["fees"] * DEC18 - allocated == pytest.approx(scaled(expected["community_pool"]), abs=10**10)


def exact_allocation(world) -> list[int]:
    table = world.validators
    return [
        int(w) * DEC18 + int(f) for w, f in zip(table.outstanding_uakt, table.allocated_fraction_dec18, strict=True)
    ]


def scaled(written: str) -> int:
    return int(Decimal(written).scaleb(18))


@pytest.mark.parametrize(("inputs", "expected"), vectors("dist_allocate_validator"))
def test_one_validators_split_is_that_of_the_vectors(inputs, expected):
    world = staking_world({(0, 0): 1 * AKT}, rates=float(inputs["commission_rate"]))
    allocate_exactly(world, inputs["tokens"])
    assert exact_dec18(world.validators, "commission") == [scaled(expected["commission"])]
    assert pending_dec18(world, 0, 0) == scaled(expected["shared"])
    assert exact_allocation(world) == [scaled(expected["outstanding"])]


def allocate_exactly(world, tokens: str) -> None:
    """Allocate an amount with decimals to validator 0, whatever its power."""
    fees = -(-scaled(tokens) // DEC18)
    add_fees(world, fees)
    allocate(world, fees, np.array([divmod(scaled(tokens), DEC18)]))


class F1:
    """Runs the steps of a dist_f1 vector on one validator."""

    def __init__(self) -> None:
        self.results: dict[str, dict[str, object]] = {}

    def run(self, steps) -> dict[str, dict[str, object]]:
        for step in steps:
            result = getattr(self, step["op"])(**{k: v for k, v in step.items() if k not in {"op", "height", "label"}})
            if "label" in step:
                self.results[step["label"]] = result
        return self.results

    def create_validator(self, tokens: int, commission_rate: str) -> None:
        self.world = staking_world({(0, 0): tokens}, wallets=(0, 10**12), rates=float(commission_rate))

    def allocate(self, tokens: str) -> None:
        allocate_exactly(self.world, tokens)

    def delegate(self, delegator: int, tokens: int) -> None:
        assert delegate(self.world, ids(delegator), ids(0), ids(tokens)).all()

    def withdraw(self, delegator: int) -> dict[str, object]:
        return {"paid": int(withdraw_rewards(self.world, ids(delegator)).uakt.sum())}

    def slash(self, power: int, fraction: str) -> None:
        slash_for(self.world, 0, power, fraction)

    def query(self) -> dict[str, object]:
        rewards = {str(d): pending_dec18(self.world, d, 0) for d in range(2)}
        return {"rewards": rewards, "commission": exact_dec18(self.world.validators, "commission")[0]}


OUT_OF_RANGE = ("dist.f1.d1",)  # 7 uakt of stake earn 153: more than 9.2 a share


@pytest.mark.parametrize(("inputs", "expected"), vectors("dist_f1", leave_out=OUT_OF_RANGE))
def test_f1_pays_what_the_vectors_pay(inputs, expected):
    results = F1().run(inputs["steps"])
    for label, wanted in expected.items():
        got = results[label]
        for delegator, rewards in wanted.get("rewards", {}).items():
            assert got["rewards"][delegator] == scaled(rewards)
        if "commission" in wanted:
            assert got["commission"] == scaled(wanted["commission"])
        if "paid" in wanted:
            assert got["paid"] == wanted["paid"]


@pytest.mark.parametrize(("inputs", "expected"), vectors("dist_withdraw_commission", leave_out=("dist.fund_pool",)))
def test_a_commission_withdrawal_pays_and_keeps_what_the_vectors_say(inputs, expected):
    for denom, accumulated in inputs["accumulated"].items():
        world = staking_world({(0, 0): 1 * AKT}, rates=1.0)
        allocate_exactly(world, accumulated)
        assert withdraw_commission(world, ids(0)).tolist() == [expected["paid"][denom]]
        assert exact_dec18(world.validators, "commission") == [scaled(expected["remainder"][denom])]


def test_commission_is_rounded_half_even_at_18_decimals():
    """5 x 10^-18 uakt at 50 %: 2.5 goes to 2; 7 x 10^-18: 3.5 goes to 4."""
    for tokens, commission in (("0.000000000000000005", 2), ("0.000000000000000007", 4)):
        world = staking_world({(0, 0): 1 * AKT}, rates=0.5)
        allocate_exactly(world, tokens)
        assert world.validators.commission_fraction_dec18[0] == commission


def test_unbonded_stake_earns_nothing_even_if_it_is_the_largest():
    world = three_validators()
    world.validators.status[0] = UNBONDED
    paid(500, world)
    assert world.validators.outstanding_uakt.tolist() == [0, 300, 200]
