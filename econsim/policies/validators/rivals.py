"""Commission rates that answer rivals': those of the active set that are not captive. A captive one answers nobody."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from econsim import sources
from econsim.columns import Own
from econsim.contracts import Policy, Public, parameter
from econsim.draws import Draws
from econsim.policies.validators.decisions import CommissionEdit
from econsim.policies.validators.reach import step_towards
from econsim.units import BoolArray, FloatArray


class Undercut(Policy):
    """Ask for a step less than the cheapest rival until one is the cheapest (Bertrand 1883).

    The floor ends the race where it lies above: then everybody stands on it. Below its own least rate it does not go.
    """

    kind: ClassVar[str] = "undercut"
    decides: ClassVar[str] = "validator_commission"

    step: float = parameter(
        "how far below the cheapest rival",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0.01,
        gt=0.0,
        le=1.0,
    )
    least_rate: float = parameter(
        "rate below which it would rather lose stake",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0.0,
        ge=0.0,
        le=1.0,
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> CommissionEdit:
        """Cut where another one is as cheap or cheaper."""
        cheapest = _cheapest_other(own, public)
        wanted = np.maximum(cheapest - self.step, self.least_rate)
        is_dearer = own.commission_rate >= cheapest
        rate = np.where(is_dearer, np.minimum(wanted, own.commission_rate), own.commission_rate)
        return CommissionEdit(_unless_captive(own, public, rate))


class FollowMarket(Policy):
    """Ask for the usual rate, the median of rivals' weighted by stake, where one's own is another.

    Rates cluster: 74 of 100 validators of Akash stood at exactly 5 % on 20 February 2024, 19 at 10 %.
    """

    kind: ClassVar[str] = "follow_market"
    decides: ClassVar[str] = "validator_commission"

    tolerance: float = parameter(
        "distance from the usual rate that it does not mind",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0.005,
        ge=0.0,
        le=1.0,
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> CommissionEdit:
        """Move to the usual rate, up or down."""
        rates, shares = public.validators.commission_rate, public.validators.stake_share
        of_rivals = np.flatnonzero(are_rivals(public) & (shares > 0.0))
        if not of_rivals.size:
            return CommissionEdit.none(len(own))
        usual = _weighted_median(rates[of_rivals], shares[of_rivals])
        is_far = np.abs(own.commission_rate - usual) > self.tolerance
        return CommissionEdit(_unless_captive(own, public, np.where(is_far, usual, own.commission_rate)))


class BestResponse(Policy):
    """Ask for the rate that earns most in logit competition, while every rival keeps its own (zero marginal cost).

    A share of stake s = w e^(-g c) / (w e^(-g c) + rivals) earns c s, which is most where g c (1 - s) = 1:

        g c = 1 + omega(ln(s / (1 - s)) + g c_now - 1),    omega(z) e^omega(z) = e^z

    It takes its share of today for what delegators answer to its rate of today. Among n equals the rest point is
    c = 1 / (g (1 - 1/n)) (Anderson, de Palma, Thisse 1992, Discrete Choice Theory of Product Differentiation, ch. 7).
    """

    kind: ClassVar[str] = "best_response"
    decides: ClassVar[str] = "validator_commission"

    believed_sensitivity: float = parameter(
        "log odds that it believes delegators to take off per unit of commission",
        unit="1",
        source=sources.DELEGATION_EVIDENCE,
        status="estimated elsewhere",
        default=10.0,
        gt=0.0,
        le=1_000.0,
    )
    least_change: float = parameter(
        "difference from its rate for which it sends no message",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0.0005,
        ge=0.0,
        le=1.0,
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> CommissionEdit:
        """Move to the best reply to today's shares."""
        from scipy.special import logit, wrightomega  # take a moment to import

        per_rate = self.believed_sensitivity
        log_odds = logit(own.stake_share) + per_rate * own.commission_rate
        wanted = np.minimum((1.0 + wrightomega(log_odds - 1.0)) / per_rate, own.max_rate)
        is_far = np.abs(wanted - own.commission_rate) > self.least_change
        return CommissionEdit(_unless_captive(own, public, np.where(is_far, wanted, own.commission_rate)))


def _unless_captive(own: Own, public: Public, wanted: FloatArray) -> FloatArray:
    """Return what to ask for now by who wants some rate; nobody's stake with a captive one answers to its rate."""
    return step_towards(own, public, np.where(own.is_captive, own.commission_rate, wanted))


def are_rivals(public: Public) -> BoolArray:
    """Return which validators compete for stake: the active set, captive ones apart."""
    return np.asarray(public.validators.is_bonded & ~public.validators.is_captive)


def _cheapest_other(own: Own, public: Public) -> FloatArray:
    """Return the lowest rate of the others among rivals, endless where there is no other."""
    rates = np.where(are_rivals(public), public.validators.commission_rate, np.inf)
    first = int(np.argmin(rates))
    lowest_but_one = np.delete(rates, first).min(initial=np.inf)
    return np.asarray(np.where(own.ids == first, lowest_but_one, rates[first]))


def _weighted_median(values: FloatArray, weights: FloatArray) -> float:
    """Return the least value up to which half of the weight lies."""
    order = np.argsort(values, kind="stable")
    upto = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(upto, upto[-1] / 2.0)])
