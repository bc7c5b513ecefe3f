"""Individuals are Mesa agents that show their row as it is now, and change nothing."""

from __future__ import annotations

import mesa
import numpy as np
import pytest

from econsim.errors import UsageError
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.simulation.agents import KINDS, DelegatorAgent, ProviderAgent, TenantAgent, ValidatorAgent
from econsim.units import DEC18

PLAIN = (int, float, bool, str, tuple)


@pytest.fixture
def model() -> AkashModel:
    return AkashModel("mainnet7", epochs=3)


def test_every_row_is_a_mesa_agent_that_follows_its_table():
    model = AkashModel(load_scenario("mainnet6"), epochs=2)
    world = model.world
    sizes = {kind: len(agents) for kind, agents in model.agents_by_type.items()}
    assert sizes == {
        ValidatorAgent: len(world.validators),
        DelegatorAgent: len(world.delegators),
        ProviderAgent: len(world.providers),
        TenantAgent: len(world.tenants),
    }
    largest = max(model.agents_by_type[ValidatorAgent], key=lambda agent: agent.tokens_uakt)
    before = int(largest.tokens_uakt)
    model.step()
    assert int(largest.tokens_uakt) == int(world.validators.tokens_uakt[largest.row])
    assert before > 0


def test_agents_can_be_selected_and_aggregated_as_mesa_does():
    model = AkashModel(load_scenario("mainnet6"), epochs=1)
    validators = model.agents_by_type[ValidatorAgent]
    assert len(validators.select(lambda agent: agent.is_below_floor_at_start)) == 29
    assert validators.agg("tokens_uakt", sum) == model.world.validators.tokens_uakt.sum()


def test_what_a_tenant_has_is_among_its_attributes(model):
    tenant = model.agents_by_type[TenantAgent][5]
    model.world.tenants.purses.wallet[:, 5] = (1, 20, 300)
    model.world.tenants.purses.spent_usd[5] = 4.5
    assert {"wallet_uakt", "wallet_uusdc", "wallet_uact", "reserved_uact", "spent_usd", "trust"} <= set(dir(tenant))
    assert (tenant.wallet_uakt, tenant.wallet_uusdc, tenant.wallet_uact, tenant.spent_usd) == (1, 20, 300, 4.5)


def test_what_a_collector_keeps_of_an_agent_is_the_number_of_that_moment(model):
    collector = mesa.DataCollector(agenttype_reporters={ProviderAgent: {"wallet": "wallet_uakt"}})
    truth = []
    for _ in range(3):
        model.step()
        collector.collect(model)
        truth.append(int(model.world.providers.wallet_uakt.sum()))
    kept = collector.get_agenttype_vars_dataframe(ProviderAgent)["wallet"].groupby("Step").sum()
    assert kept.tolist() == truth
    assert len(set(truth)) > 1


@pytest.mark.parametrize("kind", KINDS)
def test_every_attribute_is_a_plain_number(model, kind):
    model.step()
    agent = model.agents_by_type[kind][0]
    table, seen = agent._table, {name for view in agent.seen() for name in view.columns}
    names = set(table.columns()) | {
        name for name in seen if not name.endswith("_row") and not name.startswith("genesis_")
    }
    assert names <= set(dir(agent))
    for name in names:
        value = getattr(agent, name)
        parts = value if isinstance(value, tuple) else (value,)
        assert type(value) in PLAIN, name
        assert all(type(part) in PLAIN[:-1] for part in parts), name


def test_a_number_taken_from_an_agent_is_no_handle_on_the_world(model):
    wallets = model.world.providers.wallet.copy()
    wallet = model.agents_by_type[ProviderAgent][0].wallet_uakt
    wallet += 1
    assert np.array_equal(model.world.providers.wallet, wallets)
    model.step()  # the books balance


@pytest.mark.parametrize("name", ["tokens_uakt", "commission_rate", "no_such_name", "row"])
def test_writing_is_refused_in_one_line(model, name):
    agent = model.agents_by_type[ValidatorAgent][4]
    before = agent.tokens_uakt
    with pytest.raises(UsageError, match=f"^ValidatorAgent 4 shows a row of the world and cannot .*set {name}.*policy"):
        setattr(agent, name, 5)
    with pytest.raises(AttributeError, match="cannot change it"):
        model.agents_by_type[ValidatorAgent].set(name, 5)
    with pytest.raises(AttributeError, match="cannot change it"):
        delattr(agent, name)
    assert (agent.tokens_uakt, agent.row) == (before, 4)


def test_an_agent_cannot_be_removed(model):
    agent, n_agents = model.agents_by_type[TenantAgent][0], len(model.agents)
    for remove in (agent.remove, model.remove_all_agents, lambda: model.deregister_agent(agent)):
        with pytest.raises(UsageError, match=r"cannot change it \(remove it\)"):
            remove()
    assert len(model.agents) == n_agents


def test_an_agent_of_ones_own_can_be_removed(model):
    n_agents, mine = len(model.agents), mesa.Agent(model)
    assert len(model.agents) == n_agents + 1
    mine.remove()
    assert len(model.agents) == n_agents


def test_agents_can_be_grouped_by_a_column(model):
    sizes = model.agents_by_type[ValidatorAgent].groupby("status").map(len)
    assert sizes == {0: 100, 2: 10}  # bonded, and the candidates that wait


def test_an_agent_has_the_names_that_policies_see(model):
    model.step()
    world = model.world
    row = 30
    validator = model.agents_by_type[ValidatorAgent][row]
    assert validator.commission_rate == world.validators.commission_rate_dec18[row] / DEC18
    assert validator.stake_uakt == world.validators.tokens_uakt[row]
    assert validator.stake_share == validator.stake_uakt / world.bonded_uakt
    assert validator.commission_income_uakt_per_day == world.validators.commission_accrued_uakt[row]  # a day's
    own = world.delegations.delegator == 2
    delegator = model.agents_by_type[DelegatorAgent][2]
    assert delegator.held_validator == tuple(world.delegations.validator[own])
    assert len(delegator.held_uakt) == own.sum()


def test_an_attribute_follows_a_world_that_is_changed_by_hand(model):
    validator = model.agents_by_type[ValidatorAgent][1]
    model.world.validators.commission_rate_dec18[1] = DEC18 // 4
    assert validator.commission_rate == 0.25


def test_a_name_that_is_not_there_is_told_with_those_that_are_and_the_nearest(model):
    with pytest.raises(
        AttributeError, match=r"^ValidatorAgent has no 'comission_rate'; it has .*did you mean commission"
    ):
        _ = model.agents_by_type[ValidatorAgent][0].comission_rate
    assert not hasattr(model.agents_by_type[ProviderAgent][0], "tokens_uakt")


@pytest.mark.parametrize("kind", KINDS)
def test_an_agent_is_told_in_one_line(model, kind):
    line = repr(model.agents_by_type[kind][0])
    assert line.startswith(f"{kind.__name__}(row=0, ")
    assert "\n" not in line
    assert len(line) < 300


def test_agents_are_numbered_from_one_in_every_model_and_a_users_own_go_on(model):
    other = AkashModel("mainnet7", epochs=1)
    for one in (model, other):
        assert [agent.unique_id for agent in one.agents] == list(range(1, len(one.agents) + 1))
    n_agents = len(other.agents)
    assert mesa.Agent(other).unique_id == n_agents + 1


def test_an_agent_of_ones_own_comes_after_the_rows_whether_or_not_they_were_asked_for():
    model = AkashModel("mainnet7", epochs=1)
    mine = mesa.Agent(model)
    n_rows = sum(len(getattr(model.world, kind.population)) for kind in KINDS)
    assert mine.unique_id == n_rows + 1
    assert list(model.agents)[-1] is mine
    assert model.agent_types == [*KINDS, mesa.Agent]


def test_no_agent_is_made_before_one_is_asked_for(monkeypatch):
    made = []
    register = AkashModel.register_agent
    monkeypatch.setattr(AkashModel, "register_agent", lambda model, agent: (made.append(agent), register(model, agent)))
    model = AkashModel("mainnet7", epochs=2).run(2)
    model.replicate()
    assert not made
    assert len(model.agents) == len(made) > 10_000


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_that_grows_is_followed_and_the_agents_there_stay(model, kind):
    table = getattr(model.world, kind.population)
    before, n_agents, n_rows = list(model.agents), len(model.agents), len(table)
    of_kind = model.agents_by_type[kind]
    table.grow(2)
    assert len(model.agents) == n_agents + 2
    assert list(model.agents)[:n_agents] == before
    newest = list(model.agents)[-1]
    assert (type(newest), newest.row, newest.unique_id) == (kind, n_rows + 1, n_agents + 2)
    column = next(column for column in table.columns() if not column.startswith("is_"))
    getattr(table, column)[..., n_rows + 1] = 7
    told = getattr(newest, column)
    assert (set(told) if isinstance(told, tuple) else {told}) == {7}
    assert len(of_kind) == len(model.agents_by_type[kind]) == n_rows + 2
    assert mesa.Agent(model).unique_id == n_agents + 3


def test_rows_that_come_are_given_to_mesas_own_collector(model):
    collector = mesa.DataCollector(agenttype_reporters={ValidatorAgent: {"tokens": "tokens_uakt"}})
    n_rows = len(model.world.validators)
    collector.collect(model)
    model.step()
    model.world.validators.grow(1)
    collector.collect(model)
    kept = collector.get_agenttype_vars_dataframe(ValidatorAgent)
    assert kept.groupby("Step").size().tolist() == [n_rows, n_rows + 1]
