"""What a policy answers is checked before it is carried out; the line names the policy and what is wrong."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import ClassVar

import numpy as np
import pytest

import econsim
from econsim.answers import checked, checked_together
from econsim.columns import Own
from econsim.contracts import Asked, Policy
from econsim.decisions import Decision, wanted_of
from econsim.errors import RunError
from econsim.networks.catalogue import CATALOGUE, load_scenario
from econsim.policies.delegators.decisions import RewardUse, StakingMessages
from econsim.policies.delegators.delegation import Sticky
from econsim.policies.providers.decisions import PricingSchedule
from econsim.policies.tenants.decisions import ChoiceSchedule
from econsim.policies.validators.decisions import CommissionEdit
from tests.policies.hand_made import public
from tests.small_world import small_file

N_VALIDATORS, N_BUNDLES = 4, 2
MINE = Own(np.array([3, 5, 8]), {})
PUBLIC = replace(public(epoch=7, commission_rate=[0.05] * N_VALIDATORS), bundles=Own(np.arange(N_BUNDLES), {}))
NO_CLAIM = RewardUse(np.zeros(3, np.bool_), np.zeros(3), np.zeros(3), np.zeros(3, np.int64))
NO_ASK = PricingSchedule(np.zeros((3, 2), np.int64), np.zeros((3, 2), np.int64))
NO_TASTE = ChoiceSchedule(np.ones(3), np.zeros(3), np.zeros(3))
ONE_DELEGATION = StakingMessages(
    delegate_delegator=np.array([5]), delegate_validator=np.array([1]), delegate_uakt=np.array([10])
)


def answered(answer, wanted=None) -> Decision:
    return checked(answer, wanted or type(answer), Sticky(), MINE, PUBLIC)


@pytest.mark.parametrize(
    "answer",
    [
        CommissionEdit(np.array([0.0, 1.0, np.nan])),
        CommissionEdit(np.array([-0.01, 1.5, 0.05])),  # the chain's to refuse
        NO_CLAIM,
        replace(NO_CLAIM, restaked_share=np.array([0.2, 1.0, 0.5]), sold_share=np.array([0.8, 0.0, 0.5])),
        NO_ASK,
        NO_TASTE,
        replace(NO_TASTE, audit_weight=np.full(3, -5.0)),
        StakingMessages(),
        ONE_DELEGATION,
    ],
)
def test_what_can_be_meant_is_passed_on(answer) -> None:
    found = answered(answer)
    for part in fields(answer):
        np.testing.assert_array_equal(getattr(found, part.name), getattr(answer, part.name))


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (CommissionEdit(np.full(2, 0.05)), r"commission_rate has shape \(2,\); wanted \(3,\), one entry a row"),
        (CommissionEdit(np.array([0.1, np.inf, 0.1])), "commission_rate is inf for id 5; wanted a finite number"),
        (CommissionEdit(np.array(["a", "b", "c"])), "commission_rate holds <U1; wanted float64"),
        (replace(NO_CLAIM, restaked_share=np.full(2, 0.5)), "restaked_share has shape"),
        (replace(NO_CLAIM, sold_share=np.array([0.0, np.nan, 0.0])), "sold_share is nan for id 5; wanted a finite"),
        (replace(NO_CLAIM, sold_share=np.array([0.0, 0.0, -0.1])), "sold_share is -0.1 for id 8; wanted 0 to 1"),
        (
            replace(NO_CLAIM, restaked_share=np.full(3, 0.8), sold_share=np.array([0.1, 0.8, 0.1])),
            r"restaked_share \+ sold_share is 1.6 for id 5; wanted 1 at most together",
        ),
        (CommissionEdit(None), "commission_rate is None; wanted float64"),
        (replace(NO_CLAIM, is_claiming=None), "is_claiming is None; wanted bool"),
        (replace(NO_CLAIM, restaked_share=None), "restaked_share is None; wanted float64"),
        (replace(ONE_DELEGATION, delegate_uakt=None), "delegate_uakt is None; wanted int64"),
        (replace(NO_CLAIM, is_claiming=np.zeros(3)), "is_claiming holds float64; wanted bool"),
        (replace(NO_CLAIM, commission_sold_uakt=np.zeros(3)), "commission_sold_uakt holds float64; wanted int64"),
        (replace(NO_CLAIM, commission_sold_uakt=np.array([0, 0, -1])), "is -1 for id 8; wanted 0 or more"),
        (
            replace(NO_ASK, ask_micro_uakt_per_block=np.zeros(3, np.int64)),
            r"ask_micro_uakt_per_block has shape \(3,\); wanted \(3, 2\), one entry a row and bundle",
        ),
        (replace(NO_ASK, ask_micro_uusdc_per_block=np.full((3, 2), -1)), "is -1 for id 3; wanted 0 or more"),
        (replace(NO_TASTE, taste_weight=np.array([1.0, 1.0, np.inf])), "taste_weight is inf for id 8"),
        (replace(NO_TASTE, price_weight=np.ones(4)), "price_weight has shape"),
        (replace(ONE_DELEGATION, delegate_delegator=np.array([4])), "delegate_delegator names 4, none of its own rows"),
        (replace(ONE_DELEGATION, delegate_validator=np.array([4])), "delegate_validator names 4, none of the 4 valid"),
        (
            replace(ONE_DELEGATION, delegate_validator=np.array([-1])),
            "delegate_validator is -1 for message 0; wanted 0",
        ),
        (
            replace(ONE_DELEGATION, delegate_uakt=np.array([-10])),
            "delegate_uakt is -10 for message 0; wanted 0 or more",
        ),
        (replace(ONE_DELEGATION, delegate_uakt=np.array([1.5])), "delegate_uakt holds float64; wanted int64"),
        (replace(ONE_DELEGATION, delegate_uakt=np.array([[1]])), r"delegate_uakt has shape \(1, 1\); wanted a list"),
        (replace(ONE_DELEGATION, delegate_uakt=np.array([1, 2])), "delegate_validator 1, delegate_uakt 2$"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_line_that_names_the_policy(answer, problem) -> None:
    with pytest.raises(RunError, match=rf"^epoch 7, policies\.delegation, kind sticky: .*{problem}") as refused:
        answered(answer)
    assert "\n" not in str(refused.value)


def test_another_decision_than_the_one_asked_for_is_refused() -> None:
    for answer in (None, NO_CLAIM):
        with pytest.raises(RunError, match=r"it decides (NoneType|RewardUse); wanted CommissionEdit$"):
            answered(answer, CommissionEdit)


def test_a_field_that_is_none_is_refused_where_two_policies_share_a_population() -> None:
    (kind,) = (one for one in CATALOGUE.decisions if one.name == "validator_commission")
    halves = [(Sticky(), np.array([0, 2])), (Sticky(), np.array([1]))]
    asked = Asked(MINE, PUBLIC, None, halves)
    with pytest.raises(RunError, match=r"commission_rate is None; wanted float64$"):
        checked_together([CommissionEdit(np.zeros(2)), CommissionEdit(None)], kind, asked)


def test_whole_numbers_of_another_width_become_those_that_are_declared() -> None:
    found = answered(replace(NO_CLAIM, sold_share=np.ones(3, np.int32), commission_sold_uakt=np.ones(3, np.int16)))
    assert (found.sold_share.dtype, found.commission_sold_uakt.dtype) == (np.float64, np.int64)


def test_one_number_stands_for_every_row() -> None:
    found = answered(replace(NO_CLAIM, restaked_share=0.25, sold_share=np.asarray(0.75)))
    assert found.restaked_share.tolist() == [0.25] * 3
    assert found.sold_share.tolist() == [0.75] * 3
    assert answered(replace(NO_ASK, ask_micro_uakt_per_block=7)).ask_micro_uakt_per_block.tolist() == [[7, 7]] * 3


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (replace(NO_CLAIM, sold_share=-0.1), "sold_share is -0.1 for every row; wanted 0 to 1"),
        (replace(NO_CLAIM, sold_share=0.5, restaked_share=0.6), r"restaked_share \+ sold_share is 1.1 for id 3"),
    ],
)
def test_one_number_for_all_is_checked_like_one_for_each(answer, problem) -> None:
    with pytest.raises(RunError, match=problem):
        answered(answer)


def test_what_was_decided_stays_when_the_world_that_it_was_read_from_moves_on() -> None:
    wallet = np.array([1, 2, 3])
    found = answered(replace(NO_CLAIM, commission_sold_uakt=wallet[:]))
    wallet[:] = 9
    assert found.commission_sold_uakt.tolist() == [1, 2, 3]


def kinds_of_decision(of=Decision) -> list[type[Decision]]:
    return [kind for cls in of.__subclasses__() for kind in [cls, *kinds_of_decision(cls)]]


def test_every_field_of_every_decision_declares_what_it_must_be() -> None:
    found = kinds_of_decision()
    assert {CommissionEdit, StakingMessages, RewardUse, PricingSchedule, ChoiceSchedule} <= set(found)
    for decision in found:
        assert all(wanted_of(part).dtype for part in fields(decision)), decision


class SellsTwice(Policy):
    """A policy that restakes four fifths and sells four fifths of every claim."""

    kind: ClassVar[str] = "sells_twice"
    decides: ClassVar[str] = "reward_use"

    def decide(self, own, public, draws) -> RewardUse:
        everybody = np.full(len(own), 0.8)
        return RewardUse(np.ones(len(own), np.bool_), everybody, everybody, np.zeros(len(own), np.int64))


@pytest.mark.parametrize(
    "policies", ["{kind: sells_twice}", "[{kind: never, share: 0.5}, {kind: sells_twice, share: 0.5}]"]
)
def test_a_run_whose_policy_sells_more_than_is_claimed_stops(policies, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(CATALOGUE, "_outside", [])
    CATALOGUE.register(SellsTwice)
    file = small_file(tmp_path)
    file.write_text(f"{file.read_text()}policies:\n  reward_use: {policies}\n")
    model = econsim.AkashModel(load_scenario(file), epochs=1)
    with pytest.raises(
        RunError, match=r"^epoch 0, policies\.reward_use, kind sells_twice: restaked_share \+ sold_share"
    ):
        model.step()
