"""Exclusions: from a day on, and for some days or for ever, a jurisdiction or a class of tenants is off the market."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from econsim.contracts import Channel, Lasting, Shape, Span
from econsim.draws import Streams
from econsim.units import SECONDS_PER_DAY

Spell = tuple[float, float]  # days since the world's start on which an exclusion begins and ends


class Exclusion(Shape):
    """Who is excluded."""

    start_day: float
    days: float | None

    @abstractmethod
    def whom(self) -> tuple[str, str]:
        """Return the field that names whom it strikes, and the name."""

    def lasting(self) -> Lasting:
        """Return its days."""
        return Lasting(self.start_day, None if self.days is None else self.start_day + self.days)


@dataclass(frozen=True)
class Exclusions:
    """The exclusions of a run, by whom they strike; spells of one name are in order and do not touch."""

    jurisdictions: Mapping[str, list[Spell]]
    tenant_classes: Mapping[str, list[Spell]]


def exclusions(shapes: Mapping[str, Exclusion], span: Span, streams: Streams) -> Exclusions:
    """Return the exclusions together; nothing of them is drawn."""
    before = span.n_before * span.epoch_seconds / SECONDS_PER_DAY
    found: dict[str, dict[str, list[Spell]]] = {"jurisdiction": {}, "tenant_class": {}}
    for shape in sorted(shapes.values(), key=lambda shape: shape.start_day):
        end = float("inf") if shape.days is None else before + shape.start_day + shape.days
        field, name = shape.whom()
        found[field][name] = _with(found[field].get(name, []), (before + shape.start_day, end))
    return Exclusions(found["jurisdiction"], found["tenant_class"])


def _with(spells: list[Spell], spell: Spell) -> list[Spell]:
    """Return spells with one more that begins no earlier; what overlaps or touches becomes one."""
    if spells and spell[0] <= spells[-1][1]:
        return [*spells[:-1], (spells[-1][0], max(spells[-1][1], spell[1]))]
    return [*spells, spell]


EXCLUSION = Channel(
    name="exclusion",
    contract=Exclusion,
    many=True,
    meaning="who is excluded from the market",
    begins=exclusions,
)
