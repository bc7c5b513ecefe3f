"""The JSON Schema of a scenario file, for editors, from the same models that check it.

A file may leave out what its parent gives, so nothing is required but `schema`, and, once a `kind` is named, what that
kind requires. What belongs together (shares that add up to 1, models that exist) only loading tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from econsim.scenario.agenda import AGENDA
from econsim.scenario.claims import Claim, Looked
from econsim.scenario.network import Kinds
from econsim.scenario.questions import Objective, Swept
from econsim.scenario.run import HEADING, READS_SCHEMA
from econsim.scenario.uncertain import PRIORS

_Schema = dict[str, Any]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(kinds: Kinds) -> _Schema:
    """Return the schema of every file that `load` can take, with the kinds of a catalogue."""
    sections, event = kinds.network.sections, kinds.network.timeline.written
    voted = kinds.network.governance
    tagged: list[Any] = [
        cls for classes in (*kinds.policies.values(), *kinds.shapes.values()) for cls in classes.values()
    ]
    whole = [*tagged, *PRIORS.values(), Objective, Claim, Looked, Swept]
    models: list[type[BaseModel]] = [*whole, *sections.values(), event, *([voted.written] if voted else [])]
    found, written = models_json_schema([(model, "validation") for model in models], schema_generator=_Plain)
    parts: dict[str, _Schema] = written["$defs"]
    ref = {model: found[model, "validation"] for model in models}
    own = {model: parts[ref[model]["$ref"].removeprefix("#/$defs/")] for model in models}
    for part in parts.values():
        _let_entries_be_removed(part)
        if not any(part is own[model] for model in whole):
            part.pop("required", None)
    for cls in (*tagged, *PRIORS.values()):
        _name_its_kind(own[cls], cls.kind)
    for path, texts in kinds.network.enumerated.items():
        section, name = path.split(".")
        own[sections[section]]["properties"][name]["enum"] = list(texts())
    own[event]["properties"] |= {**kinds.network.timeline.schema(), "start_day": _START_DAY}
    if voted:
        own[voted.written]["properties"] |= kinds.network.timeline.schema()
    for shapes in kinds.shapes.values():
        for cls in shapes.values():
            _may_say_its_date(own[cls], own[event]["properties"]["date"])
    for named in (Objective, Looked):
        own[named]["properties"]["metric"]["enum"] = list(kinds.metrics)
    for classes in kinds.policies.values():
        for cls in classes.values():
            own[cls]["properties"]["share"] = {"description": "part of the rows that use it", **_FRACTION}
    policies = {
        one.name: {"description": one.meaning, **_alone_or_with_shares(_one_of(kinds.policies[one.name], ref))}
        for one in kinds.decisions
    }
    shocks = {
        one.name: {"description": one.meaning, **(_named if one.many else dict)(_one_of(kinds.shapes[one.name], ref))}
        for one in kinds.channels
    }
    return {
        "$schema": _DIALECT,
        "title": "econsim scenario",
        **_object(
            {
                "schema": {"const": READS_SCHEMA},
                **{name: {"type": "string"} for name in HEADING},
                "extends": {"type": "string", "description": "one parent: a shipped name or a relative path"},
                **{name: ref[model] for name, model in sections.items()},
                "policies": _object(policies),
                "shocks": _object(shocks),
                "timeline": _named(ref[event]),
                **({AGENDA: _named(ref[voted.written])} if voted else {}),
                "objectives": {"type": "array", "items": ref[Objective]},
                "claims": {"type": "array", "items": ref[Claim]},
                "variants": _named({"type": "object", "description": "dotted paths and values"}),
                "sweep": _named(ref[Swept]),
                "uncertain": _named(_one_of(PRIORS, ref)),
            }
        ),
        "required": ["schema"],
        "$defs": parts,
    }


class _Plain(GenerateJsonSchema):
    """Leaves out titles that only repeat the name of a field, and defaults that JSON cannot hold."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Return that a field needs no title."""
        return False

    def emit_warning(self, kind: Any, detail: str) -> None:
        """Say nothing: what cannot be told in JSON is left out."""


_FRACTION = {"type": "number", "minimum": 0, "maximum": 1}
_START_DAY = {"type": "number", "minimum": 0, "description": "days after the start of the run, instead of `date`"}


def _may_say_its_date(part: _Schema, date: _Schema) -> None:
    """Let a shock that has a `start_day` say a `date` instead."""
    if "start_day" in part["properties"] and "date" not in part["properties"]:
        part["properties"]["date"] = date
        if "start_day" in part.get("required", []):
            part["required"].remove("start_day")
            part["oneOf"] = [{"required": ["start_day"]}, {"required": ["date"]}]


def _object(properties: _Schema) -> _Schema:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _named(entry: _Schema) -> _Schema:
    """Return a map whose names a scenario chooses; null removes an entry that a parent has."""
    return {"type": "object", "additionalProperties": _or_null(entry)}


def _one_of(classes: Mapping[str, Any], ref: Mapping[Any, _Schema]) -> _Schema:
    """Return one of some kinds, or changes of the parent's, which name no kind."""
    changes = {"type": "object", "not": {"required": ["kind"]}}
    alone = {cls: getattr(cls, "needed_alone", ()) for cls in classes.values()}
    kinds = [{**ref[cls], "required": list(needed)} if needed else ref[cls] for cls, needed in alone.items()]
    return {
        "oneOf": [*kinds, changes],
        "discriminator": {"propertyName": "kind", "mapping": {kind: ref[cls]["$ref"] for kind, cls in classes.items()}},
    }


def _alone_or_with_shares(one: _Schema) -> _Schema:
    return {"anyOf": [one, {"type": "array", "minItems": 1, "items": {**one, "required": ["kind", "share"]}}]}


def _name_its_kind(part: _Schema, kind: str) -> None:
    part["properties"] = {"kind": {"const": kind}, **part.get("properties", {})}
    part["required"] = ["kind", *part.get("required", [])]


def _let_entries_be_removed(place: Any) -> None:
    """Allow null for the entries of every map whose names a scenario chooses, wherever in a schema it stands."""
    if isinstance(place, list):
        for entry in place:
            _let_entries_be_removed(entry)
    elif isinstance(place, dict):
        for entry in list(place.values()):
            _let_entries_be_removed(entry)
        if isinstance(place.get("additionalProperties"), dict):
            place["additionalProperties"] = _or_null(place["additionalProperties"])
        if "patternProperties" in place:  # names that are numbers
            place["patternProperties"] = {name: _or_null(entry) for name, entry in place["patternProperties"].items()}
            place["additionalProperties"] = False


def _or_null(entry: _Schema) -> _Schema:
    return {"anyOf": [entry, {"type": "null"}]}
