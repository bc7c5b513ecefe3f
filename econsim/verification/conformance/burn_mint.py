"""Conformance vectors of the burn-mint equilibrium: conversion, epochs, collateral, the vault's scripts, the oracle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from econsim.reference.act_migration import Escrowed, migrate
from econsim.reference.bme import BurnMint
from econsim.reference.bme_conversion import OTHER, UACT, UAKT, BmeParams, NotConverted, convert
from econsim.reference.bme_vault import Vault
from econsim.reference.collateral import HALTS, Status, collateral_ratio, epoch_blocks, ratio_bps, status_of
from econsim.reference.decimal18 import ZERO, total
from econsim.reference.escrow_deposits import Release as EscrowRelease
from econsim.reference.escrow_deposits import akt_fallback, due, settle_deposits
from econsim.reference.failures import Halted, Refused
from econsim.reference.oracle import Oracle, OracleParams
from econsim.reference.oracle import Release as OracleRelease
from econsim.verification.conformance.fields import (
    UNSAID,
    Fields,
    Malformed,
    Unsupported,
    decimal,
    decimals,
    field,
    integer,
    integers,
    items,
    name_of,
    objects,
    steps,
    table,
    to_decimal,
)

LATEST: EscrowRelease = "v2.0.0"  # of escrow: its arithmetic is the same in v2.1.0
STATUSES: tuple[Status, ...] = ("healthy", "warning", *HALTS)


def bme(inputs: Fields) -> Any:
    """Return what one function of the engine returns."""
    name = name_of(inputs, "fn")
    if name not in FUNCTIONS:
        raise Unsupported(f"fn {name!r}")
    return FUNCTIONS[name](inputs)


def conversion(inputs: Fields) -> Any:
    """Return what one conversion yields, or why it fails."""
    denom = name_of(inputs, "from")
    if denom not in OTHER:
        raise Malformed(f"'from' is {denom!r}; expected {UAKT} or {UACT}")
    try:
        yields = convert(_params(table(inputs, "params")), denom, integer(inputs, "amount"), decimal(inputs, "price"))
    except NotConverted as failure:
        return {"executed": False, "reason": failure.reason, "minted": 0, "spread": 0, "to_user": 0}
    return {
        "executed": True,
        "reason": None,
        "minted": yields.minted,
        "spread": yields.spread,
        "to_user": yields.to_user,
    }


def epochs(inputs: Fields) -> Any:
    """Return how long a mint epoch is at each ratio."""
    params = _params(table(inputs, "params"), "warn_bps", "min_epoch_blocks", "backoff_percent")
    return {"blocks": [epoch_blocks(params, bps) for bps in integers(inputs, "cr_bps")]}


def collateral(inputs: Fields) -> Any:
    """Return the collateral ratio and the status that the thresholds give it."""
    params = _params(table(inputs, "params"), "warn_bps", "halt_bps")
    vault, pending, act_supply = (integer(inputs, name) for name in ("vault", "pending", "act_supply"))
    ratio = collateral_ratio(vault, pending, act_supply, decimal(inputs, "price"))
    return {"cr": ratio, "cr_bps": ratio_bps(ratio), "status": status_of(params, ratio_bps(ratio))}


def vault_script(inputs: Fields) -> Any:
    """Return the engine's report after each labelled step."""
    params = _params(
        table(inputs, "params"),
        *("warn_bps", "halt_bps", "min_epoch_blocks", "backoff_percent", "max_endblocker_records"),
        *(() if _release(inputs) == "v2.0.0" else ("max_pending_attempts",)),
    )
    vault = Vault(integer(inputs, "vault", 0), integer(inputs, "credits", 0), integer(inputs, "act_supply", 0))
    engine, got = BurnMint(params, _release(inputs), vault), {}
    reserve = vault.free_reserve
    for op, label, step in steps(inputs):
        try:
            _step(engine, op, step)
            ok = True
        except Refused:
            ok = False
        reserve = _checked_reserve(engine, reserve)
        if label is not None:
            got[label] = {"ok": ok, **_report(engine)}
    return got


def _step(engine: BurnMint, op: str, step: Fields) -> None:
    match op:
        case "price":
            price = field(step, "price")
            engine.price = None if price is None else to_decimal(price, "price")
        case "request":
            who, height = integer(step, "who"), integer(step, "h")
            engine.request(name_of(step, "id"), who, height, name_of(step, "from"), integer(step, "amount"))
        case "end_block":
            engine.end_block(integer(step, "h"))
        case "blocks":
            for height in range(integer(step, "from"), integer(step, "to") + 1):
                engine.end_block(height)
        case "fund":
            engine.vault.fund(integer(step, "amount"))
        case "state":
            pass
        case _:
            raise Unsupported(f"op {op!r}")


def _checked_reserve(engine: BurnMint, before: int) -> int:
    """Return the free reserve, which never falls; what waits is what the queue holds."""
    vault = engine.vault
    for denom in OTHER:
        if vault.pending[denom] != sum(record.amount for record in engine.waiting if record.denom == denom):
            raise Halted(f"what waits in {denom} is not what the queue holds")
    if vault.free_reserve < before:
        raise Halted(f"the free reserve fell from {before} to {vault.free_reserve}")
    return vault.free_reserve


def _report(engine: BurnMint) -> dict[str, Any]:
    vault = engine.vault
    return {
        "vault": vault.uakt,
        "credits": vault.credits,
        "pending_uakt": vault.pending[UAKT],
        "pending_uact": vault.pending[UACT],
        "act_supply": vault.act_supply,
        "vault_act": vault.uact,
        "free_reserve": vault.free_reserve,
        "minted_uakt": vault.minted[UAKT],
        "minted_uact": vault.minted[UACT],
        "burned_uact": vault.burned_uact,
        "status": engine.status,
        "epoch_blocks": engine.epoch_blocks,
        "cr_bps": engine.ratio_bps(),
        "next_mint": engine.next_mint,
        "next_burn": engine.next_burn,
        "executed": list(engine.executed),
        "canceled": dict(engine.canceled),
        "paid": dict(engine.paid),
    }


def oracle(inputs: Fields) -> Any:
    """Return the price that the chain gives out, and what it is made of."""
    given = table(inputs, "params")
    names = ("max_staleness", "twap_window", "min_sources", "max_deviation_bps")
    module = Oracle(OracleParams(*(integer(given, name) for name in names)), _release(inputs))
    for source, quotes in enumerate(items(inputs, "sources")):
        for quote in sorted(objects({"sources": quotes}, "sources"), key=lambda quote: integer(quote, "at")):
            try:
                module.add_price(source, integer(quote, "at"), decimal(quote, "price"))
            except Refused:
                continue
    module.end_block(integer(inputs, "now"))
    found = module.aggregate
    return {
        "healthy": module.is_healthy,
        "price": module.given_out(),
        "twap": found.twap,
        "median": found.median,
        "deviation_bps": found.deviation_bps,
    }


def settle(inputs: Fields) -> Any:
    """Return what a settlement pays to each payment, owes it and leaves."""
    deposits, rates, blocks = decimals(inputs, "deposits"), decimals(inputs, "rates"), integer(inputs, "blocks")
    dues = [due(LATEST, rate, blocks) for rate in rates]
    settled = settle_deposits(LATEST, deposits, total(deposits), dues)
    return {
        "payments": list(settled.payments),
        "unsettled": list(settled.unsettled),
        "funds": settled.funds,
        "overdrawn": settled.overdrawn,
    }


def fallback(inputs: Fields) -> Any:
    """Return what AKT in the account pays of a debt in uact."""
    named = name_of(inputs, "status")
    status = next((known for known in STATUSES if known == named), None)
    if status is None:
        raise Malformed(f"'status' is {named!r}; expected one of {', '.join(STATUSES)}")
    price = None if field(inputs, "price") is None else decimal(inputs, "price")
    funds = decimal(inputs, "akt_funds")
    found = akt_fallback(status, price, [decimal(inputs, "unsettled_uact")], [funds], funds)
    return {
        "paid_uakt": found.paid[0],
        "unsettled_uact": found.unsettled[0],
        "akt_funds": found.funds,
        "open": found.is_open[0],
    }


def migration(inputs: Fields) -> Any:
    """Return what the migration of one deployment destroys, mints and converts."""
    amounts, rates = decimals(inputs, "amounts"), decimals(inputs, "rates") if "rates" in inputs else []
    if any(amount < ZERO for amount in amounts):
        raise Malformed("'amounts' holds a negative one")
    found = migrate(Escrowed(UAKT, amounts, rates), decimal(inputs, "rate"))
    return {
        "burned": found.burned,
        "minted": found.minted,
        "credits_added": found.credits_added,
        "vault_added": found.vault_added,
        "rates": list(found.rates),
    }


def _params(given: Fields, *needed: str) -> BmeParams:
    """Return the law of the engine; what a function does not need may be left out."""
    for name in needed:
        field(given, name)
    spoken = {name: integer(given, name, UNSAID) for name in BmeParams.__annotations__ if name != "min_mint"}
    minima = table(given, "min_mint") if "min_mint" in given else {}
    return BmeParams(**spoken, min_mint={denom: integer(minima, denom) for denom in minima})


def _release(inputs: Fields) -> OracleRelease:
    match name_of(inputs, "release"):
        case "v2.0.0":
            return "v2.0.0"
        case "v2.1.0":
            return "v2.1.0"
        case release:
            raise Unsupported(f"release {release!r}")


FUNCTIONS: Mapping[str, Callable[[Fields], Any]] = {
    "convert": conversion,
    "epoch_blocks": epochs,
    "collateral": collateral,
    "vault": vault_script,
    "oracle": oracle,
    "settle": settle,
    "fallback": fallback,
    "migrate": migration,
}
CASES: Mapping[str, Callable[[Fields], Any]] = {"bme": bme}
