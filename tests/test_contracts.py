"""The contract between policies and the rest: views, parameters, and the form for one agent at a time."""

from __future__ import annotations

import copy
from typing import ClassVar

import numpy as np
import pytest
from pydantic import ValidationError

from econsim.answers import checked
from econsim.columns import Own, one_by_one
from econsim.contracts import Frozen, OneByOne, parameter
from econsim.errors import RunError
from econsim.policies.delegators.decisions import RewardUse, StakingMessages
from tests.policies.hand_made import delegators, draws_of, public


class LeaveTheDear(OneByOne):
    """Move every holding with validator 0 to validator 1, if draws will have it."""

    kind: ClassVar[str] = "leave_the_dear"
    decides: ClassVar[str] = "delegation"
    decision: ClassVar[type[StakingMessages]] = StakingMessages

    def decide_one(self, agent, public, draws):
        dear = agent.held_validator == 0
        if draws("leave") < 0.5 or not dear.any():
            return {}
        return {
            "redelegate_delegator": [agent.id],
            "redelegate_source": [0],
            "redelegate_destination": [1],
            "redelegate_uakt": agent.held_uakt[dear],
        }


class ClaimHalf(OneByOne):
    """Claim if draws will have it, and restake half."""

    kind: ClassVar[str] = "claim_half"
    decides: ClassVar[str] = "reward_use"
    decision: ClassVar[type[RewardUse]] = RewardUse

    def decide_one(self, agent, public, draws):
        return {
            "is_claiming": draws("claim") < 0.5,
            "restaked_share": 0.5,
            "sold_share": 0.0,
            "commission_sold_uakt": 0,
        }


def test_messages_of_single_agents_are_joined_to_one_list() -> None:
    own = delegators([1, 0, 0, 1, 0], held_row=[0, 0, 1, 2, 3], n=4, held_uakt=[1, 2, 3, 4, 5])
    draws = draws_of("delegation", 4)
    messages = LeaveTheDear().decide(own, public(), draws)
    expected = [row for row in (0, 1, 3) if draws.uniform("leave")[row] >= 0.5]
    np.testing.assert_array_equal(messages.redelegate_delegator, expected)
    np.testing.assert_array_equal(messages.redelegate_uakt, [{0: 2, 1: 3, 3: 5}[row] for row in expected])
    assert messages.redelegate_uakt.dtype == np.int64
    assert messages.delegate_uakt.size == 0


def test_values_of_single_agents_are_stacked_by_row() -> None:
    draws = draws_of("reward_use", 300)
    use = ClaimHalf().decide(Own(np.arange(300), {}), public(), draws)
    np.testing.assert_array_equal(use.is_claiming, draws.uniform("claim") < 0.5)
    assert use.is_claiming.dtype == np.bool_
    assert use.commission_sold_uakt.dtype == np.int64


def test_what_is_public_is_listed_when_something_else_is_asked_for() -> None:
    with pytest.raises(AttributeError, match=r"^nothing public is called 'akt_prices'; there are epoch, .*akt_price"):
        public().akt_prices  # noqa: B018
    assert copy.copy(public(epoch=3)).epoch == 3


def test_draws_of_the_other_form_are_refused_with_those_of_this_one() -> None:
    class DrawsLikeMany(ClaimHalf):
        def decide_one(self, agent, public, draws):
            return {"is_claiming": draws.uniform("claim")}

    with pytest.raises(
        AttributeError, match=r"^draws.uniform: who decides for one .* calls draws\('purpose'\) for a uni"
    ):
        DrawsLikeMany().decide(Own(np.arange(2), {}), public(), draws_of("reward_use", 2))
    with pytest.raises(TypeError, match=r"^draws\('claim'\) is for .*; here it is draws.uniform\('claim'\)$"):
        draws_of("reward_use", 2)("claim")


def test_a_single_agent_lists_its_columns_when_asked_for_another() -> None:
    (agent,) = one_by_one(np.array([4]), {"wallet_uakt": np.array([5])})
    with pytest.raises(AttributeError, match=r"^this agent has no 'walet_uakt'; it has \['id', 'wallet_uakt'\]$"):
        agent.walet_uakt  # noqa: B018


class Says(OneByOne):
    """Answer the same for every agent."""

    kind: ClassVar[str] = "says"
    decides: ClassVar[str] = "reward_use"
    decision: ClassVar[type[RewardUse]] = RewardUse
    answer: object = None

    def decide_one(self, agent, public, draws):
        return self.answer


WHOLE = {"is_claiming": True, "restaked_share": 0.5, "sold_share": 0.0, "commission_sold_uakt": 0}
WANTED = "wanted a mapping of fields of RewardUse: is_claiming, restaked_share, sold_share, commission_sold_uakt"


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (None, f"decides NoneType; {WANTED}"),
        (0.5, f"decides float; {WANTED}"),
        (WHOLE | {"sold_shares": 0.1}, f"names sold_shares; {WANTED}"),
        ({name: WHOLE[name] for name in WHOLE if name != "sold_share"}, f"leaves out sold_share; {WANTED}"),
    ],
)
def test_what_is_no_answer_for_an_agent_is_refused_in_one_line(answer, fault) -> None:
    with pytest.raises(RunError) as refused:
        Says(answer=answer).decide(Own(np.array([4, 7]), {}), public(epoch=3), draws_of("reward_use", 2))
    assert str(refused.value) == f"epoch 3, policies.reward_use, kind says: for id 4 it {fault}"


class DelegatesBare(OneByOne):
    """Delegate with a number in the place of a list."""

    kind: ClassVar[str] = "delegates_bare"
    decides: ClassVar[str] = "delegation"
    decision: ClassVar[type[StakingMessages]] = StakingMessages

    def decide_one(self, agent, public, draws):
        return {"delegate_delegator": [agent.id], "delegate_validator": 0, "delegate_uakt": [5]}


def test_a_message_that_is_no_list_is_refused_in_one_line() -> None:
    own = delegators([1], held_row=[0], n=1)
    with pytest.raises(RunError, match=r"for id 0 it gives delegate_validator as 0; wanted a list, .* such as \[0\]$"):
        DelegatesBare().decide(own, public(epoch=3), draws_of("delegation", 1))


class UndelegatesHalves(OneByOne):
    """Undelegate one and a half uakt."""

    kind: ClassVar[str] = "undelegates_halves"
    decides: ClassVar[str] = "delegation"
    decision: ClassVar[type[StakingMessages]] = StakingMessages

    def decide_one(self, agent, public, draws):
        return {"undelegate_delegator": [agent.id], "undelegate_validator": [0], "undelegate_uakt": [1.5]}


def test_half_an_uakt_is_not_made_whole_unsaid() -> None:
    """It was cut off to 1, which a policy for many agents at once is not allowed either."""
    own, policy, seen = delegators([1], held_row=[0], n=1), UndelegatesHalves(), public(epoch=3)
    answer = policy.decide(own, seen, draws_of("delegation", 1))
    with pytest.raises(RunError, match=r"kind undelegates_halves: undelegate_uakt holds float64; wanted int64$"):
        checked(answer, StakingMessages, policy, own, seen)


def test_each_purpose_is_drawn_once_for_all_agents() -> None:
    class Counting:
        def __init__(self):
            self.draws = 0

        def uniform(self, purpose):
            self.draws += 1
            return np.zeros(50)

    draws = Counting()
    ClaimHalf().decide(Own(np.arange(50), {}), public(), draws)
    assert draws.draws == 1


def test_a_single_agent_sees_its_own_holdings_and_all_validators() -> None:
    own = delegators([4, 2, 3], held_row=[2, 0, 2], n=3, wallet_uakt=[7, 8, 9], genesis_share=[0.5] * 3)
    first, second, third = one_by_one(own.ids, own.columns)
    assert [agent.wallet_uakt for agent in (first, second, third)] == [7, 8, 9]
    assert [list(agent.held_validator) for agent in (first, second, third)] == [[2], [], [3, 4]]
    assert third.genesis_share_large.size == 3
    assert not hasattr(third, "held_row")


def test_a_view_names_its_columns_when_asked_for_another() -> None:
    with pytest.raises(AttributeError, match=r"no column 'stake'; they have \['wallet_uakt'\]"):
        _ = Own(np.arange(1), {"wallet_uakt": np.zeros(1)}).stake


def test_a_parameter_carries_its_unit_source_and_limits() -> None:
    class Example(Frozen):
        rate: float = parameter("a rate", unit="1/day", source="hand", status="assumed", default=0.5, le=1.0)

    extra = Example.model_fields["rate"].json_schema_extra
    assert (extra["unit"], extra["source"], extra["status"]) == ("1/day", "hand", "assumed")
    with pytest.raises(ValidationError):
        Example(rate=1.5)
    with pytest.raises(ValidationError):
        Example(rate=True)
    with pytest.raises(ValidationError):
        Example(rates=0.5)
