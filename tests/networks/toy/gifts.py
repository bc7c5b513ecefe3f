"""A decision that econsim does not have: which part of its wallet a delegator gives to the community pool."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from econsim.columns import Own, window
from econsim.contracts import DecisionKind, Policy, Public, parameter
from econsim.decisions import Decision, by_row
from econsim.draws import Draws
from econsim.units import IntArray
from econsim.world.world import World


@dataclass(frozen=True)
class Gift(Decision):
    """What each delegator gives away [uakt]."""

    given_uakt: IntArray = by_row(np.int64, least=0)


def own_wallets(world: World) -> Own:
    """Return what delegators see when they think of giving."""
    return window(len(world.delegators), {"purse_uakt": lambda: world.delegators.wallet_uakt})


GIFT = DecisionKind(name="gift", population="delegators", meaning="what to give away", sees=own_wallets, decides=Gift)


class Miser(Policy):
    """Give nothing."""

    kind: ClassVar[str] = "miser"
    decides: ClassVar[str] = "gift"

    def decide(self, own: Own, public: Public, draws: Draws) -> Gift:
        """Keep everything."""
        return Gift.none(len(own))


class Tithe(Policy):
    """Give a share of the wallet on days of good mood."""

    kind: ClassVar[str] = "tithe"
    decides: ClassVar[str] = "gift"

    given_share: float = parameter(
        "share given", unit="fraction", source="toy", status="assumed", default=0.1, ge=0.0, le=1.0
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> Gift:
        """Give the share where a draw is below one half."""
        is_giving = draws.uniform("mood") < 0.5
        return Gift(np.where(is_giving, np.floor(own.purse_uakt * self.given_share), 0.0).astype(np.int64))
