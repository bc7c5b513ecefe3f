"""Sweeps made by hand: one level and one difference a point, given in points of per cent."""

from __future__ import annotations

import itertools

from econsim.analysis.metrics import metrics
from econsim.analysis.sweep_result import PointMetric, Sweep, SweepPoint
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
            dir=None,
            error="books are broken" if differences[number] is None else None,
            metrics={} if differences[number] is None else _metrics(differences[number], number in unseen),
        )
        for number, at in enumerate(values)
    )
    size = {"seed": 1, "replicates": 4, "epochs": 60}
    return Sweep("mainnet6", None, None, "question", "answer", **size, swept=swept, baseline_point=baseline,
                 points=points, invariants=InvariantLog(checked=10), wall_seconds=1.0)  # fmt: skip


def _metrics(points: float, is_unseen: bool) -> dict[str, PointMetric]:
    by = points / 100
    verdict = "identical" if not points else "higher" if points > 0 else "lower"
    told = "no detectable difference" if is_unseen else verdict
    level = LEVEL / 100 + by
    numbers = (level, level - 0.005, level + 0.005, by, by - 0.001, by + 0.001)
    return {name: PointMetric(one.unit, *numbers, told) for name, one in metrics().items()}
