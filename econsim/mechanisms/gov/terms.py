"""What the law asks of one proposal, ordinary or expedited."""

from __future__ import annotations

from typing import NamedTuple

from econsim.mechanisms.gov.parameters import Gov


class Majorities(NamedTuple):
    """What it takes to pass, as fractions, and whether failing by quorum or by veto burns the deposits."""

    quorum: float
    threshold: float
    veto_threshold: float
    burn_vote_quorum: bool
    burn_vote_veto: bool


class Terms(NamedTuple):
    """The deposit with which it goes to the vote [uakt], the time to vote [s], majorities."""

    min_deposit: int
    voting_period: float
    majorities: Majorities


def terms_of(law: Gov, is_expedited: bool = False) -> Terms:
    """Return what is asked of an ordinary or of an expedited proposal."""
    burns = law.burn_vote_quorum, law.burn_vote_veto
    majorities = Majorities(law.quorum, law.threshold, law.veto_threshold, *burns)
    if not is_expedited:
        return Terms(law.min_deposit, law.voting_period, majorities)
    majorities = majorities._replace(threshold=law.expedited_threshold)
    return Terms(law.expedited_min_deposit, law.expedited_voting_period, majorities)
