"""Every series says what it is, and a new one is one declaration."""

from __future__ import annotations

import numpy as np
import pytest

import econsim
from econsim.networks import akash as page
from econsim.networks.akash import SERIES
from econsim.world.ledger import Account
from econsim.world.series import Family, flow


@pytest.fixture(scope="module")
def model():
    return econsim.AkashModel(econsim.load_scenario("mainnet6"), seed=1, replicate=0, epochs=2).run(2)


def names_of(series, world) -> list[str]:
    return series.names(world) if isinstance(series, Family) else [series.name]


def test_every_declared_series_is_recorded_under_a_name_of_its_own(model) -> None:
    promised = [name for series in SERIES for name in names_of(series, model.world)]
    assert list(model.series.columns) == promised
    assert len(promised) == len(set(promised))


def test_a_family_has_one_series_a_member(model) -> None:
    assert {"gpus_h100", "gpus_all", "break_even_33_usd", "account_validators__tokens_uakt"} <= set(model.series)


def test_every_series_says_its_unit_and_what_it_means() -> None:
    for series in SERIES:
        assert series.unit, series.name
        assert len(series.meaning) > 5, series.name
        assert ("{" in series.name) == isinstance(series, Family)


def test_only_means_of_nothing_are_missing(model) -> None:
    """A price or a ratio is missing where nothing was there to be counted; amounts and counts never are."""
    for series in SERIES:
        numbers = model.series[names_of(series, model.world)].to_numpy(dtype=float)
        assert not np.isinf(numbers).any(), series.name
        may_be_missing = isinstance(series, Family) or series.name == "act_wait_blocks"  # nobody waits for ACT here
        if series.unit in {"uakt", "uusdc", "count", "own"} or not may_be_missing:
            assert not np.isnan(numbers).any(), series.name


# --- a flow to come: its rule and one line ---------------------------------------------------------------------

TITHE = "tithe burned"


def burn_a_tithe(world) -> None:
    """Burn a tenth of each delegator's wallet."""
    wallets = world.delegators.wallet_uakt
    world.ledger.burn(Account("delegators.wallet_uakt", np.arange(wallets.size)), wallets // 10, TITHE)


TITHES = flow(TITHE, "tithe_uakt", "burned of what delegators hold")


def test_a_new_flow_is_a_rule_with_a_reason_and_one_line(monkeypatch) -> None:
    monkeypatch.setattr(page, "mature", lambda world, of=page.mature: (of(world), burn_a_tithe(world)))
    model = econsim.AkashModel("mainnet6", epochs=2)
    monkeypatch.setattr(page, "SERIES", (*SERIES, TITHES))
    supplies = [model.world.supply_uakt]
    for _ in range(2):
        model.run(1)
        supplies.append(model.world.supply_uakt)
    series = model.series
    assert (series["tithe_uakt"] > 0).all()
    assert (series["tithe_uakt"] == series["minted_uakt"] - np.diff(supplies)).all()
    assert (series["imbalance_uakt"] == 0).all()
