"""What a point of demand is about: bundle, length, what its tenant would pay; all from uniforms of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from econsim.compiled import njit_borrowing
from econsim.draws import bits_of, event_uniform, uniform_of
from econsim.normal import normal_quantile
from econsim.units import SECONDS_PER_DAY, FloatArray, IntArray
from econsim.world.arrivals import BASE, STANDING
from econsim.world.market_book import Bundles, Intentions
from econsim.world.tables import Table, column, empty
from econsim.world.tenants import Tenants

PURPOSES = (
    "is short", "short length", "long length", "part left",
    "bundle", "price", "trust", "fall in demand", "denom", "forget",
)  # fmt: skip
_IS_SHORT, _SHORT, _LONG, _LEFT, _BUNDLE, _PRICE, _TRUST, _FALL, _DENOM, _FORGET = range(len(PURPOSES))
_NEVER_ACTED_ON = np.inf  # a draw above any trust
_LONGEST_BLOCKS = 2.0**62  # of a lease: for ever, and still a whole number of 64 bits


class LeaseLengths(Table):
    """One row a tenant class: its leases are exponential with mean `short`, or lognormal [days]."""

    short_share: FloatArray = column("part of its leases that is short", np.float64)
    short: FloatArray = column("mean of the short ones [days]", np.float64)
    long: FloatArray = column("mean of the others [days]", np.float64)
    log_sd: FloatArray = column("of the others", np.float64)
    mean: FloatArray = column("of all [days]", np.float64)


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
    lock_in_share: FloatArray  # by tenant class: part that never comes to the market, and the key of the draws of it
    lock_in_key: Any
    n_come_up: int = 0

    @classmethod
    def none(cls) -> Wants:
        """Return those of a world without tenants that want anything of themselves."""
        return cls(empty(LeaseLengths, 0), (), np.zeros(len(PURPOSES), dtype=np.uint64), np.zeros(0), 0)

    @cached_property
    def _offers(self) -> tuple[IntArray, FloatArray]:
        """Return the bundles that a tenant class asks for, a row a class, and the uniforms below which it asks each."""
        size = (len(self.bundles), max((rows.size for rows, _ in self.bundles), default=0))
        asked, below = np.zeros(size, np.int64), np.full(size, np.inf)
        for number, (rows, cumulative) in enumerate(self.bundles):
            asked[number, : rows.size], below[number, : rows.size - 1] = rows, cumulative[:-1]
        return asked, below

    def described(
        self, points: Any, tenants: Tenants, bundles: Bundles, curve: Curve, seconds_per_block: float
    ) -> Intentions:
        """Return the next points, in their order, as intentions."""
        table: Intentions = empty(Intentions, points.size)
        draws, kind = np.empty((len(PURPOSES), points.size)), np.empty(points.size, np.int64)
        _describe(points, self.n_come_up, self.keys, tenants.rows, *self._offers, draws, kind, table.rows)
        days = _days(draws, kind, table.is_standing.astype(np.int64), self.lengths)
        blocks = np.minimum(np.rint(days * (SECONDS_PER_DAY / seconds_per_block)), _LONGEST_BLOCKS)
        table.duration_blocks = np.maximum(blocks, 1)
        table.outside_ratio[:] = 1.0
        table.max_price_ratio = curve.price_ratio(draws[_PRICE], bundles.gpus[table.bundle] > 0)
        if self.lock_in_share.any():
            draw = event_uniform(self.lock_in_key, table.event_key)
            table.thinning[(draw < self.lock_in_share[kind]) & (table.is_standing == 0)] = _NEVER_ACTED_ON
        self.n_come_up += points.size
        return table


def _days(draws: FloatArray, kind: IntArray, standing: IntArray, of: LeaseLengths) -> FloatArray:
    """Return how long each lease is wanted, for standing ones (1) what is left of it [days].

    The rest of a lease found running has the density (1 - F(x)) / mean: a uniform part of a length picked with
    weight length. Such a pick is short with probability short_share x short / mean; the rest of an exponential is
    that exponential again, a lognormal picked so has its log mean raised by log_sd^2.
    """
    short_share = np.stack([of.short_share, of.short_share * of.short / of.mean])[standing, kind]
    log_mean = (np.log(of.long) + of.log_sd**2 * np.array([[-0.5], [0.5]]))[standing, kind]
    short = -of.short[kind] * np.log1p(-draws[_SHORT])
    long = np.exp(log_mean + of.log_sd[kind] * normal_quantile(draws[_LONG] + 2.0**-54))
    return np.asarray(np.where(draws[_IS_SHORT] < short_share, short, long * np.where(standing, draws[_LEFT], 1.0)))


@njit_borrowing
def _describe(
    points: Any, n_before: int, keys: Any, tenants: Any, asked: Any, below: Any, draws: Any, kind: Any, made: Any
) -> None:
    """Draw for each point, one row a purpose, and note whose kind its tenant is of and what needs no working out."""
    for place in range(points.size):
        point, intention = points[place], made[place]
        for purpose in range(keys.size):
            draws[purpose, place] = uniform_of(bits_of(keys[purpose], point.identity))
        kind[place] = tenants[point.tenant].tenant_class
        choice = 0
        while below[kind[place], choice] <= draws[_BUNDLE, place]:
            choice += 1
        intention.height, intention.tenant, intention.serial = point.height, point.tenant, n_before + place
        intention.bundle = asked[kind[place], choice]
        intention.thinning, intention.demand_uniform = draws[_TRUST, place], draws[_FALL, place]
        intention.denom_uniform, intention.forget_uniform = draws[_DENOM, place], draws[_FORGET, place]
        intention.shock, intention.extra = max(point.kind, BASE), point.extra
        intention.event_key, intention.is_standing = point.identity, point.kind == STANDING
