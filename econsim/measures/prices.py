"""What GPU-hours cost: leases that begin, the lowest bids they had, and the open market; in series.csv.

A price without a GPU behind it in an epoch is NaN: there is no such number.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from econsim.measures.market import spent_usd_by_model, with_their_sum
from econsim.units import SECONDS_PER_HOUR, FloatArray
from econsim.world.market_book import Bundles
from econsim.world.series import Moment

Measured = Iterator[tuple[str, int | float]]


def price_series(now: Moment) -> Measured:
    """Yield bids, prices and discount of each GPU model and of all together.

    Prices are those of whole bundles, host included, by GPU-hour, as clouds quote them. A bid stands in the tally as
    its ratio to the open-market price, whatever its denom; the sums over models weigh by GPUs.
    """
    world, tally = now.world, now.tally
    open_market = open_market_usd_per_gpu_hour(world.bundles, len(world.gpu_models))
    hours = tally.gpu_blocks * (world.seconds_per_block / SECONDS_PER_HOUR)
    by_model = (
        tally.orders_by_model,
        tally.bids_by_model,
        tally.gpus_of_new_leases,
        tally.accepted_bid_ratio * open_market,
        tally.lowest_bid_ratio * open_market,
        spent_usd_by_model(world, tally),
        hours * open_market,
    )
    rows = zip((*world.gpu_models, "all"), *(with_their_sum(column) for column in by_model), strict=True)
    for name, orders, bids, gpus, accepted_usd, lowest_usd, spent_usd, elsewhere_usd in rows:
        yield f"gpu_bids_per_order_{name}", _ratio(bids, orders)
        yield f"gpus_leased_{name}", gpus
        yield f"gpu_new_price_usd_per_hour_{name}", _ratio(accepted_usd, gpus)
        yield f"gpu_lowest_bid_usd_per_hour_{name}", _ratio(lowest_usd, gpus)
        yield f"gpu_discount_ratio_{name}", 1.0 - _ratio(spent_usd, elsewhere_usd)


def open_market_usd_per_gpu_hour(bundles: Bundles, n_models: int) -> FloatArray:
    """Return the open-market price of each GPU model [USD per GPU-hour]; 0 where no tenant asks for it.

    As in the tally, the last entry is for bundles without GPUs: 0.
    """
    prices, has_gpus = np.zeros(n_models + 1), bundles.gpu_model >= 0
    prices[bundles.gpu_model[has_gpus]] = bundles.open_market_usd_per_hour[has_gpus] / bundles.gpus[has_gpus]
    return prices


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
