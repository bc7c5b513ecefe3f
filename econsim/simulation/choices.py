"""Choices: which rows use which policy, and all decisions of an epoch collected before any is carried out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import is_not
from types import SimpleNamespace
from typing import Any

import numpy as np

from econsim.answers import checked_together
from econsim.columns import Own
from econsim.contracts import Asked, DecisionKind, Policy, Public, always, as_decided
from econsim.decisions import Decision
from econsim.draws import Draws, Streams
from econsim.scenario.root import PolicyShare
from econsim.simulation.kept_answers import KeptAnswers
from econsim.units import IntArray
from econsim.world.world import World


class Decisions(SimpleNamespace):
    """Everything that was decided in one epoch, by name, each decision merged over the policies of its population."""


class _OnDemand(dict[Any, Any]):
    """What is made of a key when it is first asked for."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        self._make = make

    def __missing__(self, key: Any) -> Any:
        made = self[key] = self._make(key)
        return made


class Choices:
    """The policies of every population, with the rows that use them."""

    def __init__(self, kinds: Iterable[DecisionKind], policies: Any, streams: Streams) -> None:
        """Take the policies of each decision, under its name; rows are assigned when they are first asked."""
        self.kinds = tuple(kinds)
        self._sees = {kind.name: kind.sees for kind in self.kinds}
        self._completed = [kind for kind in self.kinds if kind.completed is not as_decided]
        self._policies = policies
        self._streams = streams
        self._rows: dict[tuple[str, int], list[tuple[Policy, IntArray]]] = {}
        self._answers = KeptAnswers()
        self._merged: dict[str, tuple[Sequence[Decision], Decision]] = {}
        self._standing: dict[str, tuple[int, Decision]] = {}  # of policies that look at nothing, by how many they are

    def decide(self, world: World, public: Public) -> Decisions:
        """Show everybody the same and collect what they want; nothing moves in the meantime."""
        views = _OnDemand(lambda sees: sees(world))
        asked = _OnDemand(lambda name: self.asked(name, views[self._sees[name]], public))
        made = {kind.name: self._stands(kind, world) or self._decision(kind, asked[kind.name]) for kind in self.kinds}
        completed = {kind.name: kind.completed(made[kind.name], asked) for kind in self._completed}
        return Decisions(**made | completed)

    def asked(self, name: str, own: Own, public: Public) -> Asked:
        """Return who makes a decision; rows keep their policy as long as there are as many rows."""
        n_rows = len(own)
        draws, groups = Draws(self._streams, name, public.epoch, n_rows), self._rows.get((name, n_rows))
        if groups is None:
            shares: Sequence[PolicyShare] = getattr(self._policies, name)
            rows = rows_by_policy(draws, shares, n_rows)
            groups = [(share.policy, some) for share, some in zip(shares, rows, strict=True) if some.size]
            self._rows[name, n_rows] = groups
        return Asked(own, public, draws, groups)

    def _stands(self, kind: DecisionKind, world: World) -> Decision | None:
        """Return a decision of policies that look at nothing, made before while the population was as large."""
        if kind.name not in self._standing:
            return None
        n_rows, decision = self._standing[kind.name]
        return decision if n_rows == len(getattr(world, kind.population)) else None

    def _decision(self, kind: DecisionKind, asked: Asked) -> Decision:
        """Return what all policies of a kind want together; the one before where no answer is new."""
        if not asked.groups or not kind.is_open(asked.own, asked.public):
            return kind.decides.none(len(asked.own), len(asked.public.bundles))
        answers = [self._answers.of(kind, asked, number) for number in range(len(asked.groups))]
        before, decision = self._merged.get(kind.name, ([], None))
        if decision is None or len(answers) != len(before) or any(map(is_not, answers, before)):
            decision = checked_together(answers, kind, asked)
            self._merged[kind.name] = answers, decision
            if kind.is_open is always and all(policy.looks_at == () for policy, _ in asked.groups):
                self._standing[kind.name] = len(asked.own), decision
        return decision


def rows_by_policy(draws: Draws, shares: Sequence[PolicyShare], n_rows: int) -> list[IntArray]:
    """Return the rows of each policy: a fixed uniform per id against cumulative shares in the order written."""
    if len(shares) == 1:
        return [np.arange(n_rows)]
    edges = np.cumsum([share.share for share in shares])
    edges[-1] = 1.0
    chosen = np.searchsorted(edges, draws.lasting_uniform("policy"), side="right")
    return [np.flatnonzero(chosen == number) for number in range(len(shares))]
