"""Series of the burn-mint equilibrium: vault and supply, ratio and status, what was minted, burned and handed out."""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.mechanisms.bme import money
from econsim.mechanisms.bme.money import REASONS
from econsim.mechanisms.bme.rules import BLOCKS, CONVERTED, REFUNDED, REFUSED, VAULT_FUNDED
from econsim.mechanisms.bme.standing import SOLD_BY_TRADERS, trader_gain_usd
from econsim.units import UACT_PER_USD, UAKT_PER_AKT
from econsim.world.series import Moment, Of, Series, count, flow, held_in, of, stock, supply_uakt


def _state(now: Moment) -> Any:
    return now.world.bme.state


def _of_state(name: str) -> Of:
    return of(lambda states: states[name], _state)


def _price_usd(now: Moment) -> float:
    return now.world.bme.price_usd


def _ratio(vault: Any, states: Any, price: Any) -> Any:
    usd = (vault - states["pending_uakt"]) / UAKT_PER_AKT * price
    act = states["supply_uact"] / UACT_PER_USD
    return np.divide(usd, act, out=np.zeros(usd.shape), where=act > 0.0)


def _flow(reason: int, name: str, meaning: str) -> Series:
    return flow(REASONS[reason].words, name, meaning)


def _now(name: str, unit: str, field: str, meaning: str) -> Series:
    return Series(name, unit, meaning, _of_state(field))


_vault = held_in("bme_uakt")
_TOLD = {
    "healthy": "blocks of the epoch in which x/bme was healthy",
    "warning": "blocks of the epoch in which mints were slowed down",
    "halt_cr": "blocks of the epoch in which nothing was minted, since the collateral ratio was too low",
    "halt_oracle": "blocks of the epoch in which nothing was converted, for want of a price",
}

SERIES = (
    stock("bme_uakt", "bme_vault_uakt", "AKT in the vault, what waits to become ACT included"),
    _now("remint_credits_uakt", "uakt", "credits_uakt", "AKT that is handed out of the vault before any is minted"),
    _now("free_reserve_uakt", "uakt", "free_reserve_uakt", "AKT of the vault without a credit: it is never handed out"),
    Series(
        "circulating_supply_uakt",
        "uakt",
        "total supply less the vault",
        of(lambda supply, vault: supply - vault, supply_uakt, _vault),
    ),
    _now("act_supply_uact", "uact", "supply_uact", "all ACT there is, the spread of mints included"),
    _now("act_trapped_uact", "uact", "trapped_uact", "spread of all mints, which nothing can spend"),
    Series(
        "collateral_ratio",
        "USD/USD",
        "vault in USD over the ACT supply, at the price handed out last; 0 without ACT or price",
        of(_ratio, _vault, _state, _price_usd),
    ),
    _now("collateral_ratio_bps", "bps", "ratio_bps", "the same as the breaker saw it last, clamped at 2^32 - 1"),
    Series("oracle_price_usd", "USD", "AKT price that x/bme was handed last; 0 for none", _price_usd),
    *(count(name, _TOLD[status]) for status, name in BLOCKS.items()),
    _now("mint_epoch_blocks", "blocks", "epoch_blocks", "blocks between two mint epochs when it last let mint"),
    _flow(money.MINT_ASKED, "act_mint_asked_uakt", "AKT locked by who asked for ACT"),
    _flow(money.ACT_MINTED, "act_minted_uact", "ACT minted by conversions, the spread included"),
    _flow(money.MINT_SPREAD, "act_mint_spread_uact", "what the module kept of it"),
    _flow(money.ACT_PAID, "act_paid_uact", "ACT paid out to who had asked for it"),
    _flow(money.BURN_ASKED, "act_burn_asked_uact", "ACT given by who asked for AKT"),
    _flow(money.ACT_BURNED, "act_burned_uact", "ACT burned"),
    _flow(money.AKT_PAID, "act_settled_uakt", "AKT handed out for it"),
    _flow(money.AKT_MINTED, "act_fresh_mint_uakt", "AKT minted for it, beyond remint credits"),
    _flow(money.MINT_REFUNDED, "act_mint_refunds_uakt", "AKT given back: too little was asked for"),
    _flow(money.BURN_REFUNDED, "act_burn_refunds_uact", "ACT given back: too little, or no price"),
    flow(VAULT_FUNDED, "vault_funded_uakt", "AKT of the community pool that governance moved to the vault"),
    _now("act_pending_uakt", "uakt", "pending_uakt", "AKT that waits to become ACT"),
    _now("act_pending_uact", "uact", "pending_uact", "ACT that waits to be burned"),
    count(CONVERTED, "conversions between AKT and ACT carried out"),
    count(REFUNDED, "conversions given back"),
    count(REFUSED, "conversions that x/bme did not take on"),
    _flow(money.TRADER_BOUGHT, "bought_by_traders_uakt", "bought from outside by the trader, to mint ACT with"),
    flow(SOLD_BY_TRADERS, "sold_by_traders_uakt", "sold to outside by the trader, out of what he was paid for ACT"),
    Series(
        "trader_gain_usd",
        "USD",
        "what the trader owns less what he has brought, AKT at the price of the epoch, ACT at a dollar",
        lambda now: trader_gain_usd(now.world),
    ),
)
