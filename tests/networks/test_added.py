"""A decision and a channel of nature that econsim lacks are added beside it: no file of the package is touched.

The decision takes four files (`toy/gifts.py` with view and policies, `toy/giving.py` the message, a line of
`toy/page.py`, `toy/toy.yaml`), a channel three (`toy/windfall.py` or `toy/storms.py`, a line of the page, the
YAML).
"""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from econsim.analysis.provenance import assumptions
from econsim.draws import Draws, Streams
from econsim.errors import ScenarioError
from econsim.networks.akash_kinds import CHANNELS, DECISIONS, ROOMS
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import CATALOGUE, Catalogue
from econsim.networks.parameter_book import parameter_book
from econsim.scenario.json_schema import json_schema
from econsim.scenario.load import load
from tests.networks.toy.gifts import GIFT, Gift
from tests.networks.toy.page import one_epoch
from tests.networks.toy.storms import STORMS
from tests.networks.toy.windfall import WINDFALL

FILE = Path(__file__).with_name("toy") / "toy.yaml"
TOYS = ("tests.networks.toy.gifts", "tests.networks.toy.windfall", "tests.networks.toy.storms")
WIDER = Catalogue((*DECISIONS, GIFT), (*CHANNELS, WINDFALL, STORMS), (*ROOMS, *TOYS))
N_EPOCHS = 12
STORMY = (2, 5)  # days after 31 August 2023: one written as a day, one as 5 September


@pytest.fixture(scope="module")
def scenario():
    return load(FILE, (), WIDER)


@pytest.fixture(scope="module")
def stepped(scenario):
    """Return the model after some epochs of the toy page, and what was in the wallets before each and after."""
    model = AkashModel(scenario, seed=1, epochs=N_EPOCHS)
    wallets, pools = [model.world.delegators.wallet_uakt.copy()], [model.world.ledger.total("community_pool_uakt")]
    gifts = []
    for _ in range(N_EPOCHS):
        one_epoch(model)
        gifts.append(model.world.journal.money["gifts", "uakt"])
        wallets.append(model.world.delegators.wallet_uakt.copy())
        pools.append(model.world.ledger.total("community_pool_uakt"))
    return model, np.array(wallets), np.array(gifts)


def test_what_is_decided_is_carried_out_by_a_line_of_the_page(stepped) -> None:
    """Half of the delegators may give; each gives a quarter of its wallet, whole uakt, where its draw is below 1/2."""
    model, wallets, gifts = stepped
    n = len(model.world.delegators)
    is_tithing = Draws(Streams(1, 0), "gift", 0, n).lasting_uniform("policy") < 0.5
    for epoch, fallen in enumerate(model.nature.windfall.tolist()):
        purse = wallets[epoch] + (0 if epoch in STORMY else fallen)
        is_giving = is_tithing & (Draws(Streams(1, 0), "gift", epoch, n).uniform("mood") < 0.5)
        given = np.where(is_giving, purse // 4, 0)
        np.testing.assert_array_equal(wallets[epoch + 1], purse - given)
        assert gifts[epoch] == given.sum()
    assert 0 < is_tithing.sum() < n
    assert gifts.sum() > 0


def test_what_nature_does_is_fixed_before_the_first_epoch_and_differs_between_replicates(scenario) -> None:
    ways = [AkashModel(scenario, seed=1, replicate=number, epochs=40).nature.windfall for number in (0, 0, 1)]
    assert set(ways[0]) == {0, 4_000}
    assert np.array_equal(ways[0], ways[1])
    assert not np.array_equal(ways[0], ways[2])


def test_a_channel_of_many_names_takes_dates_and_gives_its_entries_up(scenario) -> None:
    assert tuple(np.flatnonzero(AkashModel(scenario, epochs=N_EPOCHS).nature.storms)) == STORMY
    assert scenario.content()["shocks"]["storms"]["squall"] == {"kind": "one_day", "start_day": 5.0}
    calmer = scenario.with_changes({"shocks.storms.gale": None, "shocks.storms.squall.start_day": 7})
    assert calmer.content()["shocks"]["storms"] == {"squall": {"kind": "one_day", "start_day": 7}}
    with pytest.raises(ScenarioError, match=r"shocks\.storms: needs a name"):
        load(FILE, ["shocks.storms={kind: one_day, start_day: 1}"], WIDER)


def test_everything_that_knows_all_decisions_and_channels_knows_the_new_ones(scenario) -> None:
    content = scenario.content()
    assert content["policies"]["gift"][0] == {"kind": "tithe", "share": 0.5, "given_share": 0.25}
    assert content["shocks"]["windfall"] == {"kind": "now_and_then", "amount_uakt": 4_000}
    assert scenario.origins["shocks.windfall.amount_uakt"].endswith("toy.yaml:13:34")
    paths = {row.path: row for row in parameter_book(WIDER, scenario)}
    assert paths["policies.gift[tithe].given_share"].value == 0.25
    assert paths["shocks.windfall[now_and_then].amount_uakt"].value == 4_000
    schema = json_schema(WIDER)["properties"]
    assert "gift" in schema["policies"]["properties"]
    assert "windfall" in schema["shocks"]["properties"]
    assumed = {row.path for row in assumptions([scenario])}
    assert {"policies.gift", "policies.gift.0.given_share", "shocks.windfall.amount_uakt"} <= assumed


def test_a_scenario_with_them_loads_from_what_it_resolves_to_and_travels(scenario, tmp_path) -> None:
    again = tmp_path / "again.yaml"
    again.write_text(scenario.resolved_yaml(), "utf-8")
    assert load(again, (), WIDER).digest() == scenario.digest()
    assert pickle.loads(pickle.dumps(scenario)).digest() == scenario.digest()
    assert scenario.with_changes({"shocks.windfall.amount_uakt": 5}).digest() != scenario.digest()


def test_mistakes_in_them_are_told_like_all_others() -> None:
    changes = ["policies.gift={kind: tithe, given_share: 2}", "shocks.windfall={kind: rain}", "run.start=2005-01-01"]
    with pytest.raises(ScenarioError) as refused:
        load(FILE, changes[:2], WIDER)
    text = str(refused.value)
    assert "policies.gift.given_share is 2; expected 0 to 1" in text
    assert "shocks.windfall.kind is 'rain'; known kinds: now_and_then" in text
    with pytest.raises(ScenarioError, match=r"run\.start is before 2010; start later"):
        load(FILE, [changes[2], "shocks.akt_price={kind: constant, usd: 1.0}"], WIDER)


def test_a_network_without_them_does_not_know_them() -> None:
    with pytest.raises(ScenarioError, match=r"policies\.gift: no such field"):
        load(FILE, (), CATALOGUE)


def test_doing_nothing_has_the_columns_of_the_decision() -> None:
    assert Gift.none(3).given_uakt.tolist() == [0, 0, 0]
