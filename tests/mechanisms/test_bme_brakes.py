"""Brakes that no chain has: a halt that ends higher than it began, burn epochs that grow longer, a limit to burns."""

from __future__ import annotations

from typing import Any

import pytest

from econsim.errors import ScenarioError
from econsim.networks.catalogue import load_scenario
from tests.mechanisms.bme_scripts import Script

SHIPPED = {
    "warn_bps": 9500,
    "halt_bps": 9000,
    "min_epoch_blocks": 10,
    "backoff_percent": 10,
    "max_endblocker_records": 50,
    "max_pending_attempts": 3,
}
HUNDRED = 100_000_000


class Braked(Script):
    """A hundred AKT, all of it credit, behind a hundred ACT: the ratio is the price."""

    def __init__(self, version: str = "v2.1.0", **brakes: Any) -> None:
        """Begin in block 20 at 1 USD: healthy, both epochs at 30."""
        held = {"vault": HUNDRED, "credits": HUNDRED, "act_supply": HUNDRED}
        super().__init__({"release": version, "params": SHIPPED | brakes, **held})
        self.world.bme.state.next_burn = 20
        self.at(20, "1")

    def at(self, height: int, price: str | None) -> dict[str, Any]:
        """Run the end blocker of a height at a price."""
        self.step({"op": "price", "price": price})
        return self.step({"op": "end_block", "h": height})

    def burn(self, who: int, height: int, amount: int) -> None:
        """Let somebody ask for a burn."""
        self.step({"op": "request", "id": f"b{who}", "who": who, "h": height, "from": "uact", "amount": amount})

    def blocks(self, begin: int, end: int) -> dict[str, Any]:
        """Run end blockers up to a height, it included."""
        return self.step({"op": "blocks", "from": begin, "to": end})


@pytest.mark.parametrize(("restart", "statuses"), [(0, "cwhcww"), (9300, "cchccw"), (9700, "cchccc")])
def test_a_halt_ends_above_the_restart_threshold_alone(restart: int, statuses: str) -> None:
    """.85, .92, .98, .85, .92, .931: c for a halt, w for a warning, h for healthy."""
    script, found = Braked(restart_threshold=restart), ""
    for height, price in enumerate(("0.85", "0.92", "0.98", "0.85", "0.92", "0.931"), 21):
        found += {"halt_cr": "c", "warning": "w", "healthy": "h"}[script.at(height, price)["status"]]
    assert found == statuses


def test_the_way_down_knows_no_restart_threshold() -> None:
    script = Braked(restart_threshold=9300)
    assert [script.at(height, price)["status"] for height, price in ((21, "0.92"), (22, "0.91"))] == ["warning"] * 2


def test_a_halt_outlasts_a_price_that_is_missing() -> None:
    script = Braked(restart_threshold=9300)
    seen = [script.at(height, price)["status"] for height, price in ((21, "0.85"), (22, None), (23, "0.92"))]
    assert seen == ["halt_cr", "halt_oracle", "halt_cr"]
    shipped = Braked()
    assert [shipped.at(height, price)["status"] for height, price in ((21, "0.85"), (22, None), (23, "0.92"))][-1] == (
        "warning"
    )


@pytest.mark.parametrize(("percent", "blocks"), [(0, 10), (10, 131), (100, 14_400)])
def test_burn_epochs_grow_longer_like_mint_epochs(percent: int, blocks: int) -> None:
    """A burn of 10 leaves 83 / 90, 27 steps below the warning: 10 x 1.1^27 = 131.1; 10 x 2^27 is more than a day."""
    script = Braked(burn_backoff_percent=percent)
    script.at(21, "0.93")
    assert script.blocks(22, 29)["next_burn"] == 30
    script.burn(1, 30, 10_000_000)
    report = script.blocks(30, 30)
    assert (report["executed"], report["next_burn"]) == (["b1"], 30 + blocks)
    script.burn(2, 31, 10_000_000)
    assert script.blocks(31, 30 + blocks - 1)["executed"] == ["b1"]
    assert script.blocks(30 + blocks, 30 + blocks)["executed"] == ["b1", "b2"]


def test_burns_are_not_slowed_while_the_ratio_is_above_the_warning() -> None:
    script = Braked(burn_backoff_percent=100)
    script.at(21, "0.96")
    script.burn(1, 22, 10_000_000)
    assert script.blocks(22, 30)["next_burn"] == 40


def test_no_more_than_the_limit_is_burned_in_an_epoch_and_the_rest_waits_in_its_place() -> None:
    """30 ACT an epoch at .92: 50 and 20 of two people take three epochs; AKT is paid at once for each part."""
    script = Braked(max_burn=30_000_000)
    script.at(21, "0.92")
    script.burn(1, 22, 50_000_000)
    script.burn(2, 22, 20_000_000)
    burned, pending = [], []
    for end in (30, 40, 50, 60):
        report = script.blocks(end - 9 if end > 30 else 22, end)
        burned.append(report["burned_uact"])
        pending.append(report["pending_uact"])
    assert burned == [30_000_000, 60_000_000, 70_000_000, 70_000_000]
    assert pending == [40_000_000, 10_000_000, 0, 0]
    assert script.executed == ["b1", "b1", "b2", "b2"]
    wallets = script.world.tenants.wallet_uakt
    assert wallets[1] == int(30_000_000 / 0.92) + int(20_000_000 / 0.92)
    assert wallets[2] == 2 * int(10_000_000 / 0.92)
    assert script.world.ledger.imbalance("uact") in (70_000_000, 0)


def test_the_limit_is_no_more_above_the_warning() -> None:
    script = Braked(max_burn=30_000_000)
    script.burn(1, 22, 50_000_000)
    assert script.blocks(21, 30)["burned_uact"] == 50_000_000


def test_without_a_price_a_burn_is_tried_whole() -> None:
    script = Braked(max_burn=30_000_000)
    script.at(21, "0.92")
    script.burn(1, 22, 50_000_000)
    script.step({"op": "price", "price": None})
    report = script.blocks(22, 50)
    assert report["canceled"] == {"b1": "max_attempts"}
    assert script.world.tenants.wallet_uact[1] == 50_000_000


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        (
            "chain.bme.restart_threshold=9000",
            "restart_threshold 9000 must be above circuit_breaker_halt_threshold 9000",
        ),
        ("chain.bme.burn_backoff_percent=101", "chain.bme.burn_backoff_percent is 101; expected 0 to 100"),
        ("chain.bme.max_burn=-1", "chain.bme.max_burn is -1"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(written: str, complaint: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_scenario("mainnet7", [written])
    assert complaint in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1
