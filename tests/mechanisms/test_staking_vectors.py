"""Shares, flows of stake and the order of validators are those of the chain's own tests."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from econsim.mechanisms.staking.rules import active_set, delegate, mature, redelegate, undelegate, update_validator_set
from econsim.mechanisms.staking.shares import issue_shares, shares_to_remove, tokens_of_shares
from econsim.world.validators import STATUS
from tests.mechanisms.chain_vectors import vectors
from tests.mechanisms.staking_worlds import (
    AKT,
    check_everything,
    fresh_validators,
    ids,
    set_clock,
    shares_of,
    staking_law,
    staking_world,
)


@pytest.mark.parametrize(
    ("inputs", "expected"),
    vectors(
        "stk_shares", leave_out=("stk.remove_shares.d0", "stk.remove_shares.d2", "stk.remove_tokens", "stk.overflow")
    ),
)
def test_share_arithmetic_is_that_of_the_vectors_where_shares_are_whole(inputs, expected):
    tokens, shares = inputs["tokens"], int(inputs["delegator_shares"])
    if inputs["fn"] == "add_tokens":
        chain = [int(Decimal(issued)) for issued in expected["issued"]]  # the chain keeps 18 decimals, we none
        assert [issue_shares(tokens, shares, amount) for amount in inputs["amounts"]] == chain
        return
    worth = tokens_of_shares(tokens, shares, int(inputs["shares"]))
    assert worth == int(expected["issued" if inputs["fn"] == "remove_shares" else "tokens"])
    if worth * shares == int(inputs["shares"]) * tokens:
        assert shares_to_remove(tokens, shares, shares, worth) == int(inputs["shares"])


class Flow:
    """Runs the steps of a stk_flow vector."""

    def __init__(self, inputs) -> None:
        stakes = {(v["operator"], number): v["self"] for number, v in enumerate(inputs["validators"])}
        self.world = staking_world(
            stakes,
            n_validators=len(inputs["validators"]),
            wallets=(10**13,) * 4,
        )
        limits = {"unbonding_time": float(inputs["unbonding_time"]), "max_entries": inputs["max_entries"]}
        self.law = staking_law(**limits)
        self.world.validators.min_self_delegation_uakt = [v.get("min_self_delegation", 1) for v in inputs["validators"]]

    def run(self, steps):
        results = {}
        for step in steps:
            set_clock(self.world, float(step["t"]))
            fields = {name: value for name, value in step.items() if name not in {"op", "t", "label"}}
            results[step.get("label")] = getattr(self, step["op"])(**fields)
            check_everything(self.world)
        return results

    def delegate(self, d, v, tokens):
        return {"ok": bool(delegate(self.world, ids(d), ids(v), ids(tokens)).all())}

    def undelegate(self, d, v, tokens):
        entries = len(self.world.unbondings)
        ok = bool(undelegate(self.world, self.law, ids(d), ids(v), ids(tokens)).all())
        return {
            "ok": ok,
            "delegation_shares": shares_of(self.world, d, v),
            "validator_shares": int(self.world.validators.delegator_shares[v]),
            "validator_tokens": int(self.world.validators.tokens_uakt[v]),
            "returned": int(self.world.unbondings.balance_uakt[entries:].sum()),
        }

    def redelegate(self, d, src, dst, tokens):
        ok = bool(redelegate(self.world, self.law, ids(d), ids(src), ids(dst), ids(tokens)).all())
        return {"ok": ok, "completion_time": int(self.world.redelegations.completion_seconds.max(initial=0))}

    def endblock(self):
        entries, validators = len(self.world.unbondings), self.world.validators
        update_validator_set(self.world, self.law)
        mature(self.world)
        unbondings = len(self.world.unbondings)
        redelegations = len(self.world.redelegations)
        return {
            "completed": entries - unbondings,
            "unbondings": unbondings,
            "redelegations": redelegations,
            "validator_tokens": by_id(validators.tokens_uakt.tolist()),
            "status": by_id([STATUS[status] for status in validators.status]),
            "jailed": by_id(validators.is_jailed.tolist()),
        }


def by_id(values):
    return {str(number): value for number, value in enumerate(values)}


@pytest.mark.parametrize(("inputs", "expected"), vectors("stk_flow"))
def test_stake_flows_as_in_the_vectors(inputs, expected):
    results = Flow(inputs).run(inputs["steps"])
    for label, wanted in expected.items():
        for name, value in wanted.items():
            assert results[label][name] == (int(value) if isinstance(value, str) else value), (label, name)


@pytest.mark.parametrize(("inputs", "expected"), vectors("stk_valset"))
def test_the_set_changes_as_in_the_vectors(inputs, expected):
    n = 1 + max(step.get("validator", 0) for step in inputs["steps"])
    world = staking_world({}, n_validators=n, wallets=(0,) * n)
    law = staking_law(max_validators=inputs["max_validators"])
    fresh_validators(world)
    emitted: dict[int, int] = {}  # the power that consensus knows
    for step in inputs["steps"]:
        if step["op"] == "set_tokens":
            world.validators.tokens_uakt[step["validator"]] = step["tokens"]
            continue
        update_validator_set(world, law)
        bonded = active_set(world.validators.tokens_uakt, inputs["max_validators"]).tolist()
        assert sorted(bonded) == np.flatnonzero(world.validators.is_bonded).tolist()
        power = {v: int(world.validators.tokens_uakt[v]) // AKT for v in bonded}
        updates = [[v, power[v]] for v in bonded if emitted.get(v) != power[v]]
        updates += [[v, 0] for v in sorted(set(emitted) - set(bonded))]
        emitted = power
        got = {
            "updates": updates,
            "n_updates": len(updates),
            "bonded": bonded,
            "n_bonded": len(bonded),
            "status": {str(v): STATUS[world.validators.status[v]] for v in range(n)},
        }
        for name, value in expected.get(step.get("label"), {}).items():
            if name == "status":
                assert value.items() <= got["status"].items()
            else:
                assert got[name] == value, (step, name)


@pytest.mark.parametrize(("inputs", "expected"), vectors("stk_power_order"))
def test_validators_are_ordered_by_power_as_in_the_vectors(inputs, expected):
    for tokens, prefix in zip(inputs["sequence"], expected["order_prefix"], strict=True):
        with_power = [v for v in prefix if tokens[v] >= AKT]
        assert active_set(np.array(tokens), len(tokens))[: len(with_power)].tolist() == with_power
