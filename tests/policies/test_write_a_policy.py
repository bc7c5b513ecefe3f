"""The page on writing a policy works word for word, in an empty folder."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from econsim.networks.catalogue import CATALOGUE

PAGE = Path(__file__).resolve().parents[2] / "docs" / "write_a_policy.md"
CHECKS = """
import numpy as np
import cover_costs
from one_by_one import CoverCostsOneByOne
from econsim.networks.catalogue import CATALOGUE
from econsim.draws import Draws, Streams
from econsim.policies.validators.view import own_validators
from econsim.world.views import public_view

assert model.series["commission_edits"].sum() > 0
assert set(CATALOGUE.policies["validator_commission"]) >= {"cover_costs", "cover_costs_one_by_one"}
world = model.world
own, law = own_validators(world), model.law.at(model.epoch)
public = public_view(world, law, law.software)
draws = Draws(Streams(1, 0), "any", 3, len(own))
together = cover_costs.CoverCosts().decide(own, public, draws)
apart = CoverCostsOneByOne().decide(own, public, draws)
np.testing.assert_array_equal(together.commission_rate, apart.commission_rate)
"""
MOVES = """
import cheapest
import econsim as es

changes = {"policies.delegation": {"kind": "cheapest"}, "policies.bonding": {"kind": "fixed"}, "run.market": False}
model = es.AkashModel(es.load_scenario("mainnet7").with_changes(changes, name="moving"), epochs=4).run(4)
moved = model.series
assert (moved["redelegated_uakt"] > 0).all()
assert moved["commission_rate_mean"].is_monotonic_decreasing

from cheapest_one_by_one import CheapestOneByOne
from econsim.draws import Draws, Streams
from econsim.policies.delegators.view import own_delegators
from econsim.world.views import public_view

world = model.world
own, law = own_delegators(world), model.law.at(model.epoch)
public, draws = public_view(world, law, law.software), Draws(Streams(1, 0), "any", 3, len(own))
answers = [policy().decide(own, public, draws) for policy in (cheapest.Cheapest, CheapestOneByOne)]
fields = ["redelegate_" + name for name in ("delegator", "source", "destination", "uakt")]
together, apart = (sorted(zip(*(getattr(one, name).tolist() for name in fields))) for one in answers)
assert together == apart != []
"""


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def test_a_reader_gets_a_working_policy_by_copying(tmp_path: Path) -> None:
    policy, use, one_by_one, *_ = blocks("python")
    (scenario,) = blocks("yaml")
    (tmp_path / "cover_costs.py").write_text(policy, "utf-8")
    (tmp_path / "one_by_one.py").write_text(one_by_one, "utf-8")
    (tmp_path / "bold.yaml").write_text(scenario, "utf-8")
    (tmp_path / "use.py").write_text(use + CHECKS, "utf-8")
    answer = subprocess.run(
        [sys.executable, "-W", "error", "use.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    assert "commission_edits_refused" in answer.stdout


def test_a_reader_moves_stake_by_copying(tmp_path: Path) -> None:
    together, apart = blocks("python")[3:]
    (tmp_path / "cheapest.py").write_text(together, "utf-8")
    (tmp_path / "cheapest_one_by_one.py").write_text(apart, "utf-8")
    (tmp_path / "use.py").write_text(MOVES, "utf-8")
    answer = subprocess.run(
        [sys.executable, "-W", "error", "use.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr


def test_the_page_says_of_every_decision_what_it_returns_and_where_from() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)`: .* \| `([\w.]+)` \| `(\w+)` \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert rows == [
        (
            kind.name,
            kind.decides.__name__,
            kind.decides.__module__.removeprefix("econsim.policies."),
            kind.sees.__name__,
        )
        for kind in CATALOGUE.decisions
    ]


def test_the_page_shows_a_number_in_place_of_each_unit_constant_it_spells_out() -> None:
    from econsim.units import DAYS_PER_MONTH, UAKT_PER_AKT

    first = blocks("python")[0]
    assert f"/ {DAYS_PER_MONTH}" in first
    assert UAKT_PER_AKT == 1e6
    assert "/ 1e6" in first
