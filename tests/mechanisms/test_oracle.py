"""The price that x/oracle hands out, block by block, against the exact chain's."""

from __future__ import annotations

from decimal import Decimal

import pytest

from econsim.mechanisms.oracle.rules import Quotes
from econsim.mechanisms.upgrades.releases import release
from econsim.reference.decimal18 import Dec
from econsim.reference.oracle import Oracle, OracleParams
from econsim.verification.mainnet6 import law_with
from econsim.world.bme import NO_QUOTE

FIRST, UNTIL, SECONDS = 100, 200, 6.0
LAW = law_with(oracle__max_price_staleness_period="30 s", oracle__max_price_staleness_blocks=4).oracle
SILENCES = {
    "none": [],
    "four blocks": [(120, 124)],
    "five blocks": [(120, 125)],
    "six blocks": [(120, 126)],
    "from before the epoch": [(95, 110)],
    "two": [(110, 113), (150, 190)],
    "the beginning": [(100, 104)],
}


def exact(version: str, silence, before: str | None) -> list[str | None]:
    """Return what the exact oracle hands to the end blocker of each height of an epoch."""
    by_time = version != "v2.0.0"
    second = int(SECONDS) if by_time else 1
    staleness = int(LAW.max_price_staleness_period) if by_time else LAW.max_price_staleness_blocks
    window = int(LAW.twap_window) if by_time else LAW.twap_window_blocks
    feed, found = Oracle(OracleParams(staleness, window, 1, 150), version), []
    for height in range(FIRST - 50 if before else FIRST, UNTIL):
        if height >= FIRST:
            price = feed.given_out()
            found.append(None if price is None else str(Decimal(str(price)).normalize()))
        if not any(begin <= height < end for begin, end in silence):
            feed.add_price(0, height * second, Dec.parse(before if height < FIRST else "1.25"))
        if feed.quotes:
            feed.end_block(height * second)
    return found


@pytest.mark.parametrize("silence", SILENCES.values(), ids=SILENCES)
@pytest.mark.parametrize("version", ["v2.0.0", "v2.1.0"])
@pytest.mark.parametrize("before", ["1.1", None])
def test_every_end_blocker_is_handed_what_the_exact_chain_hands_out(version, silence, before) -> None:
    last = NO_QUOTE if before is None else min([FIRST - 1, *(begin - 1 for begin, _ in silence if begin < FIRST)])
    quotes = Quotes(Decimal(before) if before else None, last, Decimal("1.25"), FIRST, UNTIL, silence, SECONDS)
    rules, found = release(version).rules, []
    told = dict(quotes.handed_out(LAW, rules))
    for height in range(FIRST, UNTIL):
        now = told.get(height, found[-1] if found else None)
        found.append(now)
    shown = [None if price is None else str(price.normalize()) for price in found]
    assert shown == exact(version, silence, before)


def test_a_quote_of_four_blocks_is_too_old_by_its_time_where_blocks_take_more_than_six_seconds() -> None:
    slow = Quotes(Decimal(1), FIRST - 1, Decimal("1.25"), FIRST, UNTIL, [(120, 124)], 6.047)
    law = law_with(oracle__max_price_staleness_period="24 s").oracle
    assert slow.handed_to(124, law, release("v2.0.0").rules) is None
    assert slow.handed_to(123, law, release("v2.0.0").rules) == Decimal("1.25")
