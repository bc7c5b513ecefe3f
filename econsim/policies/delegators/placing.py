"""What a delegation policy may answer beside its decision: where stake goes that comes from outside."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from econsim.columns import Own
from econsim.contracts import Public
from econsim.decisions import VALIDATORS, Decision, in_messages
from econsim.draws import Draws
from econsim.units import IntArray


@dataclass(frozen=True)
class Placement(Decision):
    """Delegators: the validator to which new stake from outside goes, one entry a tranche that it was sent for."""

    validator: IntArray = in_messages("placed", ids=VALIDATORS)


class Placing(ABC):
    """A delegation policy that can say where money goes which its delegators are sent from outside.

    Where a policy cannot, the money goes where the tranche is that it was sent for.
    """

    @abstractmethod
    def place(
        self, own: Own, public: Public, draws: Draws, rows: IntArray, validators: IntArray, numbers: IntArray
    ) -> Placement:
        """Return a validator for each tranche (row, validator, number): its own where there is no other."""
