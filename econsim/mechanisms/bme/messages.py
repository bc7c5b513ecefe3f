"""Requests of many at once, outside the market's stretch: who asks at an epoch's first block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from econsim.compiled import njit
from econsim.mechanisms.bme.records import Conversions
from econsim.mechanisms.bme.requests import NO_ROOM, request_conversion
from econsim.mechanisms.bme.rules import with_room_in_the_queue
from econsim.units import UACT, BoolArray, FloatArray, IntArray
from econsim.world.bme import OF_A_PROVIDER
from econsim.world.world import World

_UNTAGGED = -1


@dataclass(frozen=True)
class Burned(Protocol):
    """The share burned of the ACT in each wallet, and who burns what it is paid at once, by provider."""

    burned_share: FloatArray
    burns_at_once: BoolArray


def burn_for_providers(world: World, conversions: Conversions, wanted: Burned) -> Conversions:
    """Let providers ask, in the first block of the epoch, for the burn of a share of their ACT, rounded down.

    Where the chain refuses burns the ACT stays where it is. Return the module, with room for all of them.
    """
    wallets = world.providers.wallet_uact
    if not world.bme.is_registered:
        return conversions
    world.providers.burns_at_once[:] = wanted.burns_at_once
    if not wallets.any():
        return conversions
    amounts = np.minimum(np.floor(wallets * wanted.burned_share).astype(np.int64), wallets)
    rows = np.flatnonzero(amounts)
    return ask_for_conversions(world, conversions, world.height, OF_A_PROVIDER, rows, UACT, amounts[rows])[0]


def ask_for_conversions(
    world: World, conversions: Conversions, height: int, kind: int, owners: IntArray, denom: int, amounts: IntArray
) -> tuple[Conversions, IntArray]:
    """Let owners of a kind ask, one after the other, in the block of a height; make room in the queue where it lacks.

    kind: OF_A_PROVIDER, OF_A_TENANT or OF_THE_CONSOLE, whose rows `owners` are. denom: UAKT to mint ACT, UACT to burn
    it. Returns the module with its room, and for each owner what became of it (`requests.py`).
    """
    answers = np.full(owners.size, NO_ROOM, dtype=np.int64)
    begin = 0
    while (begin := _ask(conversions, height, kind, owners, denom, amounts, answers, begin)) < owners.size:
        conversions = with_room_in_the_queue(world, conversions)
    return conversions, answers


@njit
def _ask(
    c: Conversions,
    height: int,
    kind: int,
    owners: IntArray,
    denom: int,
    amounts: IntArray,
    answers: IntArray,
    begin: int,
) -> int:
    """Ask for all owners from one on; return the first for whom there was no room, or how many there are."""
    for place in range(begin, owners.size):
        answers[place] = request_conversion(c, height, kind, owners[place], denom, amounts[place], _UNTAGGED)
        if answers[place] == NO_ROOM:
            return place
    return owners.size
