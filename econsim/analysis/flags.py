"""What must be known before any number of a comparison is believed: warnings by name, each with its reasons.

Two limits tell a trial run from one that may be cited. *Pairs*: of n pairs the standard deviation, and so the width of
every interval, is known to a part of 1 / sqrt(2 (n - 1)), a quarter at ten; and ten pairs that all differ the same way
come by chance in 2 of 1,024, which Holm's rule over many objectives leaves a finding. *Days*: metrics of levels look at
the last 30 days, which say what a change leads to only once the stake that leaves because of it is out of unbonding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from econsim.analysis.arms import FinishedArm
from econsim.analysis.event_data import (
    ENDS_BEFORE,
    HELD_FIXED,
    LIFTS_NOBODY,
    NOTHING_DIFFERS,
    TRIAL_RUN,
    EventRow,
    Flag,
)
from econsim.analysis.events import proposed
from econsim.analysis.metrics import by_epoch
from econsim.analysis.provenance import changes
from econsim.mechanisms.gov.series import enacted_name
from econsim.mechanisms.law import Law
from econsim.networks.caveats import SUPPLY_HELD_FIXED, demand_moves_alone
from econsim.scenario import network
from econsim.scenario.agenda import AGENDA
from econsim.scenario.network import Note
from econsim.scenario.notes import notes_on
from econsim.scenario.origin import dotted
from econsim.scenario.values import counted
from econsim.units import SECONDS_PER_DAY

LEAST_PAIRS = 10
WINDOW_DAYS = 30


def flags(
    arms: Sequence[FinishedArm], events: Mapping[str, Sequence[EventRow]], firsts: Mapping[str, int | None]
) -> tuple[Flag, ...]:
    """Return the warnings about a comparison of finished arms, baseline first, those about all of it before the others.

    `events` by arm, `firsts`: the epoch from which each variant differs from the baseline, None where it never does.
    """
    found = [*_trial(arms, firsts), *_held_fixed(arms)]
    for arm in arms[1:]:
        found += [*_of_a_variant(arms[0], arm, events[arm.label]), *_no_difference(arm.label, firsts[arm.label])]
    return tuple(found)


def _trial(arms: Sequence[FinishedArm], firsts: Mapping[str, int | None]) -> Iterator[Flag]:
    run, scenario = arms[0].run, arms[0].scenario
    reasons = []
    if run.replicates < LEAST_PAIRS:
        reasons.append(f"{counted(run.replicates, 'paired run')}, and {LEAST_PAIRS} are the least to be cited")
    day = scenario.run.epoch_length / SECONDS_PER_DAY
    least = WINDOW_DAYS + scenario.part(Law).staking.unbonding_time / SECONDS_PER_DAY
    days = sorted({(run.epochs - (first or 0)) * day for first in firsts.values()})
    if days[0] < least:
        length = " to ".join(f"{end:.4g}" for end in dict.fromkeys((days[0], days[-1])))
        reasons.append(f"the arms may differ for {length} days, and {least:.4g} are the least to be cited")
    if reasons:
        yield Flag(TRIAL_RUN, "trial run, do not cite", (f"Trial run: {'; '.join(reasons)}.",), None)


def _held_fixed(arms: Sequence[FinishedArm]) -> Iterator[Flag]:
    said = demand_moves_alone({arm.label: arm.scenario for arm in arms})
    if said:
        yield Flag(HELD_FIXED, SUPPLY_HELD_FIXED, tuple(said), None)


def _of_a_variant(baseline: FinishedArm, variant: FinishedArm, events: Sequence[EventRow]) -> Iterator[Flag]:
    """Return what the notes on both arms, and the variant's own run, say of what the variant changes."""
    paths = [change.path for change in changes(baseline.scenario, variant.scenario)]
    late = _about(paths, network.UNREACHED, (baseline, variant))
    if late:
        is_all = all(any(_is_about(note, path) for note in late) for path in paths)
        acts = "the proposal acts" if is_all else "part of the proposal acts"
        yield Flag(ENDS_BEFORE, f"the run ends before {acts}", _sentences(late), variant.label)
    silent = _sentences(
        [note for note in _about(paths, network.LIFTS_NOBODY, (variant,)) if _comes_into_force(note, variant)]
    )
    silent += tuple(
        f"timeline.{event.name} {event.does}."
        for event in proposed(events, paths)
        if event.lifted is not None and event.lifted.validators == 0
    )
    if silent:
        yield Flag(LIFTS_NOBODY, "this lifts nobody", silent, variant.label)


def _comes_into_force(note: Note, variant: FinishedArm) -> bool:
    """Return whether what a note is about came into force in any run: a proposal that fails lifts nobody anyway."""
    section, name = note.path[0], str(note.path[-1])
    if section != AGENDA:
        return True
    enacted = enacted_name(name)
    return enacted in variant.run.series and bool(by_epoch(variant.run.series, enacted).any())


def _about(paths: Sequence[str], kind: str, arms: Sequence[FinishedArm]) -> list[Note]:
    """Return the notes of a kind on what is at one of the paths."""
    notes = [note for arm in arms for note in notes_on(arm.scenario, arm.run.epochs) if note.kind == kind]
    return [note for note in notes if any(_is_about(note, path) for path in paths)]


def _is_about(note: Note, path: str) -> bool:
    there = dotted(note.path)
    return f"{path}.".startswith(f"{there}.") or f"{there}.".startswith(f"{path}.")


def _sentences(notes: Sequence[Note]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(note.sentence for note in notes))


def _no_difference(label: str, first: int | None) -> Iterator[Flag]:
    if first is None:
        said = f"{label}: nothing differs; every series is the same in every epoch of every replicate."
        yield Flag(NOTHING_DIFFERS, "nothing differs", (said,), label)
