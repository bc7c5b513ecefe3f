"""When something begins: events and shocks alike take a `date` or a `start_day`, one of the two.

Events are kept with their date, shocks with their day after the start of the run.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from econsim.scenario.merge import BEGINNINGS
from econsim.scenario.network import Kinds
from econsim.scenario.origin import Mistakes, Node, Path
from econsim.scenario.parts import written_in_events
from econsim.scenario.values import LONGEST_DAYS, Refused, moment_of, moment_text, shown

_DATE, _DAY = BEGINNINGS
_SOME_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # stands in for a start or a date that has a mistake of its own
_Convert = Callable[[Node, Path, datetime, Mistakes], Node]


def with_days(tree: Node, kinds: Kinds, mistakes: Mistakes) -> Node:
    """Return a scenario in which every event has a `date` and every shape of nature that begins a `start_day`."""
    start, parts_of_events = _start(tree), written_in_events(kinds.network)

    def event(node: Node, path: Path) -> Node:
        if path[-1] in parts_of_events:
            return node  # an event without a name, which is told elsewhere
        return _begun(node, path, (_DATE, _DAY), _date_of_day, start, mistakes)

    def shock(node: Node, path: Path) -> Node:
        kind, shocks = node.value["kind"].value if node.is_tagged else None, kinds.shapes.get(path[1], {})
        fields = shocks[kind].model_fields if isinstance(kind, str) and kind in shocks else {}
        if _DAY not in fields or _DATE in fields:
            return node
        return _begun(node, path, (_DAY, _DATE), _day_of_date, start, mistakes)

    tree = _each(tree, ("timeline",), event)
    many = [channel.name for channel in kinds.channels if channel.many]
    tree = _each(tree, ("shocks",), lambda node, path: node if path[-1] in many else shock(node, path))
    for name in many:
        tree = _each(tree, ("shocks", name), shock)
    return tree


def _start(tree: Node) -> datetime | None:
    run = tree.value.get("run")
    start = run.entries().get("start") if run is not None else None
    try:
        return None if start is None else moment_of(start.value)
    except ValueError:
        return None


def _each(tree: Node, path: Path, change: Callable[[Node, Path], Node], done: Path = ()) -> Node:
    """Return a tree in which every map in the map at a path is changed."""
    if not tree.is_map:
        return tree
    entries = dict(tree.value)
    if path and path[0] in entries:
        entries[path[0]] = _each(entries[path[0]], path[1:], change, (*done, path[0]))
    elif not path:
        entries = {name: change(node, (*done, name)) if node.is_map else node for name, node in entries.items()}
    return Node(entries, tree.origin)


def _begun(
    node: Node, path: Path, names: tuple[str, str], convert: _Convert, start: datetime | None, mistakes: Mistakes
) -> Node:
    """Return an event or a shock that says when it begins by the first of two names, whichever it was written with."""
    kept, other = names
    written = node.value.get(other)
    if written is None:
        if kept not in node.value:
            mistakes.add(node.origin, (*path, kept), f"missing; give it, or {other}", "incomplete")
        elif kept == _DAY and _is_date(node.value[kept].value):
            _refuse_day(node.value[kept], (*path, kept), mistakes)
            return Node({**node.value, kept: Node(0.0, node.value[kept].origin)}, node.origin)
        return node
    if kept in node.value:
        message = f"is given beside {kept}; one of the two says when it begins"
        mistakes.add(written.origin, (*path, other), message, "ambiguous")
        return node.without(other)
    found = convert(written, (*path, other), start or _SOME_TIME, mistakes)
    return Node(
        {(kept if name == other else name): found if name == other else entry for name, entry in node.value.items()},
        node.origin,
    )


def _date_of_day(written: Node, path: Path, start: datetime, mistakes: Mistakes) -> Node:
    day, moment = written.value, start
    if isinstance(day, bool) or not isinstance(day, int | float) or not math.isfinite(day):
        _refuse_day(written, path, mistakes)
    elif not 0 <= day <= LONGEST_DAYS:
        mistakes.add(written.origin, path, f"is {shown(day)}; expected 0 to {LONGEST_DAYS}", "out-of-range")
    else:
        moment = start + timedelta(days=day)
    return Node(moment_text(moment), written.origin)


def _refuse_day(written: Node, path: Path, mistakes: Mistakes) -> None:
    day = written.value
    hint = f"; a date goes under {_DATE}: {str(day).strip()}" if _is_date(day) else ""
    message = f"is {shown(day)}; expected a number of days after the start, such as 30{hint}"
    mistakes.add(written.origin, path, message, "wrong-type")


def _is_date(value: Any) -> bool:
    try:
        moment_of(value)
    except Refused:
        return False
    return True


def _day_of_date(written: Node, path: Path, start: datetime, mistakes: Mistakes) -> Node:
    days = 0.0
    try:
        days = (moment_of(written.value) - start) / timedelta(days=1)
    except Refused as error:
        mistakes.add(written.origin, path, str(error), error.code)
    if days < 0.0:
        message = f"is {shown(written.value)}, before the run starts ({moment_text(start)})"
        mistakes.add(written.origin, path, message, "out-of-range")
    return Node(max(days, 0.0), written.origin)
