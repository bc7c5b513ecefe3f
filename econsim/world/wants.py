"""What a point of demand is about: bundle, length, what its tenant would pay; all from uniforms of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from econsim.compiled import njit
from econsim.draws import bits_of, uniform_of
from econsim.normal import normal_quantile
from econsim.units import SECONDS_PER_DAY, FloatArray, IntArray
from econsim.world.arrivals import STANDING
from econsim.world.market_book import Bundles, Intentions
from econsim.world.tables import Table, column, empty
from econsim.world.tenants import Tenants

PURPOSES = (
    "is short", "short length", "long length", "part left",
    "bundle", "price", "trust", "fall in demand", "denom", "forget",
)  # fmt: skip
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
    n_come_up: int = 0

    @classmethod
    def none(cls) -> Wants:
        """Return those of a world without tenants that want anything of themselves."""
        return cls(empty(LeaseLengths, 0), (), np.zeros(len(PURPOSES), dtype=np.uint64))

    def described(
        self, points: Any, tenants: Tenants, bundles: Bundles, curve: Curve, seconds_per_block: float
    ) -> Intentions:
        """Return the next points, in their order, as intentions."""
        draws = dict(zip(PURPOSES, _uniforms(self.keys, points["identity"]), strict=True))
        kind, is_standing = tenants.tenant_class[points["tenant"]], points["kind"] == STANDING
        days = _days(draws, is_standing, LeaseLengths(self.lengths.rows[kind]))
        blocks = np.minimum(np.rint(days * (SECONDS_PER_DAY / seconds_per_block)), _LONGEST_BLOCKS)
        table: Intentions = empty(Intentions, points.size)
        table.height, table.tenant = points["height"], points["tenant"]
        table.serial = np.arange(self.n_come_up, self.n_come_up + points.size)
        table.bundle = self._bundle(draws["bundle"], kind)
        table.duration_blocks = np.maximum(blocks, 1)
        table.max_price_ratio = curve.price_ratio(draws["price"], bundles.gpus[table.bundle] > 0)
        table.thinning, table.demand_uniform = draws["trust"], draws["fall in demand"]
        table.denom_uniform, table.forget_uniform = draws["denom"], draws["forget"]
        table.shock, table.extra = np.where(is_standing, -1, points["kind"]), points["extra"]
        table.event_key, table.is_standing = points["identity"], is_standing
        self.n_come_up += points.size
        return table

    def _bundle(self, draws: FloatArray, kind: IntArray) -> IntArray:
        bundle = np.zeros(kind.size, dtype=np.int64)
        for number, (rows, cumulative) in enumerate(self.bundles):
            of_kind = kind == number
            bundle[of_kind] = rows[np.searchsorted(cumulative[:-1], draws[of_kind], side="right")]
        return bundle


def _days(draws: dict[str, FloatArray], is_standing: Any, of: LeaseLengths) -> FloatArray:
    """Return how long each lease is wanted, for standing ones what is left of it [days].

    The rest of a lease found running has the density (1 - F(x)) / mean: a uniform part of a length picked with
    weight length. Such a pick is short with probability short_share x short / mean; the rest of an exponential is
    that exponential again, a lognormal picked so has its log mean raised by log_sd^2.
    """
    is_short = draws["is short"] < np.where(is_standing, of.short_share * of.short / of.mean, of.short_share)
    log_mean = np.log(of.long) + of.log_sd**2 * np.where(is_standing, 0.5, -0.5)
    short = -of.short * np.log1p(-draws["short length"])
    long = np.exp(log_mean + of.log_sd * normal_quantile(draws["long length"] + 2.0**-54))
    return np.where(is_short, short, long * np.where(is_standing, draws["part left"], 1.0))


def _uniforms(keys: Any, identities: Any) -> FloatArray:
    """Return a row of uniforms for each key, one an identity."""
    made = np.empty((keys.size, identities.size))
    _draw_each(keys, np.ascontiguousarray(identities), made)
    return made


@njit
def _draw_each(keys: Any, identities: Any, made: Any) -> None:
    for row in range(keys.size):
        for place in range(identities.size):
            made[row, place] = uniform_of(bits_of(keys[row], identities[place]))
