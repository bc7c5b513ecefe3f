"""Who gains and who pays: a bar for each group of people, whiskers for chance, what is created apart."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import WHOLE_YEAR_DAYS, about, listed, plain
from econsim.analysis.first_page_data import GroupGain, WhoGains
from econsim.analysis.verdicts import HIGHER, LOWER, OPEN
from econsim.analysis.winners import POOL
from econsim.plots.style import FAINT, GREY, INK, OKABE_ITO, dress, styled
from econsim.plots.things import refuse

CREATED = "minted by inflation"
_GAINS, _PAYS = OKABE_ITO[0], OKABE_ITO[1]
_GAP = 0.5  # between the groups and what is created apart
_NAMES, _AMOUNTS = 0.37, 0.33  # of the width, for the longest of them
_NAMED_FROM = 0.01  # of the largest transfer
_ROUGH_FROM = 100  # AKT or USD; less is told whole


def winners(thing: Comparison, variant: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw what moves to each group of people in AKT a year, with its 95 % interval; USD stand in brackets.

    `thing` is a comparison, `variant` one of its variants (the first when None); returns the axes, new ones where `ax`
    is None. The bars of the groups sum to zero; what inflation mints more or less has a bar of its own below them.
    """
    if not isinstance(thing, Comparison):
        refuse("winners", thing, "a comparison")
    found = thing.background.who_gains[thing.numbers.variant(variant or thing.variants[0]).name]
    rows = [*found.groups, found.created]
    places = [*map(float, range(len(found.groups))), len(found.groups) + _GAP]
    with styled(ax) as axes:
        dress(axes, winners_title(found), winners_subtitle(found), grid="x")
        _scale(axes, rows)
        for place, row in zip(places, rows, strict=True):
            is_created = row is found.created
            _bar(axes, place, row, GREY if is_created else _GAINS if row.moved > 0.0 else _PAYS)
            _tell(axes, place, CREATED if is_created else row.who, f"{amount(row.moved)} ({amount(row.usd)} USD)")
        axes.axvline(0.0, color=INK, linewidth=0.8)
        axes.axhline(len(found.groups) - (1.0 - _GAP) / 2, color=FAINT, linewidth=0.8)
        axes.set_yticks([])
        axes.set_ylim(places[-1] + 0.6, -0.6)
    return axes


def winners_title(found: WhoGains) -> str:
    """Return what was found: how much moves from whom to whom; who has less than a hundredth of it goes unnamed.

    Delegators, validators and the community pool are told; where nothing moves between these, groups within them.
    """
    for rows in (found.parties, found.groups):
        seen = [row for row in rows if row.verdict in (HIGHER, LOWER) and round(row.moved)]
        if seen:
            return _who_pays_whom(seen)
    if any(party.ci_low is None for party in found.parties):
        return f"Who gains and who pays {OPEN}: one run has no interval"
    return "Nothing that can be detected moves between groups of people"


def _who_pays_whom(seen: Sequence[GroupGain]) -> str:
    most = max(abs(row.moved) for row in seen)
    told = [row for row in seen if abs(row.moved) >= _NAMED_FROM * most]
    payers, payees = ([_called(row) for row in told if sign * row.moved > 0.0] for sign in (-1.0, 1.0))
    sides = [f"{word} {listed(who)}" for word, who in (("from", payers), ("to", payees)) if who]
    return f"About {amount(most).lstrip('+')} AKT a year move {' '.join(sides)}"


def winners_subtitle(found: WhoGains) -> str:
    """Return the unit, the window and what the whiskers are."""
    pace = "" if found.days >= WHOLE_YEAR_DAYS else f" at the pace of {found.days:.4g} days"
    return f"AKT a year{pace} (USD at {found.akt_price_usd:.2f} an AKT), 95 % whiskers; groups sum to zero"


def amount(value: float) -> str:
    """Return an amount with its sign, to three digits from a hundred on: `−199,000`, `+12`."""
    return about(value, signed=True) if abs(value) >= _ROUGH_FROM else plain(round(value), 0, signed=True)


def _called(party: GroupGain) -> str:
    return f"the {POOL}" if party.who == POOL else party.who


def _scale(axes: Axes, rows: Sequence[GroupGain]) -> None:
    """Keep the bars to the middle: names stand to their left, amounts to their right."""
    ends = [0.0, *(end for row in rows for end in (row.moved, row.ci_low, row.ci_high) if end is not None)]
    low, high = min(ends), max(ends)
    reach = (high - low) or 1.0
    whole = reach / (1.0 - _NAMES - _AMOUNTS)
    axes.set_xlim(low - _NAMES * whole, high + _AMOUNTS * whole)
    ticks = [tick for tick in MaxNLocator(2).tick_values(low, high) if low <= tick <= high]
    axes.set_xticks(ticks, [about(tick) for tick in ticks])


def _bar(axes: Axes, place: float, row: GroupGain, colour: str) -> None:
    axes.barh(place, row.moved, height=0.62, color=colour)
    if row.ci_low is not None and row.ci_high is not None and row.ci_high > row.ci_low:
        axes.plot([row.ci_low, row.ci_high], [place, place], color=INK, linewidth=1.2)


def _tell(axes: Axes, place: float, name: str, told: str) -> None:
    """Write a group's name to the left and its amounts to the right of its bar."""
    for x, text, side in ((0.0, name, "left"), (1.0, told, "right")):
        axes.annotate(
            text, (x, place), xycoords=("axes fraction", "data"), ha=side, va="center", fontsize=8.5, color=INK
        )
