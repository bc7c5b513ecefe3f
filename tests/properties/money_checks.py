"""Books of one's own: what is in each account is what was there and what came and went, reason by reason."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from econsim.world.world import World

if TYPE_CHECKING:
    from tests.properties.watched_run import WatchedRun

# Every reason for which money moves, from where to where: what the chain's modules do (x/mint, x/distribution,
# x/staking, x/escrow, x/take, x/market), and the trade with `outside`.
ROUTES = {
    "minted": ("", "fee_collector"),
    "community tax": ("fee_collector", "community_pool"),
    "carried fractions": ("community_pool", "fee_collector"),
    "allocated to validators": ("fee_collector", "validators.outstanding"),
    "rewards claimed": ("validators.outstanding", "delegators.wallet"),
    "rewards withdrawn by staking messages": ("validators.outstanding", "delegators.wallet"),
    "fractions of rewards": ("validators.outstanding", "community_pool"),
    "commission withdrawn": ("validators.outstanding", "delegators.wallet"),
    "commission of removed validators": ("validators.outstanding", "delegators.wallet"),
    "left by removed validators": ("validators.outstanding", "community_pool"),
    "commission handed back": ("validators.outstanding", "validators.outstanding"),
    "delegated": ("delegators.wallet", "validators.tokens"),
    "restaked": ("delegators.wallet", "validators.tokens"),
    "new stake delegated": ("delegators.wallet", "validators.tokens"),
    "redelegated": ("validators.tokens", "validators.tokens"),
    "undelegated": ("validators.tokens", "unbondings.balance"),
    "undelegated for good": ("validators.tokens", "unbondings.balance"),
    "unbonding completed": ("unbondings.balance", "delegators.wallet"),
    "left staking": ("delegators.wallet", "outside"),
    "new stake": ("outside", "delegators.wallet"),
    "new stake refused": ("delegators.wallet", "outside"),
    "stake slashed for downtime": ("validators.tokens", ""),
    "stake slashed for a double sign": ("validators.tokens", ""),
    "unbonding stake slashed for downtime": ("unbondings.balance", ""),
    "unbonding stake slashed for a double sign": ("unbondings.balance", ""),
    "sold by delegators": ("delegators.wallet", "outside"),
    "proposal deposit": ("outside", "proposals.deposit"),
    "proposal deposit refunded": ("proposals.deposit", "outside"),
    "proposal deposit burned": ("proposals.deposit", ""),
    "community pool spent": ("community_pool", "outside"),
    "bid deposits locked": ("providers.wallet", "orders.bid_deposit"),
    "deposits of lost bids": ("orders.bid_deposit", "providers.wallet"),
    "deposits of winning bids": ("orders.bid_deposit", "leases.bid_deposit"),
    "bid deposits of closed leases": ("leases.bid_deposit", "providers.wallet"),
    "bought by tenants": ("outside", "tenants.wallet"),
    "bought by providers": ("outside", "providers.wallet"),
    "sold by providers": ("providers.wallet", "outside"),
    "proceeds of providers' sales": ("outside", "providers.cash"),
    "cash brought by owners of GPUs": ("outside", "providers.cash"),
    "cash taken out by owners of GPUs": ("providers.cash", "outside"),
    "paid for machines": ("providers.cash", "outside"),
    "paid for power": ("providers.cash", "outside"),
    "paid for rented GPUs": ("providers.cash", "outside"),
    "machines resold": ("outside", "providers.cash"),
    "subsidies to providers": ("community_pool", "providers.wallet"),
    "revenue shared with the community pool": ("providers.wallet", "community_pool"),
    "bonds bought by providers": ("outside", "providers.bonded"),
    "bonds withdrawn": ("providers.bonded", "bond_unbondings.balance"),
    "bonds paid out and sold": ("bond_unbondings.balance", "outside"),
    "bonds slashed": ("providers.bonded", "community_pool"),
    "escrow deposits": ("tenants.wallet", "leases.escrow"),
    "escrow refunds": ("leases.escrow", "tenants.wallet"),
    "paid to providers": ("leases.escrow", "providers.wallet"),
    "take fees": ("leases.escrow", "community_pool"),
    "dust left in escrow": ("leases.escrow", "escrow_dust"),
    "bought by the Console": ("outside", "console"),
    "escrow deposits lent by the Console": ("console", "leases.escrow"),
    "escrow refunds to the Console": ("leases.escrow", "console"),
    "escrow burned for ACT": ("leases.escrow", ""),
    "ACT minted for deployments": ("", "bme"),
    "ACT for deployments put in escrow": ("bme", "leases.escrow"),
    "vault funded by the community pool": ("community_pool", "bme"),
    "AKT locked to mint ACT": ("a wallet", "bme"),
    "AKT of refused mints returned": ("bme", "a wallet"),
    "ACT minted": ("", "bme"),
    "minted ACT paid out": ("bme", "a wallet"),
    "ACT given to be burned": ("a wallet", "bme"),
    "ACT of refused burns returned": ("bme", "a wallet"),
    "ACT burned": ("bme", ""),
    "AKT minted beyond credits": ("", "bme"),
    "AKT paid out for ACT": ("bme", "a wallet"),
    "spread of mints": ("bme", "bme"),
    "cash brought by traders": ("outside", "traders.wallet"),
    "AKT bought by traders": ("outside", "traders.wallet"),
    "paid by traders for AKT": ("traders.wallet", "outside"),
    "AKT sold by traders": ("traders.wallet", "outside"),
    "proceeds of traders' sales": ("outside", "traders.wallet"),
}
WALLETS = (
    "providers.wallet",
    "tenants.wallet",
    "traders.wallet",
    "console",
)  # of who may turn AKT into ACT and back: one "wallet"
DENOMS = ("uakt", "uusdc", "uact")


def balances(world: World) -> dict[str, list[int]]:
    """Return what is in each account, [uakt, uusdc, uact], added up from the tables."""
    leases, pots = world.market.leases, world.ledger.pots
    found = {
        "delegators.wallet": [world.delegators.wallet_uakt, []],
        "validators.tokens": [world.validators.tokens_uakt, []],
        "validators.outstanding": [world.validators.outstanding_uakt, []],
        "unbondings.balance": [world.unbondings.balance_uakt, []],
        "proposals.deposit": [world.proposals.deposit_uakt, []],
        "providers.wallet": [*world.providers.wallet],
        "providers.cash": [[], world.providers.cash_uusdc],
        "providers.bonded": [world.providers.bonded_uakt, []],
        "bond_unbondings.balance": [world.bond_unbondings.balance_uakt, []],
        "tenants.wallet": [*world.tenants.wallet],
        "traders.wallet": [*world.traders.wallet],
        "leases.escrow": [leases.escrow_uakt, leases.escrow_uusdc, leases.escrow_uact],
        "leases.bid_deposit": [leases.bid_deposit_uakt, []],
        "orders.bid_deposit": [world.market.orders.bid_deposit_uakt, []],
        "fee_collector": [pots["fee_collector_uakt"], []],
        **{name: [pots.get(f"{name}_{denom}", []) for denom in DENOMS]
           for name in ("outside", "community_pool", "escrow_dust", "bme", "console")},
    }  # fmt: skip
    for columns in found.values():
        columns += [[]] * (len(DENOMS) - len(columns))
    for name, columns in found.items():
        least = [min(map(int, column), default=0) for column in columns]
        assert min(least) >= 0 or (name == "outside" and least[0] >= 0), f"{name} is below zero"
    return {name: [sum(map(int, column)) for column in columns] for name, columns in found.items()}


def check_supply(run: WatchedRun) -> None:
    """All accounts together are the supply; it grows by what is minted and falls by what is slashed or burned."""
    for code, denom in enumerate(DENOMS):
        grown = 0
        for (reason, moved), amount in run.flows.items():
            source, destination = ROUTES.get(reason, ("?", "?"))
            grown += amount * (moved == denom) * ((source == "") - (destination == ""))
        held = sum(amounts[code] for amounts in balances(run.world).values())
        at_start = sum(amounts[code] for amounts in run.at_start.values())
        assert held == run.world.ledger.supply[denom] == at_start + grown
    assert run.flows["minted", "uakt"] == sum(run.series["minted_uakt"].tolist())


def check_accounts(run: WatchedRun) -> None:
    """What is in an account is what was there, and what came in, less what went out, reason by reason."""
    assert {reason for reason, _ in run.flows} <= set(ROUTES), (
        "a new reason to move money: say in ROUTES between which accounts"
    )
    now = balances(run.world)
    for code, denom in enumerate(DENOMS):
        expected = Counter({name: amounts[code] for name, amounts in run.at_start.items()})
        for (reason, moved), amount in run.flows.items():
            source, destination = ROUTES[reason]
            expected[source] -= amount * (moved == denom)
            expected[destination] += amount * (moved == denom)
        found = Counter({name: amounts[code] for name, amounts in now.items()})
        if run.world.bme.is_registered:
            for wallets in (found, expected):
                wallets["a wallet"] += sum(wallets.pop(name) for name in WALLETS)
        assert {name: found[name] for name in found} == {name: expected[name] for name in found}
