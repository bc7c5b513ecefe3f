"""What looks like a contradiction and is none.

Who pays together and yet earns more apiece, or the other way round; and who gets or pays nothing and yet has more.
"""

from __future__ import annotations

from collections.abc import Sequence

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import listed
from econsim.analysis.verdicts import HIGHER, LOWER, NO_MORE_THAN_THAT
from econsim.analysis.winners import DELEGATORS, POOL
from econsim.report.document import Block, Paragraph, Text
from econsim.report.parts.claims import told
from econsim.report.parts.quantities import change

_OTHER = {HIGHER: LOWER, LOWER: HIGHER}
_NOTHING = 0.01  # of what is minted more or less: what is moved less is rounding


def puzzles(comparison: Comparison, variants: Sequence[str]) -> tuple[Block, ...]:
    """Return a sentence for the variants in which delegators pay and yet the APR of stake rises, and the reverse.

    And one for those in which the community pool ends with more or less though nothing moves to or from it.
    """
    found: list[Text] = []
    for side in (LOWER, HIGHER):
        if names := [name for name in variants if is_puzzle(comparison, name, side)]:
            found.append(_sentence(comparison, names, side))
    for side in (HIGHER, LOWER):
        if names := [name for name in variants if _is_of_the_mint(comparison, name, side)]:
            found.append(_of_the_mint(names, side))
    return tuple(Paragraph(words, "aside") for words in found)


def is_puzzle(comparison: Comparison, variant: str, side: str) -> bool:
    """Return whether delegators get less (`lower`) or more together while the APR and the bonded ratio say why."""
    found = comparison.outcomes(variant)
    if "net_apr" not in found or "bonded_ratio" not in found:
        return False
    gains = comparison.background.who_gains[variant]
    party = next(one for one in gains.parties if one.who == DELEGATORS)
    moved = {LOWER: party.moved < 0.0, HIGHER: party.moved > 0.0}[side] and party.verdict in (HIGHER, LOWER)
    moved = moved and abs(gains.created.moved) < abs(party.moved)  # or the APR follows what is minted
    return moved and found["net_apr"].verdict == _OTHER[side] and found["bonded_ratio"].verdict == side


def _sentence(comparison: Comparison, names: list[str], side: str) -> Text:
    """Return how both come together, with the numbers of the variant in which most stake moves."""
    most = max(names, key=lambda name: abs(comparison.outcomes(name)["bonded_ratio"].difference or 0.0))
    found, known = comparison.outcomes(most), comparison.metrics
    bonded = change(known["bonded_ratio"], found["bonded_ratio"].difference)
    apr, minted = found["net_apr"], found["inflation_rate"]
    paid = told(known["net_apr"], apr.difference, apr.verdict, apr.call)
    inflation = told(known["inflation_rate"], minted.difference, minted.verdict, minted.call)
    flow = "leave until the yield is back" if side == LOWER else "come until the yield is back"
    pay = (
        "pay together and yet each AKT that is staked earns more"
        if side == LOWER
        else ("gain together and yet each AKT that is staked earns less")
    )
    fewer, where = ("less" if side == LOWER else "more"), f" under {most}" if len(names) > 1 else ""
    return (
        f"No contradiction: under {listed(names)} delegators {pay}. Holders {flow}, so at the end {fewer} is bonded (",
        bonded,
        f" of supply{where}) and shares what is minted: the net APR is ",
        *paid,
        " and inflation at the end is ",
        *inflation,
        ". With stake that does not answer the yield the APR itself would move with what is paid.",
    )


def _is_of_the_mint(comparison: Comparison, variant: str, side: str) -> bool:
    """Return whether the community pool ends with more (`higher`) or less, told so, because more or less is minted."""
    gains, found = comparison.background.who_gains[variant], comparison.outcomes(variant).get("community_pool_uakt")
    pool = next(one for one in gains.parties if one.who == POOL)
    is_told = found is not None and found.verdict == side and found.call not in NO_MORE_THAN_THAT
    return is_told and gains.created.verdict == side and abs(pool.moved) < _NOTHING * abs(gains.created.moved)


def _of_the_mint(names: list[str], side: str) -> Text:
    more = "more" if side == HIGHER else "less"
    return (
        f"No contradiction: under {listed(names)} nothing moves to or from the {POOL}, and yet it ends with {more}. "
        f"It gets its part of what is minted, and {more} is; the bars of the groups leave that out.",
    )
