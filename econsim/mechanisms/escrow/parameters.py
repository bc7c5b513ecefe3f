"""Parameters of x/deployment: what goes into escrow (x/escrow itself has none)."""

from __future__ import annotations

from econsim import sources
from econsim.contracts import parameter
from econsim.scenario.values import Section
from econsim.world.money import MoneyByDenom


class Deployment(Section):
    """x/deployment: what a tenant locks."""

    min_deposits: MoneyByDenom = parameter(
        "smallest escrow deposit of a deployment by denom; a denom without one is not accepted",
        unit="uakt, uusdc or uact",
        source=f"{sources.API_DEPLOYMENT} (uakt); {sources.PROP_228}, "
        f"{sources.DOCS.format(path='guides/stable-payment-deployments.md')} (axlUSDC)",
        status="from code",
        chain_key="deployment/MinDeposits",
    )
