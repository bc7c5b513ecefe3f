"""What a variant means for each group of people: with a number where it matters, else in the word of the verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import WHOLE_YEAR_DAYS, about, rough_amount, unit_of
from econsim.analysis.metrics import Metric
from econsim.analysis.outcomes import Outcome
from econsim.analysis.verdicts import (
    BETTER,
    HIGHER,
    IDENTICAL,
    LOWER,
    MATTERS,
    OPEN,
    WORSE,
    CallWord,
    called,
    strongest,
)
from econsim.analysis.winners import POOL, VALIDATORS
from econsim.report.document import Quantity, Text
from econsim.report.parts.shocked import over_the_run, passing_shock, while_it_lasts
from econsim.units import DAYS_PER_YEAR

TOLD: tuple[CallWord, ...] = (BETTER, WORSE, MATTERS)  # with a number
_ROUGH_FROM = 100.0
_TOLD_APART, _MOST_DECIMALS = 0.2, 9


class Group(NamedTuple):
    """A group of people: the verdict and, where there is a number to tell, the sentence about it.

    `more` may follow on the sentence, `size` on the name of who has none, where there is room; none has a full stop.
    """

    who: str
    state: CallWord
    sentence: Text
    more: Text = ()
    size: str = ""


def people(comparison: Comparison, variant: str) -> list[Group]:
    """Return delegators, validators, the community pool, tenants and providers, in this order."""
    found = [
        _delegators(comparison, variant),
        _validators(comparison, variant),
        _pool(comparison, variant),
        *_of_the_market(comparison, variant),
    ]
    if comparison.background.clock.first_difference is None:
        return [group._replace(state=IDENTICAL) for group in found]
    if comparison.numbers.replicates > 1:
        return found
    return [group._replace(state=OPEN) for group in found]  # what is alike in one run may differ in the next


def _delegators(comparison: Comparison, variant: str) -> Group:
    """Return delegators, whose lot is what they are paid and, as more is minted for everybody, what is left of it.

    Where that goes the other way, beyond chance, it is no aside: a higher APR would read as a gain.
    """
    paid = _by_levels(comparison, variant, "delegators", "net_apr", "Delegators earn")
    found = comparison.outcomes(variant)["real_yield"]
    if not paid.sentence or found.baseline is None or found.variant is None or found.verdict == IDENTICAL:
        return paid
    factor = unit_of(comparison.metrics["real_yield"].unit).factor
    before, after = found.baseline * factor, found.variant * factor
    decimals = two_digits(before, after)
    levels: Text = (Quantity(after, "", decimals), " instead of ", Quantity(before, "%", decimals))
    if {found.verdict, comparison.outcomes(variant)["net_apr"].verdict} == {HIGHER, LOWER}:
        way = "more" if found.verdict == HIGHER else "less"
        return paid._replace(sentence=(*paid.sentence, f", but {way} after inflation"), more=(" (", *levels, ")"))
    return paid._replace(more=(", ", *levels, " after inflation"))


def _pool(comparison: Comparison, variant: str) -> Group:
    """Return the community pool, whose lot is what it holds at the end; with a size where it is seen, but not decided.

    The picture of who gains shows what moves between parties, which may be nothing where the pool ends with more.
    """
    pool = _by_levels(comparison, variant, f"the {POOL}", "community_pool_uakt", f"The {POOL} ends with")
    metric, found = comparison.metrics["community_pool_uakt"], comparison.outcomes(variant)["community_pool_uakt"]
    if pool.state != OPEN or found.verdict not in (HIGHER, LOWER):
        return pool
    way = "more" if found.verdict == HIGHER else "less"
    return pool._replace(size=f" ({rough_amount(metric, found.difference)} {way} at the end)")


def _by_levels(comparison: Comparison, variant: str, who: str, name: str, begin: str) -> Group:
    """Return a group whose lot is a metric: `Delegators earn about 11.4 instead of 11.7 % a year.`"""
    metric, found = comparison.metrics[name], comparison.outcomes(variant)[name]
    state, unit = found.call, unit_of(metric.unit)
    if state not in TOLD or found.baseline is None or found.variant is None:
        return Group(who, OPEN if state in TOLD else state, ())
    before, after = found.baseline * unit.factor, found.variant * unit.factor
    decimals = two_digits(before, after)
    words = unit.level + _pace(metric, found)
    return Group(
        who,
        state,
        (begin, " about ", Quantity(after, "", decimals), " instead of ", Quantity(before, words, decimals)),
    )


def _of_the_market(comparison: Comparison, variant: str) -> tuple[Group, ...]:
    """Return tenants and providers, nobody without a market.

    Of a shock that passes they say what it does while it lasts and in all, not an average.
    """
    if "gpu_utilisation" not in comparison.metrics:
        return ()
    tenants = _tenants(comparison, variant)
    providers = _by_levels(comparison, variant, "providers", "provider_payout_usd_per_year", "Providers receive")
    shock = passing_shock(comparison, variant)
    if shock is None:
        return tenants, providers
    told, more = while_it_lasts(comparison, shock)
    received = over_the_run(comparison, variant)
    return (
        Group(tenants.who, MATTERS, told, more) if told else tenants,
        Group(providers.who, MATTERS, received) if received else providers,
    )


def _tenants(comparison: Comparison, variant: str) -> Group:
    """Return tenants, whose lot is how many GPUs they use and what an hour of one costs; not what they spend.

    Where the mean paid goes one way and the price of the same GPUs the other, tenants rent other GPUs: that is told.
    """
    use = _by_levels(comparison, variant, "tenants", "gpu_utilisation", "Tenants use")
    price = _by_levels(comparison, variant, "tenants", "gpu_price_usd_per_hour", "Tenants pay")
    same = _same_gpus(comparison, variant)
    alone: Text = (*price.sentence, f" for an hour of a GPU{same}") if price.sentence else ()
    told = (*use.sentence, " of all GPUs") if use.sentence else alone
    more = (", at ", *price.sentence[2:], f" an hour{same}") if use.sentence and price.sentence else ()
    return Group("tenants", strongest((use.state, price.state)), told, more)


def _same_gpus(comparison: Comparison, variant: str) -> str:
    """Return where the price of the same GPUs goes, if that is not the way of the mean over what is rented."""
    found = comparison.outcomes(variant)
    paid, index = (found[name].verdict for name in ("gpu_price_usd_per_hour", "gpu_price_index_usd_per_hour"))
    if {paid, index} != {HIGHER, LOWER}:
        return ""
    return f", but {'more' if index == HIGHER else 'less'} for the same GPUs"


def _pace(metric: Metric, found: Outcome) -> str:
    is_short = metric.aggregation == "per_year" and found.window_days < WHOLE_YEAR_DAYS
    return " at this pace" if is_short else ""


def two_digits(*values: float) -> int | None:
    """Return the fewest decimals that show two digits of the largest value and, to a fifth, how far they are apart.

    None from 100 on, where three digits tell them apart.
    """
    largest = max(map(abs, values))
    if largest >= _ROUGH_FROM and len({about(value) for value in values}) == len(set(values)):
        return None
    decimals = max(0, 1 - math.floor(math.log10(largest))) if largest else 0
    apart = max(values) - min(values)
    while decimals < _MOST_DECIMALS and abs(_rounded_apart(values, decimals) - apart) > _TOLD_APART * apart:
        decimals += 1
    return decimals


def _rounded_apart(values: Sequence[float], decimals: int) -> float:
    rounded = [round(value, decimals) for value in values]
    return max(rounded) - min(rounded)


def _validators(comparison: Comparison, variant: str) -> Group:
    """Return validators, whose lot is what moves to them and what they earn in all, where more is minted for everybody.

    What moves is held against the smallest effect of their commission, over a year.
    """
    found, metric = comparison.background.who_gains[variant], comparison.metrics["commission_uakt"]
    earned = _by_levels(comparison, variant, VALIDATORS, metric.name, "Validators' commission comes to")
    party = next(one for one in found.parties if one.who == VALIDATORS)
    matters = metric.smallest_effect * unit_of(metric.unit).factor * DAYS_PER_YEAR / found.days
    is_same = party.verdict == IDENTICAL
    state = called(party.moved, party.ci_low, party.ci_high, matters, is_identical=is_same)
    if state not in TOLD:
        days = f" over {comparison.outcomes(variant)[metric.name].window_days:.4g} days"
        sentence = (*earned.sentence, days) if earned.sentence else ()
        return earned._replace(state=strongest((state, earned.state)), sentence=sentence)
    pace = "" if found.days >= WHOLE_YEAR_DAYS else " at this pace"
    way = "to" if party.moved > 0.0 else "away from"
    told: Text = ("About ", Quantity(abs(party.moved), "AKT a year"), f" move {way} {VALIDATORS}{pace}")
    largest = comparison.background.transfer[variant].ten_largest
    is_part = largest is not None and 0.0 <= largest <= 1.0
    more: Text = (", ", Quantity(100 * (largest or 0.0), "%", 0), " of it at the ten largest") if is_part else ()
    return Group(VALIDATORS, state, told, more)
