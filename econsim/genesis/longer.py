"""A world that goes on for another time than it was made for: more tenants come, nature may want something else of all.

Tenants, and when they want something, follow from draws that depend neither on the horizon nor on what has happened, so
those of a world that is made for the whole time stand in for those of the shorter one: a run that goes on is the run
that never stopped. Where nature is another from here on, so is what comes up from here on, the epoch's first hour
included: what had been described ahead is forgotten.
"""

from __future__ import annotations

from econsim.world.market_book import Intentions
from econsim.world.world import World


def prolong(world: World, whole: World) -> None:
    """Give a world the tenants and arrivals of one made for the whole time, which is used up by it."""
    orders_per_day = whole.tenants.orders_per_day.copy()
    for table, longer in ((world.tenants, whole.tenants), (world.tenants.purses, whole.tenants.purses)):
        lived = table.rows[: len(longer)]
        table.rows = longer.rows
        table.rows[: lived.size] = lived
    world.tenants.orders_per_day = orders_per_day
    world.market.turn_page(world.intentions)
    ahead = whole.intentions.rows  # some of them where the market has been warmed up
    world.intentions = Intentions(ahead[ahead["height"] >= world.height])
    if whole.arrivals.taken_to < world.height:
        whole.arrivals.until(world.height)
    world.arrivals = whole.arrivals
