"""Sweeps made by hand: one level and one difference a point, given in points of per cent."""

from __future__ import annotations

import itertools

from econsim.analysis.metrics import metrics
from econsim.analysis.sweep_result import Sweep, SweepPoint
from econsim.analysis.sweep_table import PointMetric
from econsim.simulation.invariants import InvariantLog

SEATS, TAX = "chain.staking.max_validators", "chain.distribution.community_tax"
LEVEL = 10.0


def hand_made_sweep(differences, *, seats, taxes=None, baseline=0, unseen=()) -> Sweep:
    """Return a sweep whose metrics all have these differences (None: the point failed), in points of per cent."""
    swept = {SEATS: tuple(seats)} | ({} if taxes is None else {TAX: tuple(taxes)})
    values = list(itertools.product(*swept.values()))
    points = tuple(
        SweepPoint(
            point=number,
            values=dict(zip(swept, at, strict=True)),
            results_digest=None,
            error="books are broken" if differences[number] is None else None,
            metrics={} if differences[number] is None else _metrics(differences[number], number in unseen),
        )
        for number, at in enumerate(values)
    )
    return Sweep(
        scenario="mainnet6",
        dir=None,
        dataset=None,
        digest="question",
        results_digest="answer",
        seed=1,
        replicates=4,
        epochs=60,
        design=None,
        swept=swept,
        baseline_point=baseline,
        first_epoch=0,
        points=points,
        invariants=InvariantLog(checked=10),
        wall_seconds=1.0,
    )


def _metrics(points: float, is_unseen: bool) -> dict[str, PointMetric]:
    by = points / 100
    verdict = "identical" if not points else "higher" if points > 0 else "lower"
    told = "no detectable difference" if is_unseen else verdict
    level = LEVEL / 100 + by
    numbers = (level, level - 0.005, level + 0.005, by, by - 0.001, by + 0.001)
    return {name: PointMetric(one.unit, *numbers, told) for name, one in metrics().items()}
