"""One row an agent at the end: everything is owned by somebody."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from econsim.measures.locked import locked_in_the_market
from econsim.measures.outcomes import Incomes
from econsim.mechanisms.distribution.rules import distribute, withdraw_rewards
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.units import MICRO
from tests.mechanisms.market_worlds import AKT, DAY_BLOCKS, cheapest, flat_asks, habits, one_room_world, open_for
from tests.mechanisms.staking_worlds import add_fees, ids, staking_world, taxed

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def model() -> AkashModel:
    return AkashModel(load_scenario("mainnet6"), seed=1, replicate=0, epochs=12).run(12)


@pytest.fixture(scope="module")
def agents(model: AkashModel) -> pd.DataFrame:
    return model.recorder.outcomes.frame(model.world)


@pytest.mark.parametrize("denom", ["uakt", "uusdc"])
def test_net_worths_pots_and_dust_make_up_the_supply(model: AkashModel, agents: pd.DataFrame, denom: str) -> None:
    """What is nobody's is below two units a lease, and one a delegation and a validator."""
    ledger, world = model.world.ledger, model.world
    owned = int(agents[f"net_worth_{denom}"].sum()) + sum(ledger.total(name) for name in ledger.pots if denom in name)
    unowned = ledger.supply[denom] - owned
    assert 0 <= unowned <= 2 * world.market.n_leases + len(world.delegations) + 2 * len(world.validators)
    assert world.market.n_leases > 100


def test_every_agent_has_a_row_with_every_number(model: AkashModel, agents: pd.DataFrame) -> None:
    world = model.world
    sizes = agents.groupby("population").size().to_dict()
    tables = {"validator": world.validators, "delegator": world.delegators, "provider": world.providers}
    assert sizes == {name: len(table) for name, table in (tables | {"tenant": world.tenants}).items()}
    assert not agents.isna().any().any()


def test_the_columns_are_those_that_the_documentation_describes(agents: pd.DataFrame) -> None:
    text = (ROOT / "docs" / "measures.md").read_text("utf-8")
    described = re.findall(r"^\| `(\w+)` \|", text[text.index("## Outcomes") :], flags=re.MULTILINE)
    assert described == ["replicate", *agents.columns]


def test_incomes_and_costs_are_at_the_price_of_their_day() -> None:
    """A day at 2 USD, then one at 1 USD: 1,000,000 uakt each, a tenth commission, the rest 1 : 3; 300 USD a month.

    In the first, 3 AKT and 2 USDC of rent come to a provider: 8 USD; a claim on the second changes nobody's income.
    """
    world = staking_world({(2, 0): 10 * AKT, (3, 0): 30 * AKT}, wallets=(0,) * 4, rates=0.1)
    world.validators.operating_cost_usd_per_month[:] = 300.0
    world.providers.append(is_audited=False)
    incomes = Incomes(world)
    for price, rent in ((2.0, [3 * AKT, 2 * AKT]), (1.0, [0, 0])):
        world.akt_price_usd = price
        add_fees(world, 1_000_000)
        distribute(world, taxed(0.0))
        world.providers.earned[:2, 0] += rent
        incomes.add(world)
        withdraw_rewards(world, ids(3))
    agents = incomes.frame(world)
    incomes_usd, costs_usd = (agents.set_index(["population", "id"])[f"{name}_usd"] for name in ("income", "cost"))
    assert incomes_usd["validator"].tolist() == pytest.approx([0.3])
    assert incomes_usd["delegator"].tolist() == pytest.approx([0.0, 0.0, 0.675, 2.025])
    assert incomes_usd["provider"].tolist() == pytest.approx([8.0])
    assert costs_usd["validator"].tolist() == pytest.approx([300.0 * 2 / 30.4375])
    (validator,) = agents[agents["population"] == "validator"].itertuples()
    assert validator.stake_uakt == 40 * AKT
    assert validator.rewards_uakt_per_akt == pytest.approx(2 * 900_000 / 40)
    assert validator.rewards_usd_per_akt == pytest.approx(0.9 * (2.0 + 1.0) / 40)
    assert agents.loc[agents["population"] == "delegator", "stake_uakt"].tolist() == [0, 0, 10 * AKT, 30 * AKT]
    uakt = agents.set_index(["population", "id"])["income_uakt"]
    assert uakt["validator"].tolist() == [200_000]
    assert uakt["delegator"].tolist() == [0, 0, 450_000, 1_350_000]
    assert uakt["provider"].tolist() == [3 * AKT]


@pytest.mark.parametrize(("days", "paid_usd"), [(2, 2.0), (3, 2.0 + 1.0), (5, 2.0 + 1.0 + 1.0)])
def test_a_tenant_pays_at_the_price_of_the_day_of_each_withdrawal_whether_its_lease_has_ended_or_not(
    days: int, paid_usd: float
) -> None:
    """Three days at an AKT a day, less a uakt, withdrawn after each: the first at 2 USD, the others at 1 USD."""
    world = one_room_world([(0, 3 * DAY_BLOCKS)])
    world.market.origins.spent_usd[:] = 7.0  # what other leases have left in the slot
    incomes = Incomes(world)
    for until, price in ((2, 2.0), (days, 1.0)):
        world.akt_price_usd = price
        open_for(
            world,
            until * DAY_BLOCKS,
            flat_asks(world, AKT * MICRO // DAY_BLOCKS),
            cheapest(world),
            habits(bid_wait_blocks=0),
        )
    assert world.market.n_leases == (days < 5)
    agents = incomes.frame(world)
    assert agents.loc[agents["population"] == "tenant", "cost_usd"].tolist() == pytest.approx([paid_usd], rel=5e-6)


def test_what_is_locked_is_what_a_settlement_now_would_pay_and_return() -> None:
    """One lease at 300 micro-AKT a block, 7 days of deposit: after 100 blocks 0.03 AKT earned, the rest unspent.

    At height 10 the lease begins; at 110 it has run 100 blocks. The provider's bid deposit of 5 AKT stays locked.
    """
    world = one_room_world([(0, 50_000)])
    open_for(world, 110, flat_asks(world, 300 * 10**6), cheapest(world), habits())
    locked = locked_in_the_market(world)
    deposit = int(world.ledger.total("leases.escrow_uakt"))
    assert locked.providers[:, 0].tolist() == [5 * AKT + 300 * 100, 0, 0]
    assert locked.tenants[:, 0].tolist() == [deposit - 300 * 100, 0, 0]


def test_a_bid_that_waits_is_still_its_providers() -> None:
    world = one_room_world([(0, 50_000)], n_providers=3)
    open_for(world, 5, flat_asks(world, 300 * 10**6), cheapest(world), habits())
    assert locked_in_the_market(world).providers[0].tolist() == [5 * AKT] * 3


def test_a_dry_account_owes_the_provider_all_it_holds() -> None:
    """5 AKT at 1,500,000 a block last 3 blocks; nobody has looked since, so all 5 AKT are the provider's."""
    world = one_room_world([(0, 50_000)], min_deposits={"uakt": 5 * AKT})
    open_for(world, 20, flat_asks(world, 1_500_000 * 10**6), cheapest(world), habits(deposit_blocks=1))
    locked = locked_in_the_market(world)
    assert locked.providers[0, 0] == 5 * AKT + 5 * AKT
    assert locked.tenants[0, 0] == 0
