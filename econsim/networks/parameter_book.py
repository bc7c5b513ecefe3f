"""The parameter book: what every parameter means, its unit and range, where its number is from, and who reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

from pydantic import BaseModel

from econsim.contracts import Frozen
from econsim.mechanisms.law import Law
from econsim.mechanisms.upgrades.releases import Rules, known_releases, release
from econsim.mechanisms.upgrades.rules import law_after
from econsim.model_version import PACKAGE
from econsim.scenario.fields import Spec, root_spec
from econsim.scenario.load import load
from econsim.scenario.network import Kinds
from econsim.scenario.origin import Path
from econsim.scenario.schema import Scenario
from econsim.scenario.values import Section, plain

_ANY_NAME = "NAME"  # stands in a path for whatever names a scenario chooses


@dataclass(frozen=True)
class ParameterRow:
    """One parameter. `value` is plain: a number, a text, a map; for a path with NAME a map by name.

    `read_by` names the folder whose rules take it; empty: it is law, and no mechanism reads it yet.
    """

    path: str
    unit: str
    range: str
    meaning: str
    source: str
    status: str
    chain_key: str
    value: Any
    read_by: tuple[str, ...]


@dataclass(frozen=True)
class RuleRow:
    """What the software decides that no parameter says: values by release, the oldest first."""

    name: str
    unit: str
    range: str
    meaning: str
    source: str
    status: str
    by_release: Mapping[str, Any]
    read_by: tuple[str, ...]


def rule_book() -> list[RuleRow]:
    """Return every rule of the releases that econsim knows."""
    rules = {version: release(version).rules for version in known_releases()}
    rows = []
    for row in _of_model(Rules, ("rules",), {}):
        name = row.path.rpartition(".")[2]
        values = {version: getattr(of, name) for version, of in rules.items()}
        rows.append(RuleRow(name, row.unit, row.range, row.meaning, row.source, row.status, values, row.read_by))
    return rows


def parameter_book(kinds: Kinds, scenario: Scenario | None = None, law: Law | None = None) -> list[ParameterRow]:
    """Return every parameter with its value in a scenario, mainnet6 when None; `law`: other than that at its start.

    Parameters of a policy or shock stand under `policies.DECISION[KIND]` or `shocks.NAME[KIND]`; where the
    scenario does not use the kind, the value is its default, None if it has none.
    """
    scenario = load(kinds.network.preset, (), kinds) if scenario is None else scenario
    content = scenario.content() | ({} if law is None else {kinds.network.law: plain(law)})
    rows = [row for name, model in kinds.network.sections.items() for row in _of_model(model, (name,), content[name])]
    for place, kind, model in _tagged(kinds):
        own = _of_model(model, (f"{place}[{kind}]",), _used(scenario, place, kind))
        rows += (replace(row, read_by=(_file_of(model),)) for row in own)
    return rows


def law_of_its_upgrade(scenario: Scenario) -> Law:
    """Return the law once the last upgrade of a scenario's timeline has acted; without an upgrade that of the start."""
    law = latest = scenario.part(Law)
    for event in scenario.timeline:
        law = law_after(law, event)
        latest = latest if event.upgrade is None else law
    return latest


def _tagged(kinds: Kinds) -> Iterator[tuple[str, str, type[Frozen]]]:
    for decision, policies in kinds.policies.items():
        yield from ((f"policies.{decision}", kind, policy) for kind, policy in policies.items())
    for channel, shapes in kinds.shapes.items():
        yield from ((f"shocks.{channel}", kind, shape) for kind, shape in shapes.items())


def _file_of(model: type[Frozen]) -> str:
    """Return the file of a policy or shock, which alone reads its parameters; the module of a class from outside."""
    home, _, rest = model.__module__.partition(".")
    return f"{rest.replace('.', '/')}.py" if home == "econsim" else model.__module__


def _used(scenario: Scenario, place: str, kind: str) -> Mapping[str, Any]:
    """Return the values that a scenario gives to a kind in a place, none if it does not use it."""
    section, name = place.split(".")
    if section == "policies":
        objects: list[Any] = [share.policy for share in scenario.policies[name]]
    else:
        shape = scenario.shocks[name]
        objects = list(shape.values()) if isinstance(shape, Mapping) else [shape]
    return next((plain(one) for one in objects if one.kind == kind), {})


def _of_model(model: type[BaseModel], path: Path, values: Mapping[str, Any]) -> Iterator[ParameterRow]:
    for name in model.model_fields:
        spec, here = root_spec(model).step(name), (*path, name)
        assert spec is not None, "a field of the model"
        inner = root_spec(get_args(spec.annotation)[1]).model if spec.is_named_map else None
        if inner is not None:
            yield from _of_model(inner, (*here, _ANY_NAME), _by_field(inner, values.get(name, {})))
        elif spec.model is not None and issubclass(spec.model, Section):
            given = values.get(name, {})
            yield from _of_model(spec.model, here, _by_field(spec.model, given) if _ANY_NAME in path else given)
        else:
            yield _row(spec, here, values.get(name), reader_of(model, name))


def _by_field(model: type[BaseModel], entries: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        field: {name: entry[field] for name, entry in entries.items() if field in entry} for field in model.model_fields
    }


def _row(spec: Spec, path: Path, value: Any, read_by: tuple[str, ...]) -> ParameterRow:
    assert spec.field is not None, "every place below a section is a field"
    declared = spec.field.json_schema_extra
    extra = declared if isinstance(declared, dict) else {}
    default = None if spec.field.is_required() else plain(spec.field.default)
    return ParameterRow(
        path=".".join(path),
        unit=str(extra.get("unit", "")),
        range=spec.range,
        meaning=spec.field.description or "",
        source=str(extra.get("source", "")),
        status=str(extra.get("status", "")),
        chain_key=str(extra.get("chain_key", "")),
        value=default if value is None else value,
        read_by=read_by,
    )


def reader_of(model: type[BaseModel], name: str) -> tuple[str, ...]:
    """Return the folder of the model, relative to the package, whose rules take a section and read a field of it.

    A module's section is read by its module, once that has rules; what nobody reads yet the section says itself.
    Populations and totals are read when the world of epoch 0 is made.
    """
    room, *inner = model.__module__.removeprefix("econsim.").split(".")
    if name in getattr(model, "not_read_yet", ()):
        return ()
    if room == "mechanisms":
        folder = f"mechanisms/{inner[0] if len(inner) > 1 else 'upgrades'}"
        return (folder,) if (PACKAGE / folder / "rules.py").is_file() else ()
    return ("genesis",) if room in ("policies", "genesis") else ("simulation",)


def is_read(section: type[BaseModel], path: Sequence[str]) -> bool:
    """Return whether anything reads the parameter at a path inside a section."""
    holder = root_spec(section).walk(tuple(path[:-1]))
    return holder is None or holder.model is None or reader_of(holder.model, path[-1]) != ()
