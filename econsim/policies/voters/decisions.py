"""What voters decide."""

from __future__ import annotations

from dataclasses import dataclass

from econsim.columns import Own
from econsim.contracts import DecisionKind, Public
from econsim.decisions import ROWS, Decision, in_messages
from econsim.policies.delegators.view import own_delegators
from econsim.units import IntArray


@dataclass(frozen=True)
class Votes(Decision):
    """Accounts with stake: a list of votes, the last of an account on a proposal stands.

    `number` is that of one of `public.proposals`, `option` 0 yes, 1 abstain, 2 no, 3 no with veto (world/proposals.py).
    Who votes on nothing follows the validators that it has stake with, as far as their operators vote.
    """

    number: IntArray = in_messages("vote")
    voter: IntArray = in_messages("vote", ids=ROWS)
    option: IntArray = in_messages("vote")


def _is_voting_on(own: Own, public: Public) -> bool:
    return len(public.proposals) > 0


VOTE = DecisionKind(
    name="vote",
    population="delegators",
    meaning="what to vote on the proposals that are being voted on",
    sees=own_delegators,
    decides=Votes,
    is_open=_is_voting_on,
)
