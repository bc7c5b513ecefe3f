"""Every shipped vector passes, any changed answer fails, and nothing that cannot be run passes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal, InvalidOperation
from typing import Any

import pytest

from econsim.errors import UsageError
from econsim.verification.compare import Prefix, first_difference
from econsim.verification.vectors import BURN_MINT, MECHANISMS, SHIPPED, read_vectors, run_file, run_vector

VECTORS = json.loads(SHIPPED.read_text("utf-8"))["vectors"]
BY_ID = {vector["id"]: vector for vector in VECTORS}


def leaves(value: Any, *place: Any) -> Iterator[tuple[Any, ...]]:
    """Return the place of every leaf of an expected value."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, *place, key)
    else:
        yield place


def another(leaf: Any) -> Any:
    """Return a value that differs from a leaf by as little as its kind allows."""
    if leaf is None:
        return "0"
    if isinstance(leaf, bool):
        return not leaf
    if isinstance(leaf, int):
        return leaf + 1
    try:
        return f"{Decimal(leaf).quantize(Decimal('1e-18')) + Decimal('1e-18'):f}"
    except InvalidOperation:
        return f"{leaf}?"


def with_another(vector: Any, place: tuple[Any, ...]) -> Any:
    changed = deepcopy(vector)
    *outer, last = place
    holder = changed["expected"]
    for key in outer:
        holder = holder[key]
    holder[last] = another(holder[last])
    return changed


def test_every_shipped_vector_passes() -> None:
    results = run_file()
    assert [result for result in results if result.status != "passed"] == []
    assert [result.id for result in results] == list(BY_ID)
    assert len(results) == 140


@pytest.mark.parametrize("vector", VECTORS, ids=list(BY_ID))
def test_any_one_changed_leaf_fails(vector: Any) -> None:
    places = list(leaves(vector["expected"]))
    assert places
    for place in places:
        assert run_vector(with_another(vector, place)).status == "failed", place


def test_every_mechanism_of_the_format_is_known() -> None:
    others = [vector for file in (SHIPPED.parent / "provider_bond.json", BURN_MINT) for vector in read_vectors(file)]
    assert set(MECHANISMS) == {vector["mechanism"] for vector in [*VECTORS, *others]}
    assert len(MECHANISMS) == 30


@pytest.mark.parametrize(
    ("want", "got"),
    [
        ({"a": 1}, {"a": 1, "b": 2}),
        ("0.070000000000000000", "0.07"),
        ("8", 8),
        (8, "8.0"),
        ("open", "open"),
        ([1, {"a": None}], [1, {"a": None, "b": 0}]),
        ([3, 1], Prefix([3, 1, 2])),
        ({}, {"a": 1}),
    ],
)
def test_values_match(want: Any, got: Any) -> None:
    assert first_difference(want, got) is None


@pytest.mark.parametrize(
    ("want", "got"),
    [
        ({"a": 1}, {}),
        ({"a": 1}, 1),
        ([1], [1, 2]),
        ([1, 2], Prefix([1])),
        ([], {}),
        ("0.07", "0.070000000000000001"),
        (True, 1),
        (1, True),
        (0, False),
        (None, 0),
        (0, None),
        ("true", True),
        ("open", "Open"),
        ("1e0", 1),
        (1, 2),
        ("1", [1]),
    ],
)
def test_values_differ(want: Any, got: Any) -> None:
    assert first_difference(want, got) is not None


def test_the_first_difference_is_named_by_its_place() -> None:
    difference = first_difference({"a": [{"b": 1}, {"b": "2"}]}, {"a": [{"b": 1}, {"b": 3}]})
    assert difference is not None
    assert (difference.place, difference.expected, difference.measured) == ("a[1].b", "2", 3)
    assert str(difference) == "a[1].b is 3, expected '2'"


def vector_of(mechanism: str, inputs: Any, expected: Any = None) -> Any:
    return {"id": "made", "mechanism": mechanism, "inputs": inputs, "expected": expected or {}}


def script(**extra: Any) -> Any:
    return {"steps": [{"op": "dance", "height": 1, "t": 1, "h": 1, "label": "a"}], **extra}


@pytest.mark.parametrize(
    ("vector", "said"),
    [
        (vector_of("stk_dance", {}), "mechanism 'stk_dance'"),
        (vector_of("dec_rounding", {"fn": "floor"}), "fn 'floor'"),
        (vector_of("stk_shares", {"fn": "burn_shares", "tokens": 1}), "fn 'burn_shares'"),
        (
            vector_of("stk_commission", {"fn": "dance", "rate": "0", "max_rate": "0", "max_change_rate": "0"}),
            "fn 'dance'",
        ),
        (vector_of("stk_slash_entry", {"kind": "delegation", "now": 0}), "kind 'delegation'"),
        (vector_of("dist_withdraw_commission", {"refund": 1}), "refund"),
        (vector_of("dist_f1", script()), "op 'dance'"),
        (vector_of("stk_slash", script(validators=[])), "op 'dance'"),
        (vector_of("stk_valset", script(max_validators=1)), "op 'dance'"),
        (vector_of("stk_flow", script(validators=[], unbonding_time=1, max_entries=1)), "op 'dance'"),
        (
            vector_of(
                "gov_deposit",
                script(params={"min_deposit": 1, "max_deposit_period": 1, "voting_period": 1}),
            ),
            "op 'dance'",
        ),
        (vector_of("escrow_lifecycle", script(denom="uakt", take={"default": 20})), "op 'dance'"),
        (vector_of("market_state", script()), "op 'dance'"),
    ],
)
def test_a_word_that_is_not_known_is_unsupported(vector: Any, said: str) -> None:
    result = run_vector(vector)
    assert result.status == "unsupported"
    assert said in result.detail


@pytest.mark.parametrize(
    ("vector", "said"),
    [
        (3, "no object"),
        ({}, "'id' is missing"),
        (vector_of("dec_arithmetic", []), "'inputs'"),
        ({"id": "x", "mechanism": "dec_arithmetic", "inputs": {}}, "'expected' is missing"),
        (vector_of("dec_arithmetic", {"a": "1"}), "'b' is missing"),
        (vector_of("dec_arithmetic", {"a": "1", "b": "1e3"}), "'b' is '1e3'"),
        (vector_of("dec_arithmetic", {"a": "1", "b": "0.0000000000000000001"}), "'b'"),
        (vector_of("dec_arithmetic", {"a": "1", "b": 0.5}), "inputs.b is 0.5"),
        (vector_of("dec_arithmetic", {"a": "1", "b": "1", "note": [{"x": 1.0}]}), "inputs.note[0].x is 1.0"),
        (vector_of("mint_block_provision", {"annual_provisions": "1", "blocks_per_year": "5"}), "'blocks_per_year'"),
        (vector_of("mint_block_provision", {"annual_provisions": "1", "blocks_per_year": True}), "'blocks_per_year'"),
        (vector_of("dist_f1", {"steps": [{"op": "query", "height": 1}]}), "does not create"),
        (vector_of("dist_f1", {"steps": 5}), "'steps' is 5"),
    ],
)
def test_a_malformed_vector_fails_in_one_clear_line(vector: Any, said: str) -> None:
    result = run_vector(vector)
    assert (result.status, "\n" in result.detail) == ("failed", False)
    assert said in result.detail


def test_what_the_reference_chain_trips_over_is_a_failure_and_no_traceback() -> None:
    result = run_vector(vector_of("mint_block_provision", {"annual_provisions": "1", "blocks_per_year": 0}))
    assert result.status == "failed"
    assert "ZeroDivisionError" in result.detail


def test_a_label_that_no_step_carries_fails() -> None:
    vector = deepcopy(BY_ID["stk.flow.unbond"])
    vector["expected"] = {"b": {}}
    assert run_vector(vector).detail == "b is not reported"


def test_numbers_are_never_read_as_binary_fractions(tmp_path: Any) -> None:
    file = tmp_path / "v.json"
    arithmetic = '{"id": "x", "mechanism": "dec_arithmetic", "inputs": {"a": %s, "b": "2"}, "expected": {"mul": %s}}'
    file.write_text(f'{{"vectors": [{arithmetic % (0.1, 0)}, {arithmetic % ("NaN", 0)}, {arithmetic % (2, 4.0)}]}}')
    assert [result.status for result in run_file(file)] == ["failed", "failed", "passed"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "not JSON"),
        ("[", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "no vectors in it"),
        ("{}", "no vectors in it"),
        ('{"vectors": {}}', "no vectors in it"),
        ('{"vectors": []}', "no vectors in it"),
    ],
)
def test_a_file_that_holds_no_vectors_is_refused(tmp_path: Any, content: str, said: str) -> None:
    file = tmp_path / "v.json"
    file.write_text(content)
    with pytest.raises(UsageError, match=said):
        read_vectors(file)


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Any) -> None:
    with pytest.raises(UsageError, match="No such file"):
        read_vectors(tmp_path / "v.json")
    (tmp_path / "v.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="not JSON"):
        read_vectors(tmp_path / "v.json")
