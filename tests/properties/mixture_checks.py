"""Mixtures of policies that are watched: everybody decides as one of them alone would have it."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from econsim.decisions import Decision, wanted_of
from econsim.draws import Streams
from econsim.scenario.root import Policies, PolicyShare
from econsim.simulation.choices import Choices
from econsim.world.views import public_view
from tests.properties.stake_checks import law_of

if TYPE_CHECKING:
    from tests.properties.watched_run import WatchedRun


def check_mixtures(run: WatchedRun) -> None:
    """In a mixture everybody decides as one of its policies alone would have it, and every message is somebody's."""
    kinds = run.decided
    mixtures = {kind.name: run.inputs.policies[kind.name] for kind in kinds}
    public = public_view(run.world, law_of(run), law_of(run).software)
    together = run.choices.decide(run.world, public)
    longest = max(len(shares) for shares in mixtures.values())
    apart = []
    for place in range(longest**2):  # new stake comes by one policy and is placed by another: every pair of the two
        own = {name: place // longest if name == "bonding" else place for name in mixtures}
        only = {name: (PolicyShare(some[own[name] % len(some)].policy, 1.0),) for name, some in mixtures.items()}
        choices = Choices(kinds, Policies(only), Streams(run.inputs.run.seed, 0))
        apart.append(choices.decide(run.world, public))
    for decision in kinds:
        merged, *alone = (getattr(decisions, decision.name) for decisions in (together, *apart))
        by_row, *messages = columns_of(merged)
        if by_row:
            shapes = shapes_of([merged, *alone], by_row)
            rows = [rows_of(each, shapes) for each in alone]
            assert all(row in several for row, *several in zip(rows_of(merged, shapes), *rows, strict=True))
        for columns in messages:
            assert messages_of(merged, columns) <= set().union(*(messages_of(each, columns) for each in alone))


def columns_of(decided: Decision) -> list[list[str]]:
    """Return the names of the columns with one entry a row, then those of each list of messages that somebody sends."""
    lists: dict[str, list[str]] = {"": []}
    for part in fields(decided):
        lists.setdefault(wanted_of(part).messages, []).append(part.name)
    lists.pop("wanted", None)  # one entry a policy, the sum of what its rows want: nobody's own
    return list(lists.values())


def messages_of(decided: Decision, columns: list[str]) -> set[tuple[int, ...]]:
    return set(zip(*(getattr(decided, name).tolist() for name in columns), strict=True))


def shapes_of(decided: list[Decision], columns: list[str]) -> dict[str, tuple[int, ...]]:
    """Return the shape of each column where it has most axes, with an entry a row also where all leave it out."""
    shapes = {name: max((np.shape(getattr(each, name)) for each in decided), key=len) for name in columns}
    n_rows = next(shape[0] for shape in shapes.values() if shape)
    return {name: shape or (n_rows,) for name, shape in shapes.items()}


def rows_of(decided: Decision, shapes: dict[str, tuple[int, ...]]) -> list[bytes]:
    """Return what each row decided, as bytes; what a policy leaves out is the same number in every row."""
    arrays = [np.broadcast_to(getattr(decided, name), shape) for name, shape in shapes.items()]
    return [b"".join(array[row].tobytes() for array in arrays) for row in range(len(arrays[0]))]
