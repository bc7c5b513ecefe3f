"""Do the intervals of `econsim calibrate` hold the truth as often as they say? 200 truths drawn from the prior.

    python -m benchmarks.interval_coverage [--truths 200] [--points 96] [--replicates 4] [--draws 400] [--seed 1]
                                           [--workers W]

A small world of 60 days (coverage.yaml) with four uncertain parameters, of stake and of the market. Emulators are
trained once, over the whole prior. Each truth is a point of the prior, simulated once with luck of its own; what is
then observed is that, plus an error and a discrepancy of the stated standard deviations. History matching and rejection
are those of the command; a truth that is called implausible counts as missed. Printed for each parameter: how often the
middle 90 % of the posterior holds the truth, with the standard error of that share, and the p of a chi-square test that
the truth's rank among the draws is uniform (10 bins). Exit status 1 where a share lies outside 85 to 95 %.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import joblib
import numpy as np
from scipy.stats import chisquare

from econsim.analysis.calibration.matching import Emulation, Sought, emulation_of, plausible, region_of
from econsim.analysis.calibration.rejection import reject
from econsim.analysis.calibration.simulations import Simulations
from econsim.analysis.calibration.targets import sought, targets_of
from econsim.draws import Streams
from econsim.networks.catalogue import load_scenario
from econsim.units import FloatArray

HERE = Path(__file__).resolve().parent
LEVEL, LEAST, MOST = 0.90, 0.85, 0.95
_TRUTHS_FROM = 80_000  # the replicate of the first truth
_BINS, _SAMPLE = 10, 512


def main(words: Sequence[str] | None = None) -> int:
    """Train, draw truths, calibrate each, print a line a parameter; return the exit status."""
    asked = _arguments(words)
    begin = time.perf_counter()
    scenario = load_scenario(HERE / "coverage.yaml").with_changes({"run.seed": asked.seed})
    those = targets_of(HERE / "coverage.csv", scenario, scenario.run.epochs)
    simulations = Simulations(
        scenario,
        those,
        replicates=asked.replicates,
        epochs=scenario.run.epochs,
        workers=asked.workers,
        file=asked.keep,
        progress=lambda n: None,
    )
    from scipy.stats import qmc

    streams, priors = Streams(asked.seed, 0), list(scenario.uncertain.values())
    points = qmc.LatinHypercube(len(priors), rng=streams.event_key("coverage/design")).random(asked.points)
    emulation = emulation_of(priors, points, simulations(points), asked.seed)
    for one, emulator in zip(those, emulation.emulators, strict=True):
        print(f"{one.name}: {(np.abs(emulator.left_out) < 3.0).mean():.0%} of points within 3 when left out")
    truths = streams("coverage/truths").random((asked.truths, len(priors)))
    sd = sought(those).sd
    seen = simulations.once(truths, _TRUTHS_FROM)
    seen = seen + sd * streams("coverage/errors").standard_normal(seen.shape)
    print(f"{simulations.done} runs in {time.perf_counter() - begin:.0f} s")
    pool = joblib.Parallel(n_jobs=asked.workers or joblib.cpu_count())
    ranks = pool(
        joblib.delayed(_ranks)(emulation, Sought(one, sd), truth, asked.draws, asked.seed, number)
        for number, (one, truth) in enumerate(zip(seen, truths, strict=True))
    )
    status = told(list(scenario.uncertain), np.array(ranks))
    print(f"{asked.truths} truths in {time.perf_counter() - begin:.0f} s")
    return status


def told(names: Sequence[str], ranks: FloatArray) -> int:
    """Print a line a parameter, of ranks by (truth, parameter), NaN where nothing was kept; return the exit status."""
    half, status = (1.0 - LEVEL) / 2.0, 0
    for name, column in zip(names, ranks.T, strict=True):
        share = float(((column >= half) & (column <= 1.0 - half)).mean())
        known = column[np.isfinite(column)]
        p = chisquare(np.histogram(known, _BINS, (0.0, 1.0))[0]).pvalue
        is_good = LEAST <= share <= MOST
        status = status if is_good else 1
        error = (share * (1.0 - share) / len(column)) ** 0.5
        print(
            f"{name}: {share:.1%} (standard error {error:.1%}) of truths in the middle {LEVEL:.0%}; ranks uniform: "
            f"p = {p:.3f}; {len(column) - len(known)} called implausible{'' if is_good else '  <- outside 85 to 95 %'}"
        )
    return status


def _ranks(emulation: Emulation, observed: Sought, truth: FloatArray, draws: int, seed: int, number: int) -> FloatArray:
    """Return the share of draws below the truth, by parameter; NaN where the truth or everything is excluded."""
    dice = Streams(seed, number)("coverage/rejection")
    box = np.stack([np.zeros(truth.size), np.ones(truth.size)])
    region = region_of([emulation], observed, box, _SAMPLE, dice)
    if not len(region.points) or not plausible([emulation], observed, region.box, truth[None, :])[0]:
        return np.full(truth.size, np.nan)
    return np.asarray((reject([emulation], observed, region.box, draws, dice).points < truth).mean(axis=0))


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, number in {"truths": 200, "points": 96, "replicates": 4, "draws": 400, "seed": 1}.items():
        parser.add_argument(f"--{name}", type=int, default=number)
    parser.add_argument("--workers", type=int)
    parser.add_argument("--keep", type=Path, help="table of the runs, read back and gone on from")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
