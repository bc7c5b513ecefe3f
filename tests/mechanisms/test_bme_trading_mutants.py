"""Would sums by hand notice? Small mistakes in a copy of what trades, of feeds that are off, and of brakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wrong_copies import assert_noticed, copied, run_in, run_with_mistake

pytestmark = pytest.mark.mutants

RUN = """
from tests.mechanisms import test_bme_brakes as brakes, test_bme_trading as trading, test_oracle_off as off
for n_blocks in (1000, next(n for n in trading.PHASES if trading.phase(n) == 0)):
    trading.test_a_fall_pays_the_move_less_the_spread_where_a_mint_epoch_comes_in_time_and_nothing_else(n_blocks)
trading.test_act_that_was_kept_is_burned_at_the_old_price_in_a_rise()
trading.test_what_he_gains_is_minted_anew_or_comes_out_of_credits()
trading.test_an_attack_on_the_feed_pays_its_size_on_all_the_cash_once(0.2, 120.0)
for case in (("v2.0.0", 5), ("v2.1.0", 90)):
    for made in off.OFF.values():
        off.test_every_end_blocker_is_handed_what_the_exact_chain_makes_of_several_sources(*case, [], "1.1", made)
brakes.test_a_halt_ends_above_the_restart_threshold_alone(9300, "cchccw")
brakes.test_a_halt_outlasts_a_price_that_is_missing()
brakes.test_burn_epochs_grow_longer_like_mint_epochs(10, 131)
brakes.test_no_more_than_the_limit_is_burned_in_an_epoch_and_the_rest_waits_in_its_place()
"""
TRADING, BATCHES, WALK = (f"mechanisms/bme/{name}" for name in ("trading", "batches", "walk"))
BY_BLOCK = "mechanisms/oracle/by_block"
MUTANTS = {  # file: what stands there, what is put there
    "the market's price is taken to be a dollar": (
        TRADING,
        "told < c.terms.mints_above * c.terms.market_usd",
        "told < c.terms.mints_above",
    ),
    "he asks in whatever block he looks": (TRADING, "(at_once or height == state.next_mint) and", ""),
    "AKT costs him nothing": (TRADING, "    trader.wallet[UUSDC] -= paid\n", ""),
    "he burns at any price": (TRADING, "or told > c.terms.burns_below * c.terms.market_usd", ""),
    "he never comes by at a mint epoch": (
        TRADING,
        "            found = min(found, state.next_mint)\n",
        "            pass\n",
    ),
    "sources are taken at their mean": (BY_BLOCK, "np.median(self.ratios, axis=1)", "self.ratios.mean(axis=1)"),
    "sources may be as far apart as they like": (BY_BLOCK, "self.ratios.max(axis=1) - lowest", "0.0 * lowest"),
    "a mean forgets what stood before": (BY_BLOCK, "begins * before, at_begin", "0.0, at_begin"),
    "a halt is forgotten": (WALK, "1 if state.status == HALT_CR else 0", "0"),
    "burns slow down like mints do": (
        WALK,
        "return int(c.burn_epoch_blocks[steps])",
        "return int(c.terms.min_epoch_blocks)",
    ),
    "the limit is one of each request": (BATCHES, "            left -= part\n", ""),
    "what the limit leaves is forgotten": (BATCHES, "if what == _WAITS or request.amount > 0:", "if what == _WAITS:"),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where a copy of the code is."""
    return copied(tmp_path_factory.mktemp("mutants"), "econsim", "scenarios", "tests")


def test_a_copy_as_it_is_agrees(copy: Path) -> None:
    found = run_in(copy, RUN)
    assert found.returncode == 0, found.stderr


@pytest.mark.parametrize("mistake", MUTANTS)
def test_a_mistake_is_noticed(mistake: str, copy: Path) -> None:
    name, old, new = MUTANTS[mistake]
    assert_noticed(run_with_mistake(copy, copy / "econsim" / f"{name}.py", old, new, RUN))
