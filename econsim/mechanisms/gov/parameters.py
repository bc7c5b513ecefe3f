"""Parameters of x/gov, and of Akash's own agov: what a proposal costs and what makes it law."""

from __future__ import annotations

from econsim import sources
from econsim.contracts import parameter
from econsim.scenario.values import Fraction, Seconds, Section
from econsim.world.money import Akt

_HELD = f"{sources.GENESIS_2020}, taken to hold"
_DEPOSIT = sources.MEETINGS.format(path="sig-chain/meetings/008-2023-09-05.md")
_VOTING = sources.MEETINGS.format(path="sig-chain/meetings/011-2023-12-05.md")
_BURNS = "akash-network/cosmos-sdk x/gov/types/v1/params.go @36aff57365193f3359d3de99c59e732e2ad74a26 (defaults)"
_EXPEDITED = "akash-network/node upgrades/software/v1.0.0/upgrade.go @b10cf66cb1c5b2fe61980719d4add48a0cadb73a"


class Gov(Section):
    """x/gov: deposits, times and majorities of proposals. The chain keeps its keys in three groups."""

    min_deposit: Akt = parameter(
        "deposit with which a proposal goes to the vote",
        unit="uakt",
        source=f"{sources.GENESIS_2020}; {_DEPOSIT} (40 % of it is 400 AKT)",
        status="from code",
        chain_key="gov/depositparams.min_deposit",
    )
    max_deposit_period: Seconds = parameter(
        "time in which the deposit must come together; after it the proposal is dropped",
        unit="s",
        source=_HELD,
        status="inferred",
        chain_key="gov/depositparams.max_deposit_period",
        ge=1.0,
    )
    voting_period: Seconds = parameter(
        "time in which votes are taken (14 days at the genesis of 2020)",
        unit="s",
        source=_VOTING,
        status="from code",
        chain_key="gov/votingparams.voting_period",
        ge=1.0,
    )
    quorum: Fraction = parameter(
        "part of bonded stake that must vote, or the proposal fails",
        unit="fraction",
        source=_HELD,
        status="inferred",
        chain_key="gov/tallyparams.quorum",
    )
    threshold: float = parameter(
        "part of votes, abstentions left out, that must be exceeded by yes",
        unit="fraction",
        source=_HELD,
        status="inferred",
        chain_key="gov/tallyparams.threshold",
        gt=0.0,
        le=1.0,
    )
    veto_threshold: float = parameter(
        "part of votes beyond which no-with-veto fails the proposal",
        unit="fraction",
        source=_HELD,
        status="inferred",
        chain_key="gov/tallyparams.veto_threshold",
        gt=0.0,
        le=1.0,
    )
    burn_vote_quorum: bool = parameter(
        "whether missing the quorum burns the deposits; a parameter from v1.0.0 on, until then it does",
        unit="flag",
        source=_BURNS,
        status="from code",
        chain_key="gov/params.burn_vote_quorum",
    )
    burn_vote_veto: bool = parameter(
        "whether a veto burns them; a parameter from v1.0.0 on",
        unit="flag",
        source=_BURNS,
        status="from code",
        chain_key="gov/params.burn_vote_veto",
    )
    burn_proposal_deposit_prevote: bool = parameter(
        "whether they are burned where they do not come together in time; a parameter from v1.0.0 on",
        unit="flag",
        source=_BURNS,
        status="from code",
        chain_key="gov/params.burn_proposal_deposit_prevote",
    )
    min_initial_deposit_rate: Fraction = parameter(
        "part of min_deposit that the proposer itself must bring; 0 where there is no such rule",
        unit="fraction of min_deposit",
        source=f"{sources.API_GOV}; {sources.AEP_24}",
        status="from code",
        chain_key="agov/depositparams.min_initial_deposit_rate",
    )
    expedited_min_deposit: Akt = parameter(
        "deposit with which an expedited proposal goes to the vote, from the release on that knows them",
        unit="uakt",
        source=_EXPEDITED,
        status="from code",
        chain_key="gov/params.expedited_min_deposit",
    )
    expedited_voting_period: Seconds = parameter(
        "time in which votes on it are taken; where it fails it goes on as an ordinary proposal",
        unit="s",
        source=_EXPEDITED,
        status="from code",
        chain_key="gov/params.expedited_voting_period",
        ge=1.0,
    )
    expedited_threshold: float = parameter(
        "part of votes on it, abstentions left out, that must be exceeded by yes",
        unit="fraction",
        source=_EXPEDITED,
        status="from code",
        chain_key="gov/params.expedited_threshold",
        gt=0.0,
        le=1.0,
    )
