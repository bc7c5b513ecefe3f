"""What looks like a contradiction and is none.

Who pays together and yet earns more apiece, or the other way round; and who gets or pays nothing and yet has more.
"""

from __future__ import annotations

from collections.abc import Sequence

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import listed
from econsim.analysis.first_page_data import GroupGain
from econsim.analysis.verdicts import HIGHER, LOWER, NO_MORE_THAN_THAT
from econsim.analysis.winners import DELEGATORS, POOL
from econsim.report.document import Block, Paragraph, Text
from econsim.report.parts.claims import told
from econsim.report.parts.quantities import change

_OTHER = {HIGHER: LOWER, LOWER: HIGHER}
_NOTHING = 0.01  # of what is minted more or less: what is moved less is rounding


def puzzles(comparison: Comparison, variants: Sequence[str]) -> tuple[Block, ...]:
    """Return a sentence for the variants in which delegators pay and yet the APR of stake rises, and the reverse.

    It says whether less stake or a larger mint is why. And one for those in which the community pool ends with more or
    less though nothing moves to or from it.
    """
    found: list[Text] = []
    for side in (LOWER, HIGHER):
        if names := [name for name in variants if is_puzzle(comparison, name, side)]:
            found.append(_sentence(comparison, names, side))
    for side in (HIGHER, LOWER):
        if names := [name for name in variants if _is_apr_of_the_mint(comparison, name, side)]:
            found.append(_apr_of_the_mint(names, side))
        if names := [name for name in variants if _is_pool_of_the_mint(comparison, name, side)]:
            found.append(_pool_of_the_mint(names, side))
    return tuple(Paragraph(words, "aside") for words in found)


def is_puzzle(comparison: Comparison, variant: str, side: str) -> bool:
    """Return whether delegators get less (`lower`) or more together while the APR and the bonded ratio say why."""
    found = comparison.outcomes(variant)
    is_bonding = "bonded_ratio" in found and found["bonded_ratio"].verdict == side
    return is_bonding and _pay_and_earn(comparison, variant, side) and not _is_more_than_moves(comparison, variant)


def _pay_and_earn(comparison: Comparison, variant: str, side: str) -> bool:
    """Return whether delegators get less (`lower`) or more together and the APR goes the other way."""
    found, party = comparison.outcomes(variant), _party(comparison, variant, DELEGATORS)
    return party.verdict == side and "net_apr" in found and found["net_apr"].verdict == _OTHER[side]


def _is_more_than_moves(comparison: Comparison, variant: str) -> bool:
    """Return whether more is minted, or less, than moves to or from delegators: the APR follows the mint then."""
    created = comparison.background.who_gains[variant].created
    return abs(created.moved) >= abs(_party(comparison, variant, DELEGATORS).moved)


def _party(comparison: Comparison, variant: str, who: str) -> GroupGain:
    return next(one for one in comparison.background.who_gains[variant].parties if one.who == who)


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


def _is_apr_of_the_mint(comparison: Comparison, variant: str, side: str) -> bool:
    """Return whether the APR is higher or lower, against what moves, because more or less is minted."""
    is_minted = comparison.background.who_gains[variant].created.verdict == side
    return is_minted and _pay_and_earn(comparison, variant, _OTHER[side]) and _is_more_than_moves(comparison, variant)


def _apr_of_the_mint(names: list[str], side: str) -> Text:
    paid, more, grows = ("pay", "more", "grows") if side == HIGHER else ("gain", "less", "shrinks")
    return (
        f"No contradiction: under {listed(names)} delegators {paid} together and yet each AKT that is staked earns "
        f"{more}. The mint {grows} by more than what moves, and the bars of the groups leave that out.",
    )


def _is_pool_of_the_mint(comparison: Comparison, variant: str, side: str) -> bool:
    """Return whether the community pool ends with more (`higher`) or less, told so, because more or less is minted."""
    created, pool = comparison.background.who_gains[variant].created, _party(comparison, variant, POOL)
    found = comparison.outcomes(variant).get("community_pool_uakt")
    is_told = found is not None and found.verdict == side and found.call not in NO_MORE_THAN_THAT
    return is_told and created.verdict == side and abs(pool.moved) < _NOTHING * abs(created.moved)


def _pool_of_the_mint(names: list[str], side: str) -> Text:
    more = "more" if side == HIGHER else "less"
    return (
        f"No contradiction: under {listed(names)} nothing moves to or from the {POOL}, and yet it ends with {more}. "
        f"It gets its part of what is minted, and {more} is; the bars of the groups leave that out.",
    )
