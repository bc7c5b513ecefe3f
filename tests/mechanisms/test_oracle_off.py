"""Quotes that are off the market's price, block by block, against the exact chain; and the mean of an attack."""

from __future__ import annotations

import itertools
from decimal import Decimal

import numpy as np
import pytest

from econsim.mechanisms.oracle.by_block import Steps
from econsim.mechanisms.oracle.rules import Quotes
from econsim.mechanisms.upgrades.releases import release
from econsim.reference.decimal18 import Dec
from econsim.reference.oracle import Oracle, OracleParams
from econsim.verification.mainnet6 import law_with
from econsim.world.bme import NO_QUOTE

FIRST, UNTIL, SECONDS, PRICE = 100, 220, 6, "1.25"
SILENCES = {"none": [], "five blocks": [(120, 125)], "from before": [(95, 110)], "two": [(110, 113), (150, 190)]}
OFF = {
    "one feed": [(100, [1.0]), (118, [1.1]), (121, [0.96]), (160, [1.0])],
    "two, one attacked": [
        (100, [1.0, 1.0]),
        (130, [1.01, 1.0]),
        (140, [1.0, 1.0]),
        (151, [1.03, 1.0]),
        (195, [1.0, 1.0]),
    ],
    "three, one attacked": [(100, [1.0, 1.002, 0.999]), (130, [1.01, 1.002, 0.999]), (170, [1.0, 1.002, 0.999])],
}


def law(window_seconds: int):
    return law_with(
        oracle__max_price_staleness_period="30 s",
        oracle__max_price_staleness_blocks=4,
        oracle__twap_window=f"{window_seconds} s",
    ).oracle


def exact(version: str, window_seconds: int, silence, before: str | None, off) -> list[float | None]:
    """Return what the exact oracle hands to the end blocker of each height, all sources quoting `before` until then."""
    by_time, n_sources, rules = version != "v2.0.0", len(off[0][1]), law(window_seconds)
    second = SECONDS if by_time else 1
    staleness = int(rules.max_price_staleness_period) if by_time else rules.max_price_staleness_blocks
    window = window_seconds if by_time else rules.twap_window_blocks
    feed, found = Oracle(OracleParams(staleness, window, 1, rules.max_price_deviation_bps), version), []
    for height in range(FIRST - 400 if before else FIRST, UNTIL):
        if height >= FIRST:
            price = feed.given_out()
            found.append(None if price is None else float(str(price)))
        if not any(begin <= height < end for begin, end in silence):
            ratios = next((ratios for begin, ratios in reversed(off) if begin <= height), [1.0] * n_sources)
            base = before if height < FIRST else PRICE
            for source in range(n_sources):
                feed.add_price(source, height * second, Dec.parse(str(Decimal(base) * Decimal(str(ratios[source])))))
        if feed.quotes:
            feed.end_block(height * second)
    return found


def found_by_block(version: str, window_seconds: int, silence, before: str | None, off) -> list[float | None]:
    last = NO_QUOTE if before is None else min([FIRST - 1, *(begin - 1 for begin, _ in silence if begin < FIRST)])
    steps = Steps(np.array([height for height, _ in off]), np.array([ratios for _, ratios in off]))
    known = Decimal(before) if before else None
    quotes = Quotes(known, last, Decimal(PRICE), FIRST, UNTIL, silence, float(SECONDS), steps)
    told, now, found = dict(quotes.handed_out(law(window_seconds), release(version).rules)), None, []
    for height in range(FIRST, UNTIL):
        now = told.get(height, now)
        found.append(None if now is None else float(now))
    return found


CASES = [("v2.0.0", 5), ("v2.1.0", 5), ("v2.1.0", 90), ("v2.1.0", 600)]


@pytest.mark.parametrize("off", OFF.values(), ids=OFF)
@pytest.mark.parametrize("silence", SILENCES.values(), ids=SILENCES)
@pytest.mark.parametrize(("version", "window"), CASES)
@pytest.mark.parametrize("before", ["1.1", None])
def test_every_end_blocker_is_handed_what_the_exact_chain_makes_of_several_sources(
    version, window, silence, before, off
) -> None:
    ours, theirs = (made(version, window, silence, before, off) for made in (found_by_block, exact))
    assert [one is None for one in ours] == [one is None for one in theirs]
    assert [one for one in ours if one] == pytest.approx([one for one in theirs if one], rel=1e-11)
    if len(off[0][1]) == 2 and not silence:
        assert ours[160 - FIRST] is None  # two feeds 300 bps apart make no price
        assert ours[135 - FIRST] is not None


@pytest.mark.parametrize("silence", SILENCES.values(), ids=SILENCES)
def test_quotes_that_are_the_price_make_what_the_price_makes(silence) -> None:
    for (version, window), before in itertools.product(CASES, ("1.1", None)):
        known, early = Decimal(before) if before else None, [begin - 1 for begin, _ in silence if begin < FIRST]
        last = min([FIRST - 1, *early]) if before else NO_QUOTE
        plain = Quotes(known, last, Decimal(PRICE), FIRST, UNTIL, silence, float(SECONDS))
        wanted = [plain.handed_to(height, law(window), release(version).rules) for height in range(FIRST, UNTIL)]
        ours = found_by_block(version, window, silence, before, [(FIRST, [1.0])])
        assert [one is None for one in ours] == [one is None for one in wanted]
        assert [one for one in ours if one] == pytest.approx([float(one) for one in wanted if one], rel=1e-11)


@pytest.mark.parametrize("window", [30, 300, 900])
def test_an_attack_is_diluted_by_the_window_of_the_mean(window) -> None:
    """An attack of x for y seconds moves a mean over w seconds by x y / w at most, where y is less than w."""
    size, blocks = 0.2, 4
    off = [(FIRST, [1.0]), (FIRST + 50, [1.0 + size]), (FIRST + 50 + blocks, [1.0])]
    highest = max(found_by_block("v2.1.0", window, [], PRICE, off))
    assert highest / float(PRICE) - 1.0 == pytest.approx(size * min(1.0, blocks * SECONDS / window), rel=1e-9)
