"""What a report shows beside the numbers of a comparison, so that a folder is enough to make it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from econsim.analysis.alike import same_as
from econsim.analysis.arms import FinishedArm
from econsim.analysis.ballots import ballots
from econsim.analysis.break_even import break_even
from econsim.analysis.caveats import caveats, fewer_pairs
from econsim.analysis.cuts import by_group
from econsim.analysis.events import events
from econsim.analysis.first_page_data import WhoGains
from econsim.analysis.flags import flags
from econsim.analysis.kept_paths import kept_paths
from econsim.analysis.marks import marks
from econsim.analysis.metrics import Level, Metric, level, measured
from econsim.analysis.paths import paths
from econsim.analysis.price_record import beyond_the_record, same_in_every_replicate
from econsim.analysis.proposal import proposal
from econsim.analysis.provenance import assumptions, sources_of
from econsim.analysis.report_data import (
    ArmNames,
    Background,
    Clock,
    Gain,
    PairStatistics,
    PriceNotes,
    TargetRows,
    Transfer,
    Versions,
)
from econsim.analysis.shock_windows import shock_windows
from econsim.analysis.statistics import Paired, replicates_for_half_width
from econsim.analysis.targets import against_targets
from econsim.analysis.transfer import transfer
from econsim.analysis.who_gains import who_gains
from econsim.analysis.winners import mint_cuts, winners
from econsim.networks.caveats import not_in_the_model
from econsim.runs.manifest import versions

LEVEL_HALF_WIDTH = 0.02  # of the mean, in "how many runs would fix the level itself?"


def background(
    arms: Sequence[FinishedArm],
    judged: Mapping[str, Metric],
    pairs: Mapping[str, Mapping[str, Paired]],
    firsts: Mapping[str, int | None],
    command: str | None,
    key: str,
) -> Background:
    """Return the background of a comparison of finished arms, baseline first.

    `judged` are the metrics as they were judged, `pairs` the statistics by variant and metric, `firsts` the epoch from
    which each variant differs (None: never), `command` how to make it again (worked out from the arms when None).
    """
    baseline, others = arms[0], arms[1:]
    clock = baseline.scenario.run
    first = earliest(firsts)
    gains, moved, people = _who_gains(arms, first)
    happened = {arm.label: events(arm.scenario, arm.run) for arm in arms}
    voted = {arm.label: ballots(arm.scenario, arm.run) for arm in arms}
    flagged = flags(arms, happened, firsts)
    return Background(
        flags=flagged,
        caveats=(*caveats(arms, flagged), *fewer_pairs(judged, pairs, baseline.run.replicates)),
        not_in_the_model=not_in_the_model(arm.scenario for arm in arms),
        metrics=tuple(judged.values()),
        has_objectives=any(arm.scenario.objectives for arm in arms),
        arms=tuple(_names(arm, baseline) for arm in arms),
        clock=Clock(clock.start.isoformat(), float(clock.epoch_length), first),
        price=_price(arms),
        events=happened,
        ballots=voted,
        shocks={arm.label: shock_windows(judged, baseline, arm) for arm in others},
        marks={arm.label: marks(arm.scenario, happened[arm.label], arm.run.epochs, voted[arm.label]) for arm in arms},
        sources={arm.label: sources_of(baseline.scenario, arm.scenario) for arm in others},
        statistics={label: _statistics(judged, found) for label, found in pairs.items()},
        winners=gains,
        transfer=moved,
        who_gains=people,
        proposal={arm.label: proposal(baseline.scenario, arm.scenario) for arm in others},
        break_even={arm.label: break_even(arm.run) for arm in arms},
        levels={arm.label: _levels(judged, arm, first) for arm in arms},
        paths=paths(arms, kept_paths(judged, pairs)),
        targets={arm.label: TargetRows(against_targets(arm.run)) for arm in arms},
        assumptions=assumptions([arm.scenario for arm in arms]),
        command=command or _command(arms),
        versions=Versions(**versions()),
        key=key,
        answer=baseline.scenario.answer or None,
        same_as=same_as(others, judged, pairs, people, first) or None,
    )


def earliest(firsts: Mapping[str, int | None]) -> int | None:
    """Return the first epoch at which any variant differs from the baseline, None where none ever does."""
    return min((first for first in firsts.values() if first is not None), default=None)


def _who_gains(
    arms: Sequence[FinishedArm], first: int | None
) -> tuple[dict[str, tuple[Gain, ...]], dict[str, Transfer], dict[str, WhoGains]]:
    """Return winners and losers, the transfer between three parties, and that between groups of people, by variant."""
    baseline, (grouped, *of_variants) = arms[0].run, by_group(*(arm.run for arm in arms))
    gains, moved, people = {}, {}, {}
    for arm, of_variant in zip(arms[1:], of_variants, strict=True):
        groups = [grouped, of_variant]
        gains[arm.label] = winners(baseline, arm.run, groups)
        moved[arm.label] = transfer(mint_cuts(baseline, arm.run, groups), baseline, first)
        people[arm.label] = who_gains(baseline, arm.run, groups, first)
    return gains, moved, people


def _names(arm: FinishedArm, baseline: FinishedArm) -> ArmNames:
    inputs, run = arm.scenario, arm.run
    is_of_the_file = arm.given == ""
    is_asked = arm is baseline or is_of_the_file or _is_its_own_question(arm, baseline)
    has_own_title = not is_of_the_file or inputs.title != baseline.scenario.title
    title = inputs.title if has_own_title else ""
    if arm is baseline and arm.label != inputs.name:  # the file of variants, which the title is about
        title = "without its variants" if arm.label.endswith(inputs.name) else f"{inputs.name} without its variants"
    return ArmNames(arm.label, inputs.name, title, inputs.question if is_asked else "", run.digest, run.results_digest)


def _is_its_own_question(arm: FinishedArm, baseline: FinishedArm) -> bool:
    """Return whether the baseline is made without the file that asks: what comes of that file, it has not answered."""
    asking, of_baseline = arm.scenario.origins.get("question", ""), baseline.scenario.origins.values()
    return _file(asking) not in {_file(place) for origin in of_baseline for place in origin.split(", ")}


def _file(place: str) -> str:
    """Return the file of a place, which is written FILE:LINE:COLUMN."""
    return place.rsplit(":", 2)[0]


def _price(arms: Sequence[FinishedArm]) -> PriceNotes:
    beyond = [beyond_the_record(arm.scenario, arm.run.epochs) for arm in arms]
    return PriceNotes(
        tuple(note for note in dict.fromkeys(beyond) if note), same_in_every_replicate([arm.run.series for arm in arms])
    )


def _levels(judged: Mapping[str, Metric], arm: FinishedArm, first: int | None) -> dict[str, Level]:
    """Return the level of every metric in an arm, over the same windows as its differences."""
    seconds = float(arm.scenario.run.epoch_length)
    return {
        name: level(wanted.unit, measured(wanted, arm.run.series, seconds, first)) for name, wanted in judged.items()
    }


def _statistics(judged: Mapping[str, Metric], pairs: Mapping[str, Paired]) -> dict[str, PairStatistics]:
    return {name: _pair_statistics(pair, judged[name].smallest_effect) for name, pair in pairs.items()}


def _pair_statistics(pair: Paired, smallest_effect: float) -> PairStatistics:
    """Return the relative difference, and what chance would need."""
    level = None if pair.sd_baseline is None or not pair.baseline else abs(pair.sd_baseline / pair.baseline)
    return PairStatistics(
        n=pair.n,
        relative=None if pair.difference is None or not pair.baseline else pair.difference / abs(pair.baseline),
        variance_ratio=pair.variance_ratio,
        needed_replicates=pair.needed_replicates(smallest_effect),
        runs_for_level=None if level is None else max(2, replicates_for_half_width(level, LEVEL_HALF_WIDTH)),
    )


def _command(arms: Sequence[FinishedArm]) -> str:
    first = arms[0].run
    words = [_words(arm) for arm in arms if arm.given != ""]
    size = f"--replicates {first.replicates} --epochs {first.epochs} --seed {first.seed}"
    return " ".join(["econsim compare", *words, size])


def _words(arm: FinishedArm) -> str:
    """Return what names an arm on the command line: as it was given, else the resolved file beside its results."""
    if arm.given is not None:
        return shlex.quote(arm.given)
    folder = arm.run.directory
    return shlex.quote(str(folder / "scenario.resolved.yaml")) if folder else f"{arm.label}.yaml"
