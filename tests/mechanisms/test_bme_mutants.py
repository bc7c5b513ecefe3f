"""Would a row of fast = slow or of theory notice? Small mistakes in a copy of x/bme and x/oracle."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wrong_copies import assert_noticed, copied, run_in, run_with_mistake

pytestmark = pytest.mark.mutants

RUN = """
import numpy as np
from econsim.verification.theory_table import SHIPPED, _rows, check_row
from econsim.verification.twins import bme
for number in (*range(9), 12, 17):  # in the last two burns are tried again
    for twin in bme.TWINS:
        assert not twin.measure(np.random.default_rng([5, number])), twin.name
for row in _rows(SHIPPED):
    if row["law"].startswith("bme.") and row["law"] not in ("bme.halt_price", "bme.steady_stock"):
        assert check_row(row).status == "passed", row["id"]
"""
BME, ORACLE = "mechanisms/bme", "mechanisms/oracle"
MUTANTS = {  # file: what stands there, what is put there
    "the spread is taken of the whole output": (f"{BME}/arithmetic", "    remainder += more\n", ""),
    "the ratio is not rounded before it is cut off": (
        f"{BME}/arithmetic",
        "<= supply_uact // 2:",
        "<= -1:",
    ),
    "without ACT the ratio is 0": (
        f"{BME}/arithmetic",
        "        return worth * BPS + rest // _DEC18_A_BPS",
        "        return 0",
    ),
    "an inverse is cut off": (f"{BME}/arithmetic", "2 * remainder > scaled or", "False and 2 * remainder > scaled or"),
    "only what the tenant gets is minted": (
        f"{BME}/money",
        "    c.pots.bme_uact += gross\n",
        "    c.pots.bme_uact += gross - spread\n",
    ),
    "a mint gives no credit": (f"{BME}/money", "    state.credits_uakt += request.amount\n", ""),
    "a mint's credit is the ACT that it made": (
        f"{BME}/money",
        "credits_uakt += request.amount",
        "credits_uakt += gross",
    ),
    "the reserve pays before AKT is minted": (
        f"{BME}/money",
        "fresh = max(0, gross - state.credits_uakt)",
        "fresh = max(0, gross - state.credits_uakt - state.free_reserve_uakt)",
    ),
    "a burn leaves the supply of ACT": (f"{BME}/money", "    state.supply_uact -= amount\n", ""),
    "the spread of burns is credit": (
        f"{BME}/money",
        "state.free_reserve_uakt += spread",
        "state.credits_uakt += spread",
    ),
    "what waits counts as collateral": (f"{BME}/walk", "c.pots.bme_uakt - state.pending_uakt", "c.pots.bme_uakt"),
    "the breaker halts below its threshold only": (
        f"{BME}/walk",
        "elif bps > terms.circuit_breaker_halt_threshold",
        "elif bps >= terms.circuit_breaker_halt_threshold",
    ),
    "a warning slows nothing down": (
        f"{BME}/walk",
        "c.epoch_blocks[max(0, warn - bps) // BPS_A_STEP]",
        "c.epoch_blocks[0]",
    ),
    "burns wait in a halt": (
        f"{BME}/walk",
        "    if is_burn_epoch:\n        n_left",
        "    if is_burn_epoch and state.status < HALT_CR:\n        n_left",
    ),
    "mints are carried out in a halt": (
        f"{BME}/walk",
        "elif state.status <= WARNING and height == state.next_mint:",
        "elif height == state.next_mint:",
    ),
    "out of a halt mints are carried out at once": (
        f"{BME}/walk",
        "        state.next_mint = height + state.epoch_blocks\n    elif",
        "        state.next_mint = height\n    if",
    ),
    "a burn that is tried again is forgotten": (f"{BME}/batches", "            kept += 1\n", ""),
    "a burn without a price is tried for ever": (f"{BME}/batches", "        request.attempts += 1\n", ""),
    "burns and mints have records of their own": (
        f"{BME}/walk",
        "        n_left -= walk_burns(c, n_left)",
        "        walk_burns(c, n_left)",
    ),
    "behind a full walk of burns nothing is minted": (f"{BME}/batches", "max(1, n_most)", "n_most"),
    "a halt for the ratio outlasts the price under v2.1.0": (f"{BME}/walk", "terms.keeps_halt_cr != 0 and", ""),
    "first come, first served": (f"{BME}/requests", "c.queue[place - 1].address > address", "False"),
    "mints are taken on in a halt": (f"{BME}/requests", "denom == UAKT and state.status >= HALT_CR", "False"),
    "the smallest mint is not asked for": (f"{BME}/batches", "gross < c.terms.min_mint_uact", "False"),
    "the smallest burn is that of a mint": (
        f"{BME}/batches",
        "gross < c.terms.min_mint_uakt",
        "gross < c.terms.min_mint_uact",
    ),
    "epochs that are passed over are not counted": (
        f"{BME}/walk",
        "        state.next_burn = begin + every * (",
        "        state.next_burn = begin + 0 * (",
    ),
    "the price is handed out a block too soon": (
        f"{ORACLE}/rules",
        "block, latest = height - 1, self.latest(height - 1)",
        "block, latest = height, self.latest(height)",
    ),
    "a price never grows old": (f"{ORACLE}/rules", "> law.max_price_staleness_period:", "> 1e9:"),
    "the mean is the latest quote": (f"{ORACLE}/rules", "if stood >= window_seconds:", "if stood >= 0:"),
    "a single quote after a long silence is a price": (
        f"{ORACLE}/rules",
        " or self.latest(block - 1) < block - law.twap_window_blocks",
        "",
    ),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where a copy of the code is."""
    return copied(tmp_path_factory.mktemp("mutants"), "econsim", "scenarios")


def test_a_copy_as_it_is_agrees(copy: Path) -> None:
    found = run_in(copy, RUN)
    assert found.returncode == 0, found.stderr


@pytest.mark.parametrize("mistake", MUTANTS)
def test_a_mistake_in_the_module_is_noticed(mistake: str, copy: Path) -> None:
    name, old, new = MUTANTS[mistake]
    assert_noticed(run_with_mistake(copy, copy / "econsim" / f"{name}.py", old, new, RUN))
