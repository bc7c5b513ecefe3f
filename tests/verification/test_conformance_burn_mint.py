"""The burn-mint equilibrium in the words of the vectors: the published cases, more by hand, and what must not pass."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from econsim.reference.bme_vault import Vault
from econsim.verification.conformance.burn_mint import FUNCTIONS
from econsim.verification.vectors import BURN_MINT, run_file, run_vector
from tests.verification.burn_mint_cases import CASES, LAW, converted, fallback, quoted
from tests.verification.burn_mint_scripts import SCRIPTS, burn, end, price, script
from tests.verification.made_by_hand import check
from tests.verification.test_vectors import leaves, with_another

VECTORS = json.loads(BURN_MINT.read_text("utf-8"))["vectors"]
BY_HAND = CASES | SCRIPTS


def made(inputs: Any) -> Any:
    return {"id": "made", "mechanism": "bme", "inputs": inputs, "expected": {}}


def test_every_published_case_passes() -> None:
    results = run_file(BURN_MINT)
    assert [result for result in results if result.status != "passed"] == []
    assert [result.id for result in results] == [vector["id"] for vector in VECTORS]
    assert len(results) == 27


def test_every_function_has_a_published_case() -> None:
    assert {vector["inputs"]["fn"] for vector in VECTORS} == set(FUNCTIONS)


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["id"] for vector in VECTORS])
def test_any_one_changed_leaf_fails(vector: Any) -> None:
    for place in leaves(vector["expected"]):
        assert run_vector(with_another(vector, place)).status == "failed", place


@pytest.mark.parametrize("name", BY_HAND)
def test_a_case_by_hand_passes(name: str) -> None:
    check("bme", *BY_HAND[name])


def test_every_field_of_a_report_is_there() -> None:
    fields = (
        "ok vault credits pending_uakt pending_uact act_supply vault_act free_reserve minted_uakt minted_uact "
        "burned_uact status epoch_blocks cr_bps next_mint next_burn executed canceled paid"
    )
    report = FUNCTIONS["vault"](script({"op": "state", "label": "a"}))["a"]
    assert sorted(report) == sorted(fields.split())


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"fn": "swap"}, "fn 'swap'"),
        (script({"op": "withdraw", "label": "a"}), "op 'withdraw'"),
        (script(end(1), release="v3.0.0"), "release 'v3.0.0'"),
        (quoted("v1.0.0"), "release 'v1.0.0'"),
    ],
)
def test_a_word_that_is_not_known_is_unsupported(inputs: Any, said: str) -> None:
    result = run_vector(made(inputs))
    assert result.status == "unsupported"
    assert said in result.detail


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({}, "'fn' is missing"),
        (converted("uusdc", 1, "1"), "'from' is 'uusdc'"),
        (converted("uakt", 1, "1", mint_spread_bps="25"), "'mint_spread_bps' is '25'"),
        (converted("uakt", 1, "1", min_mint=[1]), "'min_mint'"),
        ({"fn": "epoch_blocks", "params": {"warn_bps": 1}, "cr_bps": []}, "'min_epoch_blocks' is missing"),
        (script(end(1), law={"halt_bps": None}), "'halt_bps' is None"),
        (fallback("stopped", "1", "1", "1"), "'status' is 'stopped'"),
        ({"fn": "migrate", "rate": "1", "amounts": ["-1"]}, "negative"),
        ({"fn": "settle", "deposits": ["1"], "rates": ["1"]}, "'blocks' is missing"),
    ],
)
def test_a_malformed_case_fails_in_one_clear_line(inputs: Any, said: str) -> None:
    result = run_vector(made(inputs))
    assert result.status == "failed"
    assert said in result.detail


def test_retries_need_their_number_where_the_release_has_them() -> None:
    for release, status in (("v2.0.0", "passed"), ("v2.1.0", "failed")):
        inputs = script(end(1), release=release)
        inputs["params"] = {name: value for name, value in LAW.items() if name != "max_pending_attempts"}
        assert run_vector(made(inputs)).status == status


def test_the_vault_s_books_are_checked_after_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def from_the_seed(vault: Vault, amount: int, yields: Any) -> None:
        vault.pending["uact"] -= amount
        vault.uakt -= yields.to_user

    monkeypatch.setattr(Vault, "burn_act", from_the_seed)
    inputs = script(price("1"), end(20), burn("b", 1, 21, 10), end(30), act_supply=10)
    assert "the free reserve fell" in run_vector(made(inputs)).detail


def test_a_quote_that_the_chain_refuses_is_no_quote() -> None:
    inputs = quoted("v2.1.0", [(998, "0.5"), (999, "0")])
    assert FUNCTIONS["oracle"](inputs) == FUNCTIONS["oracle"](quoted("v2.1.0", [(998, "0.5")]))
    turned = deepcopy(quoted("v2.1.0", [(996, "0.7"), (998, "0.5")]))
    turned["sources"][0].reverse()
    assert FUNCTIONS["oracle"](turned) == FUNCTIONS["oracle"](quoted("v2.1.0", [(996, "0.7"), (998, "0.5")]))
