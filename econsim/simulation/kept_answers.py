"""Answers that stand: a policy that says what it looks at is asked anew only where something of that has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from econsim.columns import Own, cut
from econsim.contracts import Asked, DecisionKind, Policy, Public
from econsim.decisions import Decision
from econsim.errors import RunError
from econsim.units import IntArray

_PUBLIC = "public."


@dataclass(frozen=True)
class _Kept:
    n_rows: int  # of the population
    looked_at: tuple[Any, ...]
    answer: Decision


class KeptAnswers:
    """The answers of policies; those that name what they look at stand for as long as it stays as it is."""

    def __init__(self) -> None:
        """Keep none yet."""
        self._kept: dict[tuple[str, int], _Kept] = {}

    def of(self, kind: DecisionKind, asked: Asked, number: int) -> Decision:
        """Return the answer of a policy as it was given, by its number among those that are asked."""
        policy, rows = asked.groups[number]
        kept = self._kept.get((kind.name, number))
        if kept is not None and policy.looks_at == () and kept.n_rows == len(asked.own):
            return kept.answer
        own = cut(asked.own, rows)
        if policy.looks_at is None:
            return policy.decide(own, asked.public, asked.draws(rows))
        if kept is None or kept.n_rows != len(asked.own) or _has_changed(policy, own, asked.public, kept.looked_at):
            kept = _Kept(len(asked.own), _looked_at(policy, own, asked.public), _answer(asked, policy, own, rows))
            self._kept[kind.name, number] = kept
        return kept.answer


def _answer(asked: Asked, policy: Policy, own: Own, rows: IntArray) -> Decision:
    mine: Any = Glimpse(policy, own)
    public: Any = Glimpse(policy, asked.public, _PUBLIC)
    return policy.decide(mine, public, asked.draws(rows).that_last())


def _has_changed(policy: Policy, own: Own, public: Public, before: tuple[Any, ...]) -> bool:
    return any(
        now is not then and now != then
        for name, then in zip(policy.looks_at or (), before, strict=True)
        for now in (_entry(name, own, public),)
    )


def _looked_at(policy: Policy, own: Own, public: Public) -> tuple[Any, ...]:
    return tuple(_entry(name, own, public) for name in policy.looks_at or ())


def _entry(name: str, own: Own, public: Public) -> Any:
    """Return what a name stands for, in a form that can be compared later: columns as their bytes."""
    if name.startswith(_PUBLIC):
        found = reduce(getattr, name.removeprefix(_PUBLIC).split("."), public)
    else:
        found = getattr(own, name)
    return found.tobytes() if isinstance(found, np.ndarray) else found


class Glimpse:
    """What a policy has named to look at, of its own or of what is public; it is refused to look at anything else."""

    def __init__(self, policy: Policy, whole: Any, path: str = "") -> None:
        """Take the policy, what there is to see, and what comes before its names in `looks_at`."""
        self._policy, self._whole, self._path = policy, whole, path

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._whole)

    @property
    def ids(self) -> IntArray:
        """Return who is asked."""
        ids: IntArray = self._whole.ids
        return ids

    @property
    def columns(self) -> Mapping[str, Any]:
        """Return the columns of one's own that are named."""
        return {name: getattr(self, name) for name in self._policy.looks_at or () if not name.startswith(_PUBLIC)}

    def __getattr__(self, name: str) -> Any:
        """Return what is named, or what is named in part."""
        path, names = self._path + name, self._policy.looks_at or ()
        if path in names:
            return getattr(self._whole, name)
        if any(named.startswith(f"{path}.") for named in names):
            return Glimpse(self._policy, getattr(self._whole, name), f"{path}.")
        raise RunError(
            f"policies.{self._policy.decides}, kind {self._policy.kind}: it looks at {path}, and `looks_at` names "
            f"{', '.join(names) or 'nothing'}; name it too, or leave `looks_at` out and be asked every epoch"
        )
