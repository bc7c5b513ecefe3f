"""What is told of a proposal taken apart: objectives, then what else it moves most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from econsim.analysis.display import unit_of
from econsim.analysis.metrics import Metric
from econsim.analysis.outcomes import Numbers, OneByOne, Outcome, PairedDifference
from econsim.analysis.report_data import Background
from econsim.analysis.verdicts import HIGHER, LOWER
from econsim.networks.effects import BY_DEFINITION, HEADLINES, effects

ALL, INTERACTION = "all of it", "interaction"
MOST_MOVED = 5


class Part(NamedTuple):
    """What one change does to a metric, or all of them, or their interaction."""

    metric: Metric
    words: str
    found: PairedDifference


class TakenApart(NamedTuple):
    """What a table of a proposal taken apart shows: objectives, then what else it moves most; notes below it."""

    objectives: tuple[Part, ...]
    moved_most: tuple[Part, ...]
    notes: tuple[str, ...]


def taken_apart(numbers: Numbers, background: Background, variant: str) -> TakenApart | None:
    """Return a part for each metric and change, for all changes and their interaction; None where nobody asked.

    An objective that no change moves has none. Of the other metrics those that all changes together move so far that
    it matters have some: the headlines first, then by how far, five at most.
    """
    if numbers.one_by_one is None:
        return None
    found = numbers.one_by_one[variant]
    known = {one.name: one for one in background.metrics}
    wanted = [known[name] for name in found.objectives]
    moved = [one for one in wanted if any(part.found.difference for part in _parts(found, one))]
    most = _moved_most(numbers.variant(variant).metrics, known, found.objectives)
    return TakenApart(
        tuple(part for one in moved for part in _parts(found, one)),
        tuple(part for one in most for part in _parts(found, one)),
        _notes(found, [one.label for one in wanted if one not in moved]),
    )


def named(metric: Metric) -> str:
    """Return a metric with the unit of its differences."""
    unit = unit_of(metric.unit).difference
    return f"{metric.heading}, {unit}" if unit else metric.heading


def _moved_most(
    outcomes: Mapping[str, Outcome], known: Mapping[str, Metric], objectives: tuple[str, ...]
) -> list[Metric]:
    """Return what a proposal moves most, one of several that tell of one effect; what is so by definition apart."""
    moved = [
        known[name]
        for name, found in outcomes.items()
        if name not in objectives
        and found.verdict in (HIGHER, LOWER)
        and found.material
        and effects().get(name) != BY_DEFINITION
    ]
    moved.sort(key=lambda one: (one.name not in HEADLINES, -_size(one, outcomes[one.name])))
    by_effect = {effects().get(one.name, one.name): one for one in reversed(moved)}
    return [one for one in moved if by_effect[effects().get(one.name, one.name)] is one][:MOST_MOVED]


def _size(metric: Metric, found: Outcome) -> float:
    """Return a difference in smallest effects."""
    return abs(found.difference or 0.0) / (metric.smallest_effect or metric.resolution)


def _parts(found: OneByOne, metric: Metric) -> list[Part]:
    name = metric.name
    alone = [Part(metric, one.words, one.metrics[name]) for one in found.alone if one.metrics]
    together, interaction = found.together[name], found.interaction[name]
    return [*alone, Part(metric, ALL, together), Part(metric, INTERACTION, interaction)]


def _notes(found: OneByOne, same: list[str]) -> tuple[str, ...]:
    out = [f"{one.path} ({one.reason})" for one in found.alone if not one.metrics]
    hold = f" It holds what these do, too: {'; '.join(out)} cannot stand alone." if out else ""
    return (
        "Each change alone in the baseline, on the same draws, pair by pair. Interaction: all of it less the sum of "
        f"the changes alone. Objectives first, then what the proposal moves most; comparison.json has all.{hold}",
        *([f"Objectives that none of them moves: {', '.join(same)}."] if same else []),
    )
