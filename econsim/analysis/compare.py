"""`compare`: the same choices and the same draws under other rules, replicate by replicate."""

from __future__ import annotations

import dataclasses
import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from econsim.analysis.arms import Arm, FinishedArm, Given, Size, agreed_size, all_finished, arms_of
from econsim.analysis.background import background, earliest
from econsim.analysis.branching import pasts
from econsim.analysis.claims import claims_of, judged_claims
from econsim.analysis.comparison import Comparison
from econsim.analysis.flips import flips, scenarios_to_scan
from econsim.analysis.metrics import first_difference
from econsim.analysis.objectives import calls, judged_metrics
from econsim.analysis.one_by_one import one_by_one as change_by_change
from econsim.analysis.outcomes import Numbers, OneByOne, Variant, WhatIf
from econsim.analysis.pairs import of_the_baseline, outcome, pairs
from econsim.analysis.provenance import changes
from econsim.analysis.single_changes import single_changes_of
from econsim.analysis.typed_json import json_of
from econsim.analysis.what_if import REPLICATES
from econsim.analysis.what_if import what_if as under_other_beliefs
from econsim.atomic_files import remove_leftovers, write_json
from econsim.runs.digests import joined_digest, question_digest
from econsim.runs.manifest import COMPARISON, MANIFEST, manifest
from econsim.runs.progress import Progress, told
from econsim.runs.scenario_files import keep_scenarios
from econsim.scenario.asked import results_folder
from econsim.simulation.invariants import InvariantLog


def compare(
    baseline: Given,
    *variants: Given,
    replicates: int | None = None,
    epochs: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    out: Path | str | None = None,
    progress: Progress | None = None,
    command: str | None = None,
    what_if: bool = False,
    switching: bool = False,
    one_by_one: bool = False,
) -> Comparison:
    """Compare a baseline with variants, each a name, a file, a scenario or a finished run.

    A baseline alone is compared with the `variants:` of its own file. What is None comes from finished runs, else
    from the scenarios, and must be the same in all arms. `out` is the folder in which runs and the comparison are
    kept (nothing is written when None); `command` is how it was asked for. The way to make it again that the report
    and the manifest name is `econsim reproduce` with its folder, where the files of the scenarios are kept, too.
    `what_if` makes the comparison again under other beliefs, to see what would change the answer; `switching` does so,
    too, and looks along the most doubtful of them for the values at which it flips;
    `one_by_one` makes it again for each change of a variant alone, to see which of them does what.

    Draws are shared, so a scenario beside itself differs in nothing:

    >>> from econsim import load_scenario
    >>> again = load_scenario("mainnet7").with_changes({}, name="again")
    >>> found = compare("mainnet7", again, replicates=2, epochs=2, workers=1)
    >>> {outcome.verdict for outcome in found.outcomes("again").values()}
    {'identical'}
    """
    arms = arms_of(baseline, variants)
    size = agreed_size(arms, Size(seed, replicates, epochs))
    singles = single_changes_of(arms) if one_by_one else None
    claims_of(arms, judged_metrics(arms))  # what arms cannot be judged by is refused before anything is run
    if switching:
        scenarios_to_scan(arms, size)  # likewise
    root = results_folder(out)
    with told(" against ".join(arm.label for arm in arms), _to_run(arms, size), progress) as tell:
        shared = pasts([arm.scenario for arm in arms], size.epochs or arms[0].scenario.run.epochs)
        done = all_finished(arms, size, workers, root, tell, shared)
    as_compared = Size(done[0].run.seed, REPLICATES, done[0].run.epochs)
    beliefs = under_other_beliefs(done, as_compared, workers, root, progress) if what_if or switching else None
    if beliefs is not None and switching:
        beliefs = _with_flips(beliefs, done, as_compared, workers, root, progress)
    apart = None if singles is None else change_by_change(done, singles, workers, root, progress)
    comparison = compared(done, command, beliefs, apart)
    if root is None:
        return comparison
    known = comparison.background
    directory = root / folder_name(comparison.baseline, comparison.variants, known.key)
    again = f"econsim reproduce {shlex.quote(str(directory))}"
    known = dataclasses.replace(known, command=again, asked=known.command)
    comparison = dataclasses.replace(comparison, background=known, directory=directory)
    remove_leftovers(directory)
    keep_scenarios(directory, [arm.scenario for arm in done])
    write_json(directory / MANIFEST, manifest_of(comparison, done))
    comparison.write(directory)
    return comparison


def _with_flips(
    beliefs: WhatIf,
    arms: Sequence[FinishedArm],
    size: Size,
    workers: int | None,
    root: Path | None,
    progress: Progress | None,
) -> WhatIf:
    labels, key = [arm.label for arm in arms], _digest(arms, None)
    folder = None if root is None else root / folder_name(labels[0], labels[1:], key)
    n_runs = len(arms) * REPLICATES * len(scenarios_to_scan(arms, size))
    with told(f"where {' against '.join(labels)} flips", n_runs, progress) as tell:
        found, left_out = flips(arms, size, workers, folder, tell)
    return dataclasses.replace(beliefs, switching=found, left_out=(*beliefs.left_out, *left_out))


def _to_run(arms: Sequence[Arm], size: Size) -> int:
    """Return the number of replicates of the arms that have no run yet."""
    return sum(size.replicates or arm.scenario.run.replicates for arm in arms if arm.run is None)


def compared(
    arms: Sequence[FinishedArm],
    command: str | None = None,
    beliefs: WhatIf | None = None,
    apart: Mapping[str, OneByOne] | None = None,
) -> Comparison:
    """Return the comparison of finished arms, baseline first.

    `beliefs` is what was found under others, `apart` the variants change by change.
    """
    baseline, others = arms[0].run, arms[1:]
    judged = judged_metrics(arms)
    firsts = {arm.label: first_difference(baseline.series, [arm.run.series]) for arm in others}
    first = earliest(firsts)
    found = {arm.label: pairs(judged, arms[0], arm, first) for arm in others}
    shared, called = of_the_baseline(judged, arms[0], first), calls(judged, found)
    numbers = Numbers(
        baseline=arms[0].label,
        digest=_digest(arms, baseline.replicates),
        results_digest=joined_digest(arm.run.results_digest for arm in arms),
        seed=baseline.seed,
        replicates=baseline.replicates,
        epochs=baseline.epochs,
        run_dirs={arm.label: None if arm.run.directory is None else str(arm.run.directory) for arm in arms},
        variants=tuple(
            Variant(
                arm.label,
                changes(arms[0].scenario, arm.scenario),
                {
                    name: outcome(judged[name], pair, shared[name], called[arm.label].get(name))
                    for name, pair in found[arm.label].items()
                },
            )
            for arm in others
        ),
        what_if=beliefs,
        one_by_one=apart,
        claims=judged_claims(arms, judged, found, first),
        invariants=sum((arm.run.invariants for arm in arms), InvariantLog()),
        wall_seconds=sum(arm.run.wall_seconds for arm in arms),
    )
    told = background(arms, judged, found, firsts, command, _digest(arms, None))
    return Comparison(numbers, told, None, {arm.label: arm.run for arm in arms if arm.run.directory is None})


def manifest_of(comparison: Comparison, arms: Sequence[FinishedArm]) -> dict[str, Any]:
    """Return what is needed to make the same numbers again."""
    told, numbers = comparison.background, json_of(comparison.numbers)
    names = ("seed", "replicates", "epochs", "digest", "results_digest", "run_dirs", "invariants", "wall_seconds")
    title = {"name": f"{comparison.baseline} against {', '.join(comparison.variants)}"}
    scenarios = {arm.label: arm.scenario for arm in arms}
    asked = {"asked": told.asked or told.command}
    return manifest(
        COMPARISON, told.command, scenarios, told.key, title | {name: numbers[name] for name in names} | asked
    )


def folder_name(baseline: str, variants: Sequence[str], key: str) -> str:
    """Return `<baseline>-vs-<variant>-<key>`; the key names the question without the number of replicates."""
    more = f"-and-{len(variants) - 1}-more" if len(variants) > 1 else ""
    words = f"{baseline}-vs-{variants[0]}{more}"
    return f"{re.sub(r'[^A-Za-z0-9_.-]+', '_', words)}-{key[:12]}"


def _digest(arms: Sequence[FinishedArm], replicates: int | None) -> str:
    first = arms[0].run
    return question_digest([arm.scenario for arm in arms], first.seed, replicates, first.epochs)
