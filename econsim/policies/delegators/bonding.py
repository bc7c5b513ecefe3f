"""Whether stake comes from outside or leaves for good, by what it yields.

The response was fitted to the seven knots of the bonded ratio of 2023 (bonded_ratio_inferred_2023.csv among the
observations, from the supply data of Coin Metrics), with minting and restaking taken out: 20 a year with a standard
error of 12, at a required real yield of 2 % (chi2 / degrees of freedom 10). The sign is right, the size weakly
identified: sweep 0, 10, 20 and 40.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from econsim import sources
from econsim.columns import Own
from econsim.contracts import Policy, Public, parameter
from econsim.draws import Draws
from econsim.normal import normal_quantile
from econsim.policies.delegators.decisions import BondingFlow
from econsim.policies.delegators.tranches import Tranches, held_and_acting, together
from econsim.units import DAYS_PER_YEAR, SECONDS_PER_DAY, BoolArray
from econsim.world.delegations import NOBODY
from econsim.world.tranches import held_together_uakt

_ONE_FOR_ALL = np.zeros(1, dtype=np.int64)  # the row whose lasting draw stands for the whole replicate
_FITTED = "seven knots of the bonded ratio of 2023, minting and restaking taken out, see the module; weakly identified"


class Fixed(Policy):
    """Nobody comes from outside and nobody leaves for good."""

    kind: ClassVar[str] = "fixed"
    decides: ClassVar[str] = "bonding"
    looks_at: ClassVar[tuple[str, ...]] = ()

    def decide(self, own: Own, public: Public, draws: Draws) -> BondingFlow:
        """Let nothing flow."""
        return BondingFlow()


class RequiredYield(Policy):
    """Stake flows in above a required real yield and out below it.

    expected flow into stake [uakt] = bonding_response_per_year x (real yield - required_real_yield) x total supply
    x the epoch's years, with the real yield of the epoch before, beside what is restaked; at most what is outside
    beyond the part of total supply that is kept liquid.

    Whole holders carry it out: each free tranche (a small holder's holdings are one) acts with the probability that
    makes the expected flow, by its own draw. Out: it undelegates and its coins leave. In: outside holders send its
    delegator as much as it is worth, which is delegated where the delegator's delegation policy places it. Free is
    what is with a bonded validator that is not captive and no operator's own.
    """

    kind: ClassVar[str] = "required_yield"
    decides: ClassVar[str] = "bonding"

    bonding_response_per_year: float = parameter(
        "flow into stake over total supply, a year, per unit of real yield above the required one; standard error 12",
        unit="1/year",
        source=_FITTED,
        status="fitted",
        default=20.0,
        ge=0.0,
        le=1_000.0,
    )
    bonding_response_standard_error: float = parameter(
        "doubt about the response: its prior is normal, cut at 0",
        unit="1/year",
        source=_FITTED,
        status="fitted",
        default=12.0,
        ge=0.0,
        le=1_000.0,
    )
    prior_width: float = parameter(
        "0 = the response as it is fitted in every replicate, 1 = each replicate draws its own from the prior",
        unit="1",
        source=sources.OURS,
        status="choice",
        default=0.0,
        ge=0.0,
        le=1.0,
    )
    required_real_yield: float = parameter(
        "real yield at which as much stake comes as leaves",
        unit="1/year",
        source=_FITTED,
        status="fitted",
        default=0.020,
        ge=-1.0,
        le=1.0,
    )
    kept_liquid_ratio: float = parameter(
        "part of total supply that outside holders do not stake however much it yields: the float of trade",
        unit="fraction",
        source="assumption; it binds only where hardly anything is left outside",
        status="assumed",
        default=0.01,
        ge=0.0,
        le=1.0,
    )

    def response(self, draws: Draws) -> float:
        """Return the response of this replicate [1/year]."""
        if self.prior_width == 0.0:
            return self.bonding_response_per_year
        normal = float(normal_quantile(draws(_ONE_FOR_ALL).lasting_uniform("response")[0] + 2.0**-54))
        return max(
            0.0, self.bonding_response_per_year + self.prior_width * self.bonding_response_standard_error * normal
        )

    def flow_uakt(self, public: Public, draws: Draws) -> float:
        """Return the flow into stake that is expected of this epoch [uakt], below 0 out of it."""
        years = public.epoch_seconds / SECONDS_PER_DAY / DAYS_PER_YEAR
        missing = public.real_yield - self.required_real_yield
        return self.response(draws) * missing * float(public.supply_uakt) * years

    def acting(self, own: Own, draws: Draws, probability: float, may_be: BoolArray) -> Tranches:
        """Return the tranches that act, each with the same probability; `may_be`: the validators that are free."""
        (those,) = held_and_acting(own, draws, {"act": probability})
        return those.only(may_be[those.validator])

    def decide(self, own: Own, public: Public, draws: Draws) -> BondingFlow:
        """Let each free tranche act with the probability that makes the expected flow."""
        supply = float(public.supply_uakt)  # there is no more to move
        most = min(max(public.outside_uakt - self.kept_liquid_ratio * supply, 0.0), supply)
        of_all_uakt = max(-supply, min(self.flow_uakt(public, draws), most))
        probability = of_all_uakt / max(public.free_stake_uakt, 1)  # below 0: of leaving

        may_be = public.validators.is_bonded & ~public.validators.is_captive
        free_uakt = public.free_stake_uakt
        if len(own) < own.records.delegators.size:  # it is not everybody's policy
            free_uakt = held_together_uakt(own.records, own.ids[own.operates == NOBODY], may_be)
        wanted_uakt = np.array([round(probability * free_uakt)], np.int64)
        those = self.acting(own, draws, abs(probability), may_be)
        if probability < 0.0:
            leaver, left, _, taken = together(those.delegator, those.validator, those.validator, those.amount_uakt)
            return BondingFlow(leave_delegator=leaver, leave_validator=left, leave_uakt=taken, wanted_uakt=wanted_uakt)
        return BondingFlow(
            join_delegator=those.delegator,
            join_validator=those.validator,
            join_number=those.number,
            join_uakt=those.amount_uakt,
            wanted_uakt=wanted_uakt,
        )
