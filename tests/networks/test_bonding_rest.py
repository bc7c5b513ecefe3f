"""Where stake is paid nothing and a yield is required, the page says that it drains."""

from __future__ import annotations

import pytest

from econsim.analysis.caveats import caveats
from econsim.networks.catalogue import load_scenario
from econsim.networks.caveats import no_rest
from tests.analysis.hand_made import FinishedArm, hand_made_run

NO_MINT = {"chain.mint.inflation_min": 0.0, "chain.mint.inflation_max": 0.0, "genesis.inflation": 0.0}
ENDED = {"chain.mint.inflation_min": 0.0, "chain.mint.inflation_max": 0.0}
MINT_ENDS = {"timeline.mint_ends": {"date": "2023-10-01T00:00:00Z", "set": ENDED}}


def scenario(changes):
    return load_scenario("mainnet7").with_changes(changes)


@pytest.mark.parametrize("changes", [NO_MINT, MINT_ENDS])
def test_an_arm_that_pays_stake_nothing_is_named(changes) -> None:
    scenarios = {"before": scenario({}), "after": scenario(changes)}
    (said,) = no_rest(scenarios)
    assert said.startswith("In after nothing is minted for stake")
    assert said in caveats([FinishedArm(label, None, one, hand_made_run(one)) for label, one in scenarios.items()])


@pytest.mark.parametrize(
    "bonding",
    [{"kind": "fixed"}, {"kind": "required_yield", "bonding_response_per_year": 0.0},
     {"kind": "required_yield", "required_real_yield": 0.0}],
)  # fmt: skip
def test_where_nobody_asks_for_a_yield_nothing_is_said(bonding) -> None:
    assert no_rest({"before": scenario({}), "after": scenario(NO_MINT | {"policies.bonding": bonding})}) == []


def test_the_presets_come_to_rest() -> None:
    assert no_rest({"now": scenario({}), "dearer": scenario({"chain.distribution.community_tax": 0.4})}) == []
