"""Where stake is paid nothing and a yield is required, the page says that it drains."""

from __future__ import annotations

import pytest

from econsim.analysis.bonding_rest import no_rest
from econsim.analysis.caveats import caveats
from econsim.networks.catalogue import load_scenario
from tests.analysis.hand_made import FinishedArm, hand_made_run

NO_MINT = {"chain.mint.inflation_min": 0.0, "chain.mint.inflation_max": 0.0, "genesis.inflation": 0.0}
ENDED = {"chain.mint.inflation_min": 0.0, "chain.mint.inflation_max": 0.0}
MINT_ENDS = {"timeline.mint_ends": {"date": "2023-10-01T00:00:00Z", "set": ENDED}}


def arm(label: str, changes) -> FinishedArm:
    run = hand_made_run(load_scenario("mainnet7").with_changes(changes))
    return FinishedArm(label, None, run.scenario, run)


@pytest.mark.parametrize("changes", [NO_MINT, MINT_ENDS])
def test_an_arm_that_pays_stake_nothing_is_named(changes) -> None:
    (said,) = no_rest([arm("before", {}), arm("after", changes)])
    assert said.startswith("In after nothing is minted for stake")
    assert said in caveats([arm("before", {}), arm("after", changes)])


@pytest.mark.parametrize(
    "bonding",
    [{"kind": "fixed"}, {"kind": "required_yield", "bonding_response_per_year": 0.0},
     {"kind": "required_yield", "required_real_yield": 0.0}],
)  # fmt: skip
def test_where_nobody_asks_for_a_yield_nothing_is_said(bonding) -> None:
    assert no_rest([arm("before", {}), arm("after", NO_MINT | {"policies.bonding": bonding})]) == []


def test_the_presets_come_to_rest() -> None:
    assert no_rest([arm("now", {}), arm("dearer", {"chain.distribution.community_tax": 0.4})]) == []
