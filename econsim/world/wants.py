"""What a point of demand is about: bundle, length, what its tenant would pay; all from uniforms of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from econsim.compiled import njit_borrowing
from econsim.draws import bits_of, uniform_of
from econsim.normal import normal_quantile
from econsim.units import SECONDS_PER_DAY, FloatArray, IntArray
from econsim.world.arrivals import BASE, STANDING
from econsim.world.market_book import Bundles, Intentions
from econsim.world.tables import Table, column, empty

PURPOSES = (
    "is short", "short length", "long length", "part left",
    "bundle", "price", "trust", "fall in demand", "denom", "forget", "locked in",
)  # fmt: skip
_IS_SHORT, _SHORT, _LONG, _LEFT, _BUNDLE, _PRICE, _TRUST, _FALL, _DENOM, _FORGET, _LOCKED_IN = range(len(PURPOSES))
_NEVER_ACTED_ON = np.inf  # a draw above any trust
_N_LASTS = 4  # numbers that `_days` takes
_LONGEST_BLOCKS = 2.0**62  # of a lease: for ever, and still a whole number of 64 bits


class LeaseLengths(Table):
    """One row a tenant class: its leases are exponential with mean `short`, or lognormal [days]."""

    short_share: FloatArray = column("part of its leases that is short", np.float64)
    short: FloatArray = column("mean of the short ones [days]", np.float64)
    long: FloatArray = column("mean of the others [days]", np.float64)
    log_sd: FloatArray = column("of the others", np.float64)
    overall: FloatArray = column("mean of all [days]", np.float64)


class Curve(Protocol):
    """What tenants would pay at most."""

    def price_ratio(self, uniform: FloatArray, has_gpu: Any) -> FloatArray:
        """Return the price over the bundle's open-market price, one a uniform in [0, 1)."""


@dataclass
class Wants:
    """How what is wanted follows from draws."""

    lengths: LeaseLengths
    bundles: Sequence[tuple[IntArray, FloatArray]]  # by tenant class: what it asks for, and how likely, cumulated
    keys: Any  # of the draws, one a purpose
    lock_in_share: FloatArray  # by tenant class: part that never comes to the market
    n_come_up: int = 0

    @classmethod
    def none(cls) -> Wants:
        """Return those of a world without tenants that want anything of themselves."""
        return cls(empty(LeaseLengths, 0), (), np.zeros(len(PURPOSES), dtype=np.uint64), np.zeros(0))

    @cached_property
    def _offers(self) -> tuple[IntArray, FloatArray]:
        """Return the bundles that a tenant class asks for, a row a class, and the uniforms below which it asks each."""
        size = (len(self.bundles), max((rows.size for rows, _ in self.bundles), default=0))
        asked, below = np.zeros(size, np.int64), np.full(size, np.inf)
        for number, (rows, cumulative) in enumerate(self.bundles):
            asked[number, : rows.size], below[number, : rows.size - 1] = rows, cumulative[:-1]
        return asked, below

    def described(self, points: Any, bundles: Bundles, curve: Curve, seconds_per_block: float) -> Intentions:
        """Return the next points, in their order, as intentions."""
        table: Intentions = empty(Intentions, points.size)
        price, lasts = np.empty(points.size), np.empty((_N_LASTS, points.size))
        of_classes = (*self._offers, self.lock_in_share, self.lengths.rows)
        _describe(points, self.n_come_up, self.keys, *of_classes, price, lasts, table.rows)
        blocks = _days(*lasts) * (SECONDS_PER_DAY / seconds_per_block)
        table.duration_blocks = np.clip(np.rint(blocks), 1.0, _LONGEST_BLOCKS)
        table.max_price_ratio = curve.price_ratio(price, bundles.gpus[table.bundle] > 0)
        self.n_come_up += points.size
        return table


def _days(uniform: FloatArray, log_mean: FloatArray, log_sd: FloatArray, times: FloatArray) -> FloatArray:
    """Return lognormal lengths times something [days]."""
    return np.asarray(times * np.exp(log_mean + log_sd * normal_quantile(uniform + 2.0**-54)))


@njit_borrowing
def _describe(
    points: Any, n_before: int, keys: Any, asked: Any, below: Any, locked_in: Any, lengths: Any,
    price: Any, lasts: Any, made: Any,
) -> None:  # fmt: skip
    """Draw what each point is about; of what it would pay and how long it lasts what is left to work out of that."""
    for place in range(points.size):
        point, intention = points[place], made[place]
        kind, choice, is_standing = point.tenant_class, 0, point.kind == STANDING
        bundle = _uniform(keys, _BUNDLE, point)
        while below[kind, choice] <= bundle:
            choice += 1
        intention.height, intention.tenant, intention.serial = point.height, point.tenant, n_before + place
        intention.bundle = asked[kind, choice]
        intention.shock, intention.extra = max(point.kind, BASE), point.extra
        intention.event_key, intention.is_standing = point.identity, is_standing
        intention.outside_ratio, price[place] = 1.0, _uniform(keys, _PRICE, point)
        intention.thinning = _uniform(keys, _TRUST, point)
        intention.demand_uniform = _uniform(keys, _FALL, point)
        intention.denom_uniform = _uniform(keys, _DENOM, point)
        intention.forget_uniform = _uniform(keys, _FORGET, point)
        if not is_standing and locked_in[kind] > 0.0 and _uniform(keys, _LOCKED_IN, point) < locked_in[kind]:
            intention.thinning = _NEVER_ACTED_ON
        _draw_length(keys, point, lengths[kind], is_standing, lasts[:, place])


@njit_borrowing
def _draw_length(keys: Any, point: Any, of: Any, is_standing: bool, lasts: Any) -> None:
    """Draw how long a lease is wanted, of a standing one what is left of it; see `_days`.

    The rest of a lease found running has the density (1 - F(x)) / mean: a uniform part of a length picked with
    weight length. Such a pick is short with probability short_share x short / mean; the rest of an exponential is
    that exponential again, a lognormal picked so has its log mean raised by log_sd^2.
    """
    short_share = of.short_share * of.short / of.overall if is_standing else of.short_share
    if _uniform(keys, _IS_SHORT, point) < short_share:
        lasts[0], lasts[1], lasts[2] = 0.5, 0.0, 0.0
        lasts[3] = -of.short * math.log1p(-_uniform(keys, _SHORT, point))
        return
    lasts[0] = _uniform(keys, _LONG, point)
    lasts[1], lasts[2] = math.log(of.long) + of.log_sd**2 * (0.5 if is_standing else -0.5), of.log_sd
    lasts[3] = _uniform(keys, _LEFT, point) if is_standing else 1.0


@njit_borrowing
def _uniform(keys: Any, purpose: int, point: Any) -> float:
    """Return the uniform of a point for a purpose."""
    return uniform_of(bits_of(keys[purpose], point.identity))
