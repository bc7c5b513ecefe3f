"""Choices: which rows use which policy, and all decisions of an epoch collected before any is carried out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import is_not
from types import SimpleNamespace
from typing import Any

import numpy as np

from econsim.answers import checked_together
from econsim.columns import Own
from econsim.contracts import Asked, DecisionKind, Policy, Public
from econsim.decisions import Decision
from econsim.draws import Draws, Streams
from econsim.scenario.root import PolicyShare
from econsim.simulation.kept_answers import KeptAnswers
from econsim.units import IntArray
from econsim.world.world import World


class Decisions(SimpleNamespace):
    """Everything that was decided in one epoch, by name, each decision merged over the policies of its population."""


class Choices:
    """The policies of every population, with the rows that use them."""

    def __init__(self, kinds: Iterable[DecisionKind], policies: Any, streams: Streams) -> None:
        """Take the policies of each decision, under its name; rows are assigned when they are first asked."""
        self.kinds = tuple(kinds)
        self._sees = tuple(dict.fromkeys(kind.sees for kind in self.kinds))
        self._policies = policies
        self._streams = streams
        self._rows: dict[tuple[str, int], list[tuple[Policy, IntArray]]] = {}
        self._answers = KeptAnswers()
        self._merged: dict[str, tuple[Sequence[Decision], Decision]] = {}

    def decide(self, world: World, public: Public) -> Decisions:
        """Show everybody the same and collect what they want; nothing moves in the meantime."""
        views = {sees: sees(world) for sees in self._sees}
        asked = {kind.name: self.asked(kind.name, views[kind.sees], public) for kind in self.kinds}
        made = {kind.name: self._decision(kind, asked[kind.name]) for kind in self.kinds}
        return Decisions(**{kind.name: kind.completed(made[kind.name], asked) for kind in self.kinds})

    def asked(self, name: str, own: Own, public: Public) -> Asked:
        """Return who makes a decision; rows keep their policy as long as there are as many rows."""
        draws = Draws(self._streams, name, public.epoch, len(own))
        if (name, len(own)) not in self._rows:
            shares: Sequence[PolicyShare] = getattr(self._policies, name)
            rows = rows_by_policy(draws, shares, len(own))
            groups = [(share.policy, some) for share, some in zip(shares, rows, strict=True) if some.size]
            self._rows[name, len(own)] = groups
        return Asked(own, public, draws, self._rows[name, len(own)])

    def _decision(self, kind: DecisionKind, asked: Asked) -> Decision:
        """Return what all policies of a kind want together; the one before where no answer is new."""
        if not asked.groups or not kind.is_open(asked.own, asked.public):
            return kind.decides.none(len(asked.own), len(asked.public.bundles))
        answers = [self._answers.of(kind, asked, number) for number in range(len(asked.groups))]
        before, decision = self._merged.get(kind.name, ([], None))
        if decision is None or len(answers) != len(before) or any(map(is_not, answers, before)):
            decision = checked_together(answers, kind, asked)
            self._merged[kind.name] = answers, decision
        return decision


def rows_by_policy(draws: Draws, shares: Sequence[PolicyShare], n_rows: int) -> list[IntArray]:
    """Return the rows of each policy: a fixed uniform per id against cumulative shares in the order written."""
    if len(shares) == 1:
        return [np.arange(n_rows)]
    edges = np.cumsum([share.share for share in shares])
    edges[-1] = 1.0
    chosen = np.searchsorted(edges, draws.lasting_uniform("policy"), side="right")
    return [np.flatnonzero(chosen == number) for number in range(len(shares))]
