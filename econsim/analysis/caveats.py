"""What must be said before any number of a comparison: flags, notes on the scenarios, the caveats of the network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from econsim.analysis.arms import FinishedArm
from econsim.analysis.begun import begun_by_a_history
from econsim.analysis.display import listed
from econsim.analysis.event_data import Flag
from econsim.analysis.metrics import Metric
from econsim.analysis.objectives import wanted
from econsim.analysis.statistics import Paired
from econsim.networks.caveats import CAVEATS
from econsim.scenario.notes import notes_on
from econsim.scenario.schema import Scenario


def caveats(arms: Sequence[FinishedArm], flags: Sequence[Flag] = ()) -> tuple[str, ...]:
    """Return the caveats that apply to a comparison of finished arms, baseline first, each once; flags come first."""
    scenarios = {arm.label: arm.scenario for arm in arms}
    said = [sentence for flag in flags for sentence in flag.sentences]
    notes = _notes_by_arm(scenarios, arms[0].run.epochs, said)
    found = said if len(arms) == 2 else list(_flagged(flags, notes))
    found += filter(None, [begun_by_a_history(arms[0].run)])
    found += notes
    found += [sentence for caveat in CAVEATS for sentence in caveat(scenarios)]
    return tuple(dict.fromkeys(found))


def fewer_pairs(judged: Mapping[str, Metric], found: Mapping[str, Mapping[str, Paired]], runs: int) -> tuple[str, ...]:
    """Return of which objectives a variant has fewer pairs than were run, as one of the two has no number there."""
    return tuple(
        f"{label}: {metric.heading} has a number in {pairs[metric.name].n} of {runs} paired runs; its levels and its "
        "difference are of these alone."
        for label, pairs in found.items()
        for metric in wanted(judged)
        if 0 < pairs[metric.name].n < runs
    )


def _flagged(flags: Sequence[Flag], notes: Sequence[str]) -> Iterator[str]:
    """Return what the flags of several variants say, each with its variant, but for what notes say of theirs."""
    for flag in flags:
        for sentence in flag.sentences:
            if not any(note.endswith(f": {sentence}") for note in notes):
                is_named = flag.variant is None or sentence.startswith(f"{flag.variant}:")
                yield sentence if is_named else f"{flag.variant}: {sentence}"


def _notes_by_arm(scenarios: Mapping[str, Scenario], epochs: int, said: Sequence[str]) -> list[str]:
    """Return what may not be meant, each sentence once, with the arms that it is about where it is not all of them.

    What is `said` already of the one variant that there is, is left out.
    """
    about: dict[str, list[str]] = {}
    for label, scenario in scenarios.items():
        for sentence in notes_of([scenario], epochs):
            about.setdefault(sentence, []).append(label)
    _, *variants = scenarios
    return [
        told if len(names) == len(scenarios) else f"{listed(names)}: {told}"
        for told, names in about.items()
        if told not in said or len(variants) > 1 or names != variants
    ]


def notes_of(scenarios: Sequence[Scenario], epochs: int | None = None) -> list[str]:
    """Return what valid scenarios may not mean, run for some epochs (their own when None), each sentence once."""
    return list(dict.fromkeys(note.sentence for one in scenarios for note in notes_on(one, epochs)))
