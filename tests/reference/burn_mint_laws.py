"""What must hold whatever is done to the burn-mint engine: books kept beside it, and the laws of one mint and one burn.

    books  V = R + F + pending uakt, F = seed + funding + settle spreads; every coin is in a wallet or in the vault, and
           the supply of AKT changes by what is minted fresh (B5)
    B1     a mint at P leaves V P - O as it is: the ratio moves toward 1
    B2     a burn covered by credits moves it away from 1; without credits V stays and the ratio rises
    B3     a run mints max(0, what leaves / P - R) fresh, whatever the reserve
    B4     ratio = P / Pm + F P / O, and the halt is at 0.9 / (1 / Pm + F / O)
    B7     uact that nobody can spend = the mint spread of all mints
    escrow deposits are spent, and payments paid, in order

Arithmetic here is of fractions; the bounds are what the engine's own roundings may leave.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from random import Random
from typing import Any

from econsim.reference.bme import BurnMint, Release
from econsim.reference.bme_conversion import BmeParams
from econsim.reference.bme_vault import Vault
from econsim.reference.decimal18 import ZERO, Dec, total
from econsim.reference.escrow_deposits import settle_deposits
from econsim.reference.failures import Refused

STEP = Fraction(1, 10**18)
SEED = 300_000_000_000
PEOPLE = range(4)
RICH = 10**15


def law(**changed: Any) -> BmeParams:
    """Return the law of Mainnet 17, but for what is changed."""
    usual: dict[str, Any] = {
        "warn_bps": 9500, "halt_bps": 9000, "min_epoch_blocks": 10, "backoff_percent": 10,
        "max_endblocker_records": 50, "max_pending_attempts": 3, "mint_spread_bps": 25,
        "min_mint": {"uact": 10_000_000},
    }  # fmt: skip
    return BmeParams(**usual | changed)


def usd(price: str) -> Fraction:
    return Fraction(price)


class Watched:
    """An engine with wallets around it, and books of its own that are held against the engine's after every step."""

    def __init__(self, params: BmeParams, release: Release, seed: int, act: tuple[int, ...] = (0, 0, 0, 0)) -> None:
        self.engine = BurnMint(params, release, Vault(seed, 0, sum(act)))
        self.wallets = [{"uakt": RICH, "uact": act[who]} for who in PEOPLE]
        self.height, self.reserve, self.spreads = 0, seed, 0
        self.supply_at_first = self.akt_supply()
        self.asked: dict[str, tuple[int, str, int]] = {}
        self.ended: set[str] = set()

    def akt_supply(self) -> int:
        return self.engine.vault.uakt + sum(wallet["uakt"] for wallet in self.wallets)

    def price(self, price: str | None) -> None:
        self.engine.price = None if price is None else Dec.parse(price)

    def ask(self, who: int, denom: str, amount: int) -> str | None:
        """Ask for a conversion, of no more than the wallet holds; returns its name if it is queued."""
        name, amount = f"r{len(self.asked)}", min(amount, self.wallets[who][denom])
        try:
            self.engine.request(name, who, self.height + 1, denom, amount)
        except Refused:
            return None
        self.wallets[who][denom] -= amount
        self.asked[name] = (who, denom, amount)
        return name

    def fund(self, amount: int) -> None:
        self.engine.vault.fund(amount)
        self.supply_at_first += amount  # it comes from outside of these wallets
        self.reserve += amount

    def end_block(self, n: int = 1) -> None:
        for _ in range(n):
            self.height += 1
            self.engine.end_block(self.height)
            self._hand_out()
            self.check()

    def _hand_out(self) -> None:
        """Give paid and refunded coins to who asked; a settle spread is what the vault keeps of a burn."""
        for name in sorted((self.engine.paid.keys() | self.engine.canceled.keys()) - self.ended):
            who, denom, amount = self.asked[name]
            self.ended.add(name)
            if name in self.engine.canceled:
                self.wallets[who][denom] += amount
                continue
            paid = self.engine.paid[name]
            other = {"uakt": "uact", "uact": "uakt"}[denom]
            self.wallets[who][other] += paid
            price = Fraction(self.engine.price.steps) * STEP
            gross = amount * price if denom == "uakt" else amount / price
            bps = self.engine.params.mint_spread_bps if denom == "uakt" else self.engine.params.settle_spread_bps
            assert abs(gross * (10_000 - bps) / 10_000 - paid) <= 2, "the payout is not the price's"
            assert denom == "uact" or gross >= self.engine.params.min_mint["uact"], "below the minimum"
            if denom == "uakt":
                self.spreads += int(gross) - paid

    def check(self) -> None:
        """Hold the engine's books against these."""
        vault, engine = self.engine.vault, self.engine
        waiting = {"uakt": 0, "uact": 0}
        for name, (_, denom, amount) in self.asked.items():
            waiting[denom] += amount if name not in self.ended else 0
        assert vault.pending == waiting
        assert vault.uakt == vault.credits + vault.free_reserve + waiting["uakt"]
        if engine.params.settle_spread_bps == 0:
            assert vault.free_reserve == self.reserve, "the seed was paid out, or credit became reserve"
        assert vault.free_reserve >= self.reserve
        self.reserve = vault.free_reserve
        assert vault.credits >= 0
        assert self.akt_supply() == self.supply_at_first + vault.minted["uakt"], "B5"
        assert vault.uact == self.spreads + waiting["uact"], "B7"
        assert vault.act_supply == vault.uact + sum(wallet["uact"] for wallet in self.wallets)
        assert engine.status != "healthy" or engine.epoch_blocks == engine.params.min_epoch_blocks


def play(steps: list[Any], release: Release, settle_spread_bps: int = 0, seed: int = SEED) -> Watched:
    """Play a script: ("price", usd), ("mint" or "burn", who, amount), ("fund", amount), ("blocks", n)."""
    watched = Watched(law(settle_spread_bps=settle_spread_bps), release, seed, (0, 5_000_000, 0, 10**11))
    for step in steps:
        match step:
            case ("price", price):
                watched.price(price)
            case ("mint", who, amount):
                watched.ask(who, "uakt", amount)
            case ("burn", who, amount):
                watched.ask(who, "uact", amount)
            case ("fund", amount):
                watched.fund(amount)
            case ("blocks", n):
                watched.end_block(n)
        watched.check()
    return watched


PRICES = ("0.05", "0.3141592653589793", "0.5", "0.93", "1", "1.14", "2.718281828459045235", "40", None)


def random_script(draws: Random, n: int = 60) -> list[Any]:
    """Return a script of steps; most are blocks and requests."""
    script: list[Any] = [("price", "1"), ("blocks", 20)]
    for _ in range(n):
        kind = draws.choice(("price", "mint", "mint", "burn", "burn", "fund", "blocks", "blocks", "blocks"))
        amount = draws.choice((1, 3, 9_999_999, 10_000_001, 123_456_789, 10**12))
        if kind == "price":
            script.append(("price", draws.choice(PRICES)))
        elif kind in ("mint", "burn"):
            script.append((kind, draws.choice(PEOPLE), amount))
        else:
            script.append((kind, draws.randrange(1, 25) if kind == "blocks" else amount))
    return script


def settled_engine(price: str, reserve: int, mints: list[int], at: list[str] | None = None) -> Watched:
    """Return an engine after mints without a spread, each at its price, with a price at the end."""
    watched = Watched(law(mint_spread_bps=0, min_mint={"uact": 1}, halt_bps=-1, warn_bps=0), "v2.1.0", reserve)
    watched.price("1")
    watched.end_block(10)
    for amount, paid in zip(mints, at or [price] * len(mints), strict=True):
        watched.price(paid)
        watched.ask(0, "uakt", amount)
        watched.end_block(20)
    watched.price(price)
    return watched


def counted(watched: Watched) -> tuple[int, int]:
    """Return the AKT that counts, and all ACT."""
    vault = watched.engine.vault
    return vault.uakt - vault.pending["uakt"], vault.act_supply


def check_mint(price: str, reserve: int, before: int, at: str, amount: int) -> None:
    """B1: after `before` uakt minted at one price, `amount` more at another."""
    watched = settled_engine(at, reserve, [before])
    watched.price(price)
    (akt, act), worth = counted(watched), usd(price)
    watched.ask(1, "uakt", amount)
    watched.end_block(20)
    akt_after, act_after = counted(watched)
    assert akt_after == akt + amount
    assert 0 <= (akt_after * worth - act_after) - (akt * worth - act) < 1 + STEP, "B1"
    off, off_after = akt * worth / act - 1, akt_after * worth / act_after - 1
    assert abs(off_after) <= abs(off) + Fraction(2, act_after), "B1: away from 1"
    if abs(off) * act > 3:
        assert off_after * off >= -Fraction(2, act_after), "B1: past 1"


def check_burn(price: str, reserve: int, minted: int, at: str, part: Fraction) -> None:
    """B2: of what was minted at one price a part is burned at another."""
    watched = settled_engine(price, reserve, [minted], [at])
    vault, worth = watched.engine.vault, usd(price)
    akt, act = counted(watched)
    credits, amount = vault.credits, int(watched.wallets[0]["uact"] * part)
    watched.ask(0, "uact", amount)
    watched.end_block(20)
    paid = int(amount / worth)
    slack = 1 + amount * STEP  # whole units, and 1 / P in 18 decimals
    akt_after, act_after = counted(watched)
    fresh = vault.minted["uakt"]
    assert act_after == act - amount
    assert abs((akt - akt_after + fresh) - amount / worth) <= slack
    assert abs(fresh - max(0, paid - credits)) <= slack, "B2: fresh"
    assert vault.credits == max(0, credits - (akt - akt_after + fresh)), "B2: credits"
    if fresh == 0 and act_after > 0:
        off = akt * worth - act
        assert abs((akt_after * worth - act_after) - off) <= slack * worth, "B2: V P - O"
        if abs(off) > 10 * slack * worth:
            moved = akt_after * worth / act_after - akt * worth / act
            assert (moved > 0) == (off > 0), "B2: toward 1"
    if credits == 0 and act_after > 0 and amount:
        assert akt_after == akt
        assert akt_after * worth / act_after > akt * worth / act, "B2: rises"


def check_run(price: str, reserves: tuple[int, int], minted: int, at: str, n: int) -> None:
    """B3: everybody leaves at once, in n requests, with one reserve and with another."""
    fresh = []
    for reserve in reserves:
        watched = settled_engine(price, reserve, [minted], [at])
        credits, act = watched.engine.vault.credits, watched.wallets[0]["uact"]
        for place in range(n):
            watched.ask(0, "uact", act // n if place < n - 1 else RICH)
        watched.end_block(20)
        assert watched.engine.vault.act_supply == 0
        fresh.append(watched.engine.vault.minted["uakt"])
        due = max(Fraction(0), act / usd(price) - credits)
        assert abs(fresh[-1] - due) <= n + act * STEP, "B3"
    assert fresh[0] == fresh[1], "B3: the reserve was used"


def check_halt_price(reserve: int, mints: list[int], at: list[str]) -> None:
    """B4: the ratio is P / Pm + F P / O, and just below the halt price the engine halts, just above it does not."""
    watched = settled_engine("1", reserve, mints, at)
    akt, act = counted(watched)
    mean = Fraction(act, akt - reserve)
    halt = Fraction(9, 10) / (1 / mean + Fraction(reserve, act))
    assert abs(halt - Fraction(9, 10) * Fraction(act, akt)) < STEP
    watched.engine.params = law()
    for factor, status in ((Fraction(99_999, 100_000), "halt_cr"), (Fraction(10_002, 10_000), "warning")):
        steps = int(halt * factor / STEP)
        watched.engine.price = Dec(steps)
        watched.end_block()
        assert watched.engine.status == status, "B4"
        ratio = steps * STEP * (1 / mean + Fraction(reserve, act))
        assert watched.engine.ratio_bps() == int(ratio * 10_000), "B4: ratio"


def check_deposits(deposits: Sequence[Dec], dues: Sequence[Dec]) -> None:
    """Escrow: deposits are touched in order of arrival, payments paid in order, and nothing is lost between them."""
    settled = settle_deposits("v2.0.0", deposits, total(deposits), dues)
    assert total(settled.payments) == total(deposits) - total(settled.deposits)
    assert total(settled.payments) + total(settled.unsettled) == total(dues)
    assert settled.funds == total(deposits) - total(dues)
    assert settled.overdrawn == (settled.funds < ZERO)
    n_paid = settled.is_short.index(True) if settled.overdrawn else len(dues)
    assert settled.payments[:n_paid] == tuple(dues[:n_paid])
    assert not any(settled.payments[n_paid + 1 :])
    for place, (left, before) in enumerate(zip(settled.deposits, deposits, strict=True)):
        assert left == before or not any(settled.deposits[:place]), "a later deposit was spent first"


def check_everything(seed: int = 1) -> None:
    """Check books and laws on fixed draws: what a mutant has to get past."""
    draws = Random(seed)
    for release in ("v2.0.0", "v2.1.0"):
        for spread in (0, 100):
            play(random_script(draws), release, spread)
    for price, at in (("0.5", "1"), ("1.14", "0.7"), ("3", "3.1")):
        check_mint(price, SEED, 10**12, at, 123_456_789_012)
        check_mint(price, 0, 10**12, at, 123_456_789_012)
        for part in (Fraction(1, 3), Fraction(1)):
            check_burn(price, SEED, 10**12, at, part)
            check_burn(price, 0, 10**12, at, part)
        check_run(price, (0, SEED), 10**12, at, 3)
    check_deposits([Dec.whole(5), Dec.whole(8), Dec.whole(100)], [Dec.whole(8), Dec.whole(4), Dec.whole(1)])
    check_halt_price(SEED, [10**12, 5 * 10**11], ["1.2", "0.7"])
