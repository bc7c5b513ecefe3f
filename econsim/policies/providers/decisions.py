"""What providers decide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from econsim.contracts import DecisionKind
from econsim.decisions import BUNDLES, BUNDLES_AND_KNOTS, KNOTS, ROWS, Decision, by_row, in_messages
from econsim.policies.providers.bonding_view import own_bonds
from econsim.policies.providers.projects_view import own_projects
from econsim.policies.providers.view import own_providers
from econsim.units import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class PricingSchedule(Decision):
    """Providers: the ask of each row for each bundle class, before a unit of money is chosen.

    Shape (rows, bundles), int64 millionths of a uakt and of a uusdc per block; 0 = does not bid.

    A row may draw a cost of its own for each order, by quantile: u uniform, keyed by (order, provider). At each u of
    `econsim.decisions.COST_KNOTS` (between them on straight lines) `cost_over_ask`, shape (rows, knots), is its cost
    and `bid_over_ask`, shape (rows, bundles, knots), what it bids, both over its ask; where u is not below `bids_below`
    it asks more than anybody pays. The cost is the bid at which it would just cover what the order costs it, take fee
    included. A row whose costs are 0 draws none and bids its ask.

    A row that learns may have mark-ups over its cost remembered, millionths, one entry a row and GPU model (the last
    number of models stands for bundles without GPUs); it sees them again as `own.markup`.
    """

    ask_micro_uakt_per_block: IntArray = by_row(np.int64, least=0, per=BUNDLES)
    ask_micro_uusdc_per_block: IntArray = by_row(np.int64, least=0, per=BUNDLES)
    cost_over_ask: FloatArray = by_row(np.float64, least=0, per=KNOTS, default=0.0)
    bid_over_ask: FloatArray = by_row(np.float64, least=0, per=BUNDLES_AND_KNOTS, default=0.0)
    bids_below: FloatArray = by_row(np.float64, least=0, most=1, per=BUNDLES, default=1.0)
    markup_row: IntArray = in_messages("mark-ups", ids=ROWS)
    markup_model: IntArray = in_messages("mark-ups")
    markup_micro: IntArray = in_messages("mark-ups")


PROVIDER_PRICING = DecisionKind(
    name="provider_pricing",
    population="providers",
    meaning="what to ask for each kind of order",
    sees=own_providers,
    decides=PricingSchedule,
)


@dataclass(frozen=True)
class RevenueUse(Decision):
    """Providers: the share sold of what they withdraw in the epoch, of either denom, once the market has closed.

    Before it opens, a wallet below `kept_for_deposits_uakt` buys up to it; 0 buys nothing.
    """

    sold_share: FloatArray = by_row(np.float64, least=0, most=1)
    kept_for_deposits_uakt: IntArray = by_row(np.int64, least=0)


PROVIDER_REVENUE = DecisionKind(
    name="provider_revenue",
    population="providers",
    meaning="what to sell of what is earned, and what to buy for bid deposits",
    sees=own_providers,
    decides=RevenueUse,
)


@dataclass(frozen=True)
class BurnAct(Decision):
    """Providers: the share burned of the ACT in each wallet, asked for in the first block of the epoch.

    Who burns at once asks, besides, in each block in which escrow pays it. Who keeps books of its GPUs burns, at least,
    `covers_costs` times what it lacks for the costs of the epoch. What is paid for ACT is AKT in the wallet, of which
    `provider_revenue` decides.
    """

    burned_share: FloatArray = by_row(np.float64, least=0, most=1)
    burns_at_once: BoolArray = by_row(np.bool_, default=False)
    covers_costs: FloatArray = by_row(np.float64, least=0, most=10, default=0.0)


PROVIDER_BURN = DecisionKind(
    name="provider_burn",
    population="providers",
    meaning="what to burn of the ACT that was earned",
    sees=own_providers,
    decides=BurnAct,
)


@dataclass(frozen=True)
class ProjectSupply(Decision):
    """Owners of projects, one row each: whether a node is ordered, whether one that runs is given up.

    A node is ordered while the GPUs of its model that are listed or on order, its own included, are `orders_up_to` at
    most; owners are served by their places in a queue that nature drew. Of who `is_booked` income and costs are booked
    in its provider's cash; who cannot pay is taken off. A contract pays what is used less than `guaranteed_use` of its
    GPU-hours, at its model's price; `revenue_share` of what the market pays it goes back.
    """

    orders_up_to: IntArray = by_row(np.int64, least=0)
    is_leaving: BoolArray = by_row(np.bool_)
    is_booked: BoolArray = by_row(np.bool_)
    guaranteed_use: FloatArray = by_row(np.float64, default=0.0, least=0, most=1)
    revenue_share: FloatArray = by_row(np.float64, default=0.0, least=0, most=1)


PROVIDER_SUPPLY = DecisionKind(
    name="provider_supply",
    population="projects",
    meaning="which nodes with GPUs are put up, and which are given up",
    sees=own_projects,
    decides=ProjectSupply,
)


@dataclass(frozen=True)
class BondHeld(Decision):
    """Providers: what each wants to have bonded [uakt].

    What is missing is posted, what is too much withdrawn: that waits for the unbonding time, out of reach of slashes.
    """

    bond_uakt: IntArray = by_row(np.int64, least=0)


PROVIDER_BOND = DecisionKind(
    name="provider_bond",
    population="providers",
    meaning="what to post as a bond for a level of verification, and what to take back",
    sees=own_bonds,
    decides=BondHeld,
)
