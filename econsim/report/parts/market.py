"""Tenants and providers side by side: what providers receive, how many GPUs are used, what an hour of one costs."""

from __future__ import annotations

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import words_of
from econsim.analysis.metrics import Metric
from econsim.analysis.outcomes import Outcome
from econsim.analysis.verdicts import IDENTICAL
from econsim.report.document import Block, Row, Table, Text
from econsim.report.parts.people import TOLD
from econsim.report.parts.quantities import change, level
from econsim.report.parts.tables import columns

_METRICS = {
    "provider_payout_usd_per_year": "providers receive",
    "gpu_utilisation": "GPUs in use",
    "gpu_price_usd_per_hour": "price of a GPU-hour",
}
_CAPTION = (
    "Tenants and providers, over the days in which the arms may differ: levels under {}, then the difference of each "
    "proposal where it matters, else the verdict."
)
_MIX = " The price is the mean of what was paid: it moves with the mix of GPU models, too, as a price index does not."


def market_blocks(comparison: Comparison) -> tuple[Block, ...]:
    """Return a row of levels and a row of differences for each variant; none where no run differs in any of them."""
    known = [comparison.metrics[name] for name in _METRICS if name in comparison.metrics]
    found = {name: [comparison.outcomes(name)[one.name] for one in known] for name in comparison.variants}
    if all(one.verdict == IDENTICAL for several in found.values() for one in several):
        return ()
    first = next(iter(found.values()))
    heads = [
        (_METRICS[metric.name], words_of(metric, one.window_days)) for metric, one in zip(known, first, strict=True)
    ]
    base = [(level(metric, one.baseline, has_unit=False),) for metric, one in zip(known, first, strict=True)]
    rows = [Row(((comparison.baseline,), *base))]
    rows += [Row(((name,), *map(_cell, known, several))) for name, several in found.items()]
    numbers = range(1, 1 + len(known))
    caption = _CAPTION.format(comparison.baseline) + (_MIX if "gpu_price_usd_per_hour" in comparison.metrics else "")
    return (Table(columns("", *heads, numbers=numbers), tuple(rows), (caption,)),)


def _cell(metric: Metric, found: Outcome) -> Text:
    return (change(metric, found.difference, has_unit=False),) if found.call in TOLD else (found.call,)
