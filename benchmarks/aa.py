"""Does chance alone get called? Compares a scenario with itself, without shared luck, a thousand times (A/A check).

    econsim run mainnet7 --epochs 365 --replicates 400 --out results
    python -m benchmarks.aa results/mainnet7-KEY [--metrics net_apr stake_hhi ...] [--pairs 1000]
    python -m benchmarks.aa                      [--pairs 1000]

Both arms of a pair are 20 runs each, drawn without overlap from one pool of runs that differ in their draws alone: the
runs of a folder, or, where none is named, numbers drawn anew: normal, ties, constants, heavy tails, skew. Nothing
differs, so whatever is called better or worse is called wrongly. The test of each objective by itself should call 5 %
of the pairs, +- 1.4 % (two standard errors of 1,000 pairs); with Holm's correction any objective of a pair should be
called in at most 6.4 %, also if every difference mattered (smallest effects of 0). Without `--metrics` the objectives
are those of a scenario that declares none. "seldom": less than 3.6 %, as of numbers that vary little or have heavy
tails; that is no fault. The exit status is 1 where something is called in more than 6.4 %.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Callable, Mapping

import numpy as np

from econsim.analysis.metrics import Metric, measured, metric, metrics
from econsim.analysis.objectives import calls, objectives_of
from econsim.analysis.statistics import SIGNIFICANCE, Paired, paired
from econsim.analysis.verdicts import DECIDED
from econsim.runs.kept_run import load_run
from econsim.units import FloatArray

ARM = 20
LEAST, MOST = 0.036, 0.064  # 5 % and two standard errors of 1,000 pairs
Drawn = Mapping[str, FloatArray]  # by objective, the numbers of both arms of a pair
SYNTHETIC: Mapping[str, Callable[[np.random.Generator], FloatArray]] = {
    "normal": lambda draws: draws.normal(size=2 * ARM),
    "ties (whole numbers around 1.5)": lambda draws: draws.poisson(1.5, 2 * ARM).astype(np.float64),
    "ties (1 in a tenth, else 0)": lambda draws: (draws.random(2 * ARM) < 0.1).astype(np.float64),
    "constant": lambda draws: np.full(2 * ARM, 6.05),
    "heavy tails (t, 2 degrees)": lambda draws: draws.standard_t(2, 2 * ARM),
    "heavy tails (Cauchy)": lambda draws: draws.standard_cauchy(2 * ARM),
    "skew (lognormal)": lambda draws: draws.lognormal(0.0, 1.5, 2 * ARM),
}


def main() -> int:
    """Print how often each objective, and any of them, is called; return the exit status."""
    asked = _arguments()
    judged, drawn = _synthetic() if asked.run is None else _of_run(asked.run, asked.metrics)
    strict = {name: dataclasses.replace(one, smallest_effect=0.0) for name, one in judged.items()}
    by_itself, any_called, any_strictly = dict.fromkeys(judged, 0), 0, 0
    for number in range(asked.pairs):
        numbers = drawn(np.random.default_rng((1, number)))
        found = {name: paired(both[:ARM], both[ARM:]) for name, both in numbers.items()}
        any_called += _is_any_called(judged, found)
        any_strictly += _is_any_called(strict, found)
        for name, pair in found.items():
            by_itself[name] += pair.p_value is not None and pair.p_value <= SIGNIFICANCE
    told = {f"{name}, by itself": count for name, count in by_itself.items()}
    told |= {"any objective": any_called, "any objective, if every difference mattered": any_strictly}
    return max(_told(words, count / asked.pairs) for words, count in told.items())


def _told(words: str, part: float) -> int:
    """Print one line; return 1 for a fault."""
    note = "too often" if part > MOST else "seldom" if part < LEAST else ""
    print(f"{words:50} {100 * part:5.1f} %  {note}".rstrip())
    return int(part > MOST)


def _is_any_called(judged: Mapping[str, Metric], found: Mapping[str, Paired]) -> bool:
    return any(one.standing in DECIDED for one in calls(judged, {"": found})[""].values())


def _of_run(folder: str, names: list[str]) -> tuple[dict[str, Metric], Callable[[np.random.Generator], Drawn]]:
    """Return the objectives and how their numbers are drawn from a kept run."""
    run = load_run(folder)
    known = {name: dataclasses.replace(metric(name), better="higher") for name in names} or dict(metrics())
    judged = {one.name: one for alike in objectives_of(known).values() for one in alike}
    seconds = float(run.scenario.run.epoch_length)
    pool = {name: measured(one, run.series, seconds) for name, one in judged.items()}

    def drawn(draws: np.random.Generator) -> Drawn:
        chosen = draws.permutation(run.replicates)[: 2 * ARM]
        return {name: values[chosen] for name, values in pool.items()}

    return judged, drawn


def _synthetic() -> tuple[dict[str, Metric], Callable[[np.random.Generator], Drawn]]:
    """Return objectives of invented numbers, and how they are drawn."""
    any_one = metric("net_apr")
    judged = {name: dataclasses.replace(any_one, name=name, better="higher") for name in SYNTHETIC}
    return judged, lambda draws: {name: made(draws) for name, made in SYNTHETIC.items()}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("run", nargs="?")
    parser.add_argument("--metrics", nargs="+", default=[])
    parser.add_argument("--pairs", type=int, default=1_000)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
