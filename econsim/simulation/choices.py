"""Choices: which rows use which policy, and all decisions of an epoch collected before any is carried out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, get_type_hints

import numpy as np

from econsim.contracts import (
    BondingFlow,
    ChoiceSchedule,
    CommissionEdit,
    Decision,
    Own,
    Placement,
    Placing,
    PricingSchedule,
    Public,
    RevenueUse,
    RewardUse,
    StakingMessages,
)
from econsim.decisions import wanted_of
from econsim.draws import Draws, Streams
from econsim.scenario.chain_params import ChainParams
from econsim.scenario.schema import PolicyShare, Scenario
from econsim.simulation.answers import checked
from econsim.units import IntArray
from econsim.world.views import (
    cut,
    own_delegators,
    own_providers,
    own_rewards,
    own_tenants,
    own_validators,
    public_view,
)
from econsim.world.world import World


@dataclass(frozen=True)
class Decisions:
    """Everything that was decided in one epoch, each decision merged over the policies of its population."""

    validator_commission: CommissionEdit
    delegation: StakingMessages
    bonding: BondingFlow
    reward_use: RewardUse
    provider_pricing: PricingSchedule
    provider_revenue: RevenueUse
    tenant_choice: ChoiceSchedule


_KINDS: Mapping[str, type[Decision]] = get_type_hints(Decisions)


class Choices:
    """The policies of every population, with the rows that use them."""

    def __init__(self, scenario: Scenario, streams: Streams) -> None:
        """Take the policies from the scenario; rows are assigned when a population is first asked."""
        self._policies = scenario.policies
        self._streams = streams
        self._rows: dict[tuple[str, int], list[tuple[PolicyShare, IntArray]]] = {}

    def decide(self, world: World, law: ChainParams) -> Decisions:
        """Show everybody the same snapshot and collect what they want."""
        public, delegators = public_view(world, law, law.software), own_delegators(world)
        views = {
            "validator_commission": own_validators(world),
            "delegation": delegators,
            "bonding": delegators,
            "reward_use": own_rewards(world),
            "provider_pricing": own_providers(world),
            "provider_revenue": own_providers(world),
            "tenant_choice": own_tenants(world),
        }
        made = {name: self._decision(name, own, public) for name, own in views.items()}
        return Decisions(**(made | {"bonding": self.placed(made["bonding"], delegators, public)}))

    def placed(self, flow: BondingFlow, own: Own, public: Public) -> BondingFlow:
        """Return the flow with its new stake where each delegator's own delegation policy places it."""
        if not flow.join_uakt.size:
            return flow
        draws = Draws(self._streams, "delegation", public.epoch, len(own))
        home = flow.join_validator.copy()
        for share, rows in self._shares("delegation", draws, len(own)):
            place = np.minimum(np.searchsorted(rows, flow.join_delegator), rows.size - 1)  # rows ascend
            asked = np.flatnonzero(rows[place] == flow.join_delegator) if rows.size else place[:0]
            if asked.size and isinstance(share.policy, Placing):
                place = place[asked]
                near, number, holders = flow.join_validator[asked], flow.join_number[asked], cut(own, rows)
                answer = share.policy.place(holders, public, draws(rows), place, near, number)
                home[asked] = checked(answer, Placement, share.policy, holders, public).validator
        return replace(flow, join_validator=home)

    def _decision(self, name: str, own: Own, public: Public) -> Any:
        draws = Draws(self._streams, name, public.epoch, len(own))
        answers: list[tuple[IntArray, Decision]] = []
        for share, rows in self._shares(name, draws, len(own)):
            if rows.size:
                these = cut(own, rows)
                answer = share.policy.decide(these, public, draws(rows))
                answers.append((rows, checked(answer, _KINDS[name], share.policy, these, public)))
        return merged(answers, len(own))

    def _shares(self, name: str, draws: Draws, n_rows: int) -> list[tuple[PolicyShare, IntArray]]:
        """Return the policies of a decision with the rows of each; they last as long as there are as many rows."""
        if (name, n_rows) not in self._rows:
            shares: Sequence[PolicyShare] = getattr(self._policies, name)
            self._rows[name, n_rows] = list(zip(shares, rows_by_policy(draws, shares, n_rows), strict=True))
        return self._rows[name, n_rows]


def rows_by_policy(draws: Draws, shares: Sequence[PolicyShare], n_rows: int) -> list[IntArray]:
    """Return the rows of each policy: a fixed uniform per id against cumulative shares in the order written."""
    if len(shares) == 1:
        return [np.arange(n_rows)]
    edges = np.cumsum([share.share for share in shares])
    edges[-1] = 1.0
    chosen = np.searchsorted(edges, draws.lasting_uniform("policy"), side="right")
    return [np.flatnonzero(chosen == number) for number in range(len(shares))]


def merged(answers: list[tuple[IntArray, Decision]], n_rows: int) -> Decision:
    """Return one decision for the whole population; messages are put one after the other, the rest by row."""
    first = answers[0][1]
    if len(answers) == 1 and answers[0][0].size == n_rows:
        return first
    by_message, by_row = _messages(answers), _rows(answers, n_rows)
    parts: Mapping[str, Any] = {
        part.name: (by_message if wanted_of(part).messages else by_row)(part.name) for part in fields(first)
    }
    return type(first)(**parts)


def _messages(answers: list[tuple[IntArray, Decision]]) -> Callable[[str], Any]:
    return lambda name: np.concatenate([getattr(answer, name) for _, answer in answers])


def _rows(answers: list[tuple[IntArray, Decision]], n_rows: int) -> Callable[[str], Any]:
    def join(name: str) -> Any:
        sample = getattr(answers[0][1], name)
        whole = np.zeros((n_rows, *sample.shape[1:]), dtype=sample.dtype)
        for rows, answer in answers:
            whole[rows] = getattr(answer, name)
        return whole

    return join
