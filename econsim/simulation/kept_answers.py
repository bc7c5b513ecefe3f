"""Answers that stand: a policy that says what it looks at is asked anew where what it has read of that has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from econsim.columns import Own, cut
from econsim.contracts import Asked, DecisionKind, Policy
from econsim.decisions import Decision
from econsim.errors import RunError
from econsim.units import IntArray

_PUBLIC = "public."


class _Seen(NamedTuple):
    is_own: bool
    look: Callable[[Any], Any]  # finds it in what is one's own, or in what is public
    then: Any  # in a form that can be compared


@dataclass(frozen=True)
class _Kept:
    n_rows: int  # of the population
    seen: list[_Seen]  # what the policy has read, what is public first
    answer: Decision


class KeptAnswers:
    """The answers of policies; those that name what they look at stand for as long as what they have read stays."""

    def __init__(self) -> None:
        """Keep none yet."""
        self._kept: dict[tuple[str, int], _Kept] = {}

    def of(self, kind: DecisionKind, asked: Asked, number: int) -> Decision:
        """Return the answer of a policy as it was given, by its number among those that are asked."""
        policy, rows = asked.groups[number]
        if policy.looks_at is None:
            return policy.decide(cut(asked.own, rows), asked.public, asked.draws(rows))
        kept = self._kept.get((kind.name, number))
        if kept is None or kept.n_rows != len(asked.own) or (kept.seen and _has_changed(kept.seen, asked, rows)):
            kept = self._kept[kind.name, number] = _answer(policy, asked, rows)
        return kept.answer


def _answer(policy: Policy, asked: Asked, rows: IntArray) -> _Kept:
    """Ask a policy, and note what it reads."""
    seen: dict[str, Any] = {}
    mine: Any = Glimpse(policy, cut(asked.own, rows), seen)
    public: Any = Glimpse(policy, asked.public, seen, _PUBLIC)
    answer = policy.decide(mine, public, asked.draws(rows).that_last())
    found = [_Seen(_is_own(name), attrgetter(name.removeprefix(_PUBLIC)), then) for name, then in seen.items()]
    return _Kept(len(asked.own), sorted(found, key=lambda one: one.is_own), answer)


def _has_changed(seen: list[_Seen], asked: Asked, rows: IntArray) -> bool:
    """Return whether something that was read is not what it was; of what is alike the last one is kept."""
    own: Own | None = None
    for place, (is_own, look, then) in enumerate(seen):
        if is_own and own is None:
            own = cut(asked.own, rows)
        now = _comparable(look(own if is_own else asked.public))
        if now is not then:
            if now != then:
                return True
            seen[place] = _Seen(is_own, look, now)
    return False


def _is_own(name: str) -> bool:
    return not name.startswith(_PUBLIC)


def _comparable(found: Any) -> Any:
    """Return what can be compared with what is there later: columns as their bytes."""
    return found.tobytes() if isinstance(found, np.ndarray) else found


class Glimpse:
    """What a policy has named to look at, of its own or of what is public; it is refused to look at anything else."""

    def __init__(self, policy: Policy, whole: Any, seen: dict[str, Any], path: str = "") -> None:
        """Take the policy, what there is to see, where to note what it reads, and what comes before its names."""
        self._policy, self._whole, self._seen, self._path = policy, whole, seen, path

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
        return {name: getattr(self, name) for name in self._policy.looks_at or () if _is_own(name)}

    def __getattr__(self, name: str) -> Any:
        """Return what is named, or what is named in part."""
        path, names = self._path + name, self._policy.looks_at or ()
        if path in names:
            found = getattr(self._whole, name)
            self._seen[path] = _comparable(found)
            return found
        if any(named.startswith(f"{path}.") for named in names):
            return Glimpse(self._policy, getattr(self._whole, name), self._seen, f"{path}.")
        raise RunError(
            f"policies.{self._policy.decides}, kind {self._policy.kind}: it looks at {path}, and `looks_at` names "
            f"{', '.join(names) or 'nothing'}; name it too, or leave `looks_at` out and be asked every epoch"
        )
