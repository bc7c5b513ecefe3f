"""What the answer depends on, as tables: what each factor does to an objective, strips, priors."""

from __future__ import annotations

from econsim.analysis.display import MISSING, about, unit_of
from econsim.analysis.metrics import Metric
from econsim.analysis.sensitivity.result import Sensitivity
from econsim.analysis.sensitivity.strip import Strip
from econsim.report.document import Quantity, Row, Table, Text
from econsim.report.parts.quantities import change
from econsim.report.parts.tables import columns

_SHOWN = 0.005  # of a share: less is not seen at two decimals


def factors_table(made: Sensitivity, metric: Metric) -> Table:
    """Return what each factor does to a metric, the one that matters most first."""
    response, unit = made.found.responses[metric.name], unit_of(metric.unit).difference
    if made.found.method == "morris":
        heads = columns(
            "factor", ("effect over its range", unit), "95 % interval, ±", "with its sign", "sd", numbers=range(1, 5)
        )
        effects = sorted(response.effects, key=lambda one: -one.mean_absolute)
        rows = tuple(
            Row(
                (
                    (one.factor,),
                    (_size(metric, one.mean_absolute),),
                    (_size(metric, one.half_width),),
                    (_signed(metric, one.mean),),
                    (_size(metric, one.sd),),
                )
            )
            for one in effects
        )
        note = (
            "Effect: the mean of absolute elementary effects, scaled to the whole range of the prior. sd: how far the "
            "effect depends on where the others stand."
        )
    else:
        heads = columns("factor", "total order", "95 % interval, ±", "alone", "95 % interval, ±", numbers=range(1, 5))
        shares = sorted(response.shares, key=lambda one: -one.total_order)
        rows = tuple(
            Row(
                (
                    (one.factor,),
                    (Quantity(one.total_order, "", 2),),
                    (Quantity(one.total_order_half_width, "", 2),),
                    (Quantity(one.first_order, "", 2),),
                    (Quantity(one.first_order_half_width, "", 2),),
                )
            )
            for one in shares
        )
        note = "Shares of the variance of the difference: alone (first order), and with the others (total order)."
        if any(not -_SHOWN <= one < 1.0 + _SHOWN for each in shares for one in (each.first_order, each.total_order)):
            note += " One below 0 or above 1 is no share: these samples are too few; double --samples until none is."
    return Table(heads, rows, notes=((note,), _spread(made, metric)))


def _spread(made: Sensitivity, metric: Metric) -> Text:
    """Return how far the difference goes over the points, and how well one point is known."""
    response = made.found.responses[metric.name]
    told: Text = (
        f"Over {made.found.points} points the difference is on average ",
        _signed(metric, response.mean),
        ", from ",
        _signed(metric, response.low),
        " to ",
        _signed(metric, response.high),
        ".",
    )
    if response.noise is None:
        return told
    return (
        *told,
        " Chance inside the model leaves the mean of one point open by ± ",
        _size(metric, response.noise),
        ".",
    )


def strip_table(strip: Strip, metric: Metric) -> Table:
    """Return the differences of a metric over two factors, the first across, the second down."""
    unit = unit_of(metric.unit).difference
    heads = columns(
        strip.down, *(about(value) for value in strip.across_values), numbers=range(1, 1 + len(strip.across_values))
    )
    rows = tuple(
        Row(((about(value),), *((_signed(metric, one),) for one in row)))
        for value, row in zip(strip.down_values, strip.differences[metric.name], strict=True)
    )
    return Table(heads, rows, (f"{metric.heading}, difference{f', {unit}' if unit else ''}; across: {strip.across}",))


def priors_table(made: Sensitivity) -> Table:
    """Return every factor with the priors of the paths that it moves."""
    rows = [
        Row(
            (
                (factor.name if place == 0 else "",),
                (factor.words if place == 0 else "",),
                (path,),
                (f"{prior.kind.replace('_', ' ')}, {about(prior.low)} to {about(prior.high)}",),
                (prior.unit,),
                (prior.now,),
            )
        )
        for factor in made.found.factors
        for place, (path, prior) in enumerate(factor.priors.items())
    ]
    rows += [Row(((one.name,), (one.words,), *((MISSING,),) * 4)) for one in made.found.factors if not one.priors]
    return Table(columns("factor", "what it is", "parameter", "prior", "unit", "in the arms"), tuple(rows))


def _signed(metric: Metric, value: float | None) -> Quantity:
    """Return a difference to three digits, in the unit of the head."""
    return _rough(change(metric, value, has_unit=False))


def _size(metric: Metric, value: float | None) -> Quantity:
    return _rough(change(metric, value, has_unit=False, is_signed=False))


def _rough(exact: Quantity) -> Quantity:
    return Quantity(exact.value, exact.unit, None, exact.is_signed)
