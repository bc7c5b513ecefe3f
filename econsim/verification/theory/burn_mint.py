"""Theory of the burn-mint equilibrium: what a mint, a burn, a run and a lagging price do to vault, ratio and supply.

Amounts are whole uakt and uact, prices USD per AKT, ratios plain numbers (.95), a surplus is in uact; `steady_stock`
speaks of USD, ACT and AKT. The module is stepped by its own end blockers; where a law says nothing of a spread, a
minimum or a breaker, there is none.
"""

from __future__ import annotations

import math
from typing import Annotated, Any

import numpy as np
from pydantic import Field, model_validator

from econsim.units import DAYS_PER_YEAR, UACT_PER_USD, UAKT_PER_AKT
from econsim.verification.mainnet6 import law_with
from econsim.verification.theory.burn_mint_worlds import Module, calm_law
from econsim.verification.theory.theory import CannotMeasure, Measured, Range, Theory, Whole

_Amount = Annotated[Whole, Field(ge=0, le=10**16)]
_Price = Annotated[float, Field(ge=1e-6, le=1e6)]
_Bps = Annotated[Whole, Field(ge=0, le=1000)]
_LEAST_STEPS, _MOST_STEPS = 40, 5_000
_HALVINGS = 60
_STAKE = 10**12


class Mint(Range):
    """A vault [uakt], all ACT [uact], a price, and uakt that are turned into ACT."""

    vault: _Amount
    act_supply: _Amount
    price: _Price
    amount: Annotated[Whole, Field(ge=1, le=10**15)]


def mint_surplus(given: Mint, sample: int) -> Measured:
    """Mint, and look at vault x price - ACT before and after, and at the ratio."""
    module = Module(calm_law(), given.price, credits=given.vault, supply=given.act_supply, uakt=given.amount)
    before = module.surplus()
    module.mint(given.amount)
    return Measured(
        {"surplus_before": before, "surplus_after": module.surplus(), "cr_after": module.ratio()},
        rounding={"surplus_before": 1.0, "surplus_after": 1.0, "cr_after": 1.0 / module.supply},
    )


class Burn(Range):
    """The same, of which some credits [uakt], and uact that are burned."""

    vault: _Amount
    act_supply: _Amount
    price: _Price
    amount: Annotated[Whole, Field(ge=1, le=10**15)]
    credits: _Amount

    @model_validator(mode="after")
    def _burns_what_there_is(self) -> Burn:
        if self.amount >= self.act_supply:
            raise ValueError("all ACT, or more, would be burned: no ratio would be left")
        if self.credits > self.vault:
            raise ValueError("more credits than the vault holds")
        return self


def _burnt(given: Burn) -> Module:
    reserve = given.vault - given.credits
    module = Module(calm_law(), given.price, credits=given.credits, reserve=reserve, supply=given.act_supply)
    module.burn(given.amount)
    return module


def burn_ratio(given: Burn, sample: int) -> Measured:
    """Burn, and look at the ratio."""
    module = _burnt(given)
    return Measured({"cr_after": module.ratio()}, rounding={"cr_after": given.price / module.supply})


def supply_change(given: Burn, sample: int) -> Measured:
    """Burn, and look at what has been minted for it and at the bank's supply of AKT."""
    module = _burnt(given)
    values = {"fresh_uakt": module.fresh_uakt, "supply_change": module.supply_change_uakt}
    return Measured(values, rounding=dict.fromkeys(values, 1.0))


class Run(Range):
    """ACT of all who come [uact], a price, credits and a reserve in the vault [uakt]."""

    redeemable: Annotated[Whole, Field(ge=1, le=10**15)]
    price: _Price
    credits: _Amount
    reserve: _Amount


def run_fresh_mint(given: Run, sample: int) -> Measured:
    """Let all who can redeem do so."""
    held = {"credits": given.credits, "reserve": given.reserve, "supply": given.redeemable}
    module = Module(calm_law(), given.price, **held)
    module.burn(given.redeemable)
    return Measured({"fresh_uakt": module.fresh_uakt}, rounding={"fresh_uakt": 1.0})


class HaltPrice(Range):
    """The mean price at which ACT was minted, a reserve [uakt], all ACT [uact]."""

    mean_mint_price: _Price
    reserve: _Amount
    act_supply: Annotated[Whole, Field(ge=1000, le=10**15)]


def halt_price(given: HaltPrice, sample: int) -> Measured:
    """Mint all ACT at the mean price, then look for the lowest price at which the ratio is the threshold in whole bps.

    The breaker halts there and at every price below; above it until the next basis point.
    """
    law = law_with(bme__mint_spread_bps=0, bme__min_mint={}).bme
    amount = math.ceil(given.act_supply / given.mean_mint_price)
    module = Module(law, given.mean_mint_price, reserve=max(given.reserve, 1), uakt=amount)
    module.mint(amount)
    threshold, below, above = law.circuit_breaker_halt_threshold, 0.0, 2.0 * given.mean_mint_price
    for _ in range(_HALVINGS):
        middle = 0.5 * (below + above)
        below, above = (below, middle) if module.ratio_bps_at(middle) >= threshold else (middle, above)
    module.ratio_bps_at(above)
    if not module.is_halted:
        raise CannotMeasure("the ratio does not come to the threshold at any price")
    error = 4.0 * above * (1.0 + given.mean_mint_price) / given.act_supply
    return Measured({"halt_price": above}, rounding={"halt_price": error})


class SteadyStock(Range):
    """USD a day that are minted, days for which ACT is held, a price that moves evenly in logs, and how long.

    `drift_per_year`: of the logarithm of the price, a year of 365.25 days. ACT, AKT and USD are whole ones here.
    """

    usd_per_day: float = Field(gt=0.0, le=1e9)
    holding_days: float = Field(gt=0.0, le=2_000.0)
    price_start: float = Field(ge=1e-4, le=1e4)
    drift_per_year: float = Field(ge=-10.0, le=10.0)
    days: float = Field(gt=0.0, le=5_000.0)


def steady_stock(given: SteadyStock, sample: int) -> Measured:
    """Mint a part of a day's USD at every step and burn what was minted a holding time ago.

    The stock is what there is at the end; the net lock what of the AKT that the last batch had locked is not paid out
    for it, a day.
    """
    a_day = max(1, math.ceil(_LEAST_STEPS / given.holding_days))
    n_held, n_steps = round(given.holding_days * a_day), round(given.days * a_day)
    if n_held > n_steps or n_steps > _MOST_STEPS:
        raise CannotMeasure(
            f"{n_steps} steps, {n_held} of them held; at most {_MOST_STEPS}, and held no longer than run"
        )
    least = given.price_start * math.exp(min(0.0, given.drift_per_year) * given.days / DAYS_PER_YEAR)
    wallet = math.ceil(2.0 * given.usd_per_day * (given.holding_days + 1.0) / least * UAKT_PER_AKT)
    module = Module(calm_law(), given.price_start, reserve=10**6, uakt=wallet, days=1.0 / a_day)
    batches: list[tuple[int, int]] = []
    net = 0.0
    for step in range(n_steps + 1):
        price = given.price_start * math.exp(given.drift_per_year * step / a_day / DAYS_PER_YEAR)
        locked = round(given.usd_per_day / a_day / price * UAKT_PER_AKT)
        old = batches[step - n_held] if step >= n_held else (0, 0)
        got, paid = module.step(price, locked, old[1])
        batches.append((locked, got))
        net = (old[0] - paid) * a_day / UAKT_PER_AKT
    return Measured({"act_stock": module.supply / UACT_PER_USD, "net_lock_per_day": net})


class TenantCost(Range):
    """The spread of mints and the ACT that is minted, gross [uact]."""

    mint_spread_bps: _Bps
    amount: Annotated[Whole, Field(ge=1, le=10**15)]


def tenant_cost(given: TenantCost, sample: int) -> Measured:
    """Mint at a price of 1; what the tenant does not get stays in the module's account."""
    law = calm_law(bme__mint_spread_bps=given.mint_spread_bps)
    module = Module(law, 1.0, reserve=10**6, uakt=given.amount)
    got = module.mint(given.amount)
    return Measured(
        {"cost_share": 1.0 - got / given.amount, "trapped": float(module.trapped_uact)},
        rounding={"cost_share": 1.0 / given.amount, "trapped": 1.0},
    )


class Arbitrage(Range):
    """A fall of the price as a part of it (its sign does not count), blocks until the module is told, the spread."""

    move: float = Field(gt=-1.0, lt=1.0)
    lag_blocks: Annotated[Whole, Field(ge=0, le=1000)]
    mint_spread_bps: _Bps


def arbitrage(given: Arbitrage, sample: int) -> Measured:
    """Mint in the block of the fall, before the module is told; what is made, over the AKT given at the old price.

    `profit`: where a mint epoch falls into that very block; `profit_mean`, `profit_least`: over all blocks in which the
    fall may come between two epochs.
    """
    law = calm_law(bme__mint_spread_bps=given.mint_spread_bps)
    new, found = 1.0 - abs(given.move), []
    for wait in range(law.min_epoch_blocks):
        module = Module(law, 1.0, reserve=10**6, uakt=_STAKE)
        got = module.mint_before(wait, given.lag_blocks, new, _STAKE)
        found.append((got - _STAKE * new) / _STAKE)
    values: dict[str, Any] = {"profit": found[0], "profit_mean": float(np.mean(found)), "profit_least": min(found)}
    return Measured(values, rounding=dict.fromkeys(values, 2.0 / _STAKE))


THEORIES = (
    Theory("bme.mint_surplus", Mint, mint_surplus),
    Theory("bme.burn_ratio", Burn, burn_ratio),
    Theory("bme.run_fresh_mint", Run, run_fresh_mint),
    Theory("bme.halt_price", HaltPrice, halt_price),
    Theory("bme.supply_change", Burn, supply_change),
    Theory("bme.steady_stock", SteadyStock, steady_stock, rtol={"": ("rtol", 0.01)}),
    Theory("bme.tenant_cost", TenantCost, tenant_cost),
    Theory("bme.arbitrage", Arbitrage, arbitrage),
)
