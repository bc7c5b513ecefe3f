"""Series of supply: nodes that come and go, what GPUs earn their owners, and the cash of providers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from econsim.mechanisms.supply.cash import (
    CASH_BROUGHT,
    CASH_TAKEN_OUT,
    MACHINES_RESOLD,
    PAID_FOR_MACHINES,
    PAID_FOR_POWER,
    PAID_FOR_RENT,
    PROCEEDS,
)
from econsim.mechanisms.supply.earnings import REVENUE_SHARED, SUBSIDIES, SUBSIDIES_UNPAID
from econsim.mechanisms.supply.rules import (
    GPUS_LISTED,
    GPUS_TAKEN_OFF,
    NODES_GIVEN_UP,
    NODES_INSOLVENT,
    NODES_LISTED,
    NODES_ORDERED,
)
from econsim.units import IntArray
from econsim.world.projects import LISTED, ORDERED, gpus_by_state
from econsim.world.series import Family, Moment, Of, Series, count, counted, flow, moved, of, stock
from econsim.world.world import World


def _gpu_models(world: World) -> Sequence[str]:
    return world.gpu_models


def _gpus(now: Moment) -> IntArray:
    """Return the GPUs of projects by state and model."""
    return np.asarray(gpus_by_state(now.world.projects.rows, len(now.world.gpu_models)))


def _gpus_in(state: int) -> Of:
    return of(lambda gpus: gpus[:, state], _gpus)


def _earned(now: Moment) -> Any:
    return now.world.gpu_returns.earned_usd_per_gpu_hour.copy()


SERIES = (
    count(NODES_ORDERED, "nodes with GPUs that owners have ordered in the epoch"),
    count(NODES_LISTED, "nodes with GPUs that take leases from this epoch on and did not before"),
    count(NODES_GIVEN_UP, "nodes with GPUs given up in the epoch, by choice or at the end of their life"),
    count(NODES_INSOLVENT, "nodes with GPUs taken down in the epoch because their provider could not pay"),
    Series(
        "gpus_net_entry",
        "GPUs",
        "GPUs listed in the epoch that were not before, less those whose nodes are given up in it",
        of(np.subtract, counted(GPUS_LISTED), counted(GPUS_TAKEN_OFF)),
    ),
    Family("gpus_listed_{gpu_model}", "GPUs", "GPUs of the model that are listed", _gpu_models, _gpus_in(LISTED)),
    Family("gpus_on_order_{gpu_model}", "GPUs", "GPUs of the model that are on order", _gpu_models, _gpus_in(ORDERED)),
    Family(
        "gpu_returns_{gpu_model}",
        "USD/GPU-hour",
        "what owners know a GPU of the model to earn by the hour, in use or not, after fees; it stands while no books "
        "are kept",
        _gpu_models,
        _earned,
    ),
    stock("providers.cash_uusdc", "providers_cash_uusdc", "cash of providers whose books are kept"),
    flow(PROCEEDS, "gpu_proceeds_uusdc", "proceeds of what nodes with GPUs earned, of providers whose books are kept"),
    flow(PAID_FOR_MACHINES, "machines_cost_uusdc", "paid for the use of machines, the return asked on them included"),
    flow(PAID_FOR_POWER, "power_cost_uusdc", "paid for the power of GPUs"),
    flow(PAID_FOR_RENT, "rent_cost_uusdc", "paid for spot instances by providers that rent"),
    Series(
        "providers_profit_uusdc",
        "uusdc",
        "proceeds of nodes with GPUs less what was paid for machines, power and rent, the return asked included",
        of(
            lambda earned, machines, power, rent: earned - machines - power - rent,
            moved(PROCEEDS, "uusdc"),
            moved(PAID_FOR_MACHINES, "uusdc"),
            moved(PAID_FOR_POWER, "uusdc"),
            moved(PAID_FOR_RENT, "uusdc"),
        ),
    ),
    flow(CASH_BROUGHT, "cash_brought_uusdc", "cash that owners of nodes brought when these were listed"),
    flow(CASH_TAKEN_OUT, "cash_taken_out_uusdc", "cash beyond the reserves that owners of nodes took out"),
    flow(MACHINES_RESOLD, "machines_resold_uusdc", "what the machines of nodes brought that were given up"),
    flow(SUBSIDIES, "subsidies_uakt", "paid out of the community pool for GPU-hours that were not used"),
    count(SUBSIDIES_UNPAID, "subsidies that were due and not paid: the community pool was too small", unit="uakt"),
    flow(REVENUE_SHARED, "revenue_shared_uakt", "given back to the community pool by providers under contract"),
    flow(REVENUE_SHARED, "revenue_shared_uusdc", "given back to the community pool by providers under contract"),
)
