"""Elsewhere: who gives an intention up here leases outside the network, if there is room and it would pay the price."""

from __future__ import annotations

from econsim.compiled import njit_borrowing
from econsim.mechanisms.market.records import Record, Records


@njit_borrowing
def is_refused_elsewhere(elsewhere: Records, of_model: Record, bundle: Record, order: Record, height: int) -> bool:
    """Take the GPUs of an order elsewhere, for as long as it wanted them; return whether there is no room for them.

    Where room has no limit, and for who would pay less than the open-market price, nothing happens.
    """
    n_there, n_free = 0, 0
    for row in range(elsewhere.size):
        gpu = elsewhere[row]
        if gpu.gpu_model == bundle.gpu_model:
            if order.max_price_ratio < gpu.price_ratio:
                return False
            n_there += 1
            n_free += gpu.until <= height
    if n_there == 0:
        return False
    if n_free < bundle.gpus:
        of_model.gpus_refused_elsewhere += bundle.gpus
        return True
    of_model.gpus_leased_elsewhere += bundle.gpus
    _take(elsewhere, bundle, height, order.duration_blocks)
    return False


@njit_borrowing
def _take(elsewhere: Records, bundle: Record, height: int, blocks: int) -> None:
    left = bundle.gpus
    for row in range(elsewhere.size):
        gpu = elsewhere[row]
        if left > 0 and gpu.gpu_model == bundle.gpu_model and gpu.until <= height:
            gpu.until = height + blocks
            left -= 1
