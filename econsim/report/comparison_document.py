"""What the report of a comparison says: the first page, then the sections after it, as one document tree."""

from __future__ import annotations

from collections.abc import Sequence

from econsim.analysis.comparison import Comparison
from econsim.report.document import Block, Command, Document, Link, Paragraph, Section
from econsim.report.parts import annex
from econsim.report.parts.answer import answer
from econsim.report.parts.apart import one_by_one_section, shocks_section
from econsim.report.parts.assumptions import assumptions_section
from econsim.report.parts.badges import badges
from econsim.report.parts.ballots import ballot_sections, vote_answers
from econsim.report.parts.break_even import break_even_section
from econsim.report.parts.changes import change_blocks, changes_section
from econsim.report.parts.claims import claims_sections, short_sections
from econsim.report.parts.faced import alike_lines, told_once, without_pairs
from econsim.report.parts.gains import gains_section
from econsim.report.parts.glossary import explained
from econsim.report.parts.heading import subtitle, title
from econsim.report.parts.many import are_many, glance_sections, one_by_one_of_many, proposals_sections
from econsim.report.parts.outcomes import outcomes_section
from econsim.report.parts.paths import first_path, paths_section
from econsim.report.parts.runs import runs_section
from econsim.report.parts.sources import Sources
from econsim.report.parts.sureness import cautions, sureness, what_if_section
from econsim.report.parts.validation import validation_section
from econsim.report.parts.who import who_blocks


def document(comparison: Comparison) -> Document:
    """Return the report of a comparison of two or more arms: the same tree for the same results."""
    sources = Sources()
    first_page = _first_page(comparison, sources)
    sections = _sections(comparison, sources)
    made = Document(
        title=title(comparison),
        subtitle=subtitle(without_pairs(comparison)),
        first_page=first_page,
        sections=sections,
        notes=sources.notes(),
        date=comparison.background.clock.start[:10],
    )
    return explained(made)


def _first_page(comparison: Comparison, sources: Sources) -> tuple[Block | Section, ...]:
    facing = without_pairs(comparison)
    faced = told_once(facing)
    return (
        badges(comparison),
        *short_sections(comparison),
        *(proposals_sections(facing) if len(facing.variants) > 1 else ()),
        *vote_answers(comparison.background.ballots),
        *alike_lines(facing),
        *(glance_sections(faced) if are_many(facing) else _told_in_full(faced, facing.variants, sources)),
        *claims_sections(comparison),
        Section("sure", "How sure", (*sureness(comparison), *cautions(comparison))),
        Section(
            "reproduce",
            "Make it again",
            (
                Command(comparison.background.command),
                Paragraph(("Versions and digests: ", Link("annex", "#again"), "."), "aside"),
            ),
        ),
    )


def _told_in_full(comparison: Comparison, changing: Sequence[str], sources: Sources) -> tuple[Section, ...]:
    """Return the answers of a few variants, one after the other; `changing` are those whose changes are told."""
    several = len(comparison.variants) > 1
    answers = tuple(
        Section(f"answer-{place}", f"Answer: {name}" if several else "Answer", answer(comparison, name))
        for place, name in enumerate(comparison.variants, start=1)
    )
    return (
        *answers,
        Section("who", "Who gains, who pays", who_blocks(comparison, comparison.variants)),
        Section("changes", "What changes", change_blocks(comparison, sources, changing)),
        Section("path", "Over time", first_path(comparison)),
    )


def _sections(comparison: Comparison, sources: Sources) -> tuple[Section, ...]:
    targets, once = comparison.background.targets, told_once(comparison)
    return (
        *(one_by_one_of_many(once, sources) if are_many(comparison) else ()),
        outcomes_section(once),
        paths_section(comparison, has_first=are_many(comparison)),
        gains_section(once),
        break_even_section(comparison),
        *shocks_section(comparison),
        *one_by_one_section(comparison),
        *what_if_section(comparison),
        changes_section(comparison, sources),
        annex.timeline_section(comparison, sources),
        *ballot_sections(comparison.background.ballots),
        validation_section(comparison, targets, sources),
        annex.limits_section(has_targets=any(one.verdict for arm in targets.values() for one in arm.rows)),
        assumptions_section(comparison, sources),
        runs_section(comparison),
        annex.again_section(comparison),
    )
