"""How tenants pay in ACT: how far ahead, by card or by their own mints, and what becomes of the rest."""

from __future__ import annotations

from typing import Literal

from econsim import sources
from econsim.contracts import parameter
from econsim.scenario.values import Seconds, Section
from econsim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR
from econsim.world.money import Act

_CONSOLE = "akash-network/console pull requests #2972, #3000"


class PayingInAct(Section):
    """Tenants that pay in ACT; nothing of it matters before v2.0.0."""

    prepaid_time: Seconds = parameter(
        "time that a deposit pays for, or the lease if it is shorter; it is filled up when half of it is used",
        unit="s",
        source=sources.ASSUMPTION,
        status="assumed",
        default=30 * SECONDS_PER_DAY,
        ge=1.0,
    )
    card_share: float = parameter(
        "part of the orders that are paid by card; the others have their own ACT minted",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0.6,
        ge=0.0,
        le=1.0,
    )
    card_wallet: Literal["master", "each"] = parameter(
        "who pays by card: `master`, the Console's one wallet lends all deposits, `each`, every order has ACT minted",
        unit="kind",
        source=f"{_CONSOLE} (master)",
        status="from code",
        default="master",
    )
    console_target: Act = parameter(
        "ACT that the Console's wallet is filled up to",
        unit="uact",
        source=f"{_CONSOLE} (default of the code)",
        status="from code",
        default=10_000_000_000,
        ge=0,
    )
    console_period: Seconds = parameter(
        "time between two looks of the Console at its stock; it mints at once, too, where an order finds it short",
        unit="s",
        source=f"{_CONSOLE} (a daily job); that it mints in between is an assumption",
        status="assumed",
        default=float(SECONDS_PER_DAY),
        ge=1.0,
    )
    mint_margin_ratio: float = parameter(
        "AKT given beyond what a mint costs at the price of the moment, over that",
        unit="fraction",
        source=f"{_CONSOLE} (2 % for slippage); the same of tenants is an assumption",
        status="assumed",
        default=0.02,
        ge=0.0,
        le=1.0,
    )
    retry_time: Seconds = parameter(
        "time after which who was refused a mint asks again, for a lease that runs or for the Console's stock",
        unit="s",
        source=sources.ASSUMPTION,
        status="assumed",
        default=float(SECONDS_PER_HOUR),
        ge=1.0,
    )
    akt_as_fallback: bool = parameter(
        "who can have no ACT minted for a lease that runs puts AKT into its account, which pays in a halt",
        unit="flag",
        source=sources.ASSUMPTION,
        status="assumed",
        default=False,
    )
    refunds: Literal["kept", "burned"] = parameter(
        "what a tenant does with ACT that is left of a lease: `kept` for the next one, or `burned` for AKT",
        unit="kind",
        source=sources.ASSUMPTION,
        status="assumed",
        default="kept",
    )
