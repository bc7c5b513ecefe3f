"""Stake that follows an observed bonded ratio, as far as it was observed."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

import numpy as np
from pydantic import Field, model_validator

from econsim.columns import Own
from econsim.contracts import Public, parameter
from econsim.draws import Draws
from econsim.policies.delegators.bonding import RequiredYield
from econsim.policies.delegators.tranches import Tranches
from econsim.scenario.values import Fraction, Inconsistent
from econsim.units import DAYS_PER_YEAR, SECONDS_PER_DAY, BoolArray

_MORE = 10.0  # times as many tranches act as would make the flow with all they hold
_AUTHOR = "choice of the scenario's author; that of 2023 is bonded_ratio_inferred_2023.csv among the observations"


class ObservedPath(RequiredYield):
    """Stake flows in and out so that the bonded ratio follows a path, straight between its knots.

    expected flow into stake [uakt] = (ratio on the path at the middle of the next epoch) x (supply expected then)
    less bonded tokens. After the last knot the flow is that of `required_yield`, as without any, which no scenario may
    leave out.

    The next epoch's mint is the first to see what is decided now. What is restaked, exits and comes back beside goes
    into the next epoch's flow. More free tranches act than with `required_yield`, each with the part of what it holds
    that makes the whole flow: whole ones would leave the path by up to .004, for weeks.
    """

    kind: ClassVar[str] = "path"
    decides: ClassVar[str] = "bonding"

    days: tuple[Annotated[float, Field(ge=0.0, le=100_000.0)], ...] = parameter(
        "days since the start at which the bonded ratio is known, in their order, 0 first",
        unit="days",
        source=_AUTHOR,
        status="choice",
        default=(),
    )
    bonded_ratios: tuple[Fraction, ...] = parameter(
        "bonded over total supply on these days, straight lines between them",
        unit="fraction",
        source=_AUTHOR,
        status="choice",
        default=(),
    )

    @model_validator(mode="after")
    def _is_a_path(self) -> Self:
        begins = not self.days or (len(self.days) > 1 and self.days[0] == 0.0)
        if not begins or sorted(set(self.days)) != list(self.days):
            raise Inconsistent("days", f"is {list(self.days)}; give two days or more that ascend, 0 first")
        if len(self.bonded_ratios) != len(self.days):
            raise Inconsistent("bonded_ratios", f"has {len(self.bonded_ratios)} entries for {len(self.days)} days")
        return self

    def flow_uakt(self, public: Public, draws: Draws) -> float:
        """Return the flow that leads onto the path; after its last knot what the real yield calls for."""
        of_an_epoch = public.epoch_seconds / SECONDS_PER_DAY
        middle = public.seconds / SECONDS_PER_DAY + 1.5 * of_an_epoch
        if not self.days or middle > self.days[-1]:
            return super().flow_uakt(public, draws)
        ratio = float(np.interp(middle, self.days, self.bonded_ratios))
        supply_uakt = public.supply_uakt * (1.0 + public.inflation * 0.5 * of_an_epoch / DAYS_PER_YEAR)
        bonded_uakt = int(public.validators.stake_uakt[public.validators.is_bonded].sum())
        return ratio * supply_uakt - bonded_uakt

    def acting(self, own: Own, draws: Draws, probability: float, may_be: BoolArray) -> Tranches:
        """Return tranches that act, each with the part of it that makes the flow where all are expected to act."""
        likely = min(1.0, _MORE * probability)
        those = super().acting(own, draws, likely, may_be)
        part = probability / likely if likely else 0.0
        return those._replace(amount_uakt=np.rint(those.amount_uakt * part).astype(np.int64))
