"""Which time paths a comparison keeps: those of the objectives, a few that are always asked for, what differs most."""

from __future__ import annotations

from collections.abc import Mapping

from econsim.analysis.metrics import Metric
from econsim.analysis.objectives import objectives_of
from econsim.analysis.statistics import Paired

PATHS = ("commission_rate_mean", "stake_hhi", "net_apr", "gpu_utilisation")


def kept_paths(judged: Mapping[str, Metric], pairs: Mapping[str, Mapping[str, Paired]]) -> list[str]:
    """Return the metrics whose paths are kept: objectives first, those of PATHS, and those that differ most.

    How much a metric differs is counted in its smallest effects, in the variant where it is largest; of those beyond
    the first two kinds one a topic is kept. Sums over a window have no path.
    """
    wanted = [known.name for alike in objectives_of(judged).values() for known in alike]
    sizes = {name: max(_effects(judged[name], found[name]) for found in pairs.values()) for name in judged}
    largest: dict[str, str] = {}
    for name in sorted(sizes, key=lambda one: -sizes[one]):
        if sizes[name] > 0.0 and judged[name].aggregation in ("mean", "last"):
            largest.setdefault(judged[name].topic, name)
    usual = (name for name in PATHS if name in judged)
    return list(dict.fromkeys((*wanted, *usual, *largest.values())))


def _effects(known: Metric, pair: Paired) -> float:
    return abs(pair.difference or 0.0) / (known.smallest_effect or known.resolution)
