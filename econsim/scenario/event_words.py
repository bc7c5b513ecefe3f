"""An event said plainly: what it does, in the words of its network, and when it takes effect."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from econsim.scenario.run import Run
from econsim.scenario.timeline import Event
from econsim.scenario.values import counted

_TO_THE_MINUTE = "%Y-%m-%d %H:%M UTC"
Scenario = Any  # as schema.py declares it, which is made of files that use this one


def event_sentences(scenario: Scenario, epochs: int | None = None) -> Mapping[str, str]:
    """Return a sentence for each event, by name, as the law alone has it; run for some epochs (its own when None)."""
    does = scenario.network.deeds(scenario)
    length = epochs or scenario.run.epochs
    return {event.name: sentence(does[event.name], event, scenario.run, length) for event in scenario.timeline}


def proposal_sentences(scenario: Scenario, epochs: int | None = None) -> Mapping[str, str]:
    """Return a sentence for each proposal, by name: what it would do, when it comes; run for some epochs as above."""
    governance, length = scenario.network.governance, epochs or scenario.run.epochs
    does = {} if governance is None else governance.deeds(scenario)
    return {one.name: f"{does[one.name]}; {being_submitted(one, scenario.run, length)}" for one in scenario.governance}


def being_submitted(proposal: Event, run: Run, epochs: int) -> str:
    """Return when a proposal comes in a run of so many epochs, in words that follow on what it would do."""
    asked = f"{proposal.date:{_TO_THE_MINUTE}}"
    if proposal.epoch < 0:
        return f"submitted {asked}, before the start"
    if proposal.epoch >= epochs:
        return f"submitted {asked}, after the end of the run ({counted(epochs, 'epoch')}): nothing of it is seen here"
    return f"submitted at epoch {proposal.epoch} ({boundary(proposal, run):{_TO_THE_MINUTE}})"


def sentence(does: str, event: Event, run: Run, epochs: int) -> str:
    """Return what an event does and when, in one sentence without its full stop."""
    return f"{does}; {taking_effect(event, run, epochs)}"


def taking_effect(event: Event, run: Run, epochs: int) -> str:
    """Return when an event takes effect in a run of so many epochs, in words that follow on what it does.

    How its date is known stands there, too, where its author says so.
    """
    basis = f" (date {event.date_basis})" if event.date_basis else ""
    return _taking_effect(event, run, epochs) + basis


def _taking_effect(event: Event, run: Run, epochs: int) -> str:
    moment, asked = boundary(event, run), f"{event.date:{_TO_THE_MINUTE}}"
    if event.epoch < 0:
        return f"in force since {moment:{_TO_THE_MINUTE}}, {counted(-event.epoch, 'epoch')} before the start"
    if event.epoch >= epochs:
        return f"dated {asked}, after the end of the run ({counted(epochs, 'epoch')}): nothing of it is seen here"
    nearest = "" if moment == event.date else f", the boundary nearest to {asked}"
    return f"takes effect at epoch {event.epoch} ({moment:{_TO_THE_MINUTE}}){nearest}"


def boundary(event: Event, run: Run) -> datetime:
    """Return the boundary between epochs at which an event acts."""
    moment: datetime = run.start + event.epoch * timedelta(seconds=run.epoch_length)
    return moment


def acting_on(event: Event, run: Run) -> str:
    """Return the date on which an event acts, or the moment where its boundary lies on another day than its date."""
    moment = boundary(event, run)
    is_that_day = moment.date() == event.date.date()
    return moment.date().isoformat() if is_that_day else f"{moment:{_TO_THE_MINUTE}}"


def day_of(moment: datetime, start: datetime, epoch_seconds: float) -> str:
    """Return the date on which a shock begins or ends, with its time where that is no boundary between epochs."""
    epochs = (moment - start) / timedelta(seconds=epoch_seconds)
    is_boundary = abs(epochs - round(epochs)) * epoch_seconds < 1.0
    return f"{moment:%Y-%m-%d}" if is_boundary else f"{moment:{_TO_THE_MINUTE}}"
