"""Row agents: every individual as a Mesa agent that is a thin view of its row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from econsim.simulation.quiet_mesa import mesa
from econsim.world.tables import Table

if TYPE_CHECKING:
    from econsim.simulation.model import AkashModel


class RowAgent(mesa.Agent):
    """One row of a table; columns read as attributes (`agent.stake_uakt`), always as they are now."""

    def __init__(self, model: AkashModel, table: Table, row: int) -> None:
        """Point to a row; nothing is copied."""
        super().__init__(model)
        self._table = table
        self.row = row

    def __getattr__(self, name: str) -> Any:
        """Return the row's entry of a column."""
        if not name.startswith("_"):
            column = getattr(self.__dict__.get("_table"), name, None)
            if column is not None and hasattr(column, "shape"):
                return column[..., self.row]
        raise AttributeError(f"{type(self).__name__} has no '{name}'")


class ValidatorAgent(RowAgent):
    """A validator."""


class DelegatorAgent(RowAgent):
    """A delegator, or an operator's own account."""


class ProviderAgent(RowAgent):
    """A provider."""


class TenantAgent(RowAgent):
    """A tenant account."""


def row_agents(model: AkashModel) -> None:
    """Make one agent for every row of every population."""
    world = model.world
    for kind, table in (
        (ValidatorAgent, world.validators),
        (DelegatorAgent, world.delegators),
        (ProviderAgent, world.providers),
        (TenantAgent, world.tenants),
    ):
        for row in range(len(table)):
            kind(model, table, row)
