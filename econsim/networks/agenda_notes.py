"""What a valid agenda does that its author may not have meant."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import timedelta

from econsim.mechanisms.gov.agenda import Proposed
from econsim.mechanisms.gov.terms import terms_of
from econsim.mechanisms.law import Law
from econsim.mechanisms.upgrades.events import FLOOR
from econsim.mechanisms.upgrades.releases import does_something, release, releases_between
from econsim.mechanisms.upgrades.rules import law_after
from econsim.networks.floor import LIFTS
from econsim.scenario.agenda import AGENDA, law_at
from econsim.scenario.network import LIFTS_NOBODY, Note
from econsim.scenario.notes import cure, too_late
from econsim.scenario.origin import Path, dotted
from econsim.scenario.schema import Scenario
from econsim.scenario.values import duration_text
from econsim.units import UAKT_PER_AKT


def about_proposals(scenario: Scenario) -> Iterator[Note]:
    """Return a note for each proposal that nobody will vote on, whose vote outlasts the run, or that lifts nobody."""
    for proposal in scenario.governance:
        law = law_at(proposal.date, scenario.timeline, scenario.part(Law))
        if proposal.epoch < scenario.run.epochs:
            yield from _about_its_vote(scenario, proposal, law)
        yield from _about_the_floor(proposal, law)
        if proposal.upgrade is not None:
            skipped = about_skipped((AGENDA, proposal.name), law.release, proposal.upgrade.version)
            yield from () if skipped is None else (skipped,)


def about_skipped(path: Path, before: str, version: str) -> Note | None:
    """Return a note for an upgrade that skips releases whose handlers do something, which does not come with it."""
    skipped = [one for one in releases_between(before, version) if does_something(release(one))]
    if not skipped:
        return None
    sentence = f"{dotted(path)} goes from {before} to {version}: what {', '.join(skipped)} would have set and migrated"
    return Note(path, f"{sentence} does not come with it; give every release an event of its own before")


def _about_its_vote(scenario: Scenario, proposal: Proposed, law: Law) -> Iterator[Note]:
    run, path, terms = scenario.run, (AGENDA, proposal.name), terms_of(law.gov, proposal.is_expedited)
    first, rest = proposal.deposits(law)
    begin = proposal.epoch if first >= terms.min_deposit else proposal.deposited_epoch
    waited = (begin - proposal.epoch) * run.epoch_length
    if first + rest < terms.min_deposit or waited > law.gov.max_deposit_period:
        wanted = f"{terms.min_deposit / UAKT_PER_AKT:,.10g} AKT within {duration_text(law.gov.max_deposit_period)}"
        back = "burned" if law.gov.burn_proposal_deposit_prevote else "paid back"
        sentence = f"governance.{proposal.name} finds no deposit of {wanted}: it is dropped, its deposit {back}"
        yield Note(path, f"{sentence}, and nobody votes on it")
        return
    decided = begin + math.ceil(terms.voting_period / run.epoch_length)
    if decided >= run.epochs:
        when = too_late(decided, run.start + timedelta(seconds=decided * run.epoch_length))
        sentence = f"governance.{proposal.name} is decided at {when}: nothing of what it does is seen here"
        yield Note(path, f"{sentence}; {cure(decided)}")


def _about_the_floor(proposal: Proposed, law: Law) -> Iterator[Note]:
    raised = law_after(law, proposal).staking.min_commission_rate > law.staking.min_commission_rate
    if raised and FLOOR in proposal.all_set and LIFTS not in proposal.all_migrations:
        sentence = f"governance.{proposal.name} would raise min_commission_rate without a migration"
        meant = f"it changes what edits may name and lifts nobody; `migrations: [{LIFTS}]` lifts everybody below it"
        yield Note((AGENDA, proposal.name), f"{sentence}: {meant}", LIFTS_NOBODY)
