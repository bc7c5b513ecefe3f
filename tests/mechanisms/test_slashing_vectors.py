"""Liveness, double signs and slashes are those of the chain's own tests."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.mechanisms.slashing.rules import sign_blocks, unjail
from econsim.mechanisms.slashing.window import missed_in_window
from econsim.mechanisms.staking.rules import delegate, redelegate, undelegate, update_validator_set
from econsim.units import UAKT_PER_AKT
from econsim.world.build import hand_out
from econsim.world.ledger import Account
from econsim.world.signing import Faults
from econsim.world.validators import STATUS
from tests.mechanisms.chain_vectors import vectors
from tests.mechanisms.changed_law import changed_law
from tests.mechanisms.staking_worlds import (
    check_everything,
    ids,
    shares_of,
    slash_for,
    staking_law,
    staking_world,
)

NOTHING_SIGNED_TWICE = np.zeros((0, 3), np.int64)


class Signer:
    """Runs the steps of a slash_liveness vector: an epoch a step, and one for blocks that the vector skips."""

    def __init__(self, inputs) -> None:
        given = inputs["params"]
        self.world = staking_world({(0, 0): inputs["tokens"]})
        validators = self.world.validators
        validators.first_bonded_height, validators.bonded_height = inputs["start_height"], -10
        validators.power = inputs["power"]
        self.world.epoch_seconds = self.world.seconds_per_block = 1.0
        self.law = changed_law(
            slashing={
                "signed_blocks_window": given["window"],
                "min_signed_per_window": float(given["min_signed"]),
                "slash_fraction_downtime": float(given["fraction_downtime"]),
            }
        )

    def sign(self, frm: int, to: int, signed: bool) -> None:
        """Count the votes at some heights, all of them in one epoch."""
        world, n_blocks = self.world, to - frm + 1
        world.start_height, world.epoch, world.epoch_seconds = frm - 1, 0, float(n_blocks)
        absent = np.zeros((0, 4), np.int64) if signed else np.array([[0, 0, n_blocks - 1, 1]])
        sign_blocks(world, self.law, Faults(absent, NOTHING_SIGNED_TWICE, np.array([not signed])))
        check_everything(world)

    def unjail(self) -> None:
        """Let it be in the set again, as if it had never left it."""
        validators = self.world.validators
        validators.is_jailed, validators.status, validators.bonded_height = False, 0, -10

    def state(self):
        runs, row = self.world.missed_votes.rows, self.world.validators.rows[0]
        window = self.law.slashing.signed_blocks_window
        return {
            "missed": missed_in_window(runs, 0, runs.size, int(row["n_votes"]) - 1, window),
            "index_offset": row["n_votes"],
            "jailed": row["is_jailed"],
            "tokens": row["tokens_uakt"],
        }


@pytest.mark.parametrize(("inputs", "expected"), vectors("slash_liveness"))
def test_liveness_is_that_of_the_vectors(inputs, expected):
    """On the chain's tests the votes of a jailed validator go on; here its last two are counted."""
    signer = Signer(inputs)
    for step in inputs["steps"]:
        fields = {name: value for name, value in step.items() if name not in {"op", "label"}}
        getattr(signer, step["op"])(**fields)
        for name, value in expected.get(step.get("label"), {}).items():
            assert signer.state()[name] == value, (step, name)


@pytest.mark.parametrize(("inputs", "expected"), vectors("slash_double_sign"))
def test_a_double_sign_does_what_the_vectors_say(inputs, expected):
    given = inputs["params"]
    world = staking_world({(0, 0): inputs["tokens"]})
    law = changed_law(
        slashing={"slash_fraction_double_sign": float(given["fraction_double_sign"])},
        evidence={"max_age_duration": 0.0, "max_age_num_blocks": 0} if inputs["too_old"] else {},
    )
    tokens = [inputs["tokens"]]
    for _ in range(inputs["submissions"]):
        world.validators.power_before = world.validators.power = inputs["power"]
        twice = np.array([[0, 5, 2]])
        sign_blocks(world, law, Faults(np.zeros((0, 4), np.int64), twice, np.zeros(1, np.bool_)))
        tokens.append(int(world.validators.tokens_uakt[0]))
        world.epoch += 1
    got = {
        "jailed": world.validators.is_jailed[0],
        "tombstoned": world.validators.is_tombstoned[0],
        "tokens_decreased": tokens[1] < tokens[0],
        "second_submission_no_effect": tokens[-1] == tokens[1],
        "can_unjail": bool(unjail(world, ids(0))[0]),
    }
    assert got == expected


class Slashed:
    """Runs the steps of a stk_slash vector."""

    def __init__(self, inputs) -> None:
        table = inputs["validators"]
        n, operators = len(table), {}
        given = inputs.get("delegations", [])
        stakes = {(d["delegator"], d["validator"]): int(d["shares"]) for d in given}
        for number, validator in enumerate(table):  # whatever nobody is said to own is somebody's
            operators[number] = 10 + number
            owned = sum(amount for (_, v), amount in stakes.items() if v == number)
            if owned < validator["tokens"]:
                stakes[10 + number, number] = validator["tokens"] - owned
        self.world = staking_world(stakes, n_validators=n, wallets=(0,) * 20)
        self.world.validators.operator = [operators[number] for number in range(n)]
        hand_out_some(self.world, inputs)
        self.law = staking_law(unbonding_time=float(inputs.get("unbonding_time", 1)))
        self.now = float(inputs.get("now", 0))

    def delegate(self, height, delegator, validator, tokens):
        assert delegate(self.world, ids(delegator), ids(validator), ids(tokens)).all()
        return {}

    def undelegate(self, height, delegator, validator, tokens):
        self.world.start_height = height
        assert undelegate(self.world, self.law, ids(delegator), ids(validator), ids(tokens)).all()
        return {}

    def redelegate(self, height, delegator, src, dst, tokens):
        self.world.start_height = height
        assert redelegate(self.world, self.law, ids(delegator), ids(src), ids(dst), ids(tokens)).all()
        return self.state()

    def slash(self, height, infraction_height, power, fraction, validator):
        unbonding = int(self.world.unbondings.balance_uakt.sum())
        burned = slash_for(self.world, validator, power, fraction, height=infraction_height, seconds=self.now)
        not_bonded = unbonding - int(self.world.unbondings.balance_uakt.sum())
        state = self.state() | {"bonded_burned": burned - not_bonded, "not_bonded_burned": not_bonded}
        update_validator_set(self.world, self.law)
        return state | {"status_after_endblock": by_id([STATUS[status] for status in self.world.validators.status])}

    def state(self):
        held, validators = self.world.delegations, self.world.validators
        pairs = zip(held.delegator.tolist(), held.validator.tolist(), held.shares.tolist(), strict=True)
        return {
            "unbonding_balance": self.world.unbondings.balance_uakt.tolist(),
            "delegation_shares": {f"{d}@{v}": str(shares) for d, v, shares in pairs},
            "tokens": by_id(validators.tokens_uakt.tolist()),
            "power": by_id((validators.tokens_uakt // UAKT_PER_AKT).tolist()),
        }


def by_id(values):
    return {str(number): value for number, value in enumerate(values)}


def hand_out_some(world, inputs) -> None:
    """Give wallets what the steps delegate, and let the entries of a vector stand."""
    world.ledger.mint(Account("outside_uakt"), 10**12, "test")
    hand_out(world, Account("delegators.wallet_uakt", np.arange(20)), 10**9)
    for entry in inputs.get("unbondings", []):
        world.unbondings.append(
            delegator=entry["delegator"],
            validator=entry["validator"],
            initial_balance_uakt=entry["initial_balance"],
            creation_height=entry["creation_height"],
            completion_seconds=float(entry["completion_time"]),
        )
        hand_out(world, Account("unbondings.balance_uakt", len(world.unbondings) - 1), entry["balance"])
    for entry in inputs.get("redelegations", []):
        world.redelegations.append(
            delegator=entry["delegator"],
            source=entry["src"],
            destination=entry["dst"],
            initial_balance_uakt=entry["initial_balance"],
            destination_shares=int(entry["shares_dst"]),
            creation_height=entry["creation_height"],
            completion_seconds=float(entry["completion_time"]),
        )


FUTURE = ("stk.slash.future",)  # the chain halts; here no infraction lies ahead


@pytest.mark.parametrize(("inputs", "expected"), vectors("stk_slash", leave_out=FUTURE))
def test_a_slash_burns_what_the_vectors_burn(inputs, expected):
    slashed = Slashed(inputs)
    for step, wanted in zip(inputs["steps"], expected["steps"], strict=True):
        fields = {name: value for name, value in step.items() if name != "op"}
        got = getattr(slashed, step["op"])(**fields)
        for name, value in wanted.items():
            if isinstance(value, dict):
                assert {key: got[name][key] for key in value} == value, (step, name)
            else:
                assert got[name] == value, (step, name)
        check_everything(slashed.world)


@pytest.mark.parametrize(("inputs", "expected"), vectors("stk_slash_entry"))
def test_an_entry_pays_what_the_vectors_say(inputs, expected):
    """The validator itself has nothing, so that all that is burned is the entry's."""
    entry, is_redelegation = inputs["entry"], inputs["kind"] == "redelegation"
    stakes = {(9, 1): 10_000_000 - 10, (1, 1): 10} if is_redelegation else {(9, 1): 10_000_000}
    world = staking_world(stakes, n_validators=2, wallets=(0,) * 20)
    named = {"src": 0, "dst": 1, "delegator": 1, "validator": 0, **entry}
    hand_out_some(world, {"redelegations" if is_redelegation else "unbondings": [named]})
    burned = slash_for(
        world, 0, 0, inputs["fraction"], height=inputs["infraction_height"], seconds=float(inputs["now"])
    )
    assert burned == expected["slash_amount"]
    if is_redelegation:
        assert shares_of(world, 1, 1) == int(expected["delegation_shares_after"])
        assert burned == expected["bonded_burned"]
    else:
        assert world.unbondings.balance_uakt[0] == expected["balance_after"]
        assert burned == expected["not_bonded_burned"]
    check_everything(world)
