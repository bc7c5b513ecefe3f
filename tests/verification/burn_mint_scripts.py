"""Scripts of the burn-mint vault beside the published ones: answers by hand from the rules and the Go code."""

from __future__ import annotations

from typing import Any

from tests.verification.burn_mint_cases import LAW, SEED


def script(*steps: Any, release: str = "v2.1.0", vault: int = SEED, **given: Any) -> Any:
    """Return a script; `law` changes parameters, the rest is the start."""
    law = LAW | given.pop("law", {})
    return {"fn": "vault", "release": release, "params": law, "vault": vault, "steps": list(steps), **given}


def price(usd: str | None, **more: Any) -> Any:
    return {"op": "price", "price": usd, **more}


def ask(name: str, who: int, height: int, denom: str, amount: int, **more: Any) -> Any:
    return {"op": "request", "id": name, "who": who, "h": height, "from": denom, "amount": amount, **more}


def mint(name: str, who: int, height: int, amount: int, **more: Any) -> Any:
    return ask(name, who, height, "uakt", amount, **more)


def burn(name: str, who: int, height: int, amount: int, **more: Any) -> Any:
    return ask(name, who, height, "uact", amount, **more)


def end(height: int, **more: Any) -> Any:
    return {"op": "end_block", "h": height, **more}


def blocks(first: int, last: int, **more: Any) -> Any:
    return {"op": "blocks", "from": first, "to": last, **more}


AKT, ACT = 1_000_000, 1_000_000
HALTED = {"vault": 80_000_000, "credits": 80_000_000, "act_supply": 100_000_000}  # 0.8 at 1 USD
STALLED = (price("1"), end(20), burn("b1", 1, 21, ACT), price(None), blocks(21, 30, label="first"))

SCRIPTS: dict[str, tuple[Any, Any]] = {
    "the genesis is halted, and a request without a price refused": (
        script({"op": "state", "label": "genesis"}, mint("m", 1, 1, AKT, label="asked"), vault=0),
        {
            "genesis": {"ok": True, "status": "halt_cr", "next_mint": 10, "next_burn": 10, "epoch_blocks": 10,
                        "cr_bps": None, "executed": [], "vault": 0, "free_reserve": 0, "pending_uact": 0},
            "asked": {"ok": False, "pending_uakt": 0},
        },
    ),
    "v2.0.0: a missing price leaves a low ratio what it is": (
        script(end(1, label="none"), price("1"), end(2, label="low"), price(None), end(3, label="gone"),
               release="v2.0.0", **HALTED),
        {"none": {"status": "halt_cr"}, "low": {"status": "halt_cr", "cr_bps": 8000}, "gone": {"status": "halt_cr"}},
    ),
    "v2.1.0: a missing price is a halt of its own": (
        script(end(1, label="none"), price("1"), end(2, label="low"), price(None), end(3, label="gone"), **HALTED),
        {"none": {"status": "halt_oracle"}, "low": {"status": "halt_cr"},
         "gone": {"status": "halt_oracle", "cr_bps": None}},
    ),
    "the queue is walked by address, then height, then arrival": (
        script(price("1"), end(20), mint("z", 2, 21, 20 * AKT), mint("b", 1, 22, 20 * AKT), mint("a", 1, 21, 20 * AKT),
               mint("c", 1, 22, 20 * AKT), blocks(21, 30, label="done")),
        {"done": {"executed": ["a", "b", "c", "z"]}},
    ),
    "two records a block, the rest in the next epoch": (
        script(price("1"), end(20), burn("c", 3, 21, ACT), burn("b", 2, 21, ACT), burn("a", 1, 21, ACT),
               blocks(21, 30, label="one"), blocks(31, 39, label="waiting"), end(40, label="two"),
               law={"max_endblocker_records": 2}, act_supply=10 * ACT),
        {"one": {"executed": ["a", "b"], "pending_uact": ACT, "next_burn": 40}, "waiting": {"executed": ["a", "b"]},
         "two": {"executed": ["a", "b", "c"], "pending_uact": 0}},
    ),
    "a full walk of burns leaves mints one record": (
        script(price("1"), end(20), burn("b1", 1, 21, ACT), burn("b2", 2, 21, ACT), mint("m1", 1, 21, 20 * AKT),
               mint("m2", 2, 21, 20 * AKT), blocks(21, 30, label="done"), blocks(31, 40, label="later"),
               law={"max_endblocker_records": 1}, act_supply=10 * ACT),
        {"done": {"executed": ["b1", "m1"]}, "later": {"executed": ["b1", "m1", "b2", "m2"]}},
    ),
    "burns and mints share the count": (
        script(price("1"), end(20), burn("b1", 1, 21, ACT), mint("m1", 1, 21, 20 * AKT), mint("m2", 2, 21, 20 * AKT),
               mint("m3", 3, 21, 20 * AKT), blocks(21, 30, label="done"), law={"max_endblocker_records": 3},
               act_supply=10 * ACT),
        {"done": {"executed": ["b1", "m1", "m2"], "pending_uakt": 20 * AKT}},
    ),
    "a record that fails counts": (
        script(price("3"), end(20), burn("b1", 1, 21, 1), burn("b2", 2, 21, ACT), blocks(21, 30, label="one"),
               blocks(31, 40, label="two"), law={"max_endblocker_records": 1}, act_supply=10 * ACT),
        {"one": {"executed": [], "canceled": {"b1": "epsilon"}, "pending_uact": ACT},
         "two": {"executed": ["b2"], "paid": {"b2": 333_333}}},
    ),
    "a mint below the minimum waits for its epoch and comes back": (
        script(price("1"), end(20), mint("m", 1, 21, 9_999_999, label="asked"), blocks(21, 29, label="waiting"),
               end(30, label="back")),
        {"asked": {"ok": True, "vault": SEED + 9_999_999, "pending_uakt": 9_999_999, "free_reserve": SEED},
         "waiting": {"canceled": {}, "pending_uakt": 9_999_999},
         "back": {"canceled": {"m": "minimum_mint"}, "vault": SEED, "pending_uakt": 0, "act_supply": 0,
                  "minted_uact": 0, "executed": []}},
    ),
    "refused: no amount, another route": (
        script(price("1"), end(20), mint("m", 1, 21, 0, label="none"), ask("o", 1, 21, "uusdc", 5, label="other"),
               end(21, label="after")),
        {"none": {"ok": False}, "other": {"ok": False}, "after": {"pending_uakt": 0, "pending_uact": 0}},
    ),
    "a price that is gone since the last block refuses both": (
        script(price("1"), end(20), price(None), burn("b", 1, 21, ACT, label="burn"),
               mint("m", 1, 21, AKT, label="mint"), act_supply=10 * ACT),
        {"burn": {"ok": False, "status": "healthy", "pending_uact": 0}, "mint": {"ok": False, "pending_uakt": 0}},
    ),
    "funding is reserve and no credit": (
        script(price("1"), end(20, label="low"), {"op": "fund", "amount": 10_000_000, "label": "funded"},
               end(21, label="next"), {"op": "fund", "amount": 0, "label": "nothing"}, **HALTED),
        {"low": {"status": "halt_cr", "cr_bps": 8000}, "next": {"status": "halt_cr", "cr_bps": 9000},
         "funded": {"ok": True, "vault": 90_000_000, "credits": 80_000_000, "free_reserve": 10_000_000, "cr_bps": 9000},
         "nothing": {"ok": False, "vault": 90_000_000}},
    ),
    "9001 is out of the halt": (
        script(price("1"), end(20), {"op": "fund", "amount": 10_010_000}, end(21, label="out"), **HALTED),
        # k = (9500 - 9001) div 10 = 49: 10 x 1.1^49 = 1067.2
        {"out": {"status": "warning", "cr_bps": 9001, "epoch_blocks": 1067, "next_mint": 21 + 1067}},
    ),
    "a burn epoch that is overdue is made up for, a mint epoch is not": (
        script(price("1"), end(20, label="start"), burn("b", 1, 21, ACT), mint("m", 1, 21, 20 * AKT),
               end(31, label="after"), blocks(32, 80, label="never"), act_supply=10 * ACT),
        {"start": {"next_mint": 30, "next_burn": 30},
         "after": {"executed": ["b"], "next_burn": 41, "next_mint": 30, "pending_uakt": 20 * AKT},
         "never": {"executed": ["b"], "next_mint": 30}},
    ),
    "a mint epoch that falls into a halt is lost, and the way out begins a new one": (
        script(price("1"), end(20), mint("m", 1, 21, 20 * AKT), price("0.85"), blocks(21, 35, label="halt"), price("1"),
               end(36, label="out"), blocks(37, 45, label="waiting"), end(46, label="done"),
               vault=100 * AKT, credits=100 * AKT, act_supply=100 * ACT),
        {"halt": {"status": "halt_cr", "next_mint": 30, "executed": [], "next_burn": 40},
         "out": {"status": "healthy", "next_mint": 46}, "waiting": {"executed": []}, "done": {"executed": ["m"]}},
    ),
    "in a warning the next mint epoch is late, burns are not": (
        script(price("0.93"), end(20, label="start"), mint("m", 1, 21, 20 * AKT), burn("b", 1, 21, ACT),
               blocks(21, 30, label="burned"), blocks(31, 86, label="waiting"), end(87, label="done"),
               vault=100 * AKT, credits=100 * AKT, act_supply=100 * ACT),
        # 10 x 1.1^20 = 67.3; after the burn (100 - 1.075268) x 0.93 / 99 = 0.929292: k = 20 still; after the mint
        # (98.924732 + 20) x 0.93 / (99 + 18.6) = 0.940476: 10 x 1.1^9 = 23.6, for the epoch after the next
        {"start": {"status": "warning", "epoch_blocks": 67, "next_mint": 87},
         "burned": {"executed": ["b"], "next_burn": 40, "cr_bps": 9292}, "waiting": {"executed": ["b"]},
         "done": {"executed": ["b", "m"], "next_mint": 87 + 67, "cr_bps": 9404, "epoch_blocks": 23}},
    ),
    "a halt lets burns through and refuses mints": (
        script(price("1"), end(20), mint("m", 1, 21, 20 * AKT, label="mint"), burn("b", 1, 21, ACT, label="burn"),
               blocks(21, 30, label="done"), **HALTED),
        {"mint": {"ok": False}, "burn": {"ok": True}, "done": {"executed": ["b"], "status": "halt_cr"}},
    ),
    "v2.1.0: a price that is back in time": (
        script(*STALLED, price("0.5"), end(31, label="back"), blocks(32, 40, label="second"), act_supply=10 * ACT),
        {"first": {"canceled": {}, "executed": []}, "back": {"status": "healthy", "next_mint": 41, "executed": []},
         "second": {"executed": ["b1"], "paid": {"b1": 2 * AKT}, "next_burn": 50}},
    ),
    "v2.1.0: one attempt": (
        script(*STALLED, law={"max_pending_attempts": 1}, act_supply=10 * ACT),
        {"first": {"canceled": {"b1": "max_attempts"}, "pending_uact": 0, "vault_act": 0, "act_supply": 10 * ACT}},
    ),
    "v2.1.0: a price of 0 is tried again, what is too small is not": (
        script(price("1"), end(20), burn("b", 1, 21, ACT), price("0"), blocks(21, 30, label="zero"), price("3"),
               end(31), burn("e", 1, 32, 1), blocks(32, 40, label="three"), act_supply=10 * ACT),
        {"zero": {"status": "halt_oracle", "canceled": {}, "cr_bps": None, "pending_uact": ACT},
         "three": {"executed": ["b"], "canceled": {"e": "epsilon"}}},
    ),
    "v2.0.0: a price of 0 ends a burn": (
        script(price("1"), end(20), burn("b", 1, 21, ACT), price("0"), blocks(21, 30, label="zero"), release="v2.0.0",
               act_supply=10 * ACT),
        {"zero": {"status": "halt_oracle", "canceled": {"b": "zero_price"}, "pending_uact": 0}},
    ),
    "credits first, then a fresh mint, the seed never": (
        script(price("0.5"), end(20), burn("b", 1, 21, ACT), burn("c", 2, 21, ACT), blocks(21, 30, label="done"),
               vault=SEED + 1_500_000, credits=1_500_000, act_supply=10 * ACT),
        {"done": {"paid": {"b": 2 * AKT, "c": 2 * AKT}, "credits": 0, "minted_uakt": 2_500_000, "vault": SEED,
                  "free_reserve": SEED, "burned_uact": 2 * ACT, "act_supply": 8 * ACT, "vault_act": 0}},
    ),
    # 2,000,000 gross, 100 bps of it stay: credits fall by all, the vault by what is paid
    "a settle spread is reserve": (
        script(price("0.5"), end(20), burn("b", 1, 21, ACT), blocks(21, 30, label="done"), vault=SEED + 3 * AKT,
               credits=3 * AKT, act_supply=10 * ACT, law={"settle_spread_bps": 100}),
        {"done": {"paid": {"b": 1_980_000}, "credits": AKT, "vault": SEED + 3 * AKT - 1_980_000,
                  "free_reserve": SEED + 20_000, "minted_uakt": 0}},
    ),
    "a spread stays in the supply and nothing spends it": (
        script(price("1"), end(20), mint("m", 1, 21, 20 * AKT), blocks(21, 30, label="minted"),
               burn("b", 1, 31, 19_950_000, label="asked"), blocks(31, 40, label="burned"),
               law={"mint_spread_bps": 25}),
        {"minted": {"paid": {"m": 19_950_000}, "act_supply": 20 * ACT, "vault_act": 50_000, "minted_uact": 20 * ACT},
         "asked": {"vault_act": 20 * ACT, "pending_uact": 19_950_000, "act_supply": 20 * ACT},
         "burned": {"act_supply": 50_000, "vault_act": 50_000, "credits": 50_000, "free_reserve": SEED}},
    ),
}  # fmt: skip
