"""Bonds: whether a provider posts one, for which level of verification, and when it takes it back."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from econsim import sources
from econsim.columns import Own
from econsim.contracts import Policy, Public, parameter
from econsim.draws import Draws
from econsim.policies.providers.decisions import BondHeld
from econsim.units import DAYS_PER_YEAR, SECONDS_PER_DAY, UAKT_PER_AKT, BoolArray, FloatArray
from econsim.world.bonds import HIGHEST


class Unbonded(Policy):
    """Post nothing, and take back what is there."""

    kind: ClassVar[str] = "none"
    decides: ClassVar[str] = "provider_bond"
    looks_at: ClassVar[tuple[str, ...]] = ()

    def decide(self, own: Own, public: Public, draws: Draws) -> BondHeld:
        """Return that nothing is to be bonded."""
        return BondHeld.none(len(own))


class AtLevel(Policy):
    """Hold the bond of a level, or of the highest one below that it can afford.

    It can afford a bond that is worth `most_days_of_income` of what it has earned of late; who earns nothing yet posts
    nothing. With `unbonds_before_vote` it takes its bond back as soon as a slash is proposed, and posts it again when
    the vote is over.
    """

    kind: ClassVar[str] = "at_level"
    decides: ClassVar[str] = "provider_bond"

    level: int = parameter(
        "level of verification that it wants",
        unit="level",
        source=sources.ASSUMPTION,
        status="assumed",
        default=2,
        ge=2,
        le=HIGHEST,
    )
    most_days_of_income: float = parameter(
        "largest bond that it can afford, in days of its income of late; sweep 90, 365, 1,000",
        unit="days",
        source=sources.ASSUMPTION,
        status="assumed",
        default=365.0,
        ge=0.0,
        le=1e6,
    )
    slack_ratio: float = parameter(
        "how much more than the requirement it posts; it posts again when that is used up, and takes back what is more "
        "than twice of it too much",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0.0,
        ge=0.0,
        le=10.0,
    )
    first_day: float = parameter(
        "day from the start on which it begins to decide: until then the market fills, and nobody knows its income",
        unit="days",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0.0,
        ge=0.0,
        le=100_000.0,
    )
    unbonds_before_vote: bool = parameter(
        "whether it takes its bond back as soon as a slash is proposed",
        unit="flag",
        source="assumption; AEP-86 slashes what is bonded when the vote is over, and lets bonds be withdrawn before",
        status="assumed",
        default=False,
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> BondHeld:
        """Return what each provider wants to have bonded."""
        if public.seconds < self.first_day * SECONDS_PER_DAY:
            return BondHeld.none(len(own))
        required = own.required_uakt.T[: self.level + 1]
        is_held = self.is_worth_it(own, required * (public.akt_price_usd / UAKT_PER_AKT))
        least = np.where(is_held, required, 0).max(axis=0)
        most = least * (1.0 + 2.0 * self.slack_ratio)
        posted = np.rint(least * (1.0 + self.slack_ratio)).astype(np.int64)
        is_enough = (own.bonded_uakt >= least) & (own.bonded_uakt <= most)
        held = np.where(is_enough, own.bonded_uakt, posted)
        return BondHeld(np.where(own.faces_vote, 0, held) if self.unbonds_before_vote else held)

    def is_worth_it(self, own: Own, bond_usd: FloatArray) -> BoolArray:
        """Return whether each level's bond can be afforded, shape (levels, rows)."""
        found: Any = bond_usd <= self.most_days_of_income * own.income_usd_per_day
        return np.asarray(found)


class WhereItPays(AtLevel):
    """Hold the bond of a level where the income that needs the level is more than the bond costs.

    It costs the return that is asked of the capital in it, and what slashes have taken of late.
    """

    kind: ClassVar[str] = "where_it_pays"

    income_at_stake: float = parameter(
        "part of its income that it believes it would lose without the level",
        unit="fraction",
        source=f"{sources.ASSUMPTION}; set it to the share of orders that require a level; sweep .05 to .5",
        status="assumed",
        default=0.1,
        ge=0.0,
        le=1.0,
    )

    def is_worth_it(self, own: Own, bond_usd: FloatArray) -> BoolArray:
        """Return whether each level's bond can be afforded and pays, shape (levels, rows)."""
        cost_usd_per_day = bond_usd * (own.return_asked_per_year / DAYS_PER_YEAR) + own.slashed_usd_per_day
        pays: Any = cost_usd_per_day <= self.income_at_stake * own.income_usd_per_day
        return np.asarray(super().is_worth_it(own, bond_usd) & pays)
