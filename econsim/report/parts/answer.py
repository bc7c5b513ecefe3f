"""The answer: what it means for people in three short lines, then how each objective stands."""

from __future__ import annotations

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import listed
from econsim.analysis.event_data import ENDS_BEFORE, NOTHING_DIFFERS
from econsim.analysis.verdicts import IDENTICAL, NO_MATTER, NO_NUMBER, OPEN, CallWord
from econsim.report.document import Block, Inline, Paragraph, Quantity, Text
from econsim.report.parts.chips import chips, verdict
from econsim.report.parts.people import TOLD, Group, people

MOST_LINES, MOST_WORDS = 3, 45
_CLAUSES: dict[CallWord, str] = {
    OPEN: f"{OPEN} for {{}}",
    NO_MATTER: f"{NO_MATTER} for {{}}",
    IDENTICAL: f"{IDENTICAL} in every run for {{}}",
    NO_NUMBER: f"{NO_NUMBER} for {{}}",
}


def answer(comparison: Comparison, variant: str) -> tuple[Block, ...]:
    """Return the answer for one variant; there is none where the run ends before the variant acts."""
    if _is_unanswered(comparison, variant):
        return (Paragraph(("Not answered: the run ends before the proposal acts.",), "answer"),)
    lines = tuple(Paragraph(line, "answer") for line in answer_lines(people(comparison, variant)))
    return (*lines, verdict(comparison, variant), chips(comparison, variant))


def _is_unanswered(comparison: Comparison, variant: str) -> bool:
    """Return whether all that a variant changes lies beyond the end, so that nothing can differ."""
    named = {flag.name for flag in comparison.background.flags if flag.variant == variant}
    return {ENDS_BEFORE, NOTHING_DIFFERS} <= named


def answer_lines(groups: list[Group]) -> list[Text]:
    """Return at most three lines and 45 words: groups with a number, a line each, then all others in one clause.

    What there is no room for is left out, the last first: what may follow on a sentence, then sizes of what is not
    decided, then whole groups.
    """
    told = [group for group in groups if group.state in TOLD and group.sentence][:MOST_LINES]
    whole, short = _rest(groups), _rest([group._replace(size="") for group in groups])
    tries = [(told, n_more, whole) for n_more in range(len(told), -1, -1)]
    tries += [(told[:most], 0, short) for most in range(len(told), 0, -1)]
    for kept, n_more, rest in tries:
        lines = _lines(kept, rest, n_more)
        if _words(lines) <= MOST_WORDS:
            break
    return lines


def _lines(told: list[Group], rest: str, n_more: int) -> list[Text]:
    """Return a line a group; the rest has a line of its own, or follows on the last where there are three."""
    lines = [group.sentence + (group.more if place < n_more else ()) for place, group in enumerate(told)]
    if not rest:
        return [(*line, ".") for line in lines]
    if len(lines) < MOST_LINES:
        return [*((*line, ".") for line in lines), (f"{rest[:1].upper()}{rest[1:]}.",)]
    return [*((*line, ".") for line in lines[:-1]), (*lines[-1], f"; {rest}.")]


def _rest(groups: list[Group]) -> str:
    """Return the clause about those for whom there is no number to tell."""
    by_state = {state: [group.who + group.size for group in groups if group.state == state] for state in _CLAUSES}
    if len(by_state[IDENTICAL]) == len(groups):
        return "nothing changes for anybody: the runs are identical"
    return "; ".join(_CLAUSES[state].format(listed(who)) for state, who in by_state.items() if who)


def _words(lines: list[Text]) -> int:
    return sum(len("".join(map(_plain, line)).split()) for line in lines)


def _plain(part: Inline) -> str:
    return f"0 {part.unit}".strip() if isinstance(part, Quantity) else str(part)
