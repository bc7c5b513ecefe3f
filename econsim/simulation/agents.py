"""Row agents: every individual as a Mesa agent that shows its row as it is now and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, NoReturn

import numpy as np

from econsim.columns import LISTS, WHOLE, Own
from econsim.errors import UsageError
from econsim.scenario.merge import closest
from econsim.simulation.quiet_mesa import mesa
from econsim.world.tables import Table

_WHOSE = tuple(f"{prefix}row" for prefix in LISTS)
_MESAS_OWN = ("model", "unique_id", "pos")


class ReadOnly(UsageError, AttributeError):
    """An attempt to write into the world through an agent, which only shows it."""


class RowAgent(mesa.Agent):
    """One row of a table, read as attributes: each a plain number of the moment at which it is read.

    There are the columns of its table (`agent.tokens_uakt`) and what policies see of it (`agent.stake_uakt`,
    `agent.commission_rate`; `held_*` as a tuple, one entry a holding). `dir(agent)` lists them.
    """

    population: ClassVar[str]  # the name of its table in the world
    shown: ClassVar[tuple[str, ...]] = ()  # what the one line of repr tells

    def __init__(self, model: Any, table: Table, row: int) -> None:
        """Point to a row of a model with a `world`; nothing is copied."""
        self.__dict__.update(_table=table, row=row)
        super().__init__(model)

    def seen(self) -> Iterator[Own]:
        """Return what the policies of this kind of agent are shown now, one view after the other."""
        kinds = (kind for kind in self.model.choices.kinds if kind.population == self.population)
        yield from (sees(self.model.world) for sees in dict.fromkeys(kind.sees for kind in kinds))

    def __getattr__(self, name: str) -> Any:
        """Return the row's entry of a column, or of a view of the policies."""
        if name.startswith("_"):
            raise AttributeError(f"{type(self).__name__} has no '{name}'")
        column = getattr(self._table, name, None)
        if isinstance(column, np.ndarray):
            return _plain(column[..., self.row])
        for view in self.seen():
            if name in view.columns and _is_own(name):
                return _entry(view.columns, name, self.row)
        known = self._names()
        raise AttributeError(
            f"{type(self).__name__} has no '{name}'; it has {', '.join(sorted(known))}{closest(name, known)}"
        )

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse to write; only what Mesa itself keeps of an agent can be set."""
        if name not in _MESAS_OWN:
            self._refuse(f"set {name}")
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        """Refuse to delete anything."""
        self._refuse(f"delete {name}")

    def remove(self) -> None:
        """Refuse to go: rows are there for life, and their money is in the books."""
        self._refuse("remove it")

    def __dir__(self) -> list[str]:
        """Return every attribute, for Tab."""
        return sorted({*super().__dir__(), *self._names()})

    def __repr__(self) -> str:
        told = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.shown)
        return f"{type(self).__name__}(row={self.row}, {told})"

    def _names(self) -> set[str]:
        columns = (name for name in dir(type(self._table)) if isinstance(getattr(type(self._table), name), property))
        seen = (name for view in self.seen() for name in view.columns if _is_own(name))
        return {"row", *self._table.columns(), *columns, *seen}

    def _refuse(self, what: str) -> NoReturn:
        raise ReadOnly(
            f"{type(self).__name__} {self.row} shows a row of the world and cannot change it ({what}): write a policy "
            "or change the scenario"
        )


class ValidatorAgent(RowAgent):
    """A validator."""

    population = "validators"
    shown = ("stake_uakt", "commission_rate", "is_bonded")


class DelegatorAgent(RowAgent):
    """A delegator, or an operator's own account."""

    population = "delegators"
    shown = ("wallet_uakt", "held_validator", "held_uakt")


class ProviderAgent(RowAgent):
    """A provider."""

    population = "providers"
    shown = ("wallet_uakt", "wallet_uusdc", "is_audited")


class TenantAgent(RowAgent):
    """A tenant account."""

    population = "tenants"
    shown = ("tenant_class", "wallet_uakt", "wallet_uusdc", "trust")


KINDS: tuple[type[RowAgent], ...] = (ValidatorAgent, DelegatorAgent, ProviderAgent, TenantAgent)


def agents_of_new_rows(model: Any, n_shown: dict[type[RowAgent], int]) -> None:
    """Make an agent for every row that has none yet; `n_shown` counts the rows of each kind that have one."""
    for kind in KINDS:
        table: Table = getattr(model.world, kind.population)
        for row in range(n_shown.get(kind, 0), len(table)):
            kind(model, table, row)
        n_shown[kind] = len(table)


def _is_own(name: str) -> bool:
    """Return whether a column of a view has entries of this agent: not whole tables, not the rows of holdings."""
    return name not in _WHOSE and not name.startswith(WHOLE)


def _entry(columns: Mapping[str, Any], name: str, row: int) -> Any:
    """Return a row's entry of a view, or those of all its holdings."""
    of = next((prefix for prefix in LISTS if name.startswith(prefix)), None)
    return _plain(columns[name][row if of is None else columns[f"{of}row"] == row])


def _plain(entry: Any) -> Any:
    """Return an entry of a column as Python's own number, several of them as a tuple."""
    found = np.asarray(entry).tolist()
    return tuple(found) if isinstance(found, list) else found
