"""A crash under the burn-mint equilibrium against sums made by hand: laws B3 and B4 of docs/burn_mint.md.

The worlds are small, with v2.0.0 on day 28 and a fall at the beginning of epoch 40; series are those of the end of an
epoch, so that those of epoch 39 say what the fall finds.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from tests.small_world import as_small

FALL, LAST = 40, 44
UPGRADE = {"start_day": 28, "upgrade": "v2.0.0"}
SEED = 300_000_000_000
RUN = {"kind": "on_price_view", "holds_above_usd": 0.9, "burns_all_below_usd": 0.9}


def crashed(to_usd: float, burning: dict[str, Any], **more: Any) -> pd.DataFrame:
    """Return the series of a small world whose AKT price falls from 1 USD."""
    changes = {
        "shocks.akt_price": {"kind": "constant", "usd": 1.0},
        "shocks.akt_move.fall": {"kind": "crash", "start_day": FALL - 1, "days": 1, "size": to_usd - 1.0},
        "policies.provider_burn": burning,
        "timeline.v2": UPGRADE,
        **more,
    }
    return AkashModel(as_small(load_scenario("mainnet7")).with_changes(changes), epochs=LAST).run(LAST).series


@pytest.mark.parametrize("seed", [UPGRADE, {**UPGRADE, "fund_vault": "300000 AKT"}])
def test_a_run_drains_credits_and_mints_the_rest_whatever_the_seed(seed: dict[str, Any]) -> None:
    """B3: fresh AKT = max(0, ACT burned / P - credits). All is burned at .20 USD in the first blocks of epoch 40."""
    series = crashed(0.2, RUN, **{"timeline.v2": seed})
    before, after = series.iloc[FALL - 1], series.iloc[FALL]
    burned, credits = after["act_burned_uact"], before["remint_credits_uakt"]
    assert burned > 0
    assert series["act_fresh_mint_uakt"].iloc[:FALL].sum() == 0
    assert after["act_fresh_mint_uakt"] == pytest.approx(max(0.0, burned / 0.2 - credits), abs=100)
    assert after["act_fresh_mint_uakt"] > 0
    assert after["free_reserve_uakt"] == before["free_reserve_uakt"]


def test_a_seed_that_is_credit_is_handed_out_first() -> None:
    """The same run with 300,000 AKT of credit more: B3 leaves nothing to mint."""
    more = {"timeline.credit": {"start_day": 30, "migrations": ["reserve_to_credits"]}}
    series = crashed(0.2, RUN, **more)
    before, after = series.iloc[FALL - 1], series.iloc[FALL]
    assert (before["free_reserve_uakt"], after["act_fresh_mint_uakt"]) == (0, 0)
    assert before["remint_credits_uakt"] > SEED
    assert after["act_settled_uakt"] == pytest.approx(after["act_burned_uact"] / 0.2, abs=100)


def test_mints_halt_at_the_price_at_which_the_vault_covers_nine_tenths_of_act() -> None:
    """B4: nobody burns, so the halt is at P = .9 O / V of the day before; a hundredth above it mints go on."""
    calm = crashed(0.999, {"kind": "hoard"}).iloc[FALL - 1]
    halt = 0.9 * calm["act_supply_uact"] / calm["bme_vault_uakt"]
    assert 0.01 < halt < 0.9
    above, below = (crashed(halt * factor, {"kind": "hoard"}).iloc[FALL] for factor in (1.01, 0.99))
    assert above["bme_blocks_halt_cr"] == 0
    assert below["bme_blocks_halt_cr"] > 0
    assert above["bme_blocks_warning"] > 0
