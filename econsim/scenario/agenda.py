"""The agenda: what is proposed to the voters and when. A proposal changes the law as an event does, if it passes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from econsim.scenario.network import Network, Problem
from econsim.scenario.origin import Mistakes, Node, bare, nearest
from econsim.scenario.run import Run, nearest_epoch
from econsim.scenario.sentences import checked
from econsim.scenario.timeline import Event, changed_law, two_at_once
from econsim.scenario.values import LawSection, moment_text

AGENDA = "governance"


@dataclass(frozen=True)
class Proposal(Event):
    """A change of the law that is voted on: `epoch` is that of the boundary at which it is submitted."""

    deposited_epoch: int  # of the boundary at which the rest of its deposit is paid

    @property
    def date(self) -> datetime:
        """Return when it is submitted."""
        moment: datetime = self.written.submitted
        return moment

    @property
    def moments(self) -> tuple[Any, ...]:
        """Return what says when it is decided."""
        written = self.written
        return (written.submitted, written.deposited or written.submitted, written.expedited)


def build_agenda(
    node: Node,
    network: Network,
    tree: Node,
    run: Run | None,
    law: LawSection | None,
    timeline: Sequence[Event],
    mistakes: Mistakes,
) -> tuple[Any, ...]:
    """Return the proposals in the order in which they are submitted, each tried on the law that it finds by the events.

    Without a run or a law, because they have mistakes themselves, as much is checked as can be.
    """
    kind, found = network.governance, []
    if kind is None:
        return ()
    for name, entry in node.entries().items():
        written: Any = checked(kind.written, bare(entry), (AGENDA, name), tree, mistakes)
        if written is not None:
            for problem in _out_of_order(name, written, run):
                mistakes.add(nearest(tree, problem.path), problem.path, problem.message, problem.code)
            moments = (written.submitted, written.deposited or written.submitted)
            epochs = [nearest_epoch(one, run.start, run.epoch_length) if run else 0 for one in moments]
            found.append(kind.made(name, epochs[0], written, epochs[1]))
    found.sort(key=lambda proposal: (proposal.date, proposal.name))
    for problem in two_at_once(found, AGENDA):
        mistakes.add(nearest(tree, problem.path), problem.path, problem.message, problem.code)
    if law is not None:
        for proposal in found:
            before = law_at(proposal.date, timeline, law)
            changed_law(proposal, (AGENDA, proposal.name), network, tree, before, mistakes)
            for problem in kind.check(proposal, before):
                mistakes.add(nearest(tree, problem.path), problem.path, problem.message, problem.code)
    return tuple(found)


def _out_of_order(name: str, written: Any, run: Run | None) -> Iterator[Problem]:
    """Return a proposal before the run, and a deposit before its proposal."""
    if run is not None and written.submitted < (run.genesis_time or run.start):
        message = f"is {moment_text(written.submitted)}, before the run starts ({moment_text(run.start)})"
        hint = f"; remove the proposal with `{name}: null` or move the start"
        yield Problem((AGENDA, name, "submitted"), message + hint, "out-of-range")
    if written.deposited is not None and written.deposited < written.submitted:
        message = f"is {moment_text(written.deposited)}, before it is submitted ({moment_text(written.submitted)})"
        hint = "; nobody pays on a proposal, or votes on it, that is not there yet"
        yield Problem((AGENDA, name, "deposited"), message + hint, "out-of-range")


def law_at(date: datetime, timeline: Sequence[Event], law: Any) -> Any:
    """Return the law once the events up to a date have acted, as far as they can."""
    for event in timeline:
        if event.date <= date:
            with suppress(ValidationError):
                law = event.bring(law.with_changes(event.set))
    return law
