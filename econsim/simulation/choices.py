"""Choices: which rows use which policy, and all decisions of an epoch collected before any is carried out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from types import SimpleNamespace
from typing import Any

import numpy as np

from econsim.answers import checked
from econsim.columns import Own, cut
from econsim.contracts import Asked, DecisionKind, Policy, Public
from econsim.decisions import Decision, wanted_of
from econsim.draws import Draws, Streams
from econsim.scenario.root import PolicyShare
from econsim.units import IntArray
from econsim.world.world import World


class Decisions(SimpleNamespace):
    """Everything that was decided in one epoch, by name, each decision merged over the policies of its population."""


class Choices:
    """The policies of every population, with the rows that use them."""

    def __init__(self, kinds: Iterable[DecisionKind], policies: Any, streams: Streams) -> None:
        """Take the policies of each decision, under its name; rows are assigned when they are first asked."""
        self.kinds = tuple(kinds)
        self._policies = policies
        self._streams = streams
        self._rows: dict[tuple[str, int], list[tuple[Policy, IntArray]]] = {}

    def decide(self, world: World, public: Public) -> Decisions:
        """Show everybody the same snapshot and collect what they want."""
        views = {kind.sees: kind.sees(world) for kind in self.kinds}
        asked = {kind.name: self.asked(kind.name, views[kind.sees], public) for kind in self.kinds}
        made = {kind.name: _decision(asked[kind.name], kind.decides) for kind in self.kinds}
        return Decisions(**{kind.name: kind.completed(made[kind.name], asked) for kind in self.kinds})

    def asked(self, name: str, own: Own, public: Public) -> Asked:
        """Return who makes a decision; rows keep their policy as long as there are as many rows."""
        draws = Draws(self._streams, name, public.epoch, len(own))
        if (name, len(own)) not in self._rows:
            shares: Sequence[PolicyShare] = getattr(self._policies, name)
            rows = rows_by_policy(draws, shares, len(own))
            self._rows[name, len(own)] = [(share.policy, some) for share, some in zip(shares, rows, strict=True)]
        return Asked(own, public, draws, self._rows[name, len(own)])


def _decision(asked: Asked, decides: type[Decision]) -> Decision:
    answers: list[tuple[IntArray, Decision]] = []
    for policy, rows in asked.groups:
        if rows.size:
            these = cut(asked.own, rows)
            answer = policy.decide(these, asked.public, asked.draws(rows))
            answers.append((rows, checked(answer, decides, policy, these, asked.public)))
    return merged(answers, len(asked.own)) if answers else decides.none(0, len(asked.public.bundles))


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
    columns: Mapping[str, Any] = {
        part.name: _messages(part.name, answers) if wanted_of(part).messages else _by_row(part.name, answers, n_rows)
        for part in fields(first)
    }
    return type(first)(**columns)


def _messages(name: str, answers: list[tuple[IntArray, Decision]]) -> Any:
    return np.concatenate([getattr(answer, name) for _, answer in answers])


def _by_row(name: str, answers: list[tuple[IntArray, Decision]], n_rows: int) -> Any:
    sample = getattr(answers[0][1], name)
    whole = np.zeros((n_rows, *sample.shape[1:]), dtype=sample.dtype)
    for rows, answer in answers:
        whole[rows] = getattr(answer, name)
    return whole
