"""The answer: what it means for people in three short lines, then how each objective stands."""

from __future__ import annotations

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import listed
from econsim.analysis.winners import POOL
from econsim.report.document import Block, Inline, Paragraph, Quantity, Text
from econsim.report.parts.chips import chips, verdict
from econsim.report.parts.people import OPEN, SAME, SMALL, TOLD, Group, people

MOST_LINES, MOST_WORDS = 3, 45


def answer(comparison: Comparison, variant: str) -> tuple[Block, ...]:
    """Return the answer for one variant."""
    lines = tuple(Paragraph(line, "answer") for line in answer_lines(people(comparison, variant)))
    return (*lines, verdict(comparison, variant), chips(comparison, variant))


def answer_lines(groups: list[Group]) -> list[Text]:
    """Return at most three lines and 45 words: groups with a number, a line each, then all others in one."""
    told = [group.sentence for group in groups if group.state == TOLD]
    rest = _rest(groups)
    for most in range(min(len(told), MOST_LINES - len(rest)), -1, -1):
        lines = [*told[:most], *rest]
        if most <= 1 or _words(lines) <= MOST_WORDS:
            return lines
    return rest


def _rest(groups: list[Group]) -> list[Text]:
    """Return the line about those for whom there is no number to tell."""
    by_state = {state: [_named(group) for group in groups if group.state == state] for state in (OPEN, SMALL, SAME)}
    if len(by_state[SAME]) == len(groups):
        return [("Nothing changes for anybody: the runs are identical.",)]
    words = {
        OPEN: "cannot be said yet for {}",
        SMALL: "no difference that matters for {}",
        SAME: "nothing changes for {}",
    }
    parts = [words[state].format(listed(who)) for state, who in by_state.items() if who]
    if not parts:
        return []
    told = "; ".join(parts)
    return [(f"{told[:1].upper()}{told[1:]}.",)]


def _named(group: Group) -> str:
    return f"the {POOL}" if group.who == POOL else group.who


def _words(lines: list[Text]) -> int:
    return sum(len("".join(map(_plain, line)).split()) for line in lines)


def _plain(part: Inline) -> str:
    return f"0 {part.unit}".strip() if isinstance(part, Quantity) else str(part)
