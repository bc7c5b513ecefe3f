"""Choices: which rows use which policy, and all decisions of an epoch collected before any is carried out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import is_not
from types import SimpleNamespace
from typing import Any

import numpy as np

from econsim.answers import for_all
from econsim.columns import Own
from econsim.contracts import Asked, DecisionKind, Policy, Public
from econsim.decisions import Decision, declared
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
        self._orders: dict[tuple[str, int], IntArray] = {}
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
            together = [np.zeros(0, np.int64), *(some for _, some in groups)]
            self._orders[name, len(own)] = np.argsort(np.concatenate(together))
        return Asked(own, public, draws, self._rows[name, len(own)])

    def _decision(self, kind: DecisionKind, asked: Asked) -> Decision:
        """Return what all policies of a kind want together; the one before where no answer is new."""
        if not asked.groups or not kind.is_open(asked.own, asked.public):
            return kind.decides.none(len(asked.own), len(asked.public.bundles))
        answers = [self._answers.of(kind, asked, number) for number in range(len(asked.groups))]
        before, decision = self._merged.get(kind.name, ([], None))
        if decision is None or len(answers) != len(before) or any(map(is_not, answers, before)):
            decision = merged(answers, self._orders[kind.name, len(asked.own)])
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


def merged(answers: Sequence[Decision], order: IntArray) -> Decision:
    """Return one decision for the whole population; messages are put one after the other, the rest in order of rows.

    What all leave out stays what stands for it.
    """
    if len(answers) == 1:
        return answers[0]
    columns: dict[str, Any] = {}
    decision: Any = type(answers[0])
    for name, wanted in declared(decision):
        parts = [getattr(answer, name) for answer in answers]
        if wanted.default is not None and not wanted.messages:
            given = [part for part in parts if part.shape]
            if not given:
                columns[name] = wanted.default
                continue
            parts = [_of_rows(answer, name, given[0].shape[1:]) for answer in answers]
        together = np.concatenate(parts)
        columns[name] = together if wanted.messages else together.take(order, axis=0)
    merged_decision: Decision = decision(**columns)
    return merged_decision


def _of_rows(answer: Decision, name: str, shape: tuple[int, ...]) -> Any:
    """Return a column of an answer with an entry a row; without an axis it stands for all of them."""
    column = getattr(answer, name)
    if column.shape:
        return column
    n_rows = next(len(other) for other in vars(answer).values() if np.ndim(other))
    return for_all(column, (n_rows, *shape))
