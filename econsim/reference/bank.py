"""Who holds how many whole uakt, and how many there are.

Source: cosmos/cosmos-sdk x/bank/keeper/{send,keeper}.go @9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from econsim.reference.failures import Refused

Account = int | str  # people have numbers, modules have names

FEE_COLLECTOR = "fee_collector"
DISTRIBUTION = "distribution"
BONDED_POOL = "bonded_tokens_pool"
NOT_BONDED_POOL = "not_bonded_tokens_pool"


@dataclass(slots=True)
class Bank:
    """Balances of one denomination [uakt] and their recorded supply."""

    balances: dict[Account, int] = field(default_factory=dict)
    supply: int = 0

    def balance(self, account: Account) -> int:
        """Return what an account holds."""
        return self.balances.get(account, 0)

    def mint(self, receiver: Account, amount: int) -> None:
        """Create an amount."""
        self.supply += amount
        self.balances[receiver] = self.balance(receiver) + amount

    def burn(self, account: Account, amount: int) -> None:
        """Destroy an amount; Refused if the account does not hold it."""
        self._take(account, amount)
        self.supply -= amount

    def send(self, sender: Account, receiver: Account, amount: int) -> None:
        """Move an amount; Refused if the sender does not hold it."""
        self._take(sender, amount)
        self.balances[receiver] = self.balance(receiver) + amount

    def _take(self, account: Account, amount: int) -> None:
        if amount < 0:
            raise Refused(f"a negative amount: {amount}")
        if self.balance(account) < amount:
            raise Refused(f"{account} holds {self.balance(account)}, less than {amount}")
        self.balances[account] = self.balance(account) - amount
