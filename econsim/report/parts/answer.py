"""The answer: what it means for people, a line each, then how the objectives stand."""

from __future__ import annotations

from econsim.analysis.comparison import Comparison
from econsim.report.document import Block, Paragraph
from econsim.report.parts.chips import chips, verdict
from econsim.report.transfer import transfer_sentence


def answer(comparison: Comparison, variant: str) -> tuple[Block, ...]:
    """Return the lines of one variant."""
    return (
        Paragraph((transfer_sentence(comparison, variant),), "answer"),
        verdict(comparison, variant),
        chips(comparison, variant),
    )
