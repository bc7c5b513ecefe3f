"""A run with somebody beside it who keeps books of their own and compares after every epoch.

Nothing here asks the engine's own invariants: totals are added up from the tables, and what should be in an account
follows from what was there at the start and the reasons for which money has moved since.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields
from typing import Any

import numpy as np

from econsim.decisions import Decision, wanted_of
from econsim.draws import Streams
from econsim.mechanisms.law import Law
from econsim.networks.akash_model import AkashModel
from econsim.scenario.root import Policies, PolicyShare
from econsim.simulation.choices import Choices
from econsim.units import DEC18, MICRO, dec18
from econsim.world.series import Moment
from econsim.world.views import public_view
from econsim.world.world import World
from tests.mechanisms.market_worlds import seen

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
}
WALLETS = ("providers.wallet", "tenants.wallet", "console")  # of who may turn AKT into ACT and back: one "wallet"
DENOMS = ("uakt", "uusdc", "uact")
RESOURCES = ("gpus", "threads", "memory_gib", "storage_gib")


class Overheard:
    """A recorder that also hands on every tally of the market."""

    def __init__(self, recorder: Any, tallies: list[Any]) -> None:
        self._recorder, self._tallies = recorder, tallies

    def epoch(self, recorded: Any, now: Moment, more: Any) -> None:
        if now.tally is not None:
            self._tallies.append(seen(now.world, now.tally))
        self._recorder.epoch(recorded, now, more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._recorder, name)


class WatchedRun(AkashModel):
    """A model whose every epoch is checked: the first thing that does not hold stops it."""

    def __init__(self, scenario: Any, **how: Any) -> None:
        super().__init__(scenario, **how)
        self.at_start = balances(self.world)
        self.flows: Counter[tuple[str, str]] = Counter()
        self.tallies: list[Any] = []
        self.leases_before = running(self.world)
        self.floor = Floor(self)
        self.recorder = Overheard(self.recorder, self.tallies)

    def step(self) -> None:
        """Let one epoch happen and check everything."""
        self.floor.look_ahead()
        super().step()
        self.flows.update(self.world.journal.money)
        check_supply(self)
        check_accounts(self)
        check_stake(self)
        check_unbonding(self)
        check_rewards(self.world)
        self.floor.check()
        check_escrow(self)
        check_capacity(self.world)
        if self.tallies:  # there is a market
            check_orders(self)
            check_littles_law(self)
        check_rent(self)
        check_series(self)
        self.leases_before = running(self.world)


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


def law_of(run: WatchedRun) -> Law:
    """Return the law of the epoch that has just happened."""
    return run.law.at(run.epoch - 1, run.world.proposals.enacted)


def check_stake(run: WatchedRun) -> None:
    """Shares add up, one line a pair; the active set is the strongest `max_validators` that have power and are free."""
    validators, held, law = run.world.validators, run.world.delegations, law_of(run).staking
    rows = held.in_order()
    pairs = list(zip(held.delegator[rows].tolist(), held.validator[rows].tolist(), strict=True))
    assert pairs == sorted(set(pairs))
    assert len(pairs) == len(held)
    assert (held.shares > 0).all()
    total: Counter[int] = Counter()
    for (_, validator), shares in zip(pairs, held.shares[rows].tolist(), strict=True):
        total[validator] += shares
    assert validators.delegator_shares.tolist() == [total[v] for v in range(len(validators))]
    stakes = zip(validators.tokens_uakt.tolist(), validators.is_jailed.tolist(), strict=True)
    power = [0 if is_jailed else tokens // 10**6 for tokens, is_jailed in stakes]
    strongest = sorted((v for v in range(len(power)) if power[v]), key=lambda v: (-power[v], v))
    assert set(np.flatnonzero(validators.status == 0).tolist()) == set(strongest[: law.max_validators])


def check_unbonding(run: WatchedRun) -> None:
    """Nothing stays beyond its time, what began today lasts as the law says, and nobody hops."""
    world, begin = run.world, (run.world.epoch - 1) * run.world.epoch_seconds
    unbonding_time = law_of(run).staking.unbonding_time
    height = world.height_at(world.epoch - 1)
    for table in (world.unbondings, world.redelegations):
        assert (table.completion_seconds > begin).all()
    new = world.unbondings.creation_height == height
    assert (world.unbondings.completion_seconds[new] == begin + unbonding_time).all()
    waiting = world.validators.status == 1
    assert (world.validators.unbonding_seconds[waiting] > begin - unbonding_time).all()
    arrived: set[tuple[int, int]] = set()
    moves = world.redelegations
    for delegator, source, destination in zip(moves.delegator, moves.source, moves.destination, strict=True):
        assert (delegator, source) not in arrived, "stake that has just moved has hopped on"
        arrived.add((delegator, destination))


def check_rewards(world: World) -> None:
    """Whatever is owed to delegators, operators and the pool is outstanding (x/distribution, can-withdraw)."""
    validators, held = world.validators, world.delegations
    kept = [name for name in ("outstanding_uakt", "commission_uakt") if (getattr(validators, name) < 0).any()]
    assert not kept, f"{kept} below zero"
    fractions = ("allocated_fraction_dec18", "commission_fraction_dec18", "pool_fraction_dec18")
    parts = {name: [int(part) for part in getattr(validators, name)] for name in fractions}
    assert all(0 <= part < DEC18 for column in parts.values() for part in column)
    owed = [0] * len(validators)
    rows = (held.validator, held.shares, held.start_index_dec18)
    for v, shares, start in zip(*(column.tolist() for column in rows), strict=True):
        owed[v] += shares * (int(validators.reward_index_dec18[v]) - start)
    for v in range(len(validators)):
        there = int(validators.outstanding_uakt[v]) * DEC18 + parts["allocated_fraction_dec18"][v]
        commission = int(validators.commission_uakt[v]) * DEC18 + parts["commission_fraction_dec18"][v]
        assert there >= owed[v] + commission + parts["pool_fraction_dec18"][v], f"validator {v} owes too much"


class Floor:
    """The lowest commission rate anybody may have, from the dates and releases that the scenario names."""

    def __init__(self, run: WatchedRun) -> None:
        self.run = run
        self.release, self.floor = run.inputs.chain.release, dec18(run.inputs.chain.staking.min_commission_rate)
        self.least = self.floor if self.release == "v0.26.0" else 0
        self.check()

    def look_ahead(self) -> None:
        """Take note of what comes into force; a release lifts everybody, then the lowest floor since then holds."""
        for event in sorted(self.run.inputs.timeline, key=lambda event: event.date):
            if event.epoch == self.run.epoch:
                self.floor = dec18(event.set.get("chain.staking.min_commission_rate", self.floor / DEC18))
                self.least = min(self.least, self.floor)
                if event.upgrade is not None:
                    self.release = event.upgrade.version
                    self.floor = dec18("0.05") if self.release == "v0.24.0" else self.floor
                    self.least = {"v0.26.0": self.floor, "v0.20.0": 0}.get(self.release, min(self.least, self.floor))

    def check(self) -> None:
        """Nobody is below it, whatever the status; nobody is above its own max rate, and no max rate above 1."""
        validators = self.run.world.validators
        assert dec18(law_of(self.run).staking.min_commission_rate) == self.floor
        assert (validators.commission_rate_dec18 >= self.least).all()
        assert (validators.commission_rate_dec18 <= validators.max_rate_dec18).all()
        assert (validators.max_rate_dec18 <= DEC18).all()


def check_escrow(run: WatchedRun) -> None:
    """By denom: deposits = paid to providers + take fee + refunds + dust + what is still there.

    The Console deposits and is refunded, too, and an upgrade has burned escrow and minted some.
    """
    now, leases = balances(run.world), run.world.market.leases
    came = ("escrow deposits lent by the Console", "ACT for deployments put in escrow")
    went = ("escrow refunds to the Console", "escrow burned for ACT")
    for code, denom in enumerate(DENOMS):
        total = {
            name: sum(int(getattr(tally, name)[code]) for tally in run.tallies)
            for name in ("deposited", "payout", "take_fee", "refunded")
        }
        left = now["leases.escrow"][code] + now["escrow_dust"][code]
        total["deposited"] += sum(run.flows[reason, denom] for reason in came)
        total["refunded"] += sum(run.flows[reason, denom] for reason in went)
        assert total["deposited"] == total["payout"] + total["take_fee"] + total["refunded"] + left
    in_use = leases.rate_micro_per_block > 0
    assert (leases.escrow_uakt[~in_use] == 0).all()
    assert (leases.escrow_uusdc[~in_use] == 0).all()
    assert (leases.escrow_uact[~in_use] == 0).all()
    assert (leases.balance_micro >= 0).all()
    assert ((leases.payment_micro >= 0) & (leases.settled_at >= leases.start)).all()


def check_capacity(world: World) -> None:
    """What leases and open bids hold and what is free is what is installed, on every node."""
    used = {name: [0] * len(world.nodes) for name in RESOURCES}
    orders, bids, leases = world.market.orders, world.market.bids, world.market.leases
    holds = [(int(leases.node[slot]), int(leases.bundle[slot])) for slot in np.flatnonzero(leases.rate_micro_per_block)]
    for slot in waiting_orders(world):
        bid, deposits = int(orders.first_bid[slot]), 0
        while bid >= 0:
            holds.append((int(bids.node[bid]), int(orders.bundle[slot])))
            deposits += int(bids.deposit_uakt[bid])
            bid = int(bids.next_bid[bid])
        assert deposits == orders.bid_deposit_uakt[slot]
    for node, bundle in holds:
        assert world.nodes.gpu_model[node] == world.bundles.gpu_model[bundle]
        for name in RESOURCES:
            used[name][node] += int(getattr(world.bundles, name)[bundle])
    for name in RESOURCES:
        free, installed = getattr(world.nodes, f"free_{name}"), getattr(world.nodes, name)
        assert (free + used[name] == installed).all()
        assert (free >= 0).all()


def waiting_orders(world: World) -> list[int]:
    """Return the slots of orders whose tenant has not decided yet."""
    orders = world.market.orders
    free = orders.free_slot[: world.market.state[0].free_orders]
    return sorted(set(range(len(orders))) - set(free.tolist()))


def running(world: World) -> dict[int, tuple[int, ...]]:
    """Return the leases that run: intention -> (first block, planned end, GPUs, threads)."""
    leases, bundles = world.market.leases, world.bundles
    slots = np.flatnonzero(leases.rate_micro_per_block)
    found = {
        int(leases.serial[slot]): (
            int(leases.start[slot]),
            int(leases.planned_end[slot]),
            int(bundles.gpus[leases.bundle[slot]]),
            int(bundles.threads[leases.bundle[slot]]),
        )
        for slot in slots
    }
    assert len(found) == slots.size, "an intention has two leases"
    return found


def check_orders(run: WatchedRun) -> None:
    """Orders decided are filled, or unfilled for one reason; leases that began run, have ended or were overdrawn."""
    world, tally = run.world, run.tallies[-1]
    reasons = ("refused", "no_supplier", "no_room", "too_dear", "no_deposit", "no_act")
    assert tally.orders == tally.orders_filled + sum(getattr(tally, f"unfilled_{reason}") for reason in reasons)
    assert tally.orders == tally.orders_by_class.sum() == tally.orders_by_model.sum()
    n_before, n_after = len(run.leases_before), len(running(world))
    assert n_after == n_before + tally.leases_started - tally.leases_ended - tally.leases_overdrawn
    assert n_after == tally.leases_active
    assert ((world.tenants.trust >= 0) & (world.tenants.trust <= 1)).all()


def check_littles_law(run: WatchedRun) -> None:
    """The integral of use over the epoch is the sum of the overlaps of its leases with it.

    Exactly, unless a lease began and ended within the epoch or ran dry at a height that cannot be seen from outside.
    """
    world, tally, before, after = run.world, run.tallies[-1], run.leases_before, running(run.world)
    until, since = world.height, world.height_at(world.epoch - 1)
    n_unseen = tally.leases_started - len(set(after) - set(before)) + tally.leases_overdrawn
    overlaps = [(until - max(start, since), gpus, threads) for start, _, gpus, threads in after.values()]
    if not n_unseen:
        gone = [lease for intention, lease in before.items() if intention not in after]
        overlaps += [(end - since, gpus, threads) for _, end, gpus, threads in gone]
    in_gpus = sum(blocks * gpus for blocks, gpus, _ in overlaps)
    in_threads = sum(blocks * threads for blocks, _, threads in overlaps)
    for used, in_leases in ((int(tally.gpu_blocks_by_model.sum()), in_gpus), (int(tally.thread_blocks), in_threads)):
        assert used >= in_leases if n_unseen else used == in_leases


def check_rent(run: WatchedRun) -> None:
    """Rent counted block by block is what was paid and is still to be withdrawn, and less than a unit a lease over.

    Not where deployments have been turned into ACT: what they owed is paid in another denom.
    """
    if run.world.bme.is_registered:
        return
    leases, height = run.world.market.leases, run.world.height
    n_over = sum(tally.leases_ended + tally.leases_overdrawn for tally in run.tallies)
    for code in range(2):
        counted = paid = owed = 0
        for tally in run.tallies:
            counted += int(tally.spent_micro[code].sum())
            paid += (int(tally.payout[code]) + int(tally.take_fee[code])) * MICRO
        for slot in np.flatnonzero((leases.rate_micro_per_block > 0) & (leases.denom == code)):
            rate, balance = int(leases.rate_micro_per_block[slot]), int(leases.balance_micro[slot])
            full_blocks = min(height - int(leases.settled_at[slot]), balance // rate)
            owed += int(leases.payment_micro[slot]) + full_blocks * rate
        assert 0 <= counted - paid - owed <= n_over * MICRO


def check_series(run: WatchedRun) -> None:
    """What was recorded is a number; only a ratio or a price of nothing is missing, as where it is measured is said."""
    for name, value in run.series.iloc[-1].items():
        may_be_missing = re.match(
            r"fill_ratio|bids_per_order|act_wait_blocks|trust_mean_|provider_trust_mean|known_provider_ratio|break_even_|gpu_(?!orders)",
            str(name),
        )
        assert np.isfinite(value) or (np.isnan(value) and may_be_missing), name


def check_mixtures(run: WatchedRun) -> None:
    """In a mixture everybody decides as one of its policies alone would have it, and every message is somebody's."""
    kinds = run.decided
    mixtures = {kind.name: run.inputs.policies[kind.name] for kind in kinds}
    public = public_view(run.world, law_of(run), law_of(run).software)
    together = run.choices.decide(run.world, public)
    longest = max(len(shares) for shares in mixtures.values())
    apart = []
    for place in range(longest**2):  # new stake comes by one policy and is placed by another: every pair of the two
        own = {name: place // longest if name == "bonding" else place for name in mixtures}
        only = {name: (PolicyShare(some[own[name] % len(some)].policy, 1.0),) for name, some in mixtures.items()}
        choices = Choices(kinds, Policies(only), Streams(run.inputs.run.seed, 0))
        apart.append(choices.decide(run.world, public))
    for decision in kinds:
        merged, *alone = (getattr(decisions, decision.name) for decisions in (together, *apart))
        by_row, *messages = columns_of(merged)
        if by_row:
            shapes = shapes_of([merged, *alone], by_row)
            rows = [rows_of(each, shapes) for each in alone]
            assert all(row in several for row, *several in zip(rows_of(merged, shapes), *rows, strict=True))
        for columns in messages:
            assert messages_of(merged, columns) <= set().union(*(messages_of(each, columns) for each in alone))


def columns_of(decided: Decision) -> list[list[str]]:
    """Return the names of the columns with one entry a row, then those of each list of messages that somebody sends."""
    lists: dict[str, list[str]] = {"": []}
    for part in fields(decided):
        lists.setdefault(wanted_of(part).messages, []).append(part.name)
    lists.pop("wanted", None)  # one entry a policy, the sum of what its rows want: nobody's own
    return list(lists.values())


def messages_of(decided: Decision, columns: list[str]) -> set[tuple[int, ...]]:
    return set(zip(*(getattr(decided, name).tolist() for name in columns), strict=True))


def shapes_of(decided: list[Decision], columns: list[str]) -> dict[str, tuple[int, ...]]:
    """Return the shape of each column where it has most axes, with an entry a row also where all leave it out."""
    shapes = {name: max((np.shape(getattr(each, name)) for each in decided), key=len) for name in columns}
    n_rows = next(shape[0] for shape in shapes.values() if shape)
    return {name: shape or (n_rows,) for name, shape in shapes.items()}


def rows_of(decided: Decision, shapes: dict[str, tuple[int, ...]]) -> list[bytes]:
    """Return what each row decided, as bytes; what a policy leaves out is the same number in every row."""
    arrays = [np.broadcast_to(getattr(decided, name), shape) for name, shape in shapes.items()]
    return [b"".join(array[row].tobytes() for array in arrays) for row in range(len(arrays[0]))]
