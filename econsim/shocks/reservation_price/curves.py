"""How nature spreads what tenants would pay at most: the demand curve, as reservation prices.

Prices are ratios to the bundle's open-market price, so that a curve holds for every bundle and at every AKT price.
`orders_per_day` of the tenant classes counts orders at the reference price of the curve; intentions behind them, which
a lower price would bring out, come on top.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from econsim.contracts import parameter
from econsim.shocks.reservation_price.channel import DemandCurve
from econsim.units import FloatArray

_LITERATURE = "assumption, literature range 0.5 to 2"


class LogLogistic(DemandCurve):
    """Demand with a knee: nearly everybody takes what is far below the usual price, nearly nobody what is far above.

    P(pays x) = 1 / (1 + ((1 - a) / a) (x / x_ref)^k), x the price over the open-market price, a the share that pays
    x_ref, k = price_elasticity / (1 - a). Elasticity at x is k (1 - P): that of the parameter at x_ref, less below,
    more above. Each order at the reference price has 1 / a intentions behind it.
    """

    kind: ClassVar[str] = "log_logistic"

    price_elasticity: float = parameter(
        "price elasticity of demand at the reference price",
        unit="1",
        source=_LITERATURE,
        status="assumed",
        ge=0.1,
        le=20.0,
    )
    paying_share_at_reference: float = parameter(
        "part of the intentions that would pay the reference price",
        unit="fraction",
        source="assumption; studies try 0.22, 0.5 and 0.75",
        status="assumed",
        ge=0.01,
        le=0.99,
    )
    gpu_reference_price_ratio: float = parameter(
        "reference price of bundles with GPUs over their open-market price",
        unit="1",
        source="typical asks over open-market prices of gpu_models: A100 0.79 / 1.69 = 0.47; the others 0.43 to 0.47",
        status="inferred",
        ge=0.001,
        le=1_000.0,
    )
    cpu_reference_price_ratio: float = parameter(
        "reference price of the other bundles over their open-market price",
        unit="1",
        source="list prices 1.60, 0.80, 0.02 over open-market prices 2.00, 1.00, 0.05 (USD a month for a thread, a GiB "
        "of memory, of storage): with 2 and 10 GiB a thread 3.40 / 4.50 = 0.76, with 1 and 5 GiB 2.50 / 3.25 = 0.77",
        status="inferred",
        ge=0.001,
        le=1_000.0,
    )

    @property
    def intentions_per_order(self) -> float:
        """Return 1 / a."""
        return 1.0 / self.paying_share_at_reference

    def price_ratio(self, uniform: FloatArray, has_gpu: Any) -> FloatArray:
        """Return x_ref (a / (1 - a) u / (1 - u))^(1 / k), which a share P(pays x) of uniforms u exceeds."""
        share = self.paying_share_at_reference
        odds = share / (1.0 - share) * uniform / (1.0 - uniform)
        reference = np.where(has_gpu, self.gpu_reference_price_ratio, self.cpu_reference_price_ratio)
        return np.asarray(reference * odds ** ((1.0 - share) / self.price_elasticity))


class IsoElastic(DemandCurve):
    """Demand of one elasticity at every price above the lowest: a Pareto tail, P(pays x) = (lowest / x)^elasticity.

    Everybody pays the lowest price, so below it a price cut brings nothing. `orders_per_day` are all intentions.
    """

    kind: ClassVar[str] = "iso_elastic"

    tail_elasticity: float = parameter(
        "price elasticity of demand above the lowest price: tail of a Pareto distribution",
        unit="1",
        source=_LITERATURE,
        status="assumed",
        ge=0.1,
        le=20.0,
    )
    lowest_price_ratio: float = parameter(
        "price that everybody pays over the open-market price; half pay the open-market price at 0.5^(1 / elasticity)",
        unit="1",
        source="assumption: half of all would pay the open-market price",
        status="assumed",
        ge=0.001,
        le=1_000.0,
    )

    @property
    def intentions_per_order(self) -> float:
        """Return 1."""
        return 1.0

    def price_ratio(self, uniform: FloatArray, has_gpu: Any) -> FloatArray:
        """Return lowest / (1 - u)^(1 / elasticity)."""
        return np.asarray(self.lowest_price_ratio * (1.0 - uniform) ** (-1.0 / self.tail_elasticity))
