"""How a scenario writes money: amounts in AKT, and in the denoms that tenants pay in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from econsim.scenario.amounts import amount, amounts
from econsim.scenario.values import FROZEN, Micro

Denom = Literal["uakt", "uusdc", "uact"]
SYMBOLS = {"uakt": "AKT", "uusdc": "USDC", "uact": "ACT"}  # of whole coins, by denom
Akt = Annotated[Micro, amount("AKT")]
Act = Annotated[Micro, amount("ACT")]
MoneyByDenom = Annotated[Mapping[Denom, Micro], amounts(SYMBOLS, Denom), FROZEN]
