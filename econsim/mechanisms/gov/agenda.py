"""Proposals as scenarios write them, and what the chain would refuse of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, model_validator

from econsim.contracts import Frozen
from econsim.mechanisms.gov.rules import minimum_initial_deposit
from econsim.mechanisms.gov.terms import terms_of
from econsim.mechanisms.law import Law
from econsim.mechanisms.upgrades.events import ChainEvent
from econsim.mechanisms.upgrades.releases import is_newer, known_migration, known_release
from econsim.scenario.agenda import AGENDA, Proposal
from econsim.scenario.frozen_map import FrozenMap
from econsim.scenario.network import Problem
from econsim.scenario.values import FROZEN, Inconsistent, Moment, Refused
from econsim.units import UAKT_PER_AKT
from econsim.world.money import Akt


class Spending(Frozen):
    """What a proposal spends of the community pool."""

    amount: Akt
    to: Literal["outside", "vault"] = "outside"

    @model_validator(mode="after")
    def _is_something(self) -> Self:
        if not self.amount:
            raise Inconsistent("amount", "is 0; name what is spent, or leave `spend` out", "out-of-range")
        return self


class WrittenProposal(Frozen):
    """A proposal as a scenario writes it.

    `deposit` is what is paid on it in all (None: the deposit that the law asks for then), `initial_deposit` what it
    brings along (None: all of it); the rest is paid at `deposited`, by default at once.
    """

    submitted: Moment
    deposited: Moment | None = None
    deposit: Akt | None = None
    initial_deposit: Akt | None = None
    by: Literal["outside"] = "outside"
    title: str = ""
    expedited: bool = False
    upgrade: Annotated[str, AfterValidator(known_release)] | None = None
    set: Annotated[Mapping[str, Any], FROZEN] = FrozenMap({})
    migrations: tuple[Annotated[str, AfterValidator(known_migration)], ...] = ()
    spend: Spending | None = None

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if self.upgrade is None and not self.set and not self.migrations and self.spend is None:
            raise Refused("proposes nothing; give it `set`, `upgrade`, `migrations` or `spend`", "does-nothing")
        if self.deposit is not None and self.initial_deposit is not None and self.initial_deposit > self.deposit:
            message = f"is {_akt(self.initial_deposit)}, more than the whole deposit, {_akt(self.deposit)}"
            raise Inconsistent("initial_deposit", message)
        if self.deposited is not None and self.initial_deposit is None:
            message = (
                "is given, and all is brought along at once; say with `initial_deposit` what comes first, or remove it"
            )
            raise Inconsistent("deposited", message)
        return self


@dataclass(frozen=True)
class Proposed(Proposal, ChainEvent):
    """A proposal: what it would do is written as of an event, besides what it spends."""

    @property
    def date(self) -> datetime:
        """Return when it is submitted."""
        moment: datetime = self.written.submitted
        return moment

    @property
    def is_expedited(self) -> bool:
        """Return whether it asks for the short vote."""
        return bool(self.written.expedited)

    @property
    def spent_uakt(self) -> int:
        """Return what it pays somebody outside out of the community pool [uakt]."""
        return self._spent_on("outside")

    @property
    def funded_uakt(self) -> int:
        """Return what it moves from the community pool to the vault of x/bme [uakt]."""
        return super().funded_uakt + self._spent_on("vault")

    def _spent_on(self, to: str) -> int:
        spend = self.written.spend
        return int(spend.amount) if spend is not None and spend.to == to else 0

    def deposits(self, law: Law) -> tuple[int, int]:
        """Return what it brings along and what is paid later [uakt], under the law that it finds."""
        whole = self.written.deposit
        whole = terms_of(law.gov, self.is_expedited).min_deposit if whole is None else whole
        first = self.written.initial_deposit
        first = whole if first is None else min(first, whole)
        return first, whole - first


def what_is_refused(proposal: Proposed, law: Law) -> Iterator[Problem]:
    """Return what of a proposal the chain would refuse by the law on its day."""
    path = (AGENDA, proposal.name)
    if proposal.is_expedited and not law.software.rules.expedited_proposals_accepted:
        message = f"is true; {law.release}, in force then, knows no expedited proposals"
        yield Problem((*path, "expedited"), message, "unknown-value")
        return
    least = minimum_initial_deposit(law.gov, is_expedited=proposal.is_expedited)
    first, _ = proposal.deposits(law)
    if first < least:
        message = (
            f"is {_akt(first)}; a proposal brings {_akt(least)} along, or it is refused (min_initial_deposit_rate)"
        )
        yield Problem((*path, "initial_deposit"), message, "out-of-range")
    upgrade = proposal.upgrade
    if upgrade is not None and not is_newer(upgrade.version, law.release):
        message = f"is {upgrade.version}; {law.release} is in force by then, and only a newer one can follow"
        yield Problem((*path, "upgrade"), message, "going-back")


def _akt(amount_uakt: int) -> str:
    return f"{amount_uakt / UAKT_PER_AKT:,.10g} AKT"
