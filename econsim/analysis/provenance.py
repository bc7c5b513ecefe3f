"""Where numbers and changes come from: what differs between scenarios, on whose authority, what is only assumed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from econsim.analysis.outcomes import Change
from econsim.analysis.report_data import Assumption
from econsim.networks.parameter_book import is_read
from econsim.networks.unused import unused
from econsim.scenario.content import diff
from econsim.scenario.fields import root_spec
from econsim.scenario.load import shipped_names
from econsim.scenario.origin import leaves
from econsim.scenario.schema import Scenario
from econsim.scenario.values import plain

_SETTLED = ("from code", "measured", "choice")
_NO_CAUSES = ("objectives", "variants", "sweep", "run.epochs", "run.replicates", "run.seed")
_OF_A_FILE = re.compile(r"scenarios/(.+?)\.yaml:")
_COLUMN = re.compile(r":([0-9]+):[0-9]+(?=\)?$)")


class _Declared(NamedTuple):
    """What is declared of a parameter."""

    unit: str
    source: str
    status: str
    meaning: str


def changes(baseline: Scenario, variant: Scenario) -> tuple[Change, ...]:
    """Return every value that differs.

    What a comparison sets itself (size, seed) and what is no cause (names, objectives) does not count.
    """
    return tuple(
        Change(path, left, right)
        for path, left, right in diff(baseline, variant)
        if path not in _NO_CAUSES and path.split(".")[0] not in _NO_CAUSES
    )


def sources_of(baseline: Scenario, variant: Scenario) -> dict[str, str]:
    """Return where both values of everything that differs are from, by path: the chain's source, or a proposal's line.

    The source of a value that ships with econsim is that of its event or its parameter; a value of anybody else is
    from the line on which it was written. The old values of what an event sets bring their source as well.
    """
    old, new = _Sources(baseline), _Sources(variant)
    return {change.path: _two_sources(change, old, new) for change in changes(baseline, variant)}


def _two_sources(change: Change, old: _Sources, new: _Sources) -> str:
    path = change.path
    before = [old.of(path)] if change.baseline is not None else old.of_what_is_set(new, path)
    after = [new.of(path)] if change.variant is not None else []
    told = {"old value": before, "new value": after}
    parts = {side: "; ".join(dict.fromkeys(filter(None, found))) for side, found in told.items()}
    known = {side: text for side, text in parts.items() if text}
    return "; ".join(known.values() if len(known) == 1 else (f"{side}: {text}" for side, text in known.items()))


def source_at(scenario: Scenario, path: str) -> str:
    """Return where the value at a path of a scenario is from: the chain's source, or a proposal's line."""
    return _Sources(scenario).of(path)


def unit_at(scenario: Scenario, path: str) -> str:
    """Return the unit that is declared of the parameter at a path, '' where none is."""
    return next((known.unit for at, known in _declarations(scenario) if f"{path}.".startswith(f"{at}.")), "")


def event_sources(scenario: Scenario) -> dict[str, str]:
    """Return on whose authority each event of a timeline acts, by its name."""
    known = _Sources(scenario)
    return {event.name: known.of(f"timeline.{event.name}") for event in scenario.timeline}


def assumptions(scenarios: Sequence[Scenario]) -> tuple[Assumption, ...]:
    """Return every value that no code and no measurement settles, with unit, status, origin and source.

    Law that no mechanism reads is left out, and how votes go where nothing is proposed: no result rests on them.
    `value` and `origin` are those of the first scenario that has the parameter; a value that another scenario changes
    is listed among the changes.
    """
    found: dict[str, Assumption] = {}
    for scenario in scenarios:
        content, known = scenario.content(), _Sources(scenario)
        for row in _who_decides_how(scenario):
            if not _bears_on_nothing(row.path, scenario):
                found.setdefault(row.path, row)
        for path, declared in _declarations(scenario):
            if declared.status not in _SETTLED and path not in found and not _bears_on_nothing(path, scenario):
                found[path] = Assumption(
                    path=path,
                    value=_shown(_at(content, path)),
                    unit=declared.unit,
                    meaning=declared.meaning,
                    status=declared.status,
                    origin=_origin(scenario, path),
                    source=declared.source if known.proposal(path) is None else f"instead of: {declared.source}",
                )
    return tuple(found.values())


def _bears_on_nothing(path: str, scenario: Scenario) -> bool:
    if any(f"{path}.".startswith(f"{known}.") for known in unused(scenario)):
        return True
    section, *rest = path.split(".")
    return section == scenario.network.law and not is_read(scenario.network.sections[section], rest)


def _who_decides_how(scenario: Scenario) -> Iterator[Assumption]:
    """Return one row for each decision: the policies that make it and their shares are assumed."""
    for decision, shares in scenario.policies.items():
        mix = [f"{share.policy.kind} {share.share:g}" if len(shares) > 1 else share.policy.kind for share in shares]
        yield Assumption(
            path=f"policies.{decision}",
            value=", ".join(mix),
            unit="",
            meaning="who decides how",
            status="assumed",
            origin=_origin(scenario, f"policies.{decision}"),
            source="assumption",
        )


class _Sources:
    """Where the values of one scenario are from."""

    def __init__(self, scenario: Scenario) -> None:
        """Read what is declared and where everything was written."""
        self._declared = dict(_declarations(scenario))
        self._events = {f"timeline.{event.name}": event for event in scenario.timeline}
        self._events |= {f"governance.{proposal.name}": proposal for proposal in scenario.governance}
        self._own = {
            leaf: own
            for leaf, origin in scenario.origins.items()
            if (own := [place for place in origin.split(", ") if not _ships(place)])
        }  # where values were written outside econsim

    def of(self, path: str) -> str:
        """Return where the value at a path is from."""
        return self.proposal(path) or self._of_the_chain(path)

    def of_what_is_set(self, other: _Sources, path: str) -> list[str]:
        """Return where the values are from that an event of another scenario, which this one lacks, changes."""
        event = other._events.get(path)
        is_own = event is not None and other.proposal(path) is not None
        return [f"{each} {self.of(each)}" for each in event.set] if event is not None and is_own else []

    def proposal(self, path: str) -> str | None:
        """Return 'this proposal, FILE:LINE' where part of what is at a path was written outside econsim."""
        first = next((own[0] for leaf, own in self._own.items() if f"{leaf}.".startswith(f"{path}.")), None)
        return None if first is None else "this proposal, " + _COLUMN.sub(r":\1", first)

    def _of_the_chain(self, path: str) -> str:
        event = self._events.get(".".join(path.split(".")[:2]))
        if event is not None:
            sources = [event.upgrade.source] if event.upgrade else []
            sources += [self._of_the_chain(each) for each in event.set]
            return "; ".join(dict.fromkeys(source for source in sources if source))
        nearest = max((known for known in self._declared if f"{path}.".startswith(f"{known}.")), key=len, default=None)
        return self._declared[nearest].source if nearest else ""


def _ships(place: str) -> bool:
    """Return whether a value was written in a scenario that ships with econsim, or is a default of its code."""
    file = _OF_A_FILE.match(place)
    return place == "default" or (file is not None and file[1] in _shipped())


@cache
def _shipped() -> frozenset[str]:
    return frozenset(shipped_names())


def _declarations(scenario: Scenario) -> Iterator[tuple[str, _Declared]]:
    """Return every parameter of a scenario, by its path, with what is declared of it."""
    content = scenario.content()
    for section, model in scenario.network.sections.items():
        for path, field in dict(_declared_at(model, path) for path, _ in leaves(content[section])).items():
            if field is not None:
                yield ".".join((section, *path)), _declared(field)
    for place, tagged in _tagged(scenario):
        yield from _of_tagged(place, tagged)


@cache
def _declared_at(model: type[BaseModel], path: tuple[str, ...]) -> tuple[tuple[str, ...], FieldInfo | None]:
    """Return the part of a path at which its parameter is declared, and how: a map of numbers is one parameter."""
    fields = [root_spec(model).walk(path[:length]) for length in range(len(path) + 1)]
    last = fields[-1].field if fields[-1] else None
    length = next(length for length, spec in enumerate(fields) if spec is None or spec.field is last)
    found = fields[length]
    return path[:length], found.field if found is not None else None


def _tagged(scenario: Scenario) -> Iterator[tuple[str, BaseModel]]:
    for decision, shares in scenario.policies.items():
        for place, share in enumerate(shares):
            yield f"policies.{decision}" + (f".{place}" if len(shares) > 1 else ""), share.policy
    for channel, shape in scenario.shocks.items():
        if isinstance(shape, Mapping):
            yield from ((f"shocks.{channel}.{name}", one) for name, one in shape.items())
        else:
            yield f"shocks.{channel}", shape


def _of_tagged(path: str, tagged: BaseModel) -> Iterator[tuple[str, _Declared]]:
    for name, field in type(tagged).model_fields.items():
        value = getattr(tagged, name)
        if isinstance(value, BaseModel):
            yield from _of_tagged(f"{path}.{name}", value)
        elif value is not None:
            yield f"{path}.{name}", _declared(field)


def _declared(field: Any) -> _Declared:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    unit, source, status = (str(extra.get(name, "")) for name in ("unit", "source", "status"))
    return _Declared(unit, source, status or "choice", str(field.description or ""))


def _at(content: Any, path: str) -> Any:
    for name in path.split("."):
        content = content[int(name)] if isinstance(content, list) else content[name]
    return content


def _origin(scenario: Scenario, path: str) -> str:
    origins = scenario.origins
    found = origins.get(path) or next((at for leaf, at in origins.items() if leaf.startswith(f"{path}.")), "default")
    return found


def _shown(value: Any) -> str:
    value = plain(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_shown(entry)}" for name, entry in value.items())
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:.6g}"
