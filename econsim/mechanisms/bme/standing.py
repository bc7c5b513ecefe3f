"""The trader's money outside the blocks: the cash that he brings, the sale of his AKT, what he has gained."""

from __future__ import annotations

from econsim.mechanisms.bme.records import Conversions
from econsim.units import UACT_PER_USD, UAKT_PER_AKT, UUSDC_PER_USD
from econsim.world.bme import OF_A_TRADER
from econsim.world.ledger import Account, Move
from econsim.world.world import World

CASH_BROUGHT, SOLD_BY_TRADERS, PROCEEDS = (
    "cash brought by traders",
    "AKT sold by traders",
    "proceeds of traders' sales",
)
_TRADER = 0  # his row


def bring_cash(world: World, uusdc: int) -> None:
    """Let the trader bring what is missing of the cash that he wants to have brought since the start [uusdc]."""
    traders = world.traders
    if (more := uusdc - int(traders.brought_uusdc[_TRADER])) > 0:
        traders.brought_uusdc[_TRADER] += more
        world.ledger.move(_pot("uusdc"), _wallet("uusdc"), more, CASH_BROUGHT)


def sell_what_the_trader_holds(world: World, conversions: Conversions) -> None:
    """Sell his AKT at the market's price, whole micro-units."""
    if not conversions.terms.trades:
        return
    uakt = int(world.traders.wallet_uakt[_TRADER])
    uusdc = int(uakt * conversions.terms.market_usd)
    if uakt:
        moves = [Move(_wallet("uakt"), _pot("uakt"), uakt, SOLD_BY_TRADERS)]
        world.ledger.post([*moves, Move(_pot("uusdc"), _wallet("uusdc"), uusdc, PROCEEDS)])


def trader_gain_usd(world: World) -> float:
    """Return what the trader owns less what he has brought, AKT at the epoch's price, ACT at a dollar [USD]."""
    brought = int(world.traders.brought_uusdc[_TRADER])
    if not brought:
        return 0.0
    uakt, uusdc, uact = world.traders.wallet[:, _TRADER].tolist()
    bme = world.bme
    for place, request in enumerate(bme.queue[: bme.n_waiting]):
        if request.kind == OF_A_TRADER:
            uact, uakt = (uact + request.amount, uakt) if place < bme.state.n_burns else (uact, uakt + request.amount)
    of_akt = uakt / UAKT_PER_AKT * world.akt_price_usd
    return float((uusdc - brought) / UUSDC_PER_USD + uact / UACT_PER_USD + of_akt)


def _wallet(denom: str) -> Account:
    return Account(f"traders.wallet_{denom}", _TRADER)


def _pot(denom: str) -> Account:
    return Account(f"outside_{denom}")
