"""Price lists: what all pricing policies have in common, USD a month turned into a price per block in each denom.

List prices: akash-network/helm-charts charts/akash-provider/scripts/price_script_generic.sh
@38bf25fdfa679fa3eac7a458d86cfefb14610d8e (2023-09-19), facts of the chain section "Stock pricing script".
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

import numpy as np

from econsim import sources
from econsim.columns import Own
from econsim.compiled import njit
from econsim.contracts import Policy, Public, parameter
from econsim.draws import Draws
from econsim.policies.providers.decisions import PricingSchedule
from econsim.units import (
    DAYS_PER_MONTH,
    HOURS_PER_MONTH,
    MICRO,
    SECONDS_PER_DAY,
    FloatArray,
    IntArray,
)


class PriceList(Policy):
    """A fixed price list in USD a month, turned into a price per block in each denom."""

    decides: ClassVar[str] = "provider_pricing"

    thread_usd_per_month: float = parameter(
        "list price of a CPU thread",
        unit="USD/month",
        source=sources.PRICE_SCRIPT,
        status="from code",
        default=1.60,
        ge=0.0,
        le=10_000.0,
    )
    memory_gib_usd_per_month: float = parameter(
        "list price of memory",
        unit="USD/GiB/month",
        source=sources.PRICE_SCRIPT,
        status="from code",
        default=0.80,
        ge=0.0,
        le=10_000.0,
    )
    storage_gib_usd_per_month: float = parameter(
        "list price of ephemeral storage",
        unit="USD/GiB/month",
        source=sources.PRICE_SCRIPT,
        status="from code",
        default=0.02,
        ge=0.0,
        le=10_000.0,
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> PricingSchedule:
        """Return the asks of each row for each bundle class."""
        return self.schedule(self.usd_per_month(own, public), public)

    def schedule(self, usd_per_month: FloatArray, public: Public, **more: Any) -> PricingSchedule:
        """Return what each row wants for each bundle class, shape (rows, bundles), as asks in each denom."""
        in_uakt, in_uusdc = (self._gross_up(public, denom) for denom in ("uakt", "uusdc"))
        n_blocks = self._blocks_per_month(public)
        return PricingSchedule(*_asks(usd_per_month, n_blocks, in_uakt, public.akt_price_usd, in_uusdc), **more)

    def host_usd_per_month(self, bundles: Own) -> FloatArray:
        """Return the list price of threads, memory and storage of each bundle class."""
        rates = (self.thread_usd_per_month, self.memory_gib_usd_per_month, self.storage_gib_usd_per_month)
        host: FloatArray = bundles.once(("host", rates), lambda: _host_usd_per_month(bundles, *rates))
        return host.copy()

    def typical_usd_per_month(self, public: Public) -> FloatArray:
        """Return the typical ask for each bundle class: list price of the host, typical ask for the GPUs."""
        return self.host_usd_per_month(public.bundles) + typical_gpu_usd_per_month(public.bundles)

    @abstractmethod
    def usd_per_month(self, own: Own, public: Public) -> FloatArray:
        """Return what each row wants for each bundle class, shape (rows, bundles)."""

    @abstractmethod
    def _blocks_per_month(self, public: Public) -> float:
        """Return the blocks it counts to a month."""

    @abstractmethod
    def _gross_up(self, public: Public, denom: str) -> float:
        """Return the factor put on an ask in a denom."""


class CostBased(PriceList):
    """Asks that start from the provider's own cost, the take fee of the denom added on top.

    cost = cost_share_of_typical_ask x ask_factor x (list price of the host + GPUs x typical ask). It counts blocks as
    they are, and does not bid where the whole payout is taken.
    """

    cost_share_of_typical_ask: float = parameter(
        "its cost over the typical ask, for an operator with ask_factor 1",
        unit="fraction",
        source="assumption",
        status="assumed",
        default=0.80,
        gt=0.0,
        le=100.0,
    )

    def cost_usd_per_month(self, own: Own, public: Public) -> FloatArray:
        """Return what each bundle class costs each row, shape (rows, bundles)."""
        return np.asarray(self.cost_share_of_typical_ask * own.ask_factor[:, None] * self.typical_usd_per_month(public))

    def typical_cost_usd_per_month(self, public: Public) -> FloatArray:
        """Return what each bundle class costs an operator with ask_factor 1, shape (bundles,)."""
        return np.asarray(self.cost_share_of_typical_ask * self.typical_usd_per_month(public))

    def _blocks_per_month(self, public: Public) -> float:
        return DAYS_PER_MONTH * SECONDS_PER_DAY / public.seconds_per_block

    def _gross_up(self, public: Public, denom: str) -> float:
        take = public.law.take
        percent = float(take.denom_take_rates.get(denom, take.default_take_rate))
        return 100.0 / (100.0 - percent) if percent < 100.0 else 0.0


def typical_gpu_usd_per_month(bundles: Own) -> FloatArray:
    """Return the typical ask for the GPUs of each bundle class [USD a month]."""

    def usd_per_month() -> FloatArray:
        return np.asarray(bundles.gpus * bundles.typical_gpu_ask_usd_per_hour * HOURS_PER_MONTH)

    usd: FloatArray = bundles.once("gpus", usd_per_month)
    return usd.copy()


def _host_usd_per_month(bundles: Own, thread: float, memory_gib: float, storage_gib: float) -> FloatArray:
    return np.asarray(bundles.threads * thread + bundles.memory_gib * memory_gib + bundles.storage_gib * storage_gib)


@njit
def _asks(
    usd_per_month: FloatArray, n_blocks: float, in_uakt: float, akt_price_usd: float, in_uusdc: float
) -> tuple[IntArray, IntArray]:
    """Return asks in uakt and in uusdc, each with the factor put on it; a uusdc is a millionth of a USD."""
    return (
        micro_per_block(usd_per_month, n_blocks, in_uakt, akt_price_usd),
        micro_per_block(usd_per_month, n_blocks, in_uusdc, 1.0),
    )


@njit
def micro_per_block(usd_per_month: FloatArray, n_blocks: float, gross_up: float, price_usd: float) -> IntArray:
    """Return USD a month as whole millionths of a micro-unit a block: a price at six decimals.

    What 64 bits cannot hold is cut to the most that the market refuses by name.
    """
    asks: IntArray = np.empty(usd_per_month.shape, np.int64)
    for row in range(asks.shape[0]):
        for bundle in range(asks.shape[1]):
            ask = usd_per_month[row, bundle] / n_blocks * gross_up / price_usd * MICRO * MICRO
            asks[row, bundle] = min(np.rint(ask), 2.0**62)
    return asks
