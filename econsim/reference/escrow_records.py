"""What escrow remembers from v1.0.0 on: accounts with every deposit by itself, and payments.

Source: akash-network/chain-sdk go/node/escrow/types/v1 @217f62d1bc63f279bdbb6a4256b948546b6b5d77 (go/v0.2.2).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from econsim.reference.collateral import Status
from econsim.reference.decimal18 import ZERO, Dec

State = Literal["open", "closed", "overdrawn"]
PaymentId = tuple[str, str]  # account, payment


@dataclass
class Deposit:
    """Money that came in at one time; `by_grant` if the account's owner spent an authorisation of its owner."""

    owner: str
    denom: str
    balance: Dec
    by_grant: bool = False


@dataclass
class Account:
    """Money in escrow: `funds` is the sum of deposits by denomination, below zero by what is missing."""

    owner: str
    settled_at: int  # height
    state: State = "open"
    funds: dict[str, Dec] = field(default_factory=dict)  # payments are in the first
    transferred: dict[str, Dec] = field(default_factory=dict)
    deposits: list[Deposit] = field(default_factory=list)

    @property
    def denom(self) -> str:
        """Return the denomination of the account's payments."""
        return next(iter(self.funds))


@dataclass
class Payment:
    """A flow out of an account to its owner, the provider."""

    owner: str
    denom: str
    rate: Dec  # per block
    balance: Dec = ZERO
    unsettled: Dec = ZERO
    withdrawn: int = 0
    state: State = "open"


@dataclass
class Halt:
    """What escrow reads of the engine and the oracle."""

    status: Status = "healthy"
    price: Dec | None = None  # of AKT [USD]
