"""The bars of a tornado: how far each doubt moves the difference of a metric, the widest first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from econsim.analysis.outcomes import BeliefRow, WhatIf
from econsim.analysis.proposal import in_words
from econsim.analysis.sensitivity.result import Response


class Bar(NamedTuple):
    """A doubt: what it is called, and the ends of its bar.

    One belief at a time: the lowest and the highest difference under the beliefs about it, the comparison itself
    included. Morris: the mean absolute effect less and more its half width. Sobol': from 0 to the total order, with
    `inner` the first order.
    """

    label: str
    low: float
    high: float
    inner: float | None = None

    @property
    def width(self) -> float:
        """Return how long it is."""
        return self.high - self.low


def belief_bars(asked: WhatIf, variant: str, metric: str) -> tuple[float | None, list[Bar]]:
    """Return the difference as compared, and a bar for each doubt whose beliefs move it; None and none without it."""
    base = asked.rows[0].variants[variant][metric].difference
    if base is None:
        return None, []
    doubts: dict[tuple[str, ...], list[BeliefRow]] = {}
    for row in asked.rows[1:]:
        doubts.setdefault(tuple(sorted(row.changes)), []).append(row)
    bars = []
    for paths, rows in doubts.items():
        found = [row.variants[variant][metric].difference for row in rows]
        ends = [base, *(one for one in found if one is not None)]
        bars.append(Bar(_label(paths, rows), min(ends), max(ends)))
    return base, sorted((bar for bar in bars if bar.width > 0.0), key=lambda bar: -bar.width)


def factor_bars(response: Response, words: Mapping[str, str]) -> list[Bar]:
    """Return a bar for each factor, the one that matters most first; `words` calls the factors."""
    effects = sorted(response.effects, key=lambda one: -one.mean_absolute)
    bars = [
        Bar(
            words[one.factor],
            max(0.0, one.mean_absolute - one.half_width),
            one.mean_absolute + one.half_width,
            one.mean_absolute,
        )
        for one in effects
    ]
    shares = sorted(response.shares, key=lambda one: -one.total_order)
    return bars + [Bar(words[one.factor], 0.0, one.total_order, one.first_order) for one in shares]


def _label(paths: tuple[str, ...], rows: list[BeliefRow]) -> str:
    """Return what a doubt is called: the parameter, or the belief where it is about more than parameters."""
    if not paths or paths[0].startswith("timeline."):
        return rows[0].name.replace("_", " ")
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return f"{in_words(paths[0])}{more}"
