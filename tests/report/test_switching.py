"""Where the answer would flip: said in the unit of what is doubted, on the side on which the verdict falls."""

from __future__ import annotations

import dataclasses

import pytest

from econsim.analysis.compare import compared
from econsim.analysis.metrics import metrics
from econsim.analysis.outcomes import WhatIf
from econsim.analysis.sensitivity.switching import Crossing, ScanPoint, SwitchingValues
from econsim.analysis.verdicts import NO_MATTER, WORSE
from econsim.report.comparison_document import document
from econsim.report.document import Code, Table
from econsim.report.parts.switching import switching_table, where_it_flips
from econsim.report.written import text as written
from tests.analysis.hand_made import hand_made_arms
from tests.report.test_comparison_document import parts, text
from tests.report.test_sureness import row, section

OLD = ("old_rates", "what they had charged", "population.validators.lifted_old_rates", "fraction", ())
PRICE = ("akt_price", "the AKT price", "shocks.akt_price", "USD", ())
SHARP = ("commission_sensitivity", "how sharply they answer", "policies.delegation.large_commission_sensitivity", "1",
         ("policies.delegation.small_commission_sensitivity",))  # fmt: skip


def scanned(factor, differences, crossings=(), half=0.0) -> SwitchingValues:
    """Return a scan with an interval of +- half at every point."""
    last = len(differences) - 1
    points = [ScanPoint(n / last, 0.045 * n / last, one, one - half, one + half) for n, one in enumerate(differences)]
    return SwitchingValues(*factor, "real_yield", tuple(points), tuple(crossings))


def told(found, *, shift=-0.002, **more):
    """A smallest effect of the real yield is .001; the variant's is lower by .002, or by what is given."""
    made = compared(hand_made_arms(shifts={"real_yield": shift, **more}))
    rows = (row("base", "as compared", {}, shift, flips=False),)
    asked = WhatIf(6, rows, (), {"mainnet7": tuple(found)})
    return dataclasses.replace(made, numbers=dataclasses.replace(made.numbers, what_if=asked))


def sure(made) -> str:
    assert text(document(made)).count("Where it would flip: ") == 1
    return written(where_it_flips(made))


def test_a_verdict_falls_above_the_value_at_which_the_loss_ceases_to_matter() -> None:
    """The loss shrinks with the old rates: from .002 to .0005, so above 3 % it is less than the .001 that matters."""
    crossing = Crossing(-0.001, 0.03, 0.67, 0.02, None, True, ())
    made = told([scanned(OLD, [-0.002, -0.0013, -0.0005], [crossing])])
    assert made.outcomes("mainnet7")["real_yield"].standing == WORSE
    assert "Delegators' real yield (worse) ceases to matter for “what they had charged” above 3.00 %" in sure(made)
    assert "(95 % interval 2.00 % to beyond)" in sure(made)


def test_a_gain_that_grows_falls_below_the_value_and_the_other_paths_are_told() -> None:
    crossing = Crossing(0.001, 2.0, 0.4, 1.0, 3.0, True, (12.0,))
    made = told([scanned(SHARP, [0.0005, 0.002, 0.004], [crossing])], shift=0.002)
    assert "(better) ceases to matter for “how sharply they answer” below 2.00 (95 % interval 1.00 to 3.00" in sure(
        made
    )
    assert "small commission sensitivity 12.0" in sure(made)


def test_what_nowhere_changes_it_stands_and_what_everywhere_does_is_not_called_so() -> None:
    made = told([scanned(PRICE, [-0.003, -0.002, -0.0015]), scanned(OLD, [-0.0001, -0.0002, -0.0003])])
    assert "stands at every value tried of “the AKT price” (0 to 0.0450 USD)" in sure(made)
    assert "stands at no value tried of “what they had charged” (0 to 4.50 %)" in sure(made)


def test_a_verdict_stands_only_where_the_runs_can_tell() -> None:
    """+-.0018 about -.003, -.002 and -.0015 holds 0 at the last alone, where the loss alone still reaches .001."""
    made = told([scanned(PRICE, [-0.003, -0.002, -0.0015], half=0.0018), scanned(OLD, [-0.003, -0.002, -0.0015])])
    assert "stands at every value tried of “what they had charged” (0 to 4.50 %)" in sure(made)
    assert "cannot be said yet at some values tried of “the AKT price” (0 to 0.0450 USD, at 1 of 3)." in sure(made)


def test_that_no_difference_matters_stands_only_where_its_interval_shows_it() -> None:
    """+-.0006 about 0 and -.0005: the second reaches beyond the .001 that matters."""
    made = told([scanned(PRICE, [0.0, 0.0, -0.0005], half=0.0006)], shift=-0.0001)
    assert "(no difference that matters) cannot be said yet at some values tried of “the AKT price”" in sure(made)
    assert ", at 1 of 3)" in sure(made)


def test_no_difference_that_matters_falls_where_one_begins_to() -> None:
    crossing = Crossing(-0.001, 0.01, 0.2, 0.005, 0.02, False, ())
    made = told([scanned(OLD, [0.0, -0.002, -0.004], [crossing])], shift=-0.0001)
    assert made.outcomes("mainnet7")["real_yield"].standing == NO_MATTER
    assert "begins to matter for “what they had charged” above 1.00 %" in sure(made)


def test_values_of_one_interval_are_told_together() -> None:
    crossings = [
        Crossing(-0.001, value, value / 0.045, 0.01, 0.04, rises, ())
        for value, rises in ((0.02, True), (0.025, False), (0.03, True))
    ]
    made = told([scanned(OLD, [-0.002, -0.0013, -0.0005], crossings)])
    wanted = "for “what they had charged” above 2.00 %, below 2.50 % or above 3.00 % (95 % interval 1.00 % to 4.00 %)."
    assert wanted in sure(made)


def test_an_objective_after_the_first_does_not_list_the_factors_again() -> None:
    first = scanned(PRICE, [-0.003, -0.002, -0.0015]), scanned(OLD, [-0.003, -0.002, -0.0015])
    made = told([*first, *(dataclasses.replace(one, metric="stake_hhi") for one in first)], stake_hhi=-0.01)
    listed, *rest = sure(made).split("Herfindahl")
    assert "“the AKT price” (0 to 0.0450 USD) and “what they had charged” (0 to 4.50 %)." in listed
    assert "stands at every value tried of them all." in rest[0]


def test_every_crossing_stands_in_the_table() -> None:
    crossing = Crossing(-0.001, 0.03, 0.67, 0.02, None, True, ())
    made = told([scanned(OLD, [-0.002, -0.0013, -0.0005], [crossing])])
    tables = parts(section(document(made), "what-if"), Table)
    (found,) = [one for one in tables if "what happens" in {column.heading for column in one.columns}]
    rows = [[written(cell) for cell in one.cells] for one in found.rows]
    assert [one[2] for one in rows] == ["changes sides", "ceases to matter above it (lower by 0.100)"]
    assert rows[0][3] == "none in range, 0 to 4.50 %"


def test_what_was_not_scanned_is_said_with_the_way_to_ask() -> None:
    made = compared(hand_made_arms(shifts={"real_yield": -0.002}))
    asked = WhatIf(6, (row("base", "as compared", {}, -0.002, flips=False),), ())
    made = dataclasses.replace(made, numbers=dataclasses.replace(made.numbers, what_if=asked))
    told = section(document(made), "sure")
    assert "at which values of the most doubtful assumptions was not asked" in text(told)
    assert [one.text for one in parts(told, Code)][-1].endswith("--switching")


@pytest.mark.parametrize("found", [[], [scanned(OLD, [0.0, 0.0, 0.0])]])
def test_nothing_that_was_scanned_decides(found) -> None:
    made = told(found)
    assert ("no verdict rests on what was scanned" in sure(made)) == (not found)


def at(differences, half=0.0, *, has_interval=True) -> str:
    """Return what the table says of where a scanned difference changes sides, every interval as wide."""
    last = len(differences) - 1
    points = [
        ScanPoint(n / last, 0.045 * n / last, one, *((one - half, one + half) if has_interval else (None, None)))
        for n, one in enumerate(differences)
    ]
    (only,) = switching_table([SwitchingValues(*OLD, "real_yield", tuple(points), ())], metrics()).rows
    return written(only.cells[3])


def test_none_in_range_is_said_only_where_every_interval_leaves_out_zero() -> None:
    """+-.001 about -.002 ... -.0005 holds 0 at the last point alone, +-.003 at all three, +-.0001 at none."""
    differences = [-0.002, -0.0013, -0.0005]
    assert at(differences, 0.0001) == "none in range, 0 to 4.50 %"
    assert at(differences, 0.001) == "cannot be said yet (sign open at 1 of 3 points), 0 to 4.50 %"
    assert at(differences, 0.003) == "cannot be said yet (sign open at 3 of 3 points), 0 to 4.50 %"


def test_one_run_shows_the_sign_of_no_point() -> None:
    assert at([-0.002, -0.001], has_interval=False).startswith("cannot be said yet (sign open at 2 of 2 points)")


def test_a_point_at_which_no_run_differs_has_no_open_sign() -> None:
    assert at([0.0, -0.0013, -0.0005]) == "none in range, 0 to 4.50 %"


def test_a_factor_that_moves_nothing_is_said_to() -> None:
    assert at([-0.002, -0.002, -0.002], 0.0001) == "the same at every point, 0 to 4.50 %"
