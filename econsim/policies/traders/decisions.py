"""What the trader decides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from econsim.contracts import DecisionKind
from econsim.decisions import Decision, by_row
from econsim.policies.traders.view import own_traders
from econsim.units import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class StandingTrade(Decision):
    """The trader: what he does by himself in every block of the epoch, until he decides otherwise.

    While the AKT price that x/bme is told is `mints_above` times the market's or more, he buys AKT with all his cash
    and asks for ACT; while it is `burns_below` times the market's or less, he asks for AKT for all his ACT. 0 is never.
    He asks in the block of an epoch of the module, or, where he `asks_at_once`, in the first block in which it is so.
    `cash_uusdc` is what he wants to have brought of US dollars since the start.
    """

    cash_uusdc: IntArray = by_row(np.int64, least=0)
    mints_above: FloatArray = by_row(np.float64, least=0)
    burns_below: FloatArray = by_row(np.float64, least=0)
    asks_at_once: BoolArray = by_row(np.bool_, default=False)


ARBITRAGE = DecisionKind(
    name="arbitrage",
    population="traders",
    meaning="whether to trade on an AKT price that reaches x/bme late, and on which moves",
    sees=own_traders,
    decides=StandingTrade,
)
