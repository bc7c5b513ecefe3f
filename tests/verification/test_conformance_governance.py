"""Governance in the words of the vectors: every op and key, with values by hand from the Go code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from econsim.reference.failures import Halted
from econsim.reference.governance import Governance
from econsim.verification.compare import first_difference
from econsim.verification.conformance.fields import Unsupported
from econsim.verification.conformance.governance import CASES

M = 1_000_000
TALLY = {"quorum": "0.334", "threshold": "0.5", "veto_threshold": "0.334"}
DEPOSITS = {"min_deposit": 100, "max_deposit_period": 50, "voting_period": 30}


def check(mechanism: str, inputs: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    assert first_difference(expected, CASES[mechanism](inputs)) is None


def tally(expected: Mapping[str, Any], **inputs: Any) -> None:
    check("gov_tally", {"params": TALLY, "delegations": [], "jailed": [], **inputs}, expected)


def deposits(steps: list[dict[str, Any]], expected: Mapping[str, Any]) -> None:
    check("gov_deposit", {"params": DEPOSITS, "steps": steps}, expected)


def test_a_jailed_validator_is_in_the_denominator_only() -> None:
    tally(
        {"passes": False, "burn_deposits": True, "results": {"yes": 2 * M, "abstain": 0, "no": 0, "no_with_veto": 0}},
        validators=[{"operator": 0, "self": 2 * M}, {"operator": 1, "self": 4 * M}],
        delegations=[{"delegator": 9, "validator": 1, "tokens": M}],
        jailed=[1],
        votes=[{"voter": voter, "option": "yes"} for voter in (0, 1, 9)],
    )


def test_a_validator_is_bonded_by_what_all_delegate_to_it() -> None:
    tally(
        {"passes": True, "results": {"yes": M}},
        validators=[{"operator": 0, "self": 0}, {"operator": 1, "self": M - 1}],
        delegations=[{"delegator": 9, "validator": 0, "tokens": M}],
        votes=[{"voter": 0, "option": "yes"}, {"voter": 1, "option": "no"}, {"voter": 7, "option": "no"}],
    )


def test_a_delegator_s_two_delegations_to_one_validator_add_up() -> None:
    tally(
        {"results": {"yes": 2 * M, "no": 3 * M}},
        validators=[{"operator": 0, "self": M}],
        delegations=[
            {"delegator": 9, "validator": 0, "tokens": M},
            {"delegator": 9, "validator": 0, "tokens": 2 * M},
            {"delegator": 0, "validator": 0, "tokens": M},
        ],
        votes=[{"voter": 0, "option": "yes"}, {"voter": 9, "option": "no"}],
    )


def test_the_last_vote_of_a_voter_counts() -> None:
    tally(
        {"passes": True, "results": {"yes": M, "no": 0}},
        validators=[{"operator": 0, "self": M}],
        votes=[{"voter": 0, "option": "no"}, {"voter": 0, "option": "yes"}],
    )


def test_deposits_open_a_vote_and_are_reported_by_depositor() -> None:
    deposits(
        [
            {"op": "submit", "t": 0, "p": 1, "label": "s"},
            {"op": "deposit", "t": 1, "depositor": 0, "amount": 60, "label": "a"},
            {"op": "deposit", "t": 2, "depositor": 1, "amount": 39, "label": "b"},
            {"op": "deposit", "t": 3, "depositor": 0, "amount": 1, "label": "c"},
            {"op": "refund", "label": "d"},
            {"op": "endblock", "t": 32, "label": "e"},
            {"op": "deposit", "t": 32, "depositor": 2, "amount": 5, "label": "f"},
            {"op": "endblock", "t": 33, "label": "g"},
            {"op": "deposit", "t": 33, "depositor": 2, "amount": 5, "label": "h"},
            {"op": "refund", "label": "i"},
        ],
        {
            "s": {},
            "a": {"voting_started": False, "total": 60},
            "b": {"voting_started": False, "total": 99},
            "c": {"voting_started": True, "total": 100},
            "d": {"refunded": {"0": 61, "1": 39}},
            "e": {"expired": 0, "voting_ended": 0},
            "f": {"voting_started": True, "total": 105},
            "g": {"expired": 0, "voting_ended": 1},
            "h": {"voting_started": False, "total": 0},
            "i": {"refunded": {}},
        },
    )


def test_proposals_run_side_by_side_and_the_latest_is_the_current_one() -> None:
    deposits(
        [
            {"op": "submit", "t": 0, "p": 1},
            {"op": "deposit", "t": 0, "depositor": 0, "amount": 100},
            {"op": "submit", "t": 10, "p": 2},
            {"op": "deposit", "t": 10, "depositor": 3, "amount": 7, "label": "a"},
            {"op": "refund", "label": "b"},
            {"op": "endblock", "t": 60, "label": "c"},
            {"op": "endblock", "t": 100, "label": "d"},
        ],
        {
            "a": {"voting_started": False, "total": 7},
            "b": {"refunded": {"3": 7}},
            "c": {"expired": 1, "voting_ended": 1},
            "d": {"expired": 0, "voting_ended": 0},
        },
    )


def test_the_initial_deposit_is_rounded_half_even() -> None:
    for min_deposit, expected in ((3, 2), (5, 2), (7, 4)):
        check(
            "akash_gov_min_initial_deposit",
            {"rate": "0.5", "min_deposit": min_deposit},
            {"min_initial_deposit": expected},
        )


def test_unknown_words_are_unsupported() -> None:
    with pytest.raises(Unsupported, match="withdraw"):
        deposits([{"op": "withdraw", "t": 0}], {})
    with pytest.raises(Unsupported, match="maybe"):
        tally({}, validators=[{"operator": 0, "self": M}], votes=[{"voter": 0, "option": "maybe"}])


def test_the_module_s_books_are_checked_after_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Governance, "_burn_deposits", lambda chain, key: chain.proposals.pop(key))
    steps = [{"op": "submit", "t": 0, "p": 1}, {"op": "deposit", "t": 0, "depositor": 0, "amount": 5}]
    with pytest.raises(Halted, match="module-account"):
        deposits([*steps, {"op": "endblock", "t": 50}], {})
