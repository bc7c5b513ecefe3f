"""What the schema says about a dotted path: its type, its limits, its place among others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from econsim.scenario.origin import Path
from econsim.scenario.values import AS_DURATION, LONGEST_DAYS, duration_text, number_text


@dataclass(frozen=True)
class Spec:
    """One place in the schema: its type, what constrains it, and the declaration of the parameter it belongs to."""

    annotation: Any
    metadata: tuple[Any, ...] = ()
    field: FieldInfo | None = None

    @property
    def model(self) -> type[BaseModel] | None:
        """Return the model that lives here, if it is one."""
        return self.annotation if isinstance(self.annotation, type) and issubclass(self.annotation, BaseModel) else None

    @property
    def is_named_map(self) -> bool:
        """Return whether this is a map whose keys a scenario chooses."""
        return get_origin(self.annotation) is not None and issubclass(_class_of(self.annotation), Mapping)

    @property
    def is_list(self) -> bool:
        """Return whether this is a list."""
        return get_origin(self.annotation) is tuple

    def step(self, name: str) -> Spec | None:
        """Return the place one name further in, None where the schema has none."""
        if self.model is not None:
            found = self.model.model_fields.get(name)
            return None if found is None else _spec(found.annotation, tuple(found.metadata), found)
        if self.is_named_map:
            return _spec(get_args(self.annotation)[1], (), self.field)
        return _spec(get_args(self.annotation)[0], (), self.field) if self.is_list else None

    def walk(self, path: Path) -> Spec | None:
        """Return the place at a path, None where the schema has none."""
        spec: Spec | None = self
        for name in path:
            spec = None if spec is None else spec.step(name)
        return spec

    def paths_to(self, name: str) -> Iterator[Path]:
        """Return the paths of the fields of a name, in this model and those that are fields of it."""
        for field in self.model.model_fields if self.model else ():
            inner = self.step(field)
            if field == name:
                yield (name,)
            elif inner is not None:
                yield from ((field, *path) for path in inner.paths_to(name))

    @property
    def limits(self) -> dict[str, float]:
        """Return the limits of a number by their names (ge, gt, le, lt)."""
        found: dict[str, float] = {}
        for constraint in self.metadata:
            for part in constraint.metadata if isinstance(constraint, FieldInfo) else (constraint,):
                for name, kind in _LIMITS.items():
                    if isinstance(part, kind):
                        found[name] = getattr(part, name)
        return found

    @property
    def range(self) -> str:
        """Return what is allowed, in words."""
        if AS_DURATION in self.metadata:
            return f"{duration_text(self.limits['ge'])} to {LONGEST_DAYS} days"
        if self.annotation is bool:
            return "true or false"
        if get_origin(self.annotation) is Literal:
            return " or ".join(map(str, get_args(self.annotation)))
        if self.is_named_map or self.is_list:
            inner = _spec(get_args(self.annotation)[-1 if self.is_named_map else 0], (), self.field).range
            return f"each {inner}" if inner else ""
        return limits_text(self.limits)


def root_spec(annotation: Any) -> Spec:
    """Return the place where a schema begins."""
    return _spec(annotation, (), None)


def limits_text(limits: Mapping[str, float]) -> str:
    """Return limits in words: '0 to 1', 'above 0', '0 to below 1', '' for none."""
    low = f"above {number_text(limits['gt'])}" if "gt" in limits else ""
    low = number_text(limits["ge"]) if "ge" in limits else low
    high = f"below {number_text(limits['lt'])}" if "lt" in limits else ""
    high = number_text(limits["le"]) if "le" in limits else high
    if low and high:
        return f"{low} to {high}"
    if low:
        return low if "gt" in limits else f"{low} or more"
    return high if "lt" in limits or not high else f"{high} or less"


_LIMITS = {
    "ge": annotated_types.Ge,
    "gt": annotated_types.Gt,
    "le": annotated_types.Le,
    "lt": annotated_types.Lt,
}


def _spec(annotation: Any, metadata: tuple[Any, ...], field: FieldInfo | None) -> Spec:
    """Return a place with `X | None` taken as X and Annotated taken apart."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            metadata = (*metadata, *more)
        elif get_origin(annotation) in (Union, UnionType):
            annotation = next(kind for kind in get_args(annotation) if kind is not NoneType)
        else:
            return Spec(annotation, metadata, field)


def _class_of(annotation: Any) -> type:
    origin = get_origin(annotation)
    return origin if isinstance(origin, type) else object
