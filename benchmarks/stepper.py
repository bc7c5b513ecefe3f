"""Steps the model of whichever tree is on the path and times the lines of its epoch page; `epoch.py` starts it.

    python stepper.py SCENARIO AFTER EPOCHS [PATH=VALUE ...]

It steps AFTER epochs, says so, and for each line on its input steps EPOCHS more and prints milliseconds of processor
time an epoch by phase, and the load: orders and bids of a mean epoch, leases at the end.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from typing import Any

import econsim

PAGES = ("econsim.networks.akash", "econsim.simulation.epoch")  # of today, and of earlier commits
PHASES = {
    "put_law_in_force": "begin block", "mint_epoch": "begin block", "distribute": "begin block",
    "hand_back_commission": "begin block", "yields_paid": "begin block",
    "in_voting": "choices", "public_view": "choices",
    "cast_votes": "staking", "edit_commissions": "staking", "agree_on_rebates": "staking", "run_validators": "staking",
    "use_rewards": "staking", "move_stake": "staking", "let_stake_come_and_go": "staking",
    "list_nodes": "supply", "slash_by_vote": "supply", "note_machine_prices": "supply", "order_and_leave": "supply",
    "with_changes_of_supply": "supply", "rent_from": "supply", "with_failures_by_fault": "supply",
    "hold_bonds": "supply", "with_exclusions": "supply", "earned_by_nodes": "supply", "pay_subsidies": "supply",
    "taken_in": "supply", "settle_cash": "supply", "judge_bad_leases": "supply", "remember_income": "supply",
    "due_intentions": "market", "due_outages": "market", "remember_markups": "market",
    "buy_bid_deposits": "market", "open_the_market": "market", "sell_revenue": "market",
    "update_validator_set": "end block", "mature": "end block", "faults_in": "end block", "sign_blocks": "end block",
    "remember_downtime": "end block", "count_days_covered": "end block", "make_known": "end block",
    "check_the_books": "invariants",
}  # fmt: skip


def main() -> None:
    """Step and time, as asked."""
    scenario, after, epochs, *sets = sys.argv[1:]
    model = econsim.AkashModel(econsim.load_scenario(scenario, sets), seed=1)
    spent = _watched(model)
    _step(model, int(after))
    print(json.dumps({"epoch": int(after)}), flush=True)
    for _ in sys.stdin:
        spent.clear()
        begun = time.process_time()
        _step(model, int(epochs))
        spent["epoch"] = time.process_time() - begun
        ms = {phase: 1e3 * seconds / int(epochs) for phase, seconds in sorted(spent.items())}
        print(json.dumps({"ms": ms, "load": _load(model, int(epochs))}), flush=True)


def _step(model: Any, epochs: int) -> None:
    for _ in range(epochs):
        model.step()


def _load(model: Any, epochs: int) -> dict[str, float]:
    last = model.series.tail(epochs)
    bids = last["orders"] * last["bids_per_order"]
    return {"orders": last["orders"].mean(), "bids": bids.mean(), "leases": last["leases_active"].mean()}


def _watched(model: Any) -> dict[str, float]:
    """Wrap the lines of the page so that they add up what they take; return the sums by phase [s]."""
    spent: dict[str, float] = {}

    def timed(phase: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*given: Any, **named: Any) -> Any:
            begun = time.process_time()
            try:
                return work(*given, **named)
            finally:
                spent[phase] = spent.get(phase, 0.0) + time.process_time() - begun

        return wrapped

    page = next(found for name in PAGES if (found := _module(name)) is not None)
    for name, phase in PHASES.items():
        if hasattr(page, name):
            setattr(page, name, timed(phase, getattr(page, name)))
    recorder = model.recorder if hasattr(model, "recorder") else model.record
    recorder.epoch = timed("record", recorder.epoch)
    model.choices.decide = timed("choices", model.choices.decide)
    return spent


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        return None


if __name__ == "__main__":
    main()
