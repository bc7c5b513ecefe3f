"""Individuals are Mesa agents that show their row as it is now."""

from __future__ import annotations

from econsim.catalogue import load_scenario
from econsim.simulation.agents import DelegatorAgent, ProviderAgent, TenantAgent, ValidatorAgent
from econsim.simulation.model import AkashModel


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
