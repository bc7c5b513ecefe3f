"""x/bme by the chain's vectors, by its laws' edges, and what refuses or stops."""

from __future__ import annotations

import json
from decimal import Decimal

import numpy as np
import pytest

from econsim.errors import BrokenBooks, RunError, ScenarioError
from econsim.mechanisms.bme import rules
from econsim.mechanisms.bme.arithmetic import decimal_parts, inverse_parts, ratio_bps, spread_of, times
from econsim.mechanisms.bme.messages import ask_for_conversions
from econsim.mechanisms.bme.requests import NOTHING_TO_GIVE, QUEUED, REFUSED
from econsim.mechanisms.bme.terms import mint_epochs_of
from econsim.mechanisms.gov.agenda import Proposed, WrittenProposal
from econsim.mechanisms.gov.enactment import enact
from econsim.mechanisms.oracle.rules import quotes_of_an_epoch
from econsim.mechanisms.upgrades.releases import release
from econsim.model_version import PACKAGE
from econsim.networks.catalogue import load_scenario
from econsim.shocks.price_feed.channel import NEVER_OFF
from econsim.units import UACT, UAKT
from econsim.verification.mainnet6 import law_with
from econsim.world.bme import OF_A_PROVIDER, OF_A_TENANT
from econsim.world.build import empty_world
from econsim.world.ledger import Account, Ledger
from tests.mechanisms.bme_scripts import Script, law_of

VECTORS = json.loads((PACKAGE / "data" / "vectors" / "bme.json").read_text("utf-8"))["vectors"]


def of(function: str) -> list:
    return [
        pytest.param(v["inputs"], v["expected"], id=v["id"])
        for v in VECTORS
        if v["mechanism"] == "bme" and v["inputs"]["fn"] == function
    ]


@pytest.mark.parametrize(("inputs", "expected"), of("convert"))
def test_a_conversion_yields_what_the_vectors_say(inputs, expected) -> None:
    if Decimal(inputs["price"]) == 0:
        pytest.skip("a price of zero is refused before it is handed to the module")
    is_mint, law = inputs["from"] == "uakt", law_of(inputs["params"])
    gross, rest = times(inputs["amount"], *(decimal_parts if is_mint else inverse_parts)(Decimal(inputs["price"])))
    least = law.min_mint.get("uact" if is_mint else "uakt", 0)
    if gross <= 0 or gross < least:
        assert expected["reason"] == ("epsilon" if gross <= 0 else "minimum_mint")
        return
    spread = spread_of(gross, rest, law.mint_spread_bps if is_mint else law.settle_spread_bps)
    assert expected["executed"]
    assert (gross, spread, gross - spread) == (expected["minted"], expected["spread"], expected["to_user"])


@pytest.mark.parametrize(("inputs", "expected"), of("epoch_blocks"))
def test_mint_epochs_grow_longer_as_the_vectors_say(inputs, expected) -> None:
    law = law_of(inputs["params"])
    blocks = mint_epochs_of(law)
    warn = law.circuit_breaker_warn_threshold
    assert [int(blocks[max(0, warn - bps) // 10]) for bps in inputs["cr_bps"]] == expected["blocks"]


@pytest.mark.parametrize(("inputs", "expected"), of("collateral"))
def test_the_ratio_in_basis_points_is_that_of_the_vectors(inputs, expected) -> None:
    price = decimal_parts(Decimal(inputs["price"]))
    found = ratio_bps(inputs["vault"] - inputs["pending"], *price, inputs["act_supply"])
    assert found == expected["cr_bps"]


@pytest.mark.parametrize(("inputs", "expected"), of("vault"))
def test_the_module_lives_through_a_script_as_the_vectors_say(inputs, expected) -> None:
    script, seen = Script(inputs), 0
    for step in inputs["steps"]:
        report = script.step(step)
        for key, value in expected.get(step.get("label"), {}).items():
            assert report[key] == value, (step["label"], key)
            seen += 1
    assert seen


@pytest.fixture
def world():
    made = empty_world(supply_uakt=10**15, epoch_seconds=6000.0)
    made.providers.grow(1)
    made.tenants.grow(400)
    made.ledger.move(Account("outside_uakt"), Account("community_pool_uakt"), 10**12, "set up")
    made.ledger.move(Account("outside_uakt"), Account("tenants.wallet_uakt", np.arange(400)), 10**9, "set up")
    return made


LAW = law_with()
RULES = release("v2.0.0").rules


def opened(world):
    quotes = quotes_of_an_epoch(world, NEVER_OFF)
    return rules.opened_conversions(world, LAW.bme, LAW.oracle, RULES, quotes), quotes


def test_without_the_module_nothing_is_taken_on_and_nothing_happens(world) -> None:
    module, quotes = opened(world)
    _, answers = ask_for_conversions(world, module, 5, OF_A_TENANT, np.arange(2), UAKT, np.full(2, 10**8))
    rules.close_conversions(world, module, quotes)
    assert answers.tolist() == [REFUSED, REFUSED]
    assert world.ledger.total("bme_uakt") == 0


def test_many_requests_make_room_in_the_queue_and_fifty_a_block_are_carried_out(world) -> None:
    rules.register_module(world, LAW.bme)
    rules.fund_vault(world, 10**11)
    module, quotes = opened(world)
    module, answers = ask_for_conversions(world, module, 20, OF_A_TENANT, np.arange(400), UAKT, np.full(400, 10**8))
    assert (answers == QUEUED).all()
    assert world.bme.n_waiting == 400
    rules.close_conversions(world, module, quotes)
    assert world.bme.n_waiting == 0
    assert world.journal.counts["conversions"] == 400
    assert world.tenants.wallet_uact.tolist() == [99_750_000] * 400  # 100 ACT at 1 USD less 25 basis points
    assert world.ledger.supply["uact"] == 400 * 100_000_000
    assert world.ledger.total("bme_uact") == 400 * 250_000


def test_who_asks_for_nothing_or_more_than_it_has_gives_nothing(world) -> None:
    rules.register_module(world, LAW.bme)
    rules.fund_vault(world, 10**11)
    module, _ = opened(world)
    given = np.array([0, 10**9 + 1, -5])
    _, answers = ask_for_conversions(world, module, 20, OF_A_TENANT, np.arange(3), UAKT, given)
    assert answers.tolist() == [NOTHING_TO_GIVE] * 3
    _, answers = ask_for_conversions(
        world, module, 21, OF_A_PROVIDER, np.zeros(1, np.int64), UACT, np.ones(1, np.int64)
    )
    assert answers.tolist() == [NOTHING_TO_GIVE]


def test_a_vault_that_does_not_add_up_stops_the_run(world) -> None:
    rules.register_module(world, LAW.bme)
    rules.fund_vault(world, 10**11)
    module, quotes = opened(world)
    world.bme.state.credits_uakt += 1
    with pytest.raises(BrokenBooks, match=r"epoch 0: vault = credits \+ free reserve \+ pending is out by -1"):
        rules.close_conversions(world, module, quotes)


def test_act_that_nobody_minted_stops_the_run(world) -> None:
    rules.register_module(world, LAW.bme)
    module, quotes = opened(world)
    world.ledger.mint(Account("console_uact"), 7, "from nowhere")
    with pytest.raises(BrokenBooks, match="ACT supply = minted \\+ migrated - burned is out by 7"):
        rules.close_conversions(world, module, quotes)


def test_the_vault_is_funded_by_a_pool_that_holds_enough_once_there_is_one(world) -> None:
    with pytest.raises(RunError, match="epoch 0: the vault is to be funded with 5 uakt, and there is no x/bme yet"):
        rules.fund_vault(world, 5)
    rules.register_module(world, LAW.bme)
    with pytest.raises(RunError, match="and the community pool holds 1000000000000 uakt"):
        rules.fund_vault(world, 10**13)
    rules.fund_vault(world, 10**11)
    assert world.ledger.total("bme_uakt") == world.bme.state.free_reserve_uakt == 10**11
    assert world.bme.state.credits_uakt == 0


def seed(amount: str) -> Proposed:
    written = {"submitted": "2023-09-02", "spend": {"amount": amount, "to": "vault"}}
    return Proposed("seed", 0, WrittenProposal.model_validate(written), 0)


def test_a_proposal_funds_the_vault_out_of_the_pool_or_comes_to_nothing(world) -> None:
    assert seed("5 AKT").spent_uakt == 0
    assert not enact(world, seed("5 AKT"), LAW)  # no module
    rules.register_module(world, LAW.bme)
    assert not enact(world, seed("2000000 AKT"), LAW)  # more than the pool holds
    assert world.ledger.total("bme_uakt") == 0
    assert enact(world, seed("5 AKT"), LAW)
    assert world.ledger.total("bme_uakt") == world.bme.state.free_reserve_uakt == 5 * 10**6
    assert world.ledger.total("community_pool_uakt") == 10**12 - 5 * 10**6


def test_act_goes_from_nobody_to_anybody() -> None:
    ledger = Ledger()
    ledger.mint(Account("console_uact"), 10, "set up")
    with pytest.raises(
        BrokenBooks, match="gift: from console_uact to community_pool_uact: nobody can send ACT; it goes"
    ):
        ledger.move(Account("console_uact"), Account("community_pool_uact"), 1, "gift")
    assert ledger.total("console_uact") == 10


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        (
            ["chain.bme.circuit_breaker_halt_threshold=9500"],
            "circuit_breaker_halt_threshold 9500 must be below circuit_breaker_warn_threshold 9500",
        ),
        (["chain.bme.mint_spread_bps=1001"], "chain.bme.mint_spread_bps is 1001; expected 0 to 1000"),
        (["chain.bme.min_mint.uact=10 AKT"], "chain.bme.min_mint.uact is '10 AKT'; expected ACT"),
        (["shocks.akt_price={kind: constant, usd: 0}"], "shocks.akt_price.usd is 0"),
        (["shocks.price_feed={kind: outage, start_day: 3}"], "shocks.price_feed.hours: missing; give it"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(written, complaint) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_scenario("mainnet7", written)
    assert complaint in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_a_price_beyond_what_the_oracle_takes_is_refused(world) -> None:
    rules.register_module(world, LAW.bme)
    world.akt_price_usd = 0.0
    with pytest.raises(RunError, match=r"epoch 0: an AKT price of 0.0 USD cannot be quoted to x/oracle"):
        opened(world)
