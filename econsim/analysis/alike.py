"""Variants that come to the same: what both measure is equal in every run, and who gains and who pays, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from econsim.analysis.arms import FinishedArm
from econsim.analysis.first_page_data import WhoGains
from econsim.analysis.metrics import Metric
from econsim.analysis.pairs import pairs
from econsim.analysis.statistics import Paired


def same_as(
    variants: Sequence[FinishedArm],
    judged: Mapping[str, Metric],
    found: Mapping[str, Mapping[str, Paired]],
    people: Mapping[str, WhoGains],
    first: int | None,
) -> dict[str, str]:
    """Return, by the label of a variant, the first of those before it that comes to the same.

    `found` are the statistics of each variant against the baseline, `people` who gains in it, `first` is the epoch
    from which any arm differs. Only variants whose means are equal are held against each other run by run.
    """
    told: dict[str, str] = {}
    for place, one in enumerate(variants):
        for other in variants[:place]:
            if (
                other.label not in told
                and people[one.label] == people[other.label]
                and _have_the_same_means(found[one.label], found[other.label])
                and _are_equal(pairs(judged, other, one, first))
            ):
                told[one.label] = other.label
                break
    return told


def _have_the_same_means(one: Mapping[str, Paired], other: Mapping[str, Paired]) -> bool:
    means = ((found.variant, other[name].variant) for name, found in one.items())
    return all(a == b or a is None or b is None for a, b in means)


def _are_equal(found: Mapping[str, Paired]) -> bool:
    return all(pair.is_identical or pair.difference is None for pair in found.values())
