"""How objectives stand: two one-sided tests, the test of the difference, Holm over all of them."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from econsim.analysis.compare import compared
from econsim.analysis.metrics import metric
from econsim.analysis.multiplicity import holm_levels
from econsim.analysis.objectives import calls, standings
from econsim.analysis.statistics import paired
from econsim.analysis.verdicts import BETTER, IDENTICAL, NO_MATTER, OPEN, WORSE
from econsim.networks.effects import effects
from tests.analysis.hand_made import hand_made_arms, relabelled

TWINS = ("stake_hhi", "top_10_share")  # of one effect


def objective(name, better="higher", smallest=1.0):
    return dataclasses.replace(metric(name), better=better, smallest_effect=smallest)


def of_mean(mean: float, sd: float = 1.0, n: int = 20):
    """Return pairs whose differences have exactly this mean and standard deviation."""
    alternating = np.array([1.0, -1.0] * (n // 2))
    return paired(np.zeros(n), mean + sd * alternating / alternating.std(ddof=1))


def call(mean: float, better="higher", smallest=1.0, **spread):
    judged = {"net_apr": objective("net_apr", better, smallest)}
    return calls(judged, {"variant": {"net_apr": of_mean(mean, **spread)}})["variant"]["net_apr"]


@pytest.mark.parametrize(
    ("mean", "standing"),
    [
        (2.0, BETTER),
        (-2.0, WORSE),
        (0.5, NO_MATTER),  # told from 0 (t = 2.2), and its 90 % interval is .11 to .89
        (0.7, OPEN),  # its 90 % interval is .31 to 1.09, and less than matters was found
        (1.0, BETTER),  # t = 4.5
    ],
)
def test_the_difference_is_called_by_its_size_and_its_tests(mean: float, standing: str) -> None:
    """Of 20 pairs the 90 % interval of a mean with sd 1 is +- 1.729 / sqrt(20) = .387."""
    assert call(mean).standing == standing


def test_less_is_better_where_less_is_wanted() -> None:
    assert (call(-2.0, better="lower").standing, call(2.0, better="lower").standing) == (BETTER, WORSE)


def test_what_is_decided_names_no_runs_and_what_is_open_does() -> None:
    """Room of .3 sd for the 90 % interval: (1.645 + 1.282)^2 / .3^2 = 95.2, so 96 + 2."""
    assert call(2.0).runs is None
    assert call(0.5).runs is None
    assert call(0.7).runs == 98


def test_one_pair_leaves_everything_open() -> None:
    judged = {"net_apr": objective("net_apr")}
    found = calls(judged, {"variant": {"net_apr": paired(np.array([1.0]), np.array([9.0]))}})
    assert found["variant"]["net_apr"] == (OPEN, None)


def test_a_test_that_would_do_alone_may_not_do_among_several_variants() -> None:
    """t = .5 sqrt(20) = 2.236 of 19 degrees: p = .0375; of two it would have to be .025."""
    judged = {"net_apr": objective("net_apr", smallest=0.1)}
    nothing, something = of_mean(0.0), of_mean(0.5)
    assert calls(judged, {"a": {"net_apr": something}})["a"]["net_apr"].standing == BETTER
    both = calls(judged, {"a": {"net_apr": something}, "b": {"net_apr": nothing}})
    assert both["a"]["net_apr"].standing == OPEN


def test_holms_levels_are_those_worked_out_by_hand() -> None:
    """.01 <= .05 / 4; then .013 <= .05 / 3; then .03 > .05 / 2, and there it ends."""
    found = holm_levels([[0.03], [0.01], [0.04], [0.013]], 0.05)
    assert found == [[0.025], [0.05 / 4], [0.025], [0.05 / 3]]


def test_a_group_counts_once_and_frees_its_part_when_all_of_it_is_called() -> None:
    """Two groups: each .025, of twins .0125 each. Once a twin is called the other has .025; then the rest has .05."""
    assert holm_levels([[0.012, 0.02], [0.04]], 0.05) == [[0.0125, 0.025], [0.05]]
    assert holm_levels([[0.012, 0.03], [0.04]], 0.05) == [[0.0125, 0.025], [0.025]]


def test_holm_keeps_the_error_of_any_wrong_call_with_twins_and_real_differences() -> None:
    """4,000 tries of two uniform p-values that are one (twins) and two true differences: 5 % and three errors."""
    draws = np.random.default_rng(3)
    wrong = 0
    for _ in range(4_000):
        twin, other = draws.random(2)
        levels = holm_levels([[twin, twin], [0.0], [other], [0.0]], 0.05)
        wrong += twin <= levels[0][0] or other <= levels[2][0]
    assert wrong / 4_000 < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 4_000)


def test_twins_that_stand_alike_stand_together_and_others_apart() -> None:
    assert effects()[TWINS[0]] == effects()[TWINS[1]]
    judged = {name: objective(name) for name in TWINS}
    arms = hand_made_arms()
    outcomes = dict(compared(arms).outcomes("mainnet7"))

    def standing(*words: str):
        told = {
            name: dataclasses.replace(outcomes[name], standing=word, settling_runs=9 * place if word == OPEN else None)
            for place, (name, word) in enumerate(zip(TWINS, words, strict=True), start=1)
        }
        return [(tuple(one.name for one in of.metrics), of.standing, of.runs) for of in standings(judged, told)]

    assert standing(BETTER, BETTER) == [(TWINS, BETTER, None)]
    assert standing(OPEN, OPEN) == [(TWINS, OPEN, 18)]
    assert standing(BETTER, OPEN) == [(TWINS[:1], BETTER, None), (TWINS[1:], OPEN, 18)]


def test_swapping_the_arms_turns_better_into_worse_and_keeps_the_rest() -> None:
    arms = hand_made_arms(shifts={"net_apr": 0.01, "real_yield": -0.01, "stake_hhi": 0.02})
    there = compared(arms).outcomes("mainnet7")
    back = compared([arms[1], arms[0]]).outcomes("mainnet6")
    turned = {BETTER: WORSE, WORSE: BETTER}
    words = {name: one.standing for name, one in there.items()}
    assert {BETTER, WORSE} & set(words.values())
    assert {name: turned.get(word, word) for name, word in words.items()} == {
        name: one.standing for name, one in back.items()
    }


def test_a_placebo_differs_by_exactly_nothing_and_says_so() -> None:
    arm = hand_made_arms()[0]
    comparison = compared([arm, relabelled(arm, "placebo")])
    outcomes = comparison.outcomes("placebo").values()
    assert {(one.difference, one.ci_low, one.ci_high, one.verdict) for one in outcomes} == {
        (0.0, 0.0, 0.0, "identical")
    }
    assert {one.standing for one in outcomes} == {None, IDENTICAL}
    assert any("identical" in sentence or "nothing differs" in sentence for sentence in comparison.background.caveats)


def test_only_objectives_have_a_standing() -> None:
    arms = hand_made_arms()
    comparison = compared(arms)
    decided = {name for name, one in comparison.outcomes("mainnet7").items() if one.standing is not None}
    assert decided == {name for name, one in comparison.metrics.items() if one.better != "-"}
