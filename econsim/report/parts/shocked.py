"""What a shock means for tenants and providers: while it lasts, and when it is over; no average over both."""

from __future__ import annotations

from econsim.analysis.comparison import Comparison
from econsim.analysis.metrics import Metric
from econsim.analysis.report_data import Gain
from econsim.analysis.shock_data import Mean, ShockRow, ShockWindows
from econsim.analysis.verdicts import HIGHER, LOWER
from econsim.analysis.winners import OF_THE_MARKET
from econsim.report.document import Quantity, Text
from econsim.report.parts.quantities import change, money

_TOLD = ("gpu_utilisation", "gpu_fill_ratio")
_PROVIDERS = "providers"
_WITH = {"providers, gpu": "Providers with GPUs", "providers, cpu": "Providers without GPUs"}


def passing_shock(comparison: Comparison, variant: str) -> ShockWindows | None:
    """Return the only shock by which a variant differs and that ends within the run; None where there is none such."""
    found = comparison.background.shocks[variant]
    return found[0] if len(found) == 1 and found[0].end is not None and found[0].days_after > 0.0 else None


def while_it_lasts(comparison: Comparison, shock: ShockWindows) -> tuple[Text, Text]:
    """Return what tenants see of a shock while it lasts, and when its use of GPUs is back; () where nothing is seen."""
    rows = {row.metric: row for row in shock.rows if row.gpu_model is None}
    seen = [rows[name] for name in _TOLD if name in rows and _is_seen(rows[name].during)]
    if not seen:
        return (), ()
    told: Text = ("While the shock lasts ",)
    for place, row in enumerate(seen):
        told += (*((", ",) if place else ()), *_moved(comparison.metrics[row.metric], row.during))
    return told, _back(seen[0], comparison.metrics[seen[0].metric].label)


def _moved(metric: Metric, during: Mean) -> Text:
    assert during.mean is not None
    size = change(metric, abs(during.mean), is_signed=False)
    return (f"{metric.label} is ", size, " higher" if during.mean > 0.0 else " lower")


def _back(row: ShockRow, label: str) -> Text:
    days = row.days_until_back
    if days is None or days.mean is None:
        return (f"; {label} is not back in every run",)
    if round(days.mean) == 0:
        return (f"; {label} is back at once",)
    return (f"; {label} is back ", Quantity(days.mean, "days", 0), " after it")


def _is_seen(found: Mean) -> bool:
    return found.ci_low is not None and found.ci_high is not None and not found.ci_low <= 0.0 <= found.ci_high


def over_the_run(comparison: Comparison, variant: str) -> Text:
    """Return what the providers that a shock touches most receive more or less in the whole run; () where none is."""
    gains = [gain for gain in comparison.background.winners[variant] if _is_of_providers(gain)]
    seen = [gain for gain in gains if gain.verdict in (HIGHER, LOWER)]
    if not seen:
        return ()
    most = max(seen, key=lambda gain: abs(gain.difference or 0.0))
    size = most.difference or 0.0
    way = "more" if size > 0.0 else "less"
    amount = money(abs(size), most.unit, has_unit=True)
    return (f"{_WITH.get(most.who, 'Providers')} receive ", amount, f" {way} in the whole run")


def _is_of_providers(gain: Gain) -> bool:
    return gain.table == OF_THE_MARKET and gain.who.startswith(_PROVIDERS)
