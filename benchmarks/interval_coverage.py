"""Do the intervals of `econsim calibrate` hold the truth as often as they say? 600 truths drawn from the prior.

    python -m benchmarks.interval_coverage [--truths 600] [--points 96] [--replicates 4] [--cloud 65536] [--seed 1]
                                           [--workers W] [--keep FILE]

A small world of 60 days (coverage.yaml) with four uncertain parameters, of stake and of the market. Emulators are
trained once, over the whole prior. Each truth is a point of the prior, simulated once with luck of its own; what is
then observed is that, plus an error and a discrepancy of the stated standard deviations. Emulators, chance, how much
they are widened, likelihood and what is implausible are those of the command; in place of draws that are kept by their
likelihood, points of the prior, the same for all truths, are weighted by it, which is what many draws come to. A truth
that is called implausible counts as missed. Printed for each parameter: how often the middle 90 % of the posterior
holds the truth, with the standard error of that share, and the p of a chi-square test that the truth's rank in the
posterior is uniform (10 bins), for the first 200 truths and for all. Exit status 1 where a share of all lies outside 85
to 95 %.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.stats import chisquare

from econsim.analysis.calibration.matching import Sought, allowed, plausible
from econsim.analysis.calibration.simulations import Simulations
from econsim.analysis.calibration.targets import sought, targets_of
from econsim.analysis.calibration.widening import CLOUD, widened_emulation_of
from econsim.draws import Streams
from econsim.networks.catalogue import load_scenario
from econsim.units import FloatArray

HERE = Path(__file__).resolve().parent
LEVEL, LEAST, MOST = 0.90, 0.85, 0.95
_TRUTHS_FROM = 80_000  # the replicate of the first truth
_BINS, _BATCH, _FIRST = 10, 8_192, 200
_CUBE = np.stack([np.zeros(16), np.ones(16)])


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
    simulated, sd = simulations(points), sought(those).sd
    cloud = streams("coverage/cloud").random((asked.cloud, len(priors)))
    dice = streams("coverage/widening")
    emulation, widening = widened_emulation_of(priors, points, simulated, sd, cloud[:CLOUD], asked.seed, dice)
    for one, emulator in zip(those, emulation.emulators, strict=True):
        print(f"{one.name}: {(np.abs(emulator.left_out) < 3.0).mean():.0%} of points within 3 when left out")
    print(f"variances of emulators and chance multiplied by {widening.factor:.2f}")
    if widening.without is not None and widening.held is not None:
        print(
            f"of parameters of simulations left out {widening.held:.1%} are held, {widening.without:.1%} without that"
        )
    truths = streams("coverage/truths").random((asked.truths, len(priors)))
    seen = simulations.once(truths, _TRUTHS_FROM)
    seen = seen + sd * streams("coverage/errors").standard_normal(seen.shape)
    print(f"{simulations.done} runs in {time.perf_counter() - begin:.0f} s")
    mean, covariance = (np.concatenate(parts) for parts in zip(*map(emulation.expected, _split(cloud)), strict=True))
    spread = covariance + np.diag(sd**2)
    most = np.sqrt(np.diagonal(spread, axis1=1, axis2=2)) * allowed(len(those))
    root = np.linalg.cholesky(spread)
    inverse, logs = np.linalg.inv(root), np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
    ranks = []
    for one, truth in zip(seen, truths, strict=True):
        miss = one - mean
        log = -0.5 * (np.einsum("pij,pj->pi", inverse, miss) ** 2).sum(axis=1) - logs
        log = np.where((np.abs(miss) < most).all(axis=1), log, -np.inf)
        is_left = plausible([emulation], Sought(one, sd), _CUBE[:, : len(priors)], truth[None, :])[0]
        weight = np.exp(log - log.max()) if is_left and np.isfinite(log).any() else np.full(len(log), np.nan)
        ranks.append(weight @ (cloud < truth) / weight.sum())
    if asked.truths > _FIRST:
        print(f"the first {_FIRST}:")
        told(list(scenario.uncertain), np.array(ranks[:_FIRST]))
        print(f"all {asked.truths}:")
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


def _split(cloud: FloatArray) -> list[FloatArray]:
    return np.array_split(cloud, -(-len(cloud) // _BATCH))


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, number in {"truths": 600, "points": 96, "replicates": 4, "cloud": 65_536, "seed": 1}.items():
        parser.add_argument(f"--{name}", type=int, default=number)
    parser.add_argument("--workers", type=int)
    parser.add_argument("--keep", type=Path, help="table of the runs, read back and gone on from")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
