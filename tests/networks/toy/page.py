"""A page of an epoch in which gifts are given and windfalls fall."""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.mechanisms.distribution.rules import distribute
from econsim.mechanisms.mint.rules import mint_epoch
from econsim.simulation.invariants import check_the_books
from econsim.simulation.law_in_force import put_law_in_force
from econsim.world.ledger import Account
from econsim.world.series import Moment
from econsim.world.views import public_view
from tests.networks.toy.giving import give


def one_epoch(model: Any) -> None:
    """Let one epoch happen."""
    world, everybody = model.world, np.arange(len(model.world.delegators))
    world.journal.begin()
    falls = 0 if model.nature.storms[world.epoch] else model.nature.windfall[world.epoch]
    fallen = np.full(everybody.size, falls)
    world.ledger.move(Account("outside_uakt"), Account("delegators.wallet_uakt", everybody), fallen, "windfalls")
    law = put_law_in_force(world, model.law)
    mint_epoch(world, law.mint)
    distribute(world, law.distribution)
    decisions = model.choices.decide(world, public_view(world, law, law.software))
    give(world, decisions.gift)
    check_the_books(Moment(world, law, None, None), model.invariants)
    world.epoch += 1
