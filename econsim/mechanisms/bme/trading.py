"""The trader between the market's price of AKT and the one that x/bme is told: what he has standing, block by block.

Where the price that the module is told lies above the market's by more than he asks for, he buys AKT with all his cash
and mints with it; where it lies far enough below, he burns all his ACT. A request is carried out at the price of an
epoch's own end blocker: who waits for its block knows that price, who asks at once takes what it will be. What he holds
of AKT when the stretch is over is sold at the market's price.

Where we differ: he pays no gas, and the market's price is that of the epoch, so that all it moves in an epoch comes at
the first block.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from econsim.compiled import njit_borrowing
from econsim.mechanisms.bme.money import TRADER_BOUGHT, TRADER_PAID, note
from econsim.mechanisms.bme.records import Conversions
from econsim.mechanisms.bme.requests import address_of, ask
from econsim.units import DEC18, UACT, UAKT, UUSDC
from econsim.world.bme import HALT_ORACLE, OF_A_TRADER, WARNING

_TRADER, _UNTAGGED, _KIND, _TO_MINT, _TO_BURN = cast(
    tuple[int, ...], tuple(np.array([0, -1, OF_A_TRADER, UAKT, UACT]))
)  # no literals: a kernel is compiled anew for each of them
_ROOM = 3  # in the queue: two places are left for the event of the market that comes next


@njit_borrowing
def next_trade(c: Conversions, until: int) -> int:
    """Return the first height before `until` in whose block the trader asks for something as things stand, or that."""
    state, found = c.state, until
    if wants_to_burn(c):
        found = min(found, state.walked_to if c.terms.asks_at_once != 0 else max(state.next_burn, state.walked_to))
    if wants_to_mint(c):
        if c.terms.asks_at_once != 0:
            found = min(found, state.walked_to)
        elif state.next_mint >= state.walked_to:
            found = min(found, state.next_mint)
    return int(found)


@njit_borrowing
def trade(c: Conversions, height: int) -> None:
    """Let the trader ask, in the block of a height, for what he wants at the price that its end blocker is told."""
    state, at_once = c.state, c.terms.asks_at_once != 0
    if (at_once or height >= state.next_burn) and wants_to_burn(c):
        _ask(c, height, _TO_BURN, c.traders[_TRADER].wallet[UACT])
    if (at_once or height == state.next_mint) and wants_to_mint(c):
        _buy(c)
        _ask(c, height, _TO_MINT, c.traders[_TRADER].wallet[UAKT])


@njit_borrowing
def wants_to_mint(c: Conversions) -> bool:
    """Return whether minting pays as he sees it, and he can: mints are open, and his money is enough for one."""
    told = _told_usd(c)
    if c.terms.mints_above <= 0.0 or told < c.terms.mints_above * c.terms.market_usd or c.state.status > WARNING:
        return False
    gives = c.traders[_TRADER].wallet[UAKT] + _can_buy(c)
    return bool(_has_room(c) and told > 0.0 and gives * told > max(1, c.terms.min_mint_uact) + 1)


@njit_borrowing
def wants_to_burn(c: Conversions) -> bool:
    """Return whether burning pays as he sees it, and he can: there is a price, and he has ACT enough."""
    told = _told_usd(c)
    if told <= 0.0 or told > c.terms.burns_below * c.terms.market_usd or c.state.status >= HALT_ORACLE:
        return False
    return bool(_has_room(c) and c.traders[_TRADER].wallet[UACT] > (max(1, c.terms.min_mint_uakt) + 1) * told)


@njit_borrowing
def _told_usd(c: Conversions) -> float:
    """Return the price that the module is told, 0 without one [USD per AKT]."""
    if c.price.is_healthy == 0:
        return 0.0
    return float(c.price.whole + c.price.part_dec18 / DEC18)


@njit_borrowing
def _has_room(c: Conversions) -> bool:
    return bool(c.state.n_burns + c.state.n_mints + _ROOM <= c.queue.size)


@njit_borrowing
def _can_buy(c: Conversions) -> int:
    """Return what his cash buys of the AKT that is for sale [uakt]."""
    return min(int(c.traders[_TRADER].wallet[UUSDC] / c.terms.market_usd), int(c.pots.outside_uakt))


@njit_borrowing
def _buy(c: Conversions) -> None:
    """Buy AKT with all cash, at the market's price."""
    bought, trader = _can_buy(c), c.traders[_TRADER]
    paid = min(int(trader.wallet[UUSDC]), int(np.ceil(bought * c.terms.market_usd)))
    trader.wallet[UUSDC] -= paid
    c.pots.outside_uusdc += paid
    c.pots.outside_uakt -= bought
    trader.wallet[UAKT] += bought
    note(c.state, TRADER_BOUGHT, bought)
    note(c.state, TRADER_PAID, paid)


@njit_borrowing
def _ask(c: Conversions, height: int, denom: int, amount: Any) -> None:
    """Ask for the conversion of an amount."""
    ask(c, height, address_of(_KIND, _TRADER), _KIND, _TRADER, denom, amount, _UNTAGGED)
