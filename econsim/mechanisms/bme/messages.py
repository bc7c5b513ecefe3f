"""What providers ask of the module: to burn the ACT that they were paid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from econsim.compiled import njit
from econsim.mechanisms.bme.records import Conversions
from econsim.mechanisms.bme.requests import REFUSED, address_of, ask
from econsim.mechanisms.bme.rules import with_room_in_the_queue
from econsim.mechanisms.bme.walk import run_end_blocks
from econsim.units import UACT, FloatArray, IntArray
from econsim.world.bme import OF_A_PROVIDER
from econsim.world.world import World

_NOBODYS = -1  # a tag


@dataclass(frozen=True)
class Burned(Protocol):
    """The share burned of the ACT in each wallet, by provider."""

    burned_share: FloatArray


def burn_for_providers(world: World, conversions: Conversions, wanted: Burned) -> Conversions:
    """Let providers ask, in the first block of the epoch, for the burn of a share of their ACT, rounded down.

    Where the chain refuses burns the ACT stays where it is. Return the module, with room for all of them.
    """
    if not world.bme.is_registered or not world.providers.wallet_uact.any():
        return conversions
    amounts = np.floor(world.providers.wallet_uact * wanted.burned_share).astype(np.int64)
    amounts = np.minimum(amounts, world.providers.wallet_uact)
    while world.bme.queue.size < world.bme.n_waiting + np.count_nonzero(amounts):
        conversions = with_room_in_the_queue(world, conversions)
    _burn_all(conversions, world.height, amounts)
    return conversions


@njit
def _burn_all(c: Conversions, height: int, amounts: IntArray) -> None:
    run_end_blocks(c, height)
    for row in range(amounts.size):
        if amounts[row] > 0:
            outcome = ask(c, height, address_of(OF_A_PROVIDER, row), OF_A_PROVIDER, row, UACT, amounts[row], _NOBODYS)
            if outcome == REFUSED:  # and so are all others
                return
