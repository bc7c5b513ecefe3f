"""What runs before a later start: the history, whose world and law a scenario goes on from and cannot change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from econsim.errors import UsageError
from econsim.scenario.network import Problem
from econsim.scenario.origin import Mistakes, Node, leaves, nearest
from econsim.scenario.run import Run
from econsim.scenario.values import moment_text, plain, shown

Scenario = Any  # as schema.py declares it, which is made of this file
_CLOCK = ("start_height", "epoch_length", "seconds_per_block", "market")
_INSTEAD = "the history has made the world by then: choose policies and shocks, or date an event from the start on"


def history_of(
    parts: Mapping[str, Any],
    timeline: Sequence[Any],
    governance: Sequence[Any],
    read: Callable[[str], Scenario],
    tree: Node,
    mistakes: Mistakes,
) -> Scenario | None:
    """Return the scenario that runs until the start, None where there is none; notes what does not go on from it."""
    run = parts["run"]
    if mistakes or run is None or not run.n_before:
        return None
    history, problems = (
        None,
        [Problem(("run", "history"), "missing; name the scenario that runs until start", "missing")],
    )
    if run.history is not None:
        try:
            history = read(run.history)
        except UsageError as error:
            problems = [Problem(("run", "history"), str(error), "unknown-value")]
        else:
            problems = list(_does_not_go_on(history, run, parts, {"timeline": timeline, "governance": governance}))
    for problem in problems:
        mistakes.add(nearest(tree, problem.path), problem.path, problem.message, problem.code)
    return history


def _does_not_go_on(
    history: Scenario, run: Run, parts: Mapping[str, Any], dated: Mapping[str, Any]
) -> Iterator[Problem]:
    """Return what keeps a scenario from going on with a history: its clock, its world, its law, what it has lived."""
    if run.genesis_time is not None and history.run.start != run.genesis_time:
        message = f"is {moment_text(run.genesis_time)}, and {history.name} begins {moment_text(history.run.start)}"
        yield Problem(("run", "genesis_time"), message, "inconsistent")
        return
    if run.n_before > history.run.epochs:
        last = moment_text(history.run.start + history.run.epochs * timedelta(seconds=run.epoch_length))
        message = f"is {moment_text(run.start)}, and {history.name} ends {last}: nothing is known of what came after"
        yield Problem(("run", "start"), message, "out-of-range")
        return
    ticks, ticked = plain(run), plain(history.run)
    for name in _CLOCK:
        if ticks[name] != ticked[name]:
            message = f"is {shown(ticks[name])}, and {shown(ticked[name])} in {history.name}"
            yield Problem(("run", name), message, "inconsistent")
            return
    unread = history.network.unread(history, run.n_before)
    for name, section in history.sections.items():
        if name != "run":
            problems = _changed(plain(section), plain(parts[name]), name, history.name)
            yield from (one for one in problems if not any(one.path[: len(path)] == path for path in unread))
    for section, entries in dated.items():
        yield from _lived_otherwise(history, getattr(history, section), entries, section, run)
    for channel, shapes in history.shocks.items():
        for name, shape in shapes.items() if isinstance(shapes, Mapping) else ():
            if shape.lasting() is not None:
                message = (
                    f"has shocks.{channel}.{name}, whose days count from its start; no run goes on from such a one"
                )
                yield Problem(("run", "history"), f"{message}: date it in the scenario", "inconsistent")


def _changed(before: Any, now: Any, section: str, name: str) -> Iterator[Problem]:
    """Return every value of a section that is not the history's."""
    known, given = dict(leaves(before)), dict(leaves(now))
    for path in dict.fromkeys((*known, *given)):
        if known.get(path) != given.get(path):
            told = f"is {shown(given.get(path))}, and {shown(known.get(path))} in {name}"
            yield Problem((section, *path), f"{told}; {_INSTEAD}", "inconsistent")


def _lived_otherwise(
    history: Scenario, before: Sequence[Any], now: Sequence[Any], section: str, run: Run
) -> Iterator[Problem]:
    """Return every event or proposal before the start that the history has not, or has otherwise."""
    lived = {one.name: one.written for one in before if one.epoch < run.n_before}
    told = {one.name: one.written for one in now if one.epoch < 0}
    for name in dict.fromkeys((*lived, *told)):
        if lived.get(name) != told.get(name):
            message = f"lies before the start ({moment_text(run.start)}) and is not as in {history.name}"
            hint = "start before it, or let `history` name a scenario of your own that has it so"
            yield Problem((section, name), f"{message}: {hint}", "inconsistent")
