"""What was voted on: each proposal with what came of it, and the stake behind each option by who holds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from econsim.analysis.event_data import Ballot, HolderVotes
from econsim.report.document import Block, Items, Link, Paragraph, Quantity, Row, Section, Strong, Table
from econsim.report.parts.tables import columns

_HEADS = ("who holds the stake", "yes", "no", "no with veto", "abstain")
_HOW = (
    "Parts of bonded stake, means over the runs that decided it. Who does not vote counts with the validator that it "
    "has its stake with, if that votes; who does neither is not counted."
)


def ballot_sections(ballots: Mapping[str, Sequence[Ballot]]) -> tuple[Section, ...]:
    """Return the section about proposals, by arm; none where nothing was proposed."""
    blocks = tuple(block for arm, found in ballots.items() for one in found for block in _blocks(arm, one))
    how = (Paragraph((_HOW,), "aside"),) if any(isinstance(block, Table) for block in blocks) else ()
    return (Section("votes", "What was voted on", (*blocks, *how)),) if blocks else ()


def vote_answers(ballots: Mapping[str, Sequence[Ballot]]) -> tuple[Section, ...]:
    """Return how each proposal ends in each arm, for the first page; none where nothing was proposed."""
    told = tuple((Strong(f"{arm}: "), f"{one.name} {one.outcome}.") for arm, found in ballots.items() for one in found)
    has_votes = any(one.votes for found in ballots.values() for one in found)
    more = (Paragraph((Link("Who votes how", "#votes"),), "aside"),) if has_votes else ()
    return (Section("ballots", "How the votes end", (Items(told), *more)),) if told else ()


def _blocks(arm: str, ballot: Ballot) -> Iterator[Block]:
    title = f" ({ballot.title})" if ballot.title else ""
    yield Paragraph((f"{arm}, {ballot.name}{title}: {ballot.sentence}.",))
    if ballot.votes:
        heads = [(head, "%" if place else "") for place, head in enumerate(_HEADS)]
        rows = [Row(((one.who,), *((Quantity(100 * part, "", 2),) for part in _in_order(one)))) for one in ballot.votes]
        yield Table(columns(*heads, numbers=range(1, len(_HEADS))), tuple(rows))


def _in_order(votes: HolderVotes) -> tuple[float, ...]:
    return votes.yes, votes.no, votes.no_with_veto, votes.abstain
