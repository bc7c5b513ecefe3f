"""Who trades on a price that x/bme is told late, or wrong: gains and losses by hand (law B8 of docs/burn_mint.md)."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.mechanisms.bme.messages import ask_for_conversions
from econsim.mechanisms.bme.requests import QUEUED, address_of
from econsim.units import UAKT
from econsim.world.bme import HALT_CR, OF_A_TENANT, OF_A_TRADER
from econsim.world.ledger import Account
from tests.mechanisms.trading_worlds import CASH, MINTS_ABOVE, SPREAD, Off, Pit

LATE = {"version": "v2.1.0", "window_seconds": 1800}


def fallen(to_usd: float, n_blocks: int = 1000, *, at_once: bool = False, **pit) -> Pit:
    """Return a world in which AKT has fallen from 1 USD at the beginning of the last of two epochs."""
    made = Pit(n_blocks=n_blocks, **pit)
    made.epoch(1.0)
    made.trades(at_once=at_once)
    made.epoch(to_usd)
    return made


def phase(n_blocks: int, **pit) -> int:
    """Return how many blocks after the fall the first mint epoch comes."""
    made = Pit(n_blocks=n_blocks, **pit)
    made.epoch(1.0)
    return int(made.world.bme.state.next_mint) - made.world.height


PHASES = range(1000, 1010)  # blocks an epoch: each with another distance to the mint epoch


def test_the_worlds_have_every_distance_once() -> None:
    assert sorted(phase(n) for n in PHASES) == list(range(10))


@pytest.mark.parametrize("n_blocks", PHASES)
def test_a_fall_pays_the_move_less_the_spread_where_a_mint_epoch_comes_in_time_and_nothing_else(n_blocks) -> None:
    """Row E8.arbitrage: AKT given is worth .95, its ACT 1 - .0025: .0475 an AKT, of 100,000 / .95 AKT.

    v2.0.0 knows the new price a block late: of ten distances one is in time, in the others nobody trades.
    """
    gained = CASH / 0.95 * 0.0475 if phase(n_blocks) == 0 else 0.0
    assert fallen(0.95, n_blocks).gain_usd == pytest.approx(gained, abs=0.01)


@pytest.mark.parametrize("n_blocks", PHASES)
def test_who_does_not_wait_for_the_block_of_an_epoch_mostly_loses_the_spread(n_blocks) -> None:
    gained = CASH / 0.95 * 0.0475 if phase(n_blocks) == 0 else -CASH * SPREAD
    assert fallen(0.95, n_blocks, at_once=True).gain_usd == pytest.approx(gained, abs=0.01)


@pytest.mark.parametrize(("to_usd", "trades"), [(0.9951, False), (0.9949, True), (1.05, False)])
def test_nobody_trades_on_a_move_that_does_not_pay_for_spread_and_margin(to_usd, trades) -> None:
    """1.0025 / .9975 = 1 / .99501."""
    n_blocks = next(n for n in PHASES if phase(n) == 0)
    assert (fallen(to_usd, n_blocks).gain_usd > 0.0) == trades
    assert fallen(to_usd, n_blocks).gain_usd == pytest.approx(CASH * ((1 - SPREAD) / to_usd - 1) * trades, abs=0.01)


def test_a_mean_over_half_an_hour_is_late_enough_for_every_distance() -> None:
    """Told is 1 - .05 t / 1,800 with t the seconds that the new price has stood a block before."""
    for n_blocks in PHASES:
        wait = phase(n_blocks, **LATE)
        told = 1.0 - 0.05 * max(0, wait - 1) * 6.0 / 1800.0
        gained = CASH * (told / 0.95 * (1.0 - SPREAD) - 1.0)
        assert fallen(0.95, n_blocks, **LATE).gain_usd == pytest.approx(gained, abs=0.01)


def test_act_that_was_kept_is_burned_at_the_old_price_in_a_rise() -> None:
    pit = Pit(**LATE)
    pit.epoch(1.0)
    pit.trades(burns_below=1.0 / 1.0025)
    pit.epoch(0.9)
    held = pit.world.traders.wallet_uact[0] / 1e6
    assert held == pytest.approx(CASH + pit.gain_usd)
    assert pit.world.traders.wallet_uusdc[0] == 0
    before, wait = pit.gain_usd, int(pit.world.bme.state.next_burn) - pit.world.height
    pit.epoch(1.2)
    told = 0.9 + 0.3 * max(0, wait - 1) * 6.0 / 1800.0
    assert pit.gain_usd - before == pytest.approx(held * (1.2 / told - 1.0), abs=0.01)
    assert pit.world.traders.wallet_uact[0] == 0


def test_what_he_gains_is_minted_anew_or_comes_out_of_credits() -> None:
    """His AKT is credit of his own; what is handed out beyond it is fresh, as law B3 has it."""
    pit = fallen(0.95, **LATE)
    state = pit.world.bme.state
    assert state.minted_uakt * 0.95 / 1e6 == pytest.approx(pit.gain_usd, abs=0.01)
    assert state.credits_uakt == 0
    assert pit.world.supply_uakt == 10**15 + state.minted_uakt


def test_behind_fifty_others_he_comes_an_epoch_late_and_loses_the_spread() -> None:
    n_blocks = next(n for n in PHASES if phase(n) == 0)
    mine, order = address_of(OF_A_TRADER, 0), [address_of(OF_A_TENANT, row) for row in range(400)]
    rows = np.flatnonzero(np.array(order) < mine)[:50]
    assert rows.size == 50
    pit = Pit(n_blocks=n_blocks)
    pit.world.tenants.wallet[UAKT] = 10**9
    pit.world.ledger.supply["uakt"] += 400 * 10**9
    pit.epoch(1.0)
    pit.trades()

    def others(conversions):
        amounts = np.full(rows.size, 10**8)
        conversions, answers = ask_for_conversions(
            pit.world, conversions, pit.world.height, OF_A_TENANT, rows, UAKT, amounts
        )
        assert (answers == QUEUED).all()
        return conversions

    pit.epoch(0.95, meanwhile=others)
    assert pit.gain_usd == pytest.approx(-CASH * SPREAD, abs=0.01)


def test_in_a_halt_he_does_not_mint() -> None:
    pit = Pit(**LATE)
    pit.epoch(1.0)
    pit.world.bme.state.supply_uact = pit.world.bme.state.migrated_uact = 2 * 10**12
    pit.world.ledger.mint(Account("console_uact"), 2 * 10**12, "set up")
    pit.world.bme.state.is_touched = 1
    pit.trades()
    pit.epoch(0.95)
    assert pit.world.bme.state.status == HALT_CR
    assert pit.gain_usd == 0.0


@pytest.mark.parametrize(("size", "seconds"), [(0.2, 120.0), (0.05, 66.0), (0.01, 600.0)])
def test_an_attack_on_the_feed_pays_its_size_on_all_the_cash_once(size, seconds) -> None:
    """Nothing in the code limits the amount: cash x ((1 + x)(1 - .0025) - 1), however long it lasts."""
    pit = Pit()
    pit.epoch(1.0)
    pit.trades()
    pit.epoch(1.0, Off((0.0, 1.0), (9000.0, 1.0 + size), (9000.0 + seconds, 1.0)))
    assert pit.gain_usd == pytest.approx(CASH * ((1.0 + size) * (1.0 - SPREAD) - 1.0), abs=0.01)
    assert pit.world.bme.state.minted_uakt / 1e6 == pytest.approx(pit.gain_usd, abs=0.01)


def test_an_attack_shorter_than_the_way_to_the_next_mint_epoch_comes_to_nothing() -> None:
    pit = Pit()
    pit.epoch(1.0)
    pit.trades()
    begin = (int(pit.world.bme.state.next_mint) + 101) * 6.0  # seen from the next block on, for three blocks
    pit.epoch(1.0, Off((0.0, 1.0), (begin, 1.2), (begin + 18.0, 1.0)))
    assert pit.gain_usd == 0.0


def test_a_mean_over_half_an_hour_dilutes_an_attack() -> None:
    """.2 for 60 s moves a mean over 1,800 s by .2 / 30: he mints at the first epoch at which that pays.

    After k blocks the mean is 1 + .2 x 6 k / 1,800; it pays from 1.0025 / .9975 = 1.00501 on: k = 8 of 10.
    """
    pit = Pit(**LATE)
    pit.epoch(1.0)
    pit.trades()
    begin = int(pit.world.bme.state.next_mint) + 100 - 8 - 1  # the price of block h is told in block h + 1
    pit.epoch(1.0, Off((0.0, 1.0), (begin * 6.0, 1.2), (begin * 6.0 + 60.0, 1.0)))
    assert pit.gain_usd == pytest.approx(CASH * ((1.0 + 0.2 * 48.0 / 1800.0) * (1.0 - SPREAD) - 1.0), abs=0.01)
    short = Pit(**LATE)
    short.epoch(1.0)
    short.trades()
    short.epoch(1.0, Off((0.0, 1.0), (begin * 6.0, 1.2), (begin * 6.0 + 40.0, 1.0)))
    assert short.gain_usd == 0.0


def test_without_cash_nothing_happens_and_cash_is_brought_once() -> None:
    pit = fallen(0.95, cash_usd=0.0, **LATE)
    assert (pit.gain_usd, pit.world.bme.state.conversions) == (0.0, 0)
    pit = fallen(0.95, **LATE)
    assert pit.world.traders.brought_uusdc.tolist() == [round(CASH * 1e6)]
    before = pit.gain_usd
    pit.epoch(0.95)
    assert pit.gain_usd == before
    assert pit.world.traders.brought_uusdc.tolist() == [round(CASH * 1e6)]
    assert MINTS_ABOVE > 1.0
