"""Governance at a boundary between epochs: what is proposed and paid then, what is decided, what is in force from then.

On the chain this is one block: messages first, then the end of the block.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from econsim.mechanisms.gov.agenda import Proposed
from econsim.mechanisms.gov.enactment import commission_if_passed, could_act, enact, fail, law_if_passed
from econsim.mechanisms.gov.rules import REFUSED, decide, deposit, drop_unfunded, submit, voted_on
from econsim.mechanisms.gov.series import enacted_name, note_result
from econsim.mechanisms.gov.tally import stake_behind
from econsim.mechanisms.law import Law
from econsim.world.proposals import IN_VOTING, OpenVote
from econsim.world.world import World


def govern(world: World, law: Law, trials: Trials) -> Law:
    """Submit what is proposed at this boundary, drop and decide what is due; return the law from here on."""
    agenda = trials.agenda
    if not agenda:
        return law
    for number, proposal in enumerate(agenda):
        if proposal.epoch == world.epoch:
            _submit(world, law, number, trials)
        if proposal.deposited_epoch == world.epoch:
            _pay_the_rest(world, law, number, proposal)
    drop_unfunded(world, law.gov)
    while due := voted_on(world):
        number, proposal = due[0], agenda[due[0]]
        found = decide(world, law.gov, number, law.staking.max_validators)
        if found is None:
            continue
        note_result(world, proposal.name, found)
        after = trials.law_if_passed(number, law) if found.passes else None
        if after is not None and enact(world, proposal, after):
            world.journal.count(enacted_name(proposal.name), 1)
            law = after
        elif found.passes:
            fail(world, number)
    return law


def _submit(world: World, law: Law, number: int, trials: Trials) -> None:
    """Submit a proposal with what it brings along, unless the release tries it and finds that it could not act."""
    rules, proposal = law.software.rules, trials.agenda[number]
    if rules.proposals_tried_when_submitted and not could_act(world, trials.law_if_passed(number, law), proposal):
        world.journal.count(REFUSED, 1)
        return
    first, _ = proposal.deposits(law)
    is_expedited = proposal.is_expedited and rules.expedited_proposals_accepted
    submit(world, law.gov, number, first, is_expedited=is_expedited)


def _pay_the_rest(world: World, law: Law, number: int, proposal: Proposed) -> None:
    """Let the rest of a deposit come, up to what is to be paid in all by the law of that day."""
    row = world.proposals.row_of(number)
    if row >= 0:
        whole = sum(proposal.deposits(law))
        rest = whole - int(world.proposals.deposit_uakt[row])
        if rest > 0:
            deposit(world, law.gov, number, rest)


class Trials:
    """The law that each of some proposals would leave, had it passed; worked out once for each law that it finds."""

    def __init__(self, agenda: Sequence[Proposed]) -> None:
        """Take what is proposed in a run."""
        self.agenda = tuple(agenda)
        self._tried: dict[int, tuple[Law, Law | None]] = {}

    def law_if_passed(self, number: int, law: Law) -> Law | None:
        """Return the law after a proposal, None where it could not act on the one that it finds."""
        if number not in self._tried or self._tried[number][0] is not law:
            self._tried[number] = law, law_if_passed(law, self.agenda[number])
        return self._tried[number][1]


def in_voting(world: World, law: Law, trials: Trials) -> tuple[OpenVote, ...]:
    """Return what is being voted on, as everybody sees it: each proposal with the law and the rates that it leaves."""
    found = []
    for row in world.proposals.in_state(IN_VOTING):
        number = int(world.proposals.number[row])
        proposal, after = trials.agenda[number], trials.law_if_passed(number, law) or law
        found.append(
            OpenVote(
                number=number,
                name=proposal.name,
                begin_seconds=float(world.proposals.voting_begin_seconds[row]),
                end_seconds=float(world.proposals.voting_end_seconds[row]),
                law=after,
                commission_rate=commission_if_passed(world, proposal, after),
                count=partial(stake_behind, world, number, law.staking.max_validators),
            )
        )
    return tuple(found)
