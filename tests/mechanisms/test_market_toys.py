"""What it takes to add a market quantity and a chain parameter of the market: a toy of each, added to a copy and run.

Each edit replaces one text by another; what is edited is all that need be opened. The copy runs without the compiler.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.uncompiled import ROOT, uncompiled

MARKET = "econsim/mechanisms/market"
TWIN = "benchmarks/naive/{}.py"

LOST_BIDS = {  # bids that did not become leases
    f"{MARKET}/tally.py": {
        "    bids=np.int64,\n    leases_started": "    bids=np.int64,\n    bids_lost=np.int64,\n    leases_started",
        "    counts.bids += order.n_bids\n": "    counts.bids += order.n_bids\n"
        "    counts.bids_lost += max(0, order.n_bids - 1)\n",
    },
    f"{MARKET}/series.py": {
        "SERIES = (\n": 'SERIES = (\n    count_of("bids_lost", "bids that did not become leases"),\n'
    },
    TWIN.format("orders"): {
        '        self.tally["bids"] += n_bids\n': '        self.tally["bids"] += n_bids\n'
        '        self.tally["bids_lost"] += max(0, n_bids - 1)\n'
    },
}
LAW = '        "bid_min_deposit": law.market.bid_min_deposit,\n'
BID = "order.bids.append(Bid(provider, node, ask, cost, deposit,"
SHARE = "int({0}.bid_min_deposit * {0}.bid_deposit_share)\n"
HALF_DEPOSIT = {  # a share of the chain's deposit is locked with a bid
    f"{MARKET}/terms.py": {
        LAW: LAW + '        "bid_deposit_share": law.market.bid_deposit_share,\n',
        "    order_max_bids=np.int64,\n": "    order_max_bids=np.int64,\n    bid_deposit_share=np.float64,\n",
    },
    f"{MARKET}/bids.py": {
        "bid.deposit_uakt = rules.bid_min_deposit\n": "bid.deposit_uakt = " + SHARE.format("rules"),
    },
    TWIN.format("bids"): {BID: "deposit = " + SHARE.format("self.law.market") + " " * 8 + BID},
}
RUN = """
import numpy as np
from benchmarks.naive.market import NaiveMarket
from tests.mechanisms import market_worlds as worlds
from tests.mechanisms.changed_law import changed_law
world = worlds.random_world(3, days=3)
world.law = changed_law(world.law, market={"bid_deposit_share": 0.5})
ours = worlds.habits(**worlds.RANDOM_HABITS)
pricing, choice = worlds.random_schedules(world, 3)
twin = NaiveMarket(world, worlds.law_of(world), ours)
until = 3 * worlds.DAY_BLOCKS
due = world.market.due(world.intentions, until)
theirs = twin.run(until, pricing, choice, np.ones(due.stop - due.start))
with worlds.money_log() as log:
    ours = worlds.open_for(world, until, pricing, choice, ours)
assert log == twin.log
print(worlds.series_of(world, ours.tally, "bids_lost").get("bids_lost"), theirs["bids_lost"])
print({amount for _, why, *_, amount in log if why == "bid deposits locked"})
"""


@pytest.mark.parametrize(
    ("edits", "n_files", "line", "says"),
    [(LOST_BIDS, 3, 0, "{n} {n}"), (HALF_DEPOSIT, 3, 1, "{{2500000}}")],
    ids=["a quantity", "a parameter, beside its declaration and its value in YAML"],
)
def test_a_toy_is_added_in_so_many_files_and_the_twin_agrees(
    edits: dict[str, dict[str, str]], n_files: int, line: int, says: str, tmp_path: Path
) -> None:
    for room in ("econsim", "benchmarks", "tests", "scenarios"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name, changes in edits.items():
        text = (tmp_path / name).read_text("utf-8")
        for old, new in changes.items():
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        (tmp_path / name).write_text(text, "utf-8")
    assert len(edits) == n_files
    found = uncompiled(RUN, tmp_path).splitlines()[line]
    assert found == says.format(n=found.split()[0])
    assert found != "0 0"
