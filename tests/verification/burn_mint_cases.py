"""Vectors of the burn-mint equilibrium beside the published ones: answers by hand from the rules and the Go code."""

from __future__ import annotations

from typing import Any

LAW = {
    "warn_bps": 9500,
    "halt_bps": 9000,
    "min_epoch_blocks": 10,
    "backoff_percent": 10,
    "mint_spread_bps": 25,
    "settle_spread_bps": 0,
    "max_endblocker_records": 50,
    "max_pending_attempts": 3,
    "min_mint": {"uact": 10_000_000},
}
SEED = 300_000_000_000
FAILED = {"executed": False, "minted": 0, "spread": 0, "to_user": 0}


def converted(denom: str, amount: int, price: str, **law: Any) -> Any:
    return {"fn": "convert", "from": denom, "amount": amount, "price": price, "params": law}


def collateral(vault: int, act_supply: int, price: str, pending: int = 0) -> Any:
    return {
        "fn": "collateral", "vault": vault, "pending": pending, "price": price, "act_supply": act_supply,
        "params": {"warn_bps": 9500, "halt_bps": 9000},
    }  # fmt: skip


def epochs(ratios: list[int], least: int = 10, percent: int = 10) -> Any:
    law = {"warn_bps": 9500, "halt_bps": 9000, "min_epoch_blocks": least, "backoff_percent": percent}
    return {"fn": "epoch_blocks", "params": law, "cr_bps": ratios}


def settled(deposits: list[str], rates: list[str], blocks: int) -> Any:
    return {"fn": "settle", "deposits": deposits, "rates": rates, "blocks": blocks}


def fallback(status: str, price: str | None, debt: str, akt: str) -> Any:
    return {"fn": "fallback", "status": status, "price": price, "unsettled_uact": debt, "akt_funds": akt}


def quoted(release: str, *sources: list[tuple[int, str]], **law: int) -> Any:
    named = [[{"at": at, "price": price} for at, price in quotes] for quotes in sources]
    usual = {"min_sources": 1, "max_deviation_bps": 150, "max_staleness": 4, "twap_window": 5}
    return {"fn": "oracle", "release": release, "now": 1000, "params": usual | law, "sources": named}


NO_PRICE = {"healthy": False, "price": None, "twap": None, "median": None, "deviation_bps": 0}

# name -> inputs, expected
CASES: dict[str, tuple[Any, Any]] = {
    "no price of 0": (converted("uakt", 5, "0"), FAILED | {"reason": "zero_price"}),
    # 3 x 0.333333333333333333
    "just below one unit": (converted("uact", 3, "3"), FAILED | {"reason": "epsilon"}),
    # 19,999,999 x 0.5 = 9,999,999.5
    "one unit below the minimum": (
        converted("uakt", 19_999_999, "0.5", min_mint={"uact": 10_000_000}),
        FAILED | {"reason": "minimum_mint"},
    ),
    "a minimum of 0 does not bind": (
        converted("uakt", 2, "0.5", min_mint={"uact": 0}),
        {"executed": True, "reason": None, "minted": 1, "to_user": 1},
    ),
    "the minimum is that of what is minted": (
        converted("uact", 1000, "2", min_mint={"uact": 1_000_000, "uakt": 500}),
        {"executed": True, "minted": 500, "spread": 0, "to_user": 500},
    ),
    # a burn has the settle spread, a mint the mint spread; 399 x 25 / 10000 = 0.9975
    "a spread below a unit is nothing": (
        converted("uakt", 399, "1", mint_spread_bps=25, settle_spread_bps=1000),
        {"minted": 399, "spread": 0, "to_user": 399},
    ),
    # 1 / 6 = 0.166666666666666667 exactly 18 decimals, half-even: 6 x 10^18 uact give 10^18 + 2
    "the rate of a burn is rounded before it is used": (
        converted("uact", 6 * 10**18, "6"),
        {"minted": 10**18 + 2},
    ),
    "nothing stands behind nothing": (collateral(0, 0, "1.14"), {"cr": "0", "cr_bps": 0, "status": "halt_cr"}),
    "the seed alone is a number of dollars, clamped": (
        collateral(SEED, 0, "0.5"),
        {"cr": "150000000000", "cr_bps": 4_294_967_295, "status": "healthy"},
    ),
    "9501 is healthy": (collateral(950_100, 1_000_000, "1"), {"cr_bps": 9501, "status": "healthy"}),
    "9001 is a warning": (collateral(900_100, 1_000_000, "1"), {"cr_bps": 9001, "status": "warning"}),
    "basis points are cut": (
        collateral(9_000_999, 10_000_000, "1"),
        {"cr": "0.9000999", "cr_bps": 9000, "status": "halt_cr"},
    ),
    # 10 x 0.05 = 0.5; (10 - 4) x 0.05 / 7 = 0.3 / 7 = 0.042857142857142857|14
    "what waits is taken off before the price": (collateral(10, 7, "0.05", 4), {"cr": "0.042857142857142857"}),
    # 10 x 1.1^76 = 13990.8, 10 x 1.1^77 = 15389.9
    "an epoch is a day at most": (epochs([8740, 8730, 8500, 0]), {"blocks": [13_990, 14_400, 14_400, 14_400]}),
    "without a backoff epochs do not grow": (epochs([9500, 9300, 9000], percent=0), {"blocks": [10, 10, 10]}),
    "an epoch is never below the least, be that above a day": (
        epochs([9501, 9490, 9000], least=20_000),
        {"blocks": [20_000, 20_000, 20_000]},
    ),
    # 1.01^k x 10 cut: 10.1, 10.2, ..., 1.01^10 = 1.104622
    "an epoch is cut to whole blocks": (epochs([9490, 9410, 9400], percent=1), {"blocks": [10, 10, 11]}),
    "first come, first spent": (
        settled(["5", "7.5", "100"], ["2", "1"], 4),
        {"payments": ["8", "4"], "unsettled": ["0", "0"], "funds": "100.5", "overdrawn": False},
    ),
    "spent to the last unit is not overdrawn": (
        settled(["12"], ["2", "1"], 4),
        {"payments": ["8", "4"], "funds": "0", "overdrawn": False},
    ),
    # the first gets 8 of 8, the second 2.5 of 4, the third 0 of 12, the last is owed nothing
    "overdrawn one after the other": (
        settled(["10.5"], ["2", "1", "3", "0.2"], 4),
        {
            "payments": ["8", "2.5", "0", "0"],
            "unsettled": ["0", "1.5", "12", "0"],
            "funds": "-13.5",
            "overdrawn": True,
        },
    ),
    "no block has passed": (settled(["3"], ["9"], 0), {"payments": ["0"], "funds": "3", "overdrawn": False}),
    "nothing was ever deposited": (
        settled([], ["1"], 2),
        {"payments": ["0"], "unsettled": ["2"], "funds": "-2", "overdrawn": True},
    ),
    "in a warning AKT is not touched": (
        fallback("warning", "2", "100", "500"),
        {"paid_uakt": 0, "unsettled_uact": "100", "akt_funds": "500", "open": False},
    ),
    "a halt of the oracle with a price is a halt": (
        fallback("halt_oracle", "2", "100", "500"),
        {"paid_uakt": 50, "unsettled_uact": "0", "akt_funds": "450", "open": True},
    ),
    "no price, no AKT": (fallback("halt_cr", None, "100", "500"), {"paid_uakt": 0, "akt_funds": "500", "open": False}),
    "no AKT": (fallback("halt_cr", "2", "100", "0"), {"paid_uakt": 0, "unsettled_uact": "100", "open": False}),
    # 2 / 3 = 0.666666666666666667, x 3 = 2.000000000000000001
    "a debt that is more than paid is paid": (
        fallback("halt_cr", "3", "2", "10"),
        {"paid_uakt": 0, "unsettled_uact": "0", "akt_funds": "9.333333333333333333", "open": True},
    ),
    # 1 / 3 = 0.333333333333333333, x 3 = 0.999999999999999999
    "a step short is still a debt": (
        fallback("halt_cr", "3", "1", "10"),
        {"paid_uakt": 0, "unsettled_uact": "0.000000000000000001", "akt_funds": "9.666666666666666667", "open": False},
    ),
    # 100 / 0.4 = 250 needed, 7.5 there: 7 are sent, 3 of the debt are gone
    "what cannot be sent is lost": (
        fallback("halt_cr", "0.4", "100", "7.5"),
        {"paid_uakt": 7, "unsettled_uact": "97", "akt_funds": "0", "open": False},
    ),
    "halves add up before they are cut": (
        {"fn": "migrate", "rate": "1", "amounts": ["0.5", "0.5", "0.25"]},
        {"burned": 1, "minted": 1, "credits_added": 0, "vault_added": 0, "rates": []},
    ),
    # half of the first ends in 9|5 and is rounded up to 1, half of the second is 0|5 and rounded to 0
    "each amount is multiplied before they are added": (
        {"fn": "migrate", "rate": "0.5", "amounts": ["1.999999999999999999", "0.000000000000000001"], "rates": ["3"]},
        {"burned": 2, "minted": 1, "rates": ["1.5"]},
    ),
    # 0.999999999999999999 and twice 0|5, which is 0; half of the sum would be 1
    "the products are rounded each": (
        {"fn": "migrate", "rate": "0.5", "amounts": ["1.999999999999999998", "0.000000000000000001",
                                                      "0.000000000000000001"]},
        {"burned": 2, "minted": 0},
    ),
    "v2.0.0: a quote of this block alone has no weight": (quoted("v2.0.0", [(1000, "0.6")]), NO_PRICE),
    "v2.1.0: a quote of this second alone is the price": (
        quoted("v2.1.0", [(1000, "0.6")]),
        {"healthy": True, "price": "0.6", "twap": "0.6", "median": "0.6"},
    ),
    "v2.1.0: two quotes of this second are worth the same": (
        quoted("v2.1.0", [(1000, "0.6"), (1000, "0.7")]),
        {"healthy": True, "price": "0.65", "twap": "0.65", "median": "0.7"},
    ),
    "v2.0.0: as old as may be": (quoted("v2.0.0", [(996, "0.6")]), {"healthy": True, "price": "0.6", "twap": "0.6"}),
    "v2.0.0: too old": (quoted("v2.0.0", [(995, "0.6")]), NO_PRICE),
    "v2.1.0: as old as may be": (quoted("v2.1.0", [(970, "0.6")], max_staleness=30), {"healthy": True, "price": "0.6"}),
    "v2.1.0: too old": (quoted("v2.1.0", [(969, "0.6")], max_staleness=30), NO_PRICE),
    "nobody says anything": (quoted("v2.1.0", []), NO_PRICE),
    "v2.0.0: a quote before the window is no history": (quoted("v2.0.0", [(994, "0.6")], max_staleness=10), NO_PRICE),
    # (0.5 x 1 + 0.6 x 4) / 5; the quote at the window's start is in it
    "v2.1.0: a quote at the start of the window begins it": (
        quoted("v2.1.0", [(990, "9"), (995, "0.5"), (996, "0.6")], max_staleness=30),
        {"price": "0.58"},
    ),
    # (0.5 x 2 + 0.6 x 1) / 3: the last quote before the height replaces the one of the same height
    "v2.0.0: one quote a height": (
        quoted("v2.0.0", [(997, "0.5"), (999, "0.9"), (999, "0.6")]),
        {"price": "0.6", "twap": "0.533333333333333333"},
    ),
    "two sources: the middle of the latest": (
        quoted("v2.0.0", [(998, "1")], [(999, "1.015")], min_sources=2),
        {"healthy": True, "price": "1.0075", "median": "1.0075", "twap": "1.0075", "deviation_bps": 150},
    ),
    "two sources too far apart": (
        quoted("v2.1.0", [(998, "1")], [(999, "1.0151")]),
        {"healthy": False, "price": None, "median": "1.00755", "deviation_bps": 151},
    ),
    "three sources: the middle one": (
        quoted("v2.0.0", [(998, "1")], [(999, "1.01")], [(997, "1.001")]),
        {"price": "1.001", "twap": "1.003666666666666667", "deviation_bps": 100},
    ),
    "two sources of which one is stale": (
        quoted("v2.0.0", [(999, "1")], [(900, "9")], min_sources=2),
        {"healthy": False, "price": None, "median": "1", "deviation_bps": 0},
    ),
    "v2.0.0: a source without weight still counts": (
        quoted("v2.0.0", [(999, "1")], [(1000, "1.01")], min_sources=2),
        {"healthy": True, "price": "1.005", "twap": "1", "deviation_bps": 100},
    ),
}  # fmt: skip
