"""Supply: whether nodes are put up, kept and given up.

What an owner expects a GPU-hour to earn is what those of its model have earned of late, shared with what is on order:
as if all that is spent stayed as it is.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from econsim import sources
from econsim.columns import Own
from econsim.contracts import Policy, Public, parameter
from econsim.draws import Draws
from econsim.policies.providers.decisions import ProjectSupply
from econsim.units import HOURS_PER_YEAR, SECONDS_PER_DAY, UAKT_PER_AKT, FloatArray, IntArray
from econsim.world.bonds import HIGHEST

_NO_LIMIT = 2.0**53  # GPUs, more than there can be


class Fixed(Policy):
    """Who is there stays, nobody comes in, and no books are kept of costs."""

    kind: ClassVar[str] = "fixed"
    decides: ClassVar[str] = "provider_supply"
    looks_at: ClassVar[tuple[str, ...]] = ()

    def decide(self, own: Own, public: Public, draws: Draws) -> ProjectSupply:
        """Leave everything as it is."""
        return ProjectSupply.none(len(own))


class EnterExitExpand(Policy):
    """Put a node up where a GPU-hour is expected to earn what it costs, the return asked of capital included.

    A node that runs is given up where its GPUs earn less than their power, and at the end of its life where they earn
    less than another one would cost.
    """

    kind: ClassVar[str] = "enter_exit_expand"
    decides: ClassVar[str] = "provider_supply"

    first_day: float = parameter(
        "day from the start on which owners begin to decide, and books to be kept: until then the market fills",
        unit="days",
        source="assumption: GPU orders begin on the first day, with no lease of a GPU running",
        status="assumed",
        default=0.0,
        ge=0.0,
        le=100_000.0,
    )
    bond_level: int = parameter(
        "level of verification whose bond owners reckon with, at the return that they ask of capital; 0 for none",
        unit="level",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0,
        ge=0,
        le=HIGHEST,
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> ProjectSupply:
        """Return who orders and who gives up, one entry a project."""
        if public.seconds < self.first_day * SECONDS_PER_DAY:
            return ProjectSupply.none(len(own))
        there, beside = self.expected_usd_per_gpu_hour(own, public)
        bond = self.bond_usd_per_gpu_hour(own, public)
        is_short = np.where(own.is_at_end, there + beside < own.cost_usd_per_gpu_hour + bond, False)
        return ProjectSupply(
            orders_up_to=_orders_up_to(own, there, beside - bond),
            is_leaving=own.is_listed & (is_short | (there + beside < own.power_usd_per_gpu_hour + bond)),
            is_booked=np.ones(len(own), dtype=np.bool_),
            **self.contract(own, public),
        )

    def expected_usd_per_gpu_hour(self, own: Own, public: Public) -> tuple[FloatArray, FloatArray]:
        """Return what a GPU-hour earns its owner in the market as things are, and what it gets beside that."""
        return own.earned_usd_per_gpu_hour, np.zeros(len(own))

    def bond_usd_per_gpu_hour(self, own: Own, public: Public) -> FloatArray:
        """Return what the capital in the bond of each node costs by the GPU-hour, for as long as the node is there.

        Bond [USD] x return asked / (GPUs x hours of a year); it ends with the node, when the bond is taken back.
        """
        if self.bond_level == 0:
            return np.zeros(len(own))
        usd = own.bond_uakt[:, self.bond_level] * (public.akt_price_usd / UAKT_PER_AKT)
        return np.asarray(usd * own.return_asked_per_year / (own.gpus * HOURS_PER_YEAR))

    def contract(self, own: Own, public: Public) -> dict[str, FloatArray]:
        """Return the terms of a subsidy: none."""
        return {}


class Subsidised(EnterExitExpand):
    """Enter, stay and leave under a contract that pays for GPU-hours that are not used, up to a share of them.

    Per GPU-hour: max(0, guaranteed_use - use of the model's GPUs) x the model's contract price, in AKT out of the
    community pool; a share of what the market pays goes back. Models without a contract price have no contract.
    Where the programme ends, owners reckon with the subsidy until its last day and with none from then on.
    """

    kind: ClassVar[str] = "subsidised"

    guaranteed_use: float = parameter(
        "share of GPU-hours that the programme sees to it is paid",
        unit="fraction",
        source="PIP-2, PIP-3 of the provider incentive programme (akash-network/AEP, AEP-26)",
        status="assumed",
        default=0.60,
        ge=0.0,
        le=1.0,
    )
    revenue_share: float = parameter(
        "share of what the market pays that goes back to the pool; 10 or 30 % in the contracts",
        unit="fraction",
        source="PIP-2, PIP-3 of the provider incentive programme (akash-network/AEP, AEP-26)",
        status="assumed",
        default=0.10,
        ge=0.0,
        le=1.0,
    )
    programme_days: float | None = parameter(
        "days from `first_day` on for which the contracts run; null: for ever",
        unit="days",
        source="120 days in AEP-26 (akash-network/AEP); null is the choice of the scenario's author",
        status="choice",
        default=None,
        gt=0.0,
        le=100_000.0,
    )

    def is_running(self, public: Public) -> bool:
        """Return whether the programme still pays."""
        days = public.seconds / SECONDS_PER_DAY - self.first_day
        return self.programme_days is None or days < self.programme_days

    def expected_usd_per_gpu_hour(self, own: Own, public: Public) -> tuple[FloatArray, FloatArray]:
        """Return what is left of what the market pays, and the subsidy at the use of late."""
        if not self.is_running(public):
            return super().expected_usd_per_gpu_hour(own, public)
        kept = np.where(own.contract_usd_per_gpu_hour > 0.0, 1.0 - self.revenue_share, 1.0)
        missing = np.maximum(self.guaranteed_use - own.use, 0.0)
        return own.earned_usd_per_gpu_hour * kept, missing * own.contract_usd_per_gpu_hour

    def contract(self, own: Own, public: Public) -> dict[str, FloatArray]:
        """Return the terms of each row's contract."""
        has_one = (own.contract_usd_per_gpu_hour > 0.0) & self.is_running(public)
        return {
            "guaranteed_use": np.where(has_one, self.guaranteed_use, 0.0),
            "revenue_share": np.where(has_one, self.revenue_share, 0.0),
        }


def _orders_up_to(own: Own, there: FloatArray, beside: FloatArray) -> IntArray:
    """Return up to how many GPUs of its model each would order a node; 0 for whose node is no project any more.

    What a GPU-hour earns with N GPUs is what it earns with those that are listed now x their number / N: it covers the
    cost up to N = earned x listed / (cost - what comes beside). Where none is listed, a node's own stand for them.
    """
    base = np.where(own.gpus_listed > 0, own.gpus_listed, own.gpus)
    cost = own.cost_usd_per_gpu_hour - beside
    n_gpus = np.divide(there * base, cost, out=np.full(len(own), _NO_LIMIT), where=cost > 0.0)
    return np.where(own.is_potential, np.minimum(n_gpus, _NO_LIMIT), 0.0).astype(np.int64)
