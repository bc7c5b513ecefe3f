"""Series of governance: proposals and what becomes of them, their deposits, and the stake behind each vote.

What was counted on a proposal is recorded in the epoch at whose beginning it was decided, and is 0 in every other.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Any

import numpy as np

from econsim.mechanisms.gov import money
from econsim.mechanisms.gov.enactment import FAILED
from econsim.mechanisms.gov.rules import ACCEPTED, DROPPED, REFUSED, REJECTED, SUBMITTED
from econsim.mechanisms.gov.tally import Tally
from econsim.units import FloatArray
from econsim.world.proposals import HOLDERS, IN_VOTING, OPTIONS, YES
from econsim.world.series import Series, count, counted, flow, of, stock
from econsim.world.world import World

_BONDED, _COUNTED = "votes_bonded_uakt", "votes_counted_uakt"
_WHO = dict(
    zip(
        HOLDERS,
        ("operators' own accounts", "large delegators who vote", "small ones who vote", "who follows a validator"),
        strict=True,
    )
)


def note_result(world: World, name: str, found: Tally) -> None:
    """Write down what was counted on a proposal, by holder and option, and what was bonded [uakt]."""
    for number, holder in enumerate(HOLDERS):
        of_holder = found.counted_uakt[number].tolist()
        for option, uakt in zip(OPTIONS, of_holder, strict=True):
            world.journal.count(votes_name(name, holder, option), uakt)
            world.journal.count(option, uakt)
        world.journal.count(_by(holder), sum(of_holder))
        world.journal.count(_yes_by(holder), of_holder[YES])
        world.journal.count(_COUNTED, sum(of_holder))
    world.journal.count(bonded_name(name), found.bonded_uakt)
    world.journal.count(_BONDED, found.bonded_uakt)


def _by(holder: str) -> str:
    return f"votes_{holder}_uakt"


def _yes_by(holder: str) -> str:
    return f"votes_{holder}_yes_uakt"


def votes_name(proposal: str, holder: str, option: str) -> str:
    """Return the name of the series of the stake of some holders behind an option of a proposal."""
    return f"votes_{proposal}_{holder}_{option}_uakt"


def enacted_name(proposal: str) -> str:
    """Return the name of the series that counts when a proposal comes into force."""
    return f"votes_{proposal}_enacted"


def bonded_name(proposal: str) -> str:
    """Return the name of the series of what was bonded when a proposal was decided."""
    return f"votes_{proposal}_bonded_uakt"


@cache
def votes_on(proposals: tuple[str, ...]) -> tuple[Series, ...]:
    """Return the series of what was counted on each proposal when it was decided, by holder and option."""
    counted = [
        count(votes_name(name, holder, option), f"stake of {_WHO[holder]} counted as {option} on {name}", unit="uakt")
        for name, holder, option in product(proposals, HOLDERS, OPTIONS)
    ]
    bonded = [count(bonded_name(name), f"stake bonded when {name} was decided", unit="uakt") for name in proposals]
    enacted = [count(enacted_name(name), f"1 where {name} comes into force as the epoch begins") for name in proposals]
    return (*counted, *bonded, *enacted)


def _voted(*counted: Any) -> Any:
    return sum(counted)


def _ratio(part: Any, whole: Any) -> FloatArray:
    return np.asarray(part / np.maximum(whole, 1))


_ALL = of(_voted, *(counted(option) for option in OPTIONS))


def _share(option: str, words: str) -> Series:
    meaning = f"part of what was counted that {words}; 0 where no proposal was decided"
    return Series(f"votes_{option}_ratio", "fraction", meaning, of(_ratio, counted(option), _ALL))


SERIES = (
    count(SUBMITTED, "proposals submitted at the beginning of the epoch"),
    count(REFUSED, "proposals refused: they brought too little along, or could not have acted there and then"),
    Series(
        "proposals_in_voting",
        "count",
        "proposals that are being voted on in the epoch",
        lambda now: len(now.world.proposals.in_state(IN_VOTING)),
    ),
    count(DROPPED, "proposals dropped as the epoch began: their deposits did not come together in time"),
    count(ACCEPTED, "proposals that the vote passed as the epoch began"),
    count(FAILED, "proposals among them that could not act on the law or the pool as they were: nothing came of them"),
    count(REJECTED, "proposals that the vote rejected as the epoch began"),
    Series(
        "turnout",
        "fraction",
        "part of bonded stake that was counted, who follows a validator included; 0 where no proposal was decided",
        of(_ratio, _ALL, counted(_BONDED)),
    ),
    _share("yes", "said yes"),
    _share("no", "said no"),
    _share("no_with_veto", "said no with veto"),
    _share("abstain", "abstained"),
    count(_BONDED, "stake bonded when proposals were decided", unit="uakt"),
    count(_COUNTED, "stake counted on proposals that were decided", unit="uakt"),
    *(count(_by(holder), f"the same of {_WHO[holder]}", unit="uakt") for holder in HOLDERS),
    *(
        Series(
            f"votes_{holder}_yes_ratio",
            "fraction",
            f"part of what was counted of {_WHO[holder]} that said yes; 0 where no proposal was decided",
            of(_ratio, counted(_yes_by(holder)), counted(_by(holder))),
        )
        for holder in HOLDERS
    ),
    stock("proposals.deposit_uakt", "proposal_deposits_uakt", "deposits on open proposals"),
    flow(money.DEPOSITED, "proposal_deposits_paid_uakt", "paid on proposals from outside"),
    flow(money.REFUNDED, "proposal_deposits_refunded_uakt", "deposits given back"),
    flow(money.BURNED, "proposal_deposits_burned_uakt", "deposits burned"),
    flow(money.SPENT, "community_pool_spent_uakt", "paid out of the community pool by proposals"),
)
