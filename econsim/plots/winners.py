"""Who gains and who pays: a bar for each group of people, whiskers for chance, what is created apart."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import WHOLE_YEAR_DAYS, about, listed
from econsim.analysis.first_page_data import GroupGain, WhoGains
from econsim.analysis.statistics import HIGHER, LOWER
from econsim.analysis.winners import POOL
from econsim.plots.style import FAINT, GREY, INK, OKABE_ITO, dress, styled

_GAINS, _PAYS = OKABE_ITO[0], OKABE_ITO[1]
_GAP = 0.6  # between the groups and what is created apart
_NAMED_FROM = 0.01
_ROOM = 1.75  # of the longest bar, for the amounts beside the bars


def winners(thing: Comparison, variant: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw what moves to each group of people in AKT a year, with its 95 % interval; USD stand in brackets.

    `thing` is a comparison, `variant` one of its variants (the first when None); returns the axes, new ones where `ax`
    is None. The bars of the groups sum to zero; what is newly created has a bar of its own below them.
    """
    name = thing.variants[0] if variant is None else variant
    found = thing.background.who_gains[name]
    with styled(ax) as axes:
        places = [*range(len(found.groups)), len(found.groups) + _GAP]
        rows = [*found.groups, found.created]
        reach = max((_reach(row) for row in rows), default=0.0) or 1.0
        for place, row in zip(places, rows, strict=True):
            _bar(axes, place, row, reach, GREY if row is found.created else _GAINS if row.moved > 0.0 else _PAYS)
        axes.axvline(0.0, color=INK, linewidth=0.8)
        axes.axhline(len(found.groups) - 0.5 + _GAP / 2, color=FAINT, linewidth=0.8)
        dress(axes, winners_title(found), winners_subtitle(thing, found), grid="x")
        axes.set_yticks(places, [row.who if row is not found.created else "newly created" for row in rows])
        axes.set_xlim(-_ROOM * reach, _ROOM * reach)
        axes.set_ylim(places[-1] + 0.5, -0.5)
        axes.xaxis.set_major_locator(MaxNLocator(6))
        axes.xaxis.set_major_formatter(lambda value, _: about(value) if abs(value) <= 1.2 * reach else "")
    return axes


def winners_title(found: WhoGains) -> str:
    """Return what was found: how much moves from whom to whom; parties with less than a hundredth of it go unnamed."""
    seen = [party for party in found.parties if party.verdict in (HIGHER, LOWER)]
    most = max((abs(party.moved) for party in seen), default=0.0)
    told = [party for party in seen if abs(party.moved) >= _NAMED_FROM * most]
    payers, payees = ([_called(party) for party in told if sign * party.moved > 0.0] for sign in (-1.0, 1.0))
    if not told:
        return "Nothing that can be detected moves between groups of people"
    sides = [f"{word} {listed(who)}" for word, who in (("from", payers), ("to", payees)) if who]
    return f"About {about(most)} AKT a year move {' '.join(sides)}"


def _called(party: GroupGain) -> str:
    return f"the {POOL}" if party.who == POOL else party.who


def winners_subtitle(thing: Comparison, found: WhoGains) -> str:
    """Return the unit, the window and what the whiskers are."""
    pace = "" if found.days >= WHOLE_YEAR_DAYS else f" at the pace of {found.days:.4g} days"
    return f"AKT a year{pace} (USD at {found.akt_price_usd:.2f} an AKT); whiskers: 95 % interval; groups sum to zero"


def _reach(row: GroupGain) -> float:
    return max(abs(end) for end in (row.moved, row.ci_low or 0.0, row.ci_high or 0.0))


def _bar(axes: Axes, place: float, row: GroupGain, reach: float, colour: str) -> None:
    axes.barh(place, row.moved, height=0.62, color=colour)
    if row.ci_low is not None and row.ci_high is not None and row.ci_high > row.ci_low:
        axes.plot([row.ci_low, row.ci_high], [place, place], color=INK, linewidth=1.2)
    side = 1.0 if row.moved >= 0.0 else -1.0
    axes.annotate(
        f"{about(row.moved, signed=True)} ({about(row.usd, signed=True)} USD)",
        (side * _reach(row), place),
        xytext=(4 * side, 0),
        textcoords="offset points",
        ha="left" if side > 0.0 else "right",
        va="center",
        fontsize=8,
        color=INK,
    )
