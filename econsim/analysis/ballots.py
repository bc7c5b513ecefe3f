"""What came of the proposals of an arm: how often each passed, who voted, and how."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from econsim.analysis.event_data import Ballot, HolderVotes
from econsim.analysis.metrics import by_epoch
from econsim.analysis.provenance import source_at
from econsim.mechanisms.gov.series import bonded_name, enacted_name, votes_name
from econsim.networks.deeds import intents
from econsim.runs.run_result import RunResult
from econsim.scenario.agenda import AGENDA
from econsim.scenario.event_words import being_submitted
from econsim.scenario.schema import Scenario
from econsim.scenario.timeline import to_come
from econsim.scenario.values import moment_text
from econsim.units import FloatArray
from econsim.world.proposals import HOLDERS, OPTIONS

_WHO = {
    "validators": "operators, with their own stake",
    "large": "large delegators who vote",
    "small": "small delegators who vote",
    "followers": "who follows a validator",
}


def ballots(scenario: Scenario, run: RunResult) -> tuple[Ballot, ...]:
    """Return the proposals of a scenario with what its run has seen of each: means over the runs that decided it."""
    does, found = intents(scenario), []
    for proposal in to_come(scenario.governance):
        bonded_by_epoch = by_epoch(run.series, bonded_name(proposal.name))
        bonded = bonded_by_epoch.sum(axis=1)
        votes = _votes(run, proposal.name, bonded)
        found.append(
            Ballot(
                name=proposal.name,
                title=proposal.written.title,
                date=moment_text(proposal.date),
                epoch=proposal.epoch,
                does=does[proposal.name],
                when=being_submitted(proposal, scenario.run, run.epochs),
                n_runs=run.replicates,
                n_decided=int((bonded > 0).sum()),
                decided=int(np.flatnonzero((bonded_by_epoch > 0).any(axis=0))[0]) if bonded.any() else None,
                n_enacted=int(by_epoch(run.series, enacted_name(proposal.name)).sum()),
                votes=tuple(votes),
                source=source_at(scenario, f"{AGENDA}.{proposal.name}"),
            )
        )
    return tuple(found)


def _votes(run: RunResult, name: str, bonded: FloatArray) -> Iterator[HolderVotes]:
    """Return the parts of bonded stake behind each option, by holder."""
    is_decided = bonded > 0
    for holder in HOLDERS if is_decided.any() else ():
        counted = [by_epoch(run.series, votes_name(name, holder, option)).sum(axis=1) for option in OPTIONS]
        parts = [float(np.mean(one[is_decided] / bonded[is_decided])) for one in counted]
        yield HolderVotes(_WHO[holder], **dict(zip(OPTIONS, parts, strict=True)))
