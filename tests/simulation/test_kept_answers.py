"""Answers that stand: with and without them a run is the same, and a policy sees only what it says it looks at."""

from __future__ import annotations

import pickle
from typing import ClassVar

import numpy as np
import pytest

import econsim
from econsim.answers import merged
from econsim.contracts import Asked, OneByOne, Policy
from econsim.decisions import COST_KNOTS
from econsim.errors import RunError
from econsim.networks.catalogue import CATALOGUE
from econsim.policies.providers.decisions import PricingSchedule
from econsim.policies.validators.decisions import VALIDATOR_COMMISSION, CommissionEdit
from econsim.simulation.kept_answers import KeptAnswers
from tests.policies.hand_made import draws_of, public, validators

DECLARED = [cls for kinds in CATALOGUE.policies.values() for cls in kinds.values() if cls.looks_at is not None]
MIXED = {
    "population.delegators.accounts": 300,
    "population.tenants.accounts": 200,
    "policies.validator_commission": [{"kind": "hold", "share": 0.5}, {"kind": "follow_floor", "share": 0.5}],
    "policies.delegation": [{"kind": "sticky", "share": 0.5}, {"kind": "logit", "share": 0.5}],
    "policies.bonding": [{"kind": "fixed", "share": 0.5}, {"kind": "required_yield", "share": 0.5}],
    "policies.reward_use": [{"kind": "never", "share": 0.5}, {"kind": "periodic", "share": 0.5}],
    "policies.provider_pricing": [{"kind": "price_script", "share": 0.5}, {"kind": "cost_plus", "share": 0.5}],
    "policies.provider_revenue": [{"kind": "keep", "share": 0.5}, {"kind": "sell", "share": 0.5}],
    "policies.tenant_choice": [{"kind": "cheapest", "share": 0.5}, {"kind": "logit", "share": 0.5}],
    "timeline.dearer_bids": {"date": "2023-09-20T00:00:00Z", "set": {"chain.market.bid_min_deposit": 9_000_000}},
}


def of_a_run() -> dict[str, bytes]:
    model = econsim.AkashModel(econsim.load_scenario("mainnet7").with_changes(MIXED), seed=1, epochs=40).run(40)
    return {name: column.to_numpy().tobytes() for name, column in model.series.items()}


def test_a_run_is_the_same_when_everybody_is_asked_every_epoch(monkeypatch) -> None:
    kept = of_a_run()
    for cls in DECLARED:
        monkeypatch.setattr(cls, "looks_at", None)
    assert of_a_run() == kept


class Watchful(Policy):
    """Ask for the floor, twice where one's rate is above it, and count how often one is asked."""

    kind: ClassVar[str] = "watchful"
    decides: ClassVar[str] = "validator_commission"
    looks_at: ClassVar[tuple[str, ...]] = ("commission_rate", "public.law.staking", "public.validators.is_bonded")
    asked: ClassVar[list[int]] = []

    def decide(self, own, public, draws):
        self.asked.append(len(own))
        floor = public.law.staking.min_commission_rate * public.validators.is_bonded.size
        return CommissionEdit(np.where(own.commission_rate > floor, 2 * floor, floor))


@pytest.fixture
def ask():
    """Return what asks one policy, which has half of the rows."""
    answers, law = KeptAnswers(), public().law

    def answer(policy, rates=(0.01, 0.2, 0.01, 0.2), rows=(0, 1), **of_public):
        own = validators(commission_rate=rates)
        seen = public(commission_rate=rates, **of_public)
        if "floor" not in of_public:
            object.__setattr__(seen, "law", law)
        asked = Asked(own, seen, draws_of("validator_commission", len(own)), [(policy, np.array(rows))])
        return answers.of(VALIDATOR_COMMISSION, asked, 0)

    Watchful.asked.clear()
    return answer


def test_an_answer_stands_until_what_was_looked_at_has_changed(ask) -> None:
    first = ask(Watchful())
    assert first.commission_rate.tolist() == [0.2, 0.2]
    assert ask(Watchful(), epoch=1, akt_price_usd=7.0, rates=(0.01, 0.2, 0.9, 0.9)) is first
    assert ask(Watchful(), rates=(0.3, 0.2, 0.01, 0.2)).commission_rate.tolist() == [0.4, 0.2]
    assert ask(Watchful(), floor=0.1).commission_rate.tolist() == [0.4, 0.4]
    assert ask(Watchful(), floor=0.1, is_bonded=[True, True, True, False]) is not first
    assert len(Watchful.asked) == 4


def test_what_is_named_and_was_not_read_asks_nobody_again(ask) -> None:
    looked = []

    class Careless(Policy):
        kind: ClassVar[str] = "careless"
        decides: ClassVar[str] = "validator_commission"
        looks_at: ClassVar[tuple[str, ...]] = ("commission_rate", "public.akt_price_usd")

        def decide(self, own, public, draws):
            looked.append(own.commission_rate.max() > 0.5 and public.akt_price_usd)
            return CommissionEdit.none(len(own))

    for rates, price in (((0.1, 0.2), 1.0), ((0.1, 0.2), 2.0), ((0.1, 0.6), 2.0), ((0.1, 0.6), 2.0), ((0.1, 0.6), 3.0)):
        ask(Careless(), rates=rates, akt_price_usd=price)
    assert looked == [False, 2.0, 3.0]


def test_more_rows_are_asked_again(ask) -> None:
    ask(Watchful())
    ask(Watchful(), rates=(0.01, 0.2, 0.01, 0.2, 0.01))
    assert len(Watchful.asked) == 2


def reading(what):
    class Curious(Policy):
        kind: ClassVar[str] = "curious"
        decides: ClassVar[str] = "validator_commission"
        looks_at: ClassVar[tuple[str, ...]] = ("commission_rate", "public.validators.is_bonded")

        def decide(self, own, public, draws):
            what(own, public, draws)
            return CommissionEdit.none(len(own))

    return Curious()


@pytest.mark.parametrize(
    ("what", "told"),
    [
        (lambda own, public, draws: own.max_rate, "it looks at max_rate, and `looks_at` names commission_rate"),
        (lambda own, public, draws: public.epoch, "it looks at public.epoch, "),
        (lambda own, public, draws: public.validators.is_captive, "it looks at public.validators.is_captive"),
        (lambda own, public, draws: draws.uniform("luck"), "draws that last and no others"),
        (lambda own, public, draws: draws.normal("luck"), "draws that last and no others"),
        (lambda own, public, draws: draws.event_uniform("luck", 3), "draws that last and no others"),
    ],
)
def test_a_policy_that_says_too_little_of_what_it_looks_at_is_found_out(ask, what, told) -> None:
    with pytest.raises(RunError, match=told):
        ask(reading(what))


def test_what_is_named_can_be_looked_at_and_lasting_draws_too(ask) -> None:
    def look(own, public, draws) -> None:
        assert (len(own), own.ids.tolist(), own.commission_rate.size) == (2, [0, 1], 2)
        assert len(public.validators) == public.validators.is_bonded.size == 4
        assert draws.lasting_uniform("luck").size == 2

    ask(reading(look))


def test_one_agent_at_a_time_may_say_what_it_looks_at(ask) -> None:
    class Follower(OneByOne):
        kind: ClassVar[str] = "follower"
        decides: ClassVar[str] = "validator_commission"
        looks_at: ClassVar[tuple[str, ...]] = ("commission_rate",)
        decision: ClassVar[type[CommissionEdit]] = CommissionEdit

        def decide_one(self, agent, public, draws):
            return {"commission_rate": agent.commission_rate + 0.01}

    assert ask(Follower()).commission_rate.tolist() == pytest.approx([0.02, 0.21])


def test_what_a_policy_leaves_out_is_put_together_the_same_from_answers_that_have_travelled():
    """Two providers leave costs out, two draw some: who leaves out a column has its default in every row of it."""
    n_knots = COST_KNOTS.size
    asks = np.ones((2, 1), dtype=np.int64)
    without = PricingSchedule(asks, asks)
    with_costs = PricingSchedule(3 * asks, 3 * asks, cost_over_ask=np.full((2, n_knots), 2.0))
    rows = np.array([0, 2]), np.array([1, 3])
    for answers in ((without, with_costs), pickle.loads(pickle.dumps((without, with_costs)))):
        together = merged(answers, rows, 4)
        assert together.ask_micro_uakt_per_block[:, 0].tolist() == [1, 3, 1, 3]
        assert together.cost_over_ask[:, 0].tolist() == [0.0, 2.0, 0.0, 2.0]
        assert together.cost_over_ask.shape == (4, n_knots)
        assert together.bids_below.shape == ()  # all leave it out
