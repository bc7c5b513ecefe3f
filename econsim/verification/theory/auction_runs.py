"""Runs of auctions: what comes of them, with the errors of independent replicates."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from econsim.draws import Streams
from econsim.units import IntArray
from econsim.verification.auction_house import RESOLUTION, Auctions, House, hold_auctions
from econsim.verification.theory.theory import REPLICATES, SEED, CannotMeasure, Range, over_replicates, rare_event_error

MOST_BIDDERS = 200
LARGEST = 1e6  # a price
AUCTIONS = 200_000
_MOST_AUCTIONS = 10_000_000
_ERROR_WANTED = 0.0014  # standard error over the value: a third and less of what a row allows
FROM_COST: Mapping[str, Any] = MappingProxyType({"cost_share_of_typical_ask": 1.0})
UNIT_COSTS: Mapping[str, Any] = MappingProxyType({"cost_law": "uniform", "cost_low": 0.0, "cost_high": 1.0})


def one_lot(rng: np.random.Generator, n: int) -> IntArray:
    """Return the lots of auctions that are all of the first."""
    return np.zeros(n, dtype=np.int64)


def over_auctions(
    given: Range,
    house: House,
    found: Callable[[Auctions, int], dict[str, float]],
    sample: int,
    unit: float,
    lots: Callable[[np.random.Generator, int], IntArray] = one_lot,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return means and standard errors of what is found in independent replicates of a number of auctions.

    Where the errors are larger than is wanted they are held again, as many as that takes. unit: of prices, of which no
    error is below the last digit.
    """

    def held(stage: str, sample: int) -> tuple[dict[str, Any], dict[str, Any]]:
        rows, n = [], sample // REPLICATES
        for replicate in range(REPLICATES):
            rng = Streams(SEED, replicate)(f"{stage} {given!r}")
            rows.append(found(hold_auctions(house, lots(rng, n), rng.integers(2**63, size=n).astype(np.uint64)), n))
        mean, error = over_replicates(rows, dict.fromkeys(rows[0], 2.0 * RESOLUTION * unit))
        for key in (key for key in mean if key.startswith("p_")):
            error[key] = max(error[key], float(rare_event_error(min(mean[key], 1.0 - mean[key]), n * REPLICATES)))
        return mean, error

    values, errors = held("auctions", sample)
    worst = max(errors[key] / abs(value) for key, value in values.items() if abs(value) > RESOLUTION * unit)
    if worst <= _ERROR_WANTED:
        return values, errors
    wanted = math.ceil(sample * (worst / _ERROR_WANTED) ** 2)
    if wanted > max(_MOST_AUCTIONS, sample):
        raise CannotMeasure(f"orders are filled so seldom that it takes {wanted:,} auctions to see what comes of them")
    return held("more auctions", wanted)
