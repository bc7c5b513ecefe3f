"""Choices: which rows use which policy, and all decisions of an epoch collected before any is carried out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from econsim.contracts import (
    ChoiceSchedule,
    CommissionEdit,
    Decision,
    Mine,
    PricingSchedule,
    Public,
    RevenueUse,
    RewardUse,
    StakingMessages,
)
from econsim.randomness import Luck, Streams
from econsim.scenario.schema import PolicyShare, Scenario
from econsim.units import FloatArray, IntArray
from econsim.world.views import (
    cut,
    mine_delegators,
    mine_providers,
    mine_rewards,
    mine_tenants,
    mine_validators,
    public_view,
)
from econsim.world.world import World


@dataclass(frozen=True)
class Decisions:
    """Everything that was decided in one epoch, each decision merged over the policies of its population."""

    validator_commission: CommissionEdit
    delegation: StakingMessages
    reward_use: RewardUse
    provider_pricing: PricingSchedule
    provider_revenue: RevenueUse
    tenant_choice: ChoiceSchedule


class Choices:
    """The policies of every population, with the rows that use them."""

    def __init__(self, scenario: Scenario, streams: Streams) -> None:
        """Take the policies from the scenario; rows are assigned when a population is first asked."""
        self._policies = scenario.policies
        self._streams = streams

    def decide(self, world: World, commission_uakt_per_day: FloatArray) -> Decisions:
        """Show everybody the same snapshot and collect what they want."""
        public = public_view(world)
        views = {
            "validator_commission": mine_validators(world, commission_uakt_per_day),
            "delegation": mine_delegators(world),
            "reward_use": mine_rewards(world),
            "provider_pricing": mine_providers(world),
            "provider_revenue": mine_providers(world),
            "tenant_choice": mine_tenants(world),
        }
        return Decisions(**{name: self._decision(name, mine, public) for name, mine in views.items()})

    def _decision(self, name: str, mine: Mine, public: Public) -> Any:
        luck = Luck(self._streams, name, public.epoch, len(mine))
        answers: list[tuple[IntArray, Decision]] = []
        shares: Sequence[PolicyShare] = getattr(self._policies, name)
        for share, rows in zip(shares, rows_by_policy(luck, shares, len(mine)), strict=True):
            if rows.size:
                answers.append((rows, share.policy.decide(cut(mine, rows), public, luck(rows))))
        return merged(answers, len(mine))


def rows_by_policy(luck: Luck, shares: Sequence[PolicyShare], n_rows: int) -> list[IntArray]:
    """Return the rows of each policy: a fixed uniform per id against cumulative shares in the order written."""
    if len(shares) == 1:
        return [np.arange(n_rows)]
    edges = np.cumsum([share.share for share in shares])
    edges[-1] = 1.0
    chosen = np.searchsorted(edges, luck.lasting_uniform("policy"), side="right")
    return [np.flatnonzero(chosen == number) for number in range(len(shares))]


def merged(answers: list[tuple[IntArray, Decision]], n_rows: int) -> Decision:
    """Return one decision for the whole population; messages are put one after the other, the rest by row."""
    first = answers[0][1]
    if len(answers) == 1 and answers[0][0].size == n_rows:
        return first
    join: Callable[[str], Any] = _messages(answers) if isinstance(first, StakingMessages) else _rows(answers, n_rows)
    parts: Mapping[str, Any] = {part.name: join(part.name) for part in fields(first)}
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
